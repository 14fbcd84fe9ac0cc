"""What can be done with changes of orders. Each is one transaction and leaves an audit line.

Locks are taken in one order: the change, then its order, then budgets.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from attrs import Factory, frozen
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.approvals import operations as approvals
from fondaco.buying.changes import accounts, mails
from fondaco.buying.changes.applying import apply_change
from fondaco.buying.changes.models import ChangeLine, OrderChange
from fondaco.buying.changes.sending import send_change, write_change
from fondaco.buying.changes.states import OPEN, TRANSITIONS, ChangeEvent, ChangeState
from fondaco.buying.changes.subject import ChangeSubject
from fondaco.buying.company.models import DeliveryAddress
from fondaco.buying.lifecycle import IllegalStep, Refused, step
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.orders.resolving import hear_over
from fondaco.buying.orders.states import OVER, Delivery, OrderState
from fondaco.buying.requests.models import RequestLine
from fondaco.people.models import Person


@frozen
class Wishes:
    """What the order shall be: quantities by line number (zero takes a line out), the day and the address.

    ``prices`` are those of one that the supplier asks instead, by line number.
    """

    quantities: Mapping[int, Decimal]
    requested_on: date | None
    place: DeliveryAddress | None
    prices: Mapping[int, Decimal] = Factory(dict)


@transaction.atomic
def ask_for_change(*, order: PurchaseOrder, wishes: Wishes, reason: str, by: Person, now: datetime) -> OrderChange:
    """Put a change of the order to its approvers.

    Raises Refused: ``not_now`` while the order cannot be changed, ``one_at_a_time``, ``nothing_changes``, and one for
    each answer that is impossible.
    """
    order = _locked_order(order)
    _check_changeable(order)
    _check_whole(order, wishes, now)
    lines = _changed_lines(order, wishes, now)
    if not lines and (wishes.requested_on, wishes.place) == (order.requested_on, order.place):
        raise Refused("nothing_changes", _("That is how the order is already."), _("Say what has to be otherwise."))
    return _ask(order, OrderChange.Kind.CHANGE, wishes, lines, reason, by=by, now=now)


@transaction.atomic
def ask_to_cancel(*, order: PurchaseOrder, reason: str, by: Person, now: datetime) -> OrderChange:
    """Put the cancellation of the whole order to its approvers. Raises Refused as :func:`ask_for_change` does."""
    order = _locked_order(order)
    _check_changeable(order)
    wishes = Wishes({}, order.requested_on, order.place)
    lines = [_row(line, Decimal(0)) for line in order.lines.filter(ordered__gt=0)]
    return _ask(order, OrderChange.Kind.CANCEL, wishes, lines, reason, by=by, now=now)


def _ask(
    order: PurchaseOrder,
    kind: str,
    wishes: Wishes,
    lines: list[ChangeLine],
    reason: str,
    *,
    by: Person,
    now: datetime,
) -> OrderChange:
    reason = _written(reason, _("Say why: the approvers and the supplier's contact will ask."))
    supplier = order.supplier
    try:
        with transaction.atomic():
            change = OrderChange.objects.create(
                order=order,
                serial=OrderChange.objects.filter(order=order).count() + 1,
                kind=kind,
                state_since=now,
                requester=by,
                reason=reason,
                requested_on_before=order.requested_on,
                requested_on=wishes.requested_on,
                place_before=order.place,
                place=wishes.place,
                by_hand=not supplier.takes_changes or supplier.partner_id is None,
                created_at=now,
            )
    except IntegrityError as trouble:
        raise _one_at_a_time() from trouble
    for line in lines:
        line.change = change
    ChangeLine.objects.bulk_create(lines)
    note("change.asked", change, by, now, after={"order": order.public_id, "kind": str(kind)})
    accounts.bind_change(order, by=by, now=now, strict=True)
    approvals.start_round(subject=ChangeSubject(change), by=by, now=now)
    change.refresh_from_db()
    return change


@transaction.atomic
def withdraw_change(*, change: OrderChange, by: Person, now: datetime) -> OrderChange:
    """Take the wish back while no supplier knows of it. Raises Refused where it is another's, or too late."""
    kept = locked_change(change.pk)
    if kept.requester_id != by.pk:
        raise Refused("not_yours", _("Only who asked for the change can withdraw it."))
    in_approval = kept.state == ChangeState.IN_APPROVAL
    move(kept, ChangeEvent.WITHDRAW, by=by, now=now, action="change.withdrawn")
    if in_approval:
        approvals.withdraw_round(subject=ChangeSubject(kept), by=by, now=now)
    _unbind(kept, by, now)
    return kept


