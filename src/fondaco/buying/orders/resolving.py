"""Doing something about goods that do not come. What a later slice does, it registers; none is known here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco import audit
from fondaco.buying.company.models import Employee
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders import operations
from fondaco.buying.orders.models import OrderLine, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.offers import kinds_for, may_do, open_quantity
from fondaco.buying.orders.remedies import Remedy, RemedyKind
from fondaco.buying.orders.states import OrderState
from fondaco.buying.requests.instead import ask_for_parts
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.people.models import Person


@frozen
class Part:
    """So much of a line that does not come, and what the supplier said of it."""

    line: OrderLine
    quantity: Decimal
    refusals: tuple[StoredRefusal, ...] = ()


@frozen
class Came:
    """What came of a remedy: its name in the audit trail, its number for people, its page. Empty where nothing did."""

    about: str = ""
    number: str = ""
    url: str = ""


Act = Callable[[PurchaseOrder, Sequence[Part], Person, datetime], Came]

_acts: dict[str, Act] = {}


def register(kind: str, act: Act) -> None:
    """Let ``act(order, parts, by, now)`` be what is done. It runs in a transaction that has locked the order, and may
    raise Refused.
    """
    _acts[kind] = act


@transaction.atomic
def remedy(
    *, order: PurchaseOrder, kind: str, number: int | None, by: Person, now: datetime
) -> tuple[list[Remedy], bool]:
    """Do ``kind`` about what does not come of line ``number``, or of every line to which it fits. Once: whoever comes
    second gets what the first one did, and False.

    Raises PermissionDenied, and Refused where nothing of it was refused, it does not fit, or it cannot be done.
    """
    if not may_do(by, kind, order):
        raise PermissionDenied(kind)
    order = _locked(order)
    lines = [line for line in _lines(order) if number is None or line.line_number == number]
    parts = _open_parts(order, lines, kind)
    if not parts:
        return _done_before(lines), False
    act = _acts.get(kind) or _OWN[kind]
    came = act(order, parts, by, now)
    made = Remedy.objects.bulk_create(
        Remedy(
            order=order,
            line=part.line,
            kind=kind,
            quantity=part.quantity,
            code=part.refusals[0].code if part.refusals else "",
            about=came.about,
            number=came.number,
            url=came.url,
            by=by,
            at=now,
        )
        for part in parts
    )
    after = {"lines": {str(part.line.line_number): f"{part.quantity:f}" for part in parts}, "about": came.about}
    audit.write(action=f"order.remedy_{kind}", subject=order.about, by=by.pk, now=now, after=after)
    if kind == RemedyKind.GIVE_UP:
        _close_if_nothing_comes(order, by, now)
    return made, True


def hear_over(about: str, *, now: datetime) -> None:
    """Nothing came of ``about``, or it is done with: what it was for is open again, as far as it still does not come.

    Within the caller's transaction.
    """
    Remedy.objects.filter(about=about, over_at__isnull=True).update(over_at=now)


def hear_request_over(request: PurchaseRequest, how: str, by: Person | None, now: datetime) -> None:
    """A request that was withdrawn or rejected brings nothing in place of what did not come."""
    if how != "ordered":
        hear_over(request.about, now=now)


def _locked(order: PurchaseOrder) -> PurchaseOrder:
    rows = PurchaseOrder.objects.select_for_update(of=("self",))
    return rows.select_related(
        "supplier__partner", "legal_entity", "requester", "place", "request__legal_entity", "cost_centre"
    ).get(pk=order.pk)


def _lines(order: PurchaseOrder) -> list[OrderLine]:
    refusals = StoredRefusal.objects.filter(confirmation__replaced_at__isnull=True)
    return list(
        order.lines.filter(rejected__gt=0)
        .select_related("request_line")
        .order_by("line_number")
        .prefetch_related(
            Prefetch("refusals", queryset=refusals), Prefetch("remedies", Remedy.objects.select_related("by"))
        )
    )


def _open_parts(order: PurchaseOrder, lines: Iterable[OrderLine], kind: str) -> list[Part]:
    whole = tuple(order.refusals.filter(line__isnull=True, confirmation__replaced_at__isnull=True))
    parts = []
    for line in lines:
        quantity = open_quantity(line, line.remedies.all())
        refusals = (*line.refusals.all(), *whole)
        if quantity > 0 and kind in kinds_for(line, refusals, order):
            parts.append(Part(line, quantity, refusals))
    if not parts and any(open_quantity(line, line.remedies.all()) for line in lines):
        raise Refused("does_not_fit", _("That does not help against what the supplier said."))
    return parts


def _done_before(lines: Iterable[OrderLine]) -> list[Remedy]:
    done = [one for line in lines for one in line.remedies.all() if one.over_at is None]
    if not done:
        raise Refused("nothing_refused", _("Nothing of this was refused, as the supplier's answers stand now."))
    return done


def _again(order: PurchaseOrder, parts: Sequence[Part], by: Person, now: datetime) -> Came:
    wanted: Mapping[int, Decimal] = {
        part.line.request_line_id: part.quantity for part in parts if part.line.request_line_id is not None
    }
    employee = Employee.objects.select_related("legal_entity", "person", "cost_centre", "address").get(person=by)
    request = ask_for_parts(earlier=order.request, wanted=wanted, employee=employee, now=now, public_id=new_public_id())
    return Came(request.about, request.number, request.get_absolute_url())


def _give_up(order: PurchaseOrder, parts: Sequence[Part], by: Person, now: datetime) -> Came:
    return Came()


_OWN: Mapping[str, Act] = {RemedyKind.AGAIN: _again, RemedyKind.GIVE_UP: _give_up}


def _close_if_nothing_comes(order: PurchaseOrder, by: Person, now: datetime) -> None:
    """An order of which nothing comes, and about which nothing more is done, is over."""
    if order.state != OrderState.REFUSED or any(open_quantity(one, one.remedies.all()) for one in _lines(order)):
        return
    with override(by.mail_language):
        reason = _("Nothing of it comes, and the rest was given up.")
    operations.close_order(order=order, by=by, now=now, reason=reason)
