"""What the pages about orders need to know, and whose orders somebody sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from fondaco import audit
from fondaco.audit.models import Line
from fondaco.bridge.journal import JournalEntry, messages_about
from fondaco.documents import RefusalCode, RefusalLevel
from fondaco.selling.access import Action, member_may, member_of, staff_of
from fondaco.selling.accounts.models import Member
from fondaco.selling.orders.models import LinePortion, PortionState, SalesOrder, SalesOrderLine
from fondaco.selling.orders.words import Circumstance, actor_word, refusal

_OUR_NUMBER = re.compile(r"S-\d{4}-(\d{1,15})", re.ASCII | re.IGNORECASE)


@frozen
class Viewer:
    """Who looks: one of the store's own, or a member. ``only_own`` holds within a visit, where nobody signed in."""

    staff: bool = False
    member: Member | None = None
    only_own: bool = False

    @property
    def nobody(self) -> bool:
        return not self.staff and self.member is None

    @property
    def company_wide(self) -> bool:
        return self.member is not None and not self.only_own and member_may(self.member, Action.SEE_COMPANY_ORDERS)

    def may_see(self, order: SalesOrder) -> bool:
        if self.staff:
            return True
        if self.member is None or order.account_id != self.member.account_id:
            return False
        return self.company_wide or order.member_id == self.member.pk


def viewer_of(request: HttpRequest) -> Viewer:
    """Who signed in; else whoever the visit is for, who then sees their own only."""
    if request.user.is_authenticated:
        if staff_of(request.user) is not None:
            return Viewer(staff=True)
        member = member_of(request.user)
        if member is not None:
            return Viewer(member=member)
    # Who came by OCI is only who the browser said: their orders are shown after signing in.
    visit = getattr(request, "visit", None)
    return Viewer(member=None if visit is None or visit.by_oci else visit.member, only_own=True)


def visible_orders(viewer: Viewer) -> QuerySet[SalesOrder]:
    orders = SalesOrder.objects.select_related("account", "member__person")
    if viewer.staff:
        return orders
    if viewer.member is None:
        return orders.none()
    mine = orders.filter(account_id=viewer.member.account_id)
    return mine if viewer.company_wide else mine.filter(member=viewer.member)


def by_number(viewer: Viewer, wanted: str) -> QuerySet[SalesOrder]:
    """Orders whose number, the customer's or ours, is or begins with what was typed."""
    plain = wanted.replace("\0", "").strip()
    if not plain:
        return SalesOrder.objects.none()
    match = Q(order_number__istartswith=plain)
    ours = _OUR_NUMBER.fullmatch(plain)
    if ours:
        match |= Q(pk=int(ours[1]))
    return visible_orders(viewer).filter(match)


def counts_by_state(*, since: datetime) -> dict[str, int]:
    states = SalesOrder.objects.filter(received_at__gte=since).values_list("state", flat=True)
    return dict(Counter(states))


@frozen
class ShownPortion:
    portion: LinePortion
    message: str = ""
    remedy: str = ""
    actor: str = ""


@frozen
class ShownLine:
    line: SalesOrderLine
    accepted: Decimal
    refused: Decimal
    portions: Sequence[ShownPortion]

    @property
    def accepted_amount(self) -> Decimal:
        return sum(
            (
                one.portion.quantity * one.portion.unit_price
                for one in self.portions
                if one.portion.quantity and one.portion.unit_price is not None and not one.portion.refusal_code
            ),
            Decimal(0),
        )


@frozen
class ShownOrder:
    order: SalesOrder
    lines: Sequence[ShownLine]
    whole: ShownPortion | None
    messages: Sequence[JournalEntry]
    history: Sequence[Line]


def shown_order(order: SalesOrder) -> ShownOrder:
    """Everything that the order's page shows, refusals in the active language; five statements."""
    rows = order.lines.prefetch_related("portions")
    return ShownOrder(
        order=order,
        lines=[_shown_line(order, row) for row in rows],
        whole=_whole(order),
        messages=messages_about(order.subject),
        history=list(audit.lines_for(order.subject)),
    )


def _shown_line(order: SalesOrder, row: SalesOrderLine) -> ShownLine:
    portions = [_shown_portion(order, row, one) for one in row.portions.all()]

    def together(state: PortionState) -> Decimal:
        return sum((one.portion.quantity or Decimal(0) for one in portions if one.portion.state == state), Decimal(0))

    return ShownLine(row, together(PortionState.ACCEPTED), together(PortionState.REFUSED), portions)


def _shown_portion(order: SalesOrder, row: SalesOrderLine, portion: LinePortion) -> ShownPortion:
    if portion.state == PortionState.ACCEPTED:
        return ShownPortion(portion)
    said = refusal(
        RefusalCode(portion.refusal_code),
        Circumstance(
            level=RefusalLevel.LINE,
            path="",
            part_id=row.supplier_part_id,
            currency=order.currency,
            order_number=order.order_number,
            boundary=portion.boundary,
            actual=portion.actual,
        ),
    )
    return ShownPortion(portion, said.message, said.remedy, actor_word(said.next_actor))


def _whole(order: SalesOrder) -> ShownPortion | None:
    if not order.refusal_code:
        return None
    code = RefusalCode(order.refusal_code)
    first = LinePortion.objects.filter(line__order=order, refusal_code=code.value).select_related("line").first()
    said = refusal(
        code,
        Circumstance(
            level=RefusalLevel.ORDER,
            path="",
            part_id=first.line.supplier_part_id if first else "",
            currency=order.currency,
            order_number=order.order_number,
            boundary=first.boundary if first else None,
            actual=first.actual if first else None,
        ),
    )
    return ShownPortion(first or LinePortion(), said.message, said.remedy, actor_word(said.next_actor))
