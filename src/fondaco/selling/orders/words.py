"""What a refusal says to people: the message, the remedy, and who acts next. Codes are stable, words may improve."""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco.documents import NextActor, Refusal, RefusalCode, RefusalLevel
from fondaco.web.formatting import format_number

_NEXT: dict[RefusalCode, NextActor] = {
    RefusalCode.PART_UNKNOWN: NextActor.REQUESTER,
    RefusalCode.PART_WITHDRAWN: NextActor.REQUESTER,
    RefusalCode.AUXILIARY_ID_CHANGED: NextActor.ADMINISTRATOR,
    RefusalCode.QUANTITY_INVALID: NextActor.BUYER,
    RefusalCode.QUANTITY_UNAVAILABLE: NextActor.REQUESTER,
    RefusalCode.QUANTITY_LIMIT: NextActor.REQUESTER,
    RefusalCode.PRICE_INVALID: NextActor.BUYER,
    RefusalCode.PRICE_MOVED: NextActor.REQUESTER,
    RefusalCode.CURRENCY_DIFFERENT: NextActor.BUYER,
    RefusalCode.UNIT_DIFFERENT: NextActor.BUYER,
    RefusalCode.OPERATION_UNSUPPORTED: NextActor.BUYER,
    RefusalCode.ORDER_NUMBER_USED: NextActor.BUYER,
    RefusalCode.NO_LINES: NextActor.BUYER,
    RefusalCode.OTHER: NextActor.BUYER,
}


@frozen
class Circumstance:
    """What the words name. ``boundary`` and ``actual`` as in :class:`fondaco.documents.Refusal`."""

    level: RefusalLevel
    path: str
    part_id: str = ""
    currency: str = ""
    order_number: str = ""
    boundary: Decimal | None = None
    actual: Decimal | None = None


def _number(value: Decimal | None) -> str:
    return format_number(value, get_language() or "en") if value is not None else "?"


def refusal(code: RefusalCode, about: Circumstance) -> Refusal:
    """The refusal with its words in the language that is active."""
    message, remedy = _said(code, about)
    return Refusal(
        code=code,
        level=about.level,
        path=about.path,
        next_actor=_NEXT[code],
        message=message,
        remedy=remedy,
        boundary=about.boundary,
        actual=about.actual,
    )


def _said(code: RefusalCode, about: Circumstance) -> tuple[str, str]:
    names = {
        "part": about.part_id or "?",
        "currency": about.currency,
        "number": about.order_number,
        "boundary": _number(about.boundary),
        "actual": _number(about.actual),
    }
    found = _of_part(code) or _of_numbers(code, about) or _of_order(code)
    return found[0] % names, found[1] % names


def _of_part(code: RefusalCode) -> tuple[str, str] | None:
    if code is RefusalCode.PART_UNKNOWN:
        return (
            _("The store does not sell a part %(part)s."),
            _("Shop again and choose the item in the store; part ids of other suppliers are not known here."),
        )
    if code is RefusalCode.PART_WITHDRAWN:
        return (
            _("%(part)s is no longer sold."),
            _("Shop again and choose another item in its place."),
        )
    if code is RefusalCode.AUXILIARY_ID_CHANGED:
        return (
            _("The auxiliary id of %(part)s is not the one that came with the cart."),
            _("The purchasing system must send SupplierPartAuxiliaryID back unchanged; its administrator checks that."),
        )
    if code is RefusalCode.UNIT_DIFFERENT:
        return (
            _("%(part)s is ordered in another unit than it is sold in."),
            _("Order it in the unit of the cart; the buyer corrects UnitOfMeasure."),
        )
    return None


def _of_numbers(code: RefusalCode, about: Circumstance) -> tuple[str, str] | None:
    if code is RefusalCode.QUANTITY_INVALID:
        return (
            _("The quantity of %(part)s is not a number above zero."),
            _("Send the line again with a plain number, such as 3."),
        )
    if code is RefusalCode.QUANTITY_UNAVAILABLE:
        return (
            _("Of %(part)s there are %(boundary)s; %(actual)s were ordered."),
            _("Shop again for the rest: another seller may have it, or a later day."),
        )
    if code is RefusalCode.QUANTITY_LIMIT:
        return (
            _("%(actual)s of %(part)s cannot be ordered at once; the limit is %(boundary)s."),
            _("Change the quantity to one that the item's page allows."),
        )
    if code is RefusalCode.PRICE_INVALID:
        return (
            _("The unit price of %(part)s is not a price."),
            _("Send the line again with the price from the cart."),
        )
    if code is RefusalCode.PRICE_MOVED:
        return (
            _("%(part)s now costs %(actual)s %(currency)s; at most %(boundary)s %(currency)s was agreed."),
            _("Shop again to see today's price and have it approved, or have the safeguards widened."),
        )
    if code is RefusalCode.CURRENCY_DIFFERENT:
        return (
            _("%(part)s is ordered in another currency; this account buys in %(currency)s."),
            _("Order in the currency of the cart."),
        )
    return None


def _of_order(code: RefusalCode) -> tuple[str, str]:
    if code is RefusalCode.OPERATION_UNSUPPORTED:
        return (
            _("Changing or cancelling an order by a message is not offered. The order as first sent stands."),
            _("Ask the store's customer service, or place a new order."),
        )
    if code is RefusalCode.ORDER_NUMBER_USED:
        return (
            _("Order %(number)s was placed before. This second one was not taken; the first stands."),
            _("Where another order is meant, send it under a number of its own."),
        )
    if code is RefusalCode.NO_LINES:
        return (
            _("The order has no lines."),
            _("Send it again with what is to be ordered."),
        )
    return (
        _("This line could have come, but the order was refused as a whole for another line."),
        _("Mend the other line, or have the safeguards drop lines instead of refusing the order; then order again."),
    )


def actor_word(actor: NextActor) -> str:
    """Who acts next, for a person to read."""
    return {
        NextActor.REQUESTER: _("the person who shopped"),
        NextActor.BUYER: _("your purchasing department"),
        NextActor.ADMINISTRATOR: _("the administrator of your purchasing system"),
        NextActor.SUPPLIER: _("the store"),
    }[actor]
