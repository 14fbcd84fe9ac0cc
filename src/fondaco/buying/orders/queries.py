"""Questions about orders, in a fixed number of statements."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from fondaco.buying.approvals.models import Step
from fondaco.buying.approvals.queries import concerns_approver
from fondaco.buying.orders.models import (
    ZERO,
    Confirmation,
    ConfirmedPortion,
    OrderLine,
    PurchaseOrder,
    StoredRefusal,
)
from fondaco.buying.orders.remedies import Remedy
from fondaco.buying.orders.states import STUCK, Delivery, OrderState
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.searching import MOST_FOUND, beginning_with, serial_in, with_words
from fondaco.buying.suppliers.queries import named_like


def order_by(public_id: str) -> PurchaseOrder | None:
    """The order with everything that its page names. One statement."""
    return (
        PurchaseOrder.objects.select_related(
            "supplier__partner",
            "requester",
            "cost_centre",
            "legal_entity",
            "request__beneficiary",
            "issued_by",
            "place",
        )
        .filter(public_id=public_id)
        .first()
    )


def lines_of(order: PurchaseOrder) -> list[OrderLine]:
    """Lines with what was said about them in force, their refusals, and what was done about those. Four statements."""
    portions = ConfirmedPortion.objects.filter(confirmation__replaced_at__isnull=True).select_related("confirmation")
    refusals = StoredRefusal.objects.filter(confirmation__replaced_at__isnull=True).select_related("order")
    return list(
        order.lines.order_by("line_number").prefetch_related(
            Prefetch("portions", queryset=portions),
            Prefetch("refusals", queryset=refusals),
            Prefetch("remedies", queryset=Remedy.objects.select_related("by")),
        )
    )


def order_refusals(order: PurchaseOrder) -> list[StoredRefusal]:
    """Refusals of the order as a whole, in force."""
    rows = order.refusals.filter(line__isnull=True, confirmation__replaced_at__isnull=True)
    return list(rows.select_related("order"))


def confirmations_of(order: PurchaseOrder) -> list[Confirmation]:
    return list(order.confirmations.select_related("recorded_by").order_by("received_at", "pk"))


def orders_for_list(*, person: Any = None, state: str = "", words: str = "") -> QuerySet[PurchaseOrder]:
    """All orders, or ``person``'s; of one state (``stuck``: not delivered; ``undecided``: sent without an answer, for a
    person to decide; ``silent``: not answered in time); with ``words`` in a number, the supplier or a line (one
    statement more).
    """
    rows = PurchaseOrder.objects.select_related("supplier", "requester")
    if person is not None:
        rows = rows.filter(requester=person)
    if state == "stuck":
        rows = rows.filter(delivery__in=sorted(STUCK), state=OrderState.ISSUED)
    elif state == "undecided":
        rows = rows.filter(UNDECIDED)
    elif state == "silent":
        rows = rows.filter(SILENT)
    elif state in OrderState.values:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(pk__in=_matching(words))
    count = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order").annotate(count=Count("pk"))
    return rows.annotate(line_count=Subquery(count.values("count"))).order_by("-issued_at", "-pk")


def _matching(words: str) -> QuerySet[Any]:
    """Keys of the orders that have ``words`` in a number, the supplier's name or a line. By way of indexes."""
    orders = PurchaseOrder.objects.order_by()
    serial = serial_in(words)
    return (
        beginning_with(orders, words, "number")
        .values("pk")
        .union(
            beginning_with(orders, words, "supplier_number").values("pk"),
            orders.filter(serial__in=[] if serial is None else [serial]).values("pk"),
            orders.filter(request__in=beginning_with(PurchaseRequest.objects.all(), words, "number")).values("pk"),
            orders.filter(supplier__in=named_like(words)).order_by("-issued_at").values("pk")[:MOST_FOUND],
            with_words(OrderLine.objects.all(), words, "description", "supplier_part_id").values("order_id"),
        )
    )


def stuck_orders(limit: int = 5) -> list[PurchaseOrder]:
    """Orders that did not reach their supplier, the longest stuck first."""
    rows = PurchaseOrder.objects.filter(delivery__in=sorted(STUCK), state=OrderState.ISSUED)
    return list(rows.select_related("supplier", "requester").order_by("delivery_at", "pk")[:limit])


# Sent without an answer, for a person to decide; and delivered to a supplier that has been silent for too long.
UNDECIDED = Q(delivery=Delivery.UNKNOWN, delivery_retry_at__isnull=True, state=OrderState.ISSUED)
SILENT = Q(delivery=Delivery.DELIVERED, silence_stage__gt=0, state=OrderState.ISSUED)


def unanswered_orders(limit: int = 5) -> list[PurchaseOrder]:
    """Orders that wait for a buyer because no answer came, the longest waiting first. One statement."""
    rows = PurchaseOrder.objects.filter(UNDECIDED | SILENT).select_related("supplier", "requester")
    return list(rows.order_by("delivery_at", "pk")[:limit])


def partly_refused(person: Any, limit: int = 5) -> list[PurchaseOrder]:
    """``person``'s open orders of which something will not come, with nothing done about it yet; the latest first."""
    done = Remedy.objects.filter(line=OuterRef("pk"), over_at__isnull=True).order_by().values("line")
    handled = Coalesce(Subquery(done.annotate(sum=Sum("quantity")).values("sum")), ZERO)
    refused = OrderLine.objects.filter(rejected__gt=handled).values("order_id")
    rows = PurchaseOrder.objects.filter(
        requester=person, state__in=[OrderState.CONFIRMED_IN_PART, OrderState.REFUSED], pk__in=refused
    )
    return list(rows.select_related("supplier").order_by("-state_since")[:limit])


def newest_of(person: Any, limit: int = 5) -> list[PurchaseOrder]:
    return list(
        PurchaseOrder.objects.filter(requester=person)
        .exclude(state__in=[OrderState.CLOSED, OrderState.CANCELLED])
        .select_related("supplier")
        .order_by("-issued_at", "-pk")[:limit]
    )


def concerns_approver_of_order(person: Any, order: Any) -> bool:
    """Whoever was asked to approve the request may see the order that came of it."""
    return concerns_approver(person, getattr(order, "request", None))


def orders_asked_of(person: Any) -> QuerySet[PurchaseOrder]:
    """Orders of requests that ``person`` was asked to approve."""
    asked = Step.objects.filter(person=person, round__kind="request").values("round__subject_id")
    return PurchaseOrder.objects.filter(request__public_id__in=asked)
