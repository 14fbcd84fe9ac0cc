"""What a refusal says to people: the message, the remedy, and who acts next. Codes are stable, words may improve."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from fondaco.documents import NextActor, Refusal, RefusalCode, RefusalLevel
from fondaco.selling.orders.terms import Kind
from fondaco.web.formatting import format_number

_NEXT: dict[RefusalCode, NextActor] = {
    RefusalCode.PART_UNKNOWN: NextActor.REQUESTER,
    RefusalCode.PART_WITHDRAWN: NextActor.REQUESTER,
    RefusalCode.AUXILIARY_ID_CHANGED: NextActor.ADMINISTRATOR,
    RefusalCode.NAME_MISSING: NextActor.ADMINISTRATOR,
    RefusalCode.QUANTITY_INVALID: NextActor.BUYER,
    RefusalCode.QUANTITY_UNAVAILABLE: NextActor.REQUESTER,
    RefusalCode.QUANTITY_LIMIT: NextActor.REQUESTER,
    RefusalCode.PRICE_INVALID: NextActor.BUYER,
    RefusalCode.PRICE_MOVED: NextActor.REQUESTER,
    RefusalCode.CURRENCY_DIFFERENT: NextActor.BUYER,
    RefusalCode.UNIT_DIFFERENT: NextActor.BUYER,
    RefusalCode.SELLER_NOT_TAKEN: NextActor.REQUESTER,
    RefusalCode.SHIPPING_ABOVE: NextActor.REQUESTER,
    RefusalCode.DELIVERY_LATER: NextActor.REQUESTER,
    RefusalCode.MINIMUM_ORDER: NextActor.REQUESTER,
    RefusalCode.OPERATION_UNSUPPORTED: NextActor.BUYER,
    RefusalCode.ORDER_NUMBER_USED: NextActor.BUYER,
    RefusalCode.VERSION_OLD: NextActor.BUYER,
    RefusalCode.NO_LINES: NextActor.BUYER,
    RefusalCode.MODE_DIFFERENT: NextActor.ADMINISTRATOR,
    RefusalCode.NO_PAYMENT_METHOD: NextActor.ACCOUNT,
    RefusalCode.CREDIT_LIMIT: NextActor.ACCOUNT,
    RefusalCode.ACCOUNT_SUSPENDED: NextActor.ACCOUNT,
    RefusalCode.CHANGES_NOT_TAKEN: NextActor.BUYER,
    RefusalCode.TOO_LATE: NextActor.BUYER,
    RefusalCode.ORDER_UNKNOWN: NextActor.BUYER,
    RefusalCode.ORDER_OVER: NextActor.BUYER,
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
    found = (
        _of_part(code) or _of_numbers(code) or _of_safeguards(code) or _of_sender(code) or _of_change(code)
    ) or _of_order(code)
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
    if code is RefusalCode.NAME_MISSING:
        return (
            _("The line of %(part)s does not name the product."),
            _("The purchasing system must send the cart's description with the line; its administrator checks that."),
        )
    if code is RefusalCode.UNIT_DIFFERENT:
        return (
            _("%(part)s is ordered in another unit than it is sold in."),
            _("Order it in the unit of the cart; the buyer corrects UnitOfMeasure."),
        )
    return None


def _of_numbers(code: RefusalCode) -> tuple[str, str] | None:
    if code is RefusalCode.QUANTITY_INVALID:
        return (
            _("The quantity of %(part)s is not a number above zero."),
            _("Send the line again with a plain number, such as 3."),
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
    if code is RefusalCode.CURRENCY_DIFFERENT:
        return (
            _("%(part)s is ordered in another currency; this account buys in %(currency)s."),
            _("Order in the currency of the cart."),
        )
    return None


def _of_safeguards(code: RefusalCode) -> tuple[str, str] | None:
    if code is RefusalCode.QUANTITY_UNAVAILABLE:
        return (
            _("Of %(part)s there are %(boundary)s; %(actual)s were ordered."),
            _("Shop again for the rest: another seller may have it, or a later day."),
        )
    if code is RefusalCode.PRICE_MOVED:
        return (
            _("%(part)s now costs %(actual)s %(currency)s; at most %(boundary)s %(currency)s was agreed."),
            _("Shop again to see today's price and have it approved, or have the safeguards widened."),
        )
    if code is RefusalCode.SELLER_NOT_TAKEN:
        return (
            _("%(part)s is sent by its seller; your company takes only what the store itself delivers."),
            _("Shop again and choose an offer that the store fulfils, or have the safeguards widened."),
        )
    if code is RefusalCode.SHIPPING_ABOVE:
        return (
            _("Shipping would cost %(actual)s %(currency)s; your company takes at most %(boundary)s %(currency)s."),
            _("Order more at once, so that shipping costs less, or have the safeguards widened."),
        )
    if code is RefusalCode.DELIVERY_LATER:
        return (
            _("%(part)s would arrive in %(actual)s days; your company waits at most %(boundary)s."),
            _("Shop again and choose an offer that arrives earlier, or have the safeguards widened."),
        )
    if code is RefusalCode.MINIMUM_ORDER:
        return (
            _("The order comes to %(actual)s %(currency)s; your company's minimum is %(boundary)s %(currency)s."),
            _("Shop again and put more into one order."),
        )
    return None


def _of_sender(code: RefusalCode) -> tuple[str, str] | None:
    if code is RefusalCode.ACCOUNT_SUSPENDED:
        return (
            _("The company's account is suspended or not verified, so the store takes no orders from it."),
            _("Your administrator speaks to the store's customer service. Then send the order again."),
        )
    if code is RefusalCode.MODE_DIFFERENT:
        return (
            _("The order and the group differ in whether this is a trial: one says test, the other production."),
            _("Set the purchasing system to the mode that the group's page shows, then send the order again."),
        )
    if code is RefusalCode.NO_PAYMENT_METHOD:
        return (
            _("The group is active and the company has no default payment method, so nothing can be charged."),
            _("Your administrator adds one under Payment methods. Then send the order again."),
        )
    if code is RefusalCode.CREDIT_LIMIT:
        return (
            _("%(actual)s %(currency)s would be open with this order; the limit is %(boundary)s %(currency)s."),
            _("Pay what is open, pay by another method, or ask customer service for a higher limit; then order again."),
        )
    return None


def _of_change(code: RefusalCode) -> tuple[str, str] | None:
    if code is RefusalCode.CHANGES_NOT_TAKEN:
        return (
            _("The group's settings say that orders are neither changed nor cancelled by a message."),
            _("Ask the store's customer service, or place a new order. What was ordered stands."),
        )
    if code is RefusalCode.TOO_LATE:
        return (
            _("Order %(number)s was accepted %(actual)s minutes ago; changes are taken for %(boundary)s minutes."),
            _("Ask the store's customer service, or place a new order. What was ordered stands."),
        )
    if code is RefusalCode.ORDER_UNKNOWN:
        return (
            _("There is no order %(number)s that could be changed or cancelled."),
            _("Send it as a new order, or check the number."),
        )
    if code is RefusalCode.ORDER_OVER:
        return (
            _("Order %(number)s was cancelled or not accepted, so there is nothing to change."),
            _("Place a new order under a number of its own."),
        )
    if code is RefusalCode.VERSION_OLD:
        return (
            _("A version of order %(number)s that is as late or later was taken already. It stands."),
            _("Send the change under a higher version."),
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
        NextActor.ACCOUNT: _("the administrator of your business account"),
        NextActor.SUPPLIER: pgettext("who acts next", "the store"),
    }[actor]


def declined_lines(terms: Sequence[Sequence[str]]) -> list[str]:
    """Which conditions do not hold, a line each. ``terms`` are pairs of a kind and what was said."""
    names = {
        Kind.PAYMENT: _("terms of payment"),
        Kind.DELIVERY: _("terms of delivery"),
        Kind.CONTRACT: _("a contract number that the store does not know"),
        Kind.OTHER: _("other conditions"),
    }
    return [f"{names[Kind(kind)]}: {text}" for kind, text in terms]


def declined_head() -> str:
    return _("These conditions came with the order and were not accepted; the terms agreed with the store hold:")


def declined_words(terms: Sequence[Sequence[str]]) -> list[str]:
    """The same as text, after a sentence that says so; nothing where there are none."""
    return [declined_head(), *(f"– {line}" for line in declined_lines(terms))] if terms else []