def approve_change(*, public_id: str, by: Person, now: datetime) -> OrderChange:
    """The last approval was given: the supplier is told, or a buyer calls it. Within the caller's transaction."""
    kept = locked_change(_key(public_id))
    move(kept, ChangeEvent.APPROVE, by=by, now=now, action="change.approved")
    order = _locked_order(kept.order)
    if order.state in OVER:
        move(kept, ChangeEvent.REFUSE, by=by, now=now, action="change.refused", words=_("The order was over by then."))
        _unbind(kept, by, now)
        return kept
    accounts.bind_change(order, by=by, now=now, strict=True)
    if kept.by_hand:
        if order.supplier.partner_id is None:
            write_change(kept, order, now=now)
        mails.to_be_agreed(kept, now=now)
        return kept
    send_change(kept, order, by=by, now=now)
    kept.sent_at = now
    move(kept, ChangeEvent.SEND, by=by, now=now, action="change.sent")
    return kept


def turn_down_change(*, public_id: str, result: str, by: Person, now: datetime) -> OrderChange:
    """An approver said no (``rejected``), or wants it asked otherwise (``sent_back``). Within the caller's
    transaction.
    """
    kept = locked_change(_key(public_id))
    event = ChangeEvent.REJECT if result == "rejected" else ChangeEvent.SEND_BACK
    move(kept, event, by=by, now=now, action=f"change.{result}")
    _unbind(kept, by, now)
    return kept


@transaction.atomic
def record_answer(*, change: OrderChange, taken: bool, words: str, by: Person, now: datetime) -> OrderChange:
    """A buyer writes down what the supplier said on the telephone or by letter.

    Raises Refused where nothing is said, the change is not with the supplier, or whoever asked for it would record
    that their own wish was taken.
    """
    kept = locked_change(change.pk)
    words = _written(words, _("Write who said it, and what was agreed."))
    if taken and kept.requester_id == by.pk:
        raise Refused(
            "own_change",
            _("You asked for this change, so somebody else records that the supplier took it."),
            _("Ask another buyer to record the answer."),
        )
    if taken:
        take(kept, by=by, now=now, words=words)
    else:
        refuse(kept, by=by, now=now, words=words)
    return kept


def take(change: OrderChange, *, by: Person | None, now: datetime, words: str = "") -> None:
    """The supplier agrees: the order is what the change says. Within the caller's transaction, the change locked."""
    move(change, ChangeEvent.TAKE, by=by, now=now, action="change.taken", words=words)
    order = _locked_order(change.order)
    apply_change(change, order, by=by, now=now)
    mails.settled(change, now=now)


def refuse(change: OrderChange, *, by: Person | None, now: datetime, words: str) -> None:
    """The supplier does not agree: the order stays as it was. Within the caller's transaction, the change locked."""
    move(change, ChangeEvent.REFUSE, by=by, now=now, action="change.refused", words=words)
    _unbind(change, by, now)
    mails.settled(change, now=now)


def move(
    change: OrderChange, event: ChangeEvent, *, by: Person | None, now: datetime, action: str, words: str = ""
) -> None:
    before = {"state": str(change.state)}
    try:
        change.state = step(TRANSITIONS, change.state, event)
    except IllegalStep as trouble:
        raise Refused(
            "not_now",
            _("That cannot be done with this change any more. Nothing was changed."),
            _("Look at how it stands now."),
        ) from trouble
    change.state_since = now
    if words:
        change.supplier_words = words[:2000]
    if event in {ChangeEvent.TAKE, ChangeEvent.REFUSE}:
        change.settled_by = by
    change.save()
    if change.state not in OPEN:
        hear_over(change.about, now=now)
    note(action, change, by, now, before=before, after={"state": str(change.state)})


