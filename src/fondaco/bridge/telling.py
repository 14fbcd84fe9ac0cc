"""A document read aloud: sentences and lines for a person who does not read XML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fondaco.documents import (
    Address,
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityRequest,
    Cart,
    CatalogFunction,
    Document,
    Money,
    OrderConfirmation,
    Person,
    PortionKind,
    Profile,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    Status,
    StatusUpdate,
)
from fondaco.web.formatting import format_money


@frozen
class TelLine:
    """One line of an order, a cart or a confirmation. ``quantity`` and ``price`` are None where unreadable."""

    number: object
    part: str
    description: str
    quantity: Any
    unit: str
    price: Money | None
    note: str


@frozen
class Told:
    """``sentences`` first, then ``lines``, which may be none."""

    sentences: list[str]
    lines: list[TelLine]


def tell(document: Document) -> Told:
    """What ``document`` says, in the reader's language."""
    return _TELLERS.get(type(document), _unknown)(document)


def _unknown(document: Any) -> Told:
    return Told([], [])


def _setup(setup: PunchOutSetup) -> Told:
    if setup.function is CatalogFunction.VALIDATE:
        part = setup.selected_part_auxiliary_id or setup.selected_part_id
        line = TelLine(1, part, "", setup.selected_quantity, "", None, "")
        return Told([_("A question what this costs now, and whether it is still there.")], [line])
    return Told(
        [
            _("%(who)s asks to be let into the store.") % {"who": _named(setup.person)},
            _("The cart comes back to %(url)s") % {"url": setup.return_url} if setup.return_url else "",
            _to(setup.ship_to),
        ],
        [],
    )


def _setup_answer(answer: PunchOutSetupAnswer) -> Told:
    return Told([_("The store is open for this person.")], [])


def _availability_request(request: AvailabilityRequest) -> Told:
    lines = [
        TelLine(
            line.key, line.supplier_part_id or line.supplier_part_auxiliary_id, "", line.quantity, line.unit, None, ""
        )
        for line in request.lines
    ]
    return Told([_("A question what these cost now, and how many there are.")], lines)


def _availability_answer(answer: AvailabilityAnswer) -> Told:
    return Told([_("What these cost now, and how many there are.")], [_available(line) for line in answer.lines])


def _available(line: AvailabilityLine) -> TelLine:
    held = _("held") if line.hold_expires_at else ""
    note = held if line.found else _("not sold any more")
    return TelLine(line.key, line.supplier_part_auxiliary_id, "", line.available, line.unit, line.unit_price, note)


def _cart(cart: Cart) -> Told:
    if not cart.lines:
        return Told([_("The person left without a cart.")], [])
    lines = [
        TelLine(
            position,
            line.supplier_part_id,
            line.description,
            line.quantity,
            line.unit,
            line.price_each,
            "",
        )
        for position, line in enumerate(cart.lines, 1)
    ]
    count = ngettext("A cart of %(count)s line.", "A cart of %(count)s lines.", len(lines)) % {"count": len(lines)}
    return Told([count, _sum(cart.total)], lines)


def _order(order: PurchaseOrder) -> Told:
    lines = [
        TelLine(
            line.line_number,
            line.supplier_part_id,
            line.description,
            line.quantity,
            line.unit,
            line.price_each,
            "",
        )
        for line in order.lines
    ]
    said = [
        ngettext(
            "Purchase order %(number)s of %(count)s line.", "Purchase order %(number)s of %(count)s lines.", len(lines)
        )
        % {"number": order.number, "count": len(lines)},
        _("For %(who)s.") % {"who": _named(order.person)} if _named(order.person) else "",
        _sum(order.total),
        _to(order.ship_to),
        order.comments,
    ]
    return Told(said, lines)


_PORTIONS = {
    PortionKind.ACCEPT: "accepted",
    PortionKind.ALL_DETAIL: "accepted",
    PortionKind.DETAIL: "changed",
    PortionKind.BACKORDERED: "backordered",
    PortionKind.REJECT: "rejected",
}


def _portion_words(kind: PortionKind) -> str:
    said = {
        "accepted": _("accepted"),
        "changed": _("accepted with changes"),
        "backordered": _("later"),
        "rejected": _("refused"),
    }
    return said.get(_PORTIONS.get(kind, ""), kind.value)


def _confirmation(confirmation: OrderConfirmation) -> Told:
    lines = [
        TelLine(
            line.line_number,
            "",
            _portion_words(portion.kind),
            portion.quantity,
            portion.unit or line.unit,
            portion.unit_price,
            portion.refusal.message if portion.refusal else portion.comments,
        )
        for line in confirmation.lines
        for portion in line.portions
    ]
    said = [
        _("An answer to purchase order %(number)s.") % {"number": confirmation.order_number},
        confirmation.refusal.message if confirmation.refusal else confirmation.comments,
        _sum(confirmation.total),
    ]
    return Told(said, lines)


def _update(update: StatusUpdate) -> Told:
    status = f"{update.status_code} {update.status_text}".strip()
    return Told([_("A later word on an earlier message: %(status)s") % {"status": status}, update.explanation], [])


def _profile(profile: Profile) -> Told:
    taken = ", ".join(transaction.request_name for transaction in profile.transactions)
    return Told([_("They take: %(names)s") % {"names": taken}], [])


def _status(status: Status) -> Told:
    return Told([f"{status.code} {status.text}".strip(), status.explanation], [])


def _named(person: Person) -> str:
    name = person.name or person.unique_name
    return f"{name} ({person.email})" if name and person.email else name or person.email


def _sum(total: Money | None) -> str:
    if total is None:
        return ""
    amount = format_money(total.amount, total.currency, get_language() or "en")
    return _("Together %(amount)s net.") % {"amount": amount}


def _to(address: Address | None) -> str:
    if address is None:
        return ""
    parts = [address.name, *address.street, f"{address.postal_code} {address.city}".strip(), address.country]
    return _("Deliver to %(address)s.") % {"address": ", ".join(filter(None, parts))}


_TELLERS: dict[type, Callable[[Any], Told]] = {
    PunchOutSetup: _setup,
    PunchOutSetupAnswer: _setup_answer,
    Cart: _cart,
    PurchaseOrder: _order,
    OrderConfirmation: _confirmation,
    StatusUpdate: _update,
    Profile: _profile,
    AvailabilityRequest: _availability_request,
    AvailabilityAnswer: _availability_answer,
    Status: _status,
}
