"""Orders as CSV, a row for each portion of a line: for spreadsheets, and so guarded against what they would run.

RFC 4180 with a byte order mark, so that spreadsheets read UTF-8; numbers with a point, moments with their offset.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from fondaco.documents import quantity_text
from fondaco.selling.orders.models import LinePortion, SalesOrder, SalesOrderLine

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV Injection); some skip white space before they look.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_AT_A_TIME = 200

COLUMNS = (
    "order_number", "store_number", "test", "state", "received_at", "customer", "person", "confirmation", "seller",
    "line", "part_id", "description", "ordered", "unit", "ordered_price", "becomes", "quantity", "unit_price", "net",
    "currency", "delivery_on", "refusal_code", "boundary", "actual",
)  # fmt: skip


def cell(value: object) -> str:
    """As text that no spreadsheet takes for a formula: what could be one gets an apostrophe before it. Numbers stay."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return quantity_text(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0\u200b\ufeff").startswith(_DANGEROUS) else text


class _Echo:
    def write(self, text: str) -> str:
        return text


def rows(orders: QuerySet[SalesOrder]) -> Iterator[str]:
    """The file, line by line; a few statements for every two hundred orders, however many there are."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    whole = orders.prefetch_related("lines__portions", "lines__answer__seller", "lines__offer__seller")
    for order in whole.iterator(chunk_size=_AT_A_TIME):
        for values in _of_order(order):
            yield writer.writerow([cell(one) for one in values])


def _of_order(order: SalesOrder) -> Iterable[tuple[object, ...]]:
    head = (
        order.order_number,
        order.number,
        "test" if order.is_test else "",
        order.state,
        timezone.localtime(order.received_at).isoformat(timespec="seconds"),
        order.account.name,
        order.member.person.name if order.member else order.person_name,
    )
    for line in order.lines.all():
        for portion in line.portions.all():
            yield (*head, *_of_portion(order, line, portion))


def _of_portion(order: SalesOrder, line: SalesOrderLine, portion: LinePortion) -> tuple[object, ...]:
    return (
        line.answer.number if line.answer else "",
        line.offer.seller.name if line.offer else "",
        line.line_number,
        line.supplier_part_id,
        line.description,
        line.quantity,
        line.unit,
        line.unit_price,
        portion.state,
        portion.quantity,
        portion.unit_price,
        portion.amount,
        order.currency,
        portion.delivery_on.isoformat() if portion.delivery_on else "",
        portion.refusal_code,
        portion.boundary,
        portion.actual,
    )