def note(
    action: str,
    change: OrderChange,
    by: Person | None,
    now: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    audit.write(action=action, subject=change.about, by=by.pk if by else None, now=now, before=before, after=after)


def locked_change(pk: int) -> OrderChange:
    rows = OrderChange.objects.select_for_update(of=("self",))
    return rows.select_related(
        "order__supplier__partner", "order__legal_entity", "order__requester", "order__cost_centre", "requester"
    ).get(pk=pk)


def _key(public_id: str) -> int:
    return OrderChange.objects.values_list("pk", flat=True).get(public_id=public_id)


def _locked_order(order: PurchaseOrder) -> PurchaseOrder:
    rows = PurchaseOrder.objects.select_for_update(of=("self",))
    return rows.select_related(
        "supplier__partner", "legal_entity", "requester", "place", "request__legal_entity", "cost_centre"
    ).get(pk=order.pk)


def _unbind(change: OrderChange, by: Person | None, now: datetime) -> None:
    order = _locked_order(change.order)
    if order.state not in OVER:
        accounts.bind_change(order, by=by, now=now)


def _one_at_a_time() -> Refused:
    return Refused(
        "one_at_a_time",
        _("Another change of this order is not settled yet. Nothing was changed."),
        _("Wait for the answer to it, or have it withdrawn by whoever asked for it."),
    )


def _check_changeable(order: PurchaseOrder) -> None:
    if order.state in OVER or order.state == OrderState.REFUSED:
        raise Refused("over", _("Nothing more comes of this order, so there is nothing to change."))
    if order.state == OrderState.ISSUED and order.delivery != Delivery.DELIVERED:
        raise Refused(
            "fate_unknown",
            _("It is not known yet whether the supplier has this order, so it cannot be changed now."),
            _("Wait until the order's page says that it was received. The buyers see to it where it is stuck."),
        )
    if OrderChange.objects.filter(order=order, state__in=OPEN).exists():
        raise _one_at_a_time()


def _check_whole(order: PurchaseOrder, wishes: Wishes, now: datetime) -> None:
    if wishes.place is not None and wishes.place.legal_entity_id != order.legal_entity_id:
        raise Refused("not_ours", _("This is not one of your company's."), "", "place")
    day = wishes.requested_on
    if day is not None and day != order.requested_on and day < timezone.localdate(now):
        raise Refused("need_by_past", _("This day has passed."), _("Choose today or a later day."), "requested_on")


def _changed_lines(order: PurchaseOrder, wishes: Wishes, now: datetime) -> list[ChangeLine]:
    rows = list(order.lines.filter(ordered__gt=0).select_related("request_line"))
    if all(wishes.quantities.get(line.line_number, line.ordered) == 0 for line in rows):
        raise Refused("all_out", _("That takes out every line."), _("Cancel the order instead."))
    changed = []
    for line in rows:
        wanted = wishes.quantities.get(line.line_number, line.ordered)
        price = wishes.prices.get(line.line_number, line.unit_price)
        if wanted != line.ordered:
            _check_quantity(line, wanted, now)
        if (wanted, price) != (line.ordered, line.unit_price):
            changed.append(_row(line, wanted, price))
    return changed


def _check_quantity(line: OrderLine, wanted: Decimal, now: datetime) -> None:
    field = f"line_{line.line_number}"
    if wanted < 0:
        raise Refused("negative", _("A quantity cannot be below zero."), "", field)
    quoted: RequestLine | None = line.request_line
    most = quoted.quantity if quoted is not None and quoted.quantity is not None else line.ordered
    if wanted > most:
        raise Refused(
            "beyond_quote",
            _("The supplier quoted no more than %(most)s.") % {"most": f"{most.normalize():f}"},
            _("For more, shop again: the supplier has to quote it first."),
            field,
        )
    holds = quoted.hold_expires_at if quoted is not None else None
    if wanted > line.ordered and holds is not None and holds <= now:
        raise Refused(
            "hold_lapsed",
            _("The supplier no longer holds this price, so it cannot be ordered in addition."),
            _("For more, shop again at today's price."),
            field,
        )


def _row(line: OrderLine, wanted: Decimal, price: Decimal | None = None) -> ChangeLine:
    return ChangeLine(
        line=line,
        line_number=line.line_number,
        supplier_part_id=line.supplier_part_id,
        description=line.description,
        unit=line.unit,
        unit_price_before=line.unit_price,
        unit_price=line.unit_price if price is None else price,
        quantity_before=line.ordered,
        quantity=wanted,
    )


def _written(text: str, otherwise: str) -> str:
    text = text.replace("\0", "").strip()[:1000]
    if not text:
        raise Refused("empty", otherwise, "", "reason")
    return text
