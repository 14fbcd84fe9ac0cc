"""Suppliers that have an order and say nothing: the buyers are reminded, once for each stage."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fondaco import audit
from fondaco.buying.orders import mails
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.states import Delivery, OrderState
from fondaco.clock.schedule import one_by_one
from fondaco.clock.workdays import add_working_days

log = logging.getLogger(__name__)
STAGES = 2  # reminded after the agreed days, and once more after as many again; then the list goes on saying it


def remind_of_silence(now: datetime) -> int:
    """Remind the buyers of each order whose supplier has been silent for too long; of how many it was."""
    candidates = PurchaseOrder.objects.filter(
        state=OrderState.ISSUED,
        delivery=Delivery.DELIVERED,
        silence_stage__lt=STAGES,
        delivery_at__lte=now - timedelta(days=1),
    )
    rows = candidates.order_by("pk").select_related("supplier", "legal_entity")
    late = [order.pk for order in rows.iterator() if stage_of(order, now) > order.silence_stage]
    return one_by_one(lambda pk: _remind(pk, now), late)


def stage_of(order: PurchaseOrder, now: datetime) -> int:
    """At which stage of silence an order is that was delivered and not answered: 0 while there is time."""
    days = order.supplier.answers_within(order.legal_entity)
    if not days or order.delivery_at is None:
        return 0
    since, today = timezone.localdate(order.delivery_at), timezone.localdate(now)
    country = order.legal_entity.country
    return sum(add_working_days(since, days * stage, country) < today for stage in range(1, STAGES + 1))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    """One order, looked at again under its lock: an answer, or another worker, may have been faster."""
    rows = PurchaseOrder.objects.select_for_update(of=("self",), skip_locked=True)
    order = rows.select_related("supplier", "legal_entity", "requester", "request__beneficiary").filter(pk=pk).first()
    if order is None or order.state != OrderState.ISSUED or order.delivery != Delivery.DELIVERED:
        return False
    stage = stage_of(order, now)
    if stage <= order.silence_stage:
        return False
    before = {"silence_stage": order.silence_stage}
    order.silence_stage = stage
    order.save(update_fields=["silence_stage"])
    audit.write(
        action="order.silent", subject=order.about, by=None, now=now, before=before, after={"silence_stage": stage}
    )
    mails.silent(order, now=now)
    return True
