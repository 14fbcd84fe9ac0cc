"""What the pages about orders need to know, and whose orders somebody sees."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from attrs import frozen
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from fondaco.documents import OrderOperation
from fondaco.selling.access import Action, member_may, member_of, staff_of
from fondaco.selling.accounts.models import Member
from fondaco.selling.orders.models import SalesOrder, SalesOrderLine
from fondaco.selling.orders.states import OrderState

_OUR_NUMBER = re.compile(r"S-\d{4}-(\d{1,15})(?:-\d{1,4})?", re.ASCII | re.IGNORECASE)


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
    """What counts now: the last version of each order, and what was refused as one; changes stand on their pages."""
    return _last_versions(every_order(viewer))


def _last_versions(orders: QuerySet[SalesOrder]) -> QuerySet[SalesOrder]:
    aside = Q(changes__isnull=False) & Q(state__in=[OrderState.REFUSED, OrderState.CARRIED_OUT])
    return orders.exclude(aside).exclude(state=OrderState.REPLACED)


def every_order(viewer: Viewer) -> QuerySet[SalesOrder]:
    """All that ever came, every version and every change, of those that may be seen."""
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
    ours = _OUR_NUMBER.fullmatch(plain)
    if ours:
        # A number of ours is also that of a version which no longer counts: its own page says what does.
        return every_order(viewer).filter(Q(pk=int(ours[1])) | Q(order_number__istartswith=plain))
    return visible_orders(viewer).filter(order_number__istartswith=plain)


def counts_by_state(*, since: datetime) -> dict[str, int]:
    orders = _last_versions(SalesOrder.objects.filter(received_at__gte=since))
    return dict(Counter(orders.values_list("state", flat=True)))


@frozen
class Wanted:
    """What a list of orders is narrowed to. Empty narrows nothing; both days are included."""

    state: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def anything(self) -> bool:
        return bool(self.state or self.text or self.since or self.until)


def narrowed(viewer: Viewer, wanted: Wanted) -> QuerySet[SalesOrder]:
    """The viewer's orders that fit. ``text`` is looked for in numbers, articles and people."""
    orders = every_order(viewer) if wanted.state == OrderState.REPLACED else visible_orders(viewer)
    if wanted.state:
        orders = orders.filter(state=wanted.state)
    if wanted.text:
        orders = orders.filter(_about(wanted.text))
    if wanted.since:
        orders = orders.filter(received_at__gte=_midnight(wanted.since))
    if wanted.until:
        orders = orders.filter(received_at__lt=_midnight(wanted.until + timedelta(days=1)))
    return orders


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())


def _about(text: str) -> Q:
    ours = _OUR_NUMBER.fullmatch(text)
    lines = SalesOrderLine.objects.filter(Q(supplier_part_id__icontains=text) | Q(description__icontains=text))
    found = Q(order_number__icontains=text) | Q(pk__in=lines.values("order_id"))
    found |= Q(member__person__name__icontains=text) | Q(person_name__icontains=text)
    return found | Q(pk=int(ours[1])) if ours else found


def versions_of(order: SalesOrder) -> Sequence[SalesOrder]:
    """Every message about the order, the first first: what it changed, and what changed it. Two statements at most."""
    if order.changes_id is None and order.operation == OrderOperation.NEW and order.stands:
        changed = SalesOrder.objects.filter(changes=order).exists()
        if not changed:
            return [order]
    same = SalesOrder.objects.filter(
        partner_id=order.partner_id, order_number=order.order_number, is_test=order.is_test, account_id=order.account_id
    ).order_by("pk")
    known = {one.pk: one for one in same}
    chain = {_root(order, known)}
    for pk, one in known.items():
        if one.changes_id in chain:
            chain.add(pk)
    return [one for pk, one in known.items() if pk in chain]


def _root(order: SalesOrder, known: dict[int, SalesOrder]) -> int:
    here = order
    while here.changes_id is not None:
        here = known[here.changes_id]
    return here.pk
