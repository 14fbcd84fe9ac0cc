"""What a company bought lately, to be bought again: at today's price, and only what it may buy today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Max

from fondaco.selling.catalog import queries as catalog
from fondaco.selling.catalog.policy import policy_of
from fondaco.selling.catalog.shopfront import Row, rows
from fondaco.selling.orders.models import SalesOrderLine
from fondaco.selling.orders.states import STANDING

LATELY = timedelta(days=365)


def bought_items(account_id: int, *, now: datetime) -> list[int]:
    """Items of the company's orders that stand, trials too, the last one bought first; row ids. One statement."""
    lines = SalesOrderLine.objects.filter(
        order__account_id=account_id,
        order__state__in=sorted(STANDING),
        order__received_at__gte=now - LATELY,
        portions__state__in=["accepted", "backordered"],
        offer__isnull=False,
    )
    latest = (
        lines.order_by().values("offer__item_id").annotate(last=Max("order_id")).order_by("-last", "offer__item_id")
    )
    return list(latest.values_list("offer__item_id", flat=True))


def bought_rows(item_ids: Sequence[int], account_id: int, *, today: date) -> list[Row]:
    """The items as the shop shows them now; what is no longer sold, or not to this company, is left out."""
    items = catalog.items_by_id(item_ids, customer=account_id, on=today)
    return rows(items, (), policy_of(account_id), today)
