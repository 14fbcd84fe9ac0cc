"""An order's states and troubles in words, with who acts next. Made when read, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco.buying.orders.models import OrderCharge, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.states import Delivery, OrderState
from fondaco.buying.requests import refusing
from fondaco.buying.requests.models import Allocation, ChargeKind
from fondaco.web.formatting import format_money, format_number, relative_time


@frozen
class Said:
    """A sentence, what to do about it (empty: nothing), and its tone."""

    words: str
    remedy: str = ""
    tone: str = "calm"


STATE_TONES = {
    OrderState.ISSUED: "going",
    OrderState.CONFIRMED_IN_PART: "act",
    OrderState.CONFIRMED: "good",
    OrderState.REFUSED: "wrong",
    OrderState.CLOSED: "calm",
    OrderState.CANCELLED: "calm",
}


def state_of(order: PurchaseOrder) -> Said:
    """Where the order stands, in two or three words: the commercial state, or its message where that is stuck."""
    if order.state == OrderState.ISSUED and order.stuck:
        return Said(_("Did not reach the supplier"), tone="wrong")
    if order.state == OrderState.ISSUED and order.undecided:
        return Said(_("Sent, no answer: a buyer decides"), tone="act")
    if order.state == OrderState.ISSUED and order.delivery == Delivery.DELIVERED and order.silence_stage:
        return Said(_("The supplier does not answer"), tone="act")
    if order.state == OrderState.ISSUED and order.delivery == Delivery.DELIVERED:
        return Said(_("Waiting for the supplier to confirm"), tone="going")
    if order.state == OrderState.ISSUED:
        return Said(_("Being sent to the supplier"), tone="going")
    return Said(str(OrderState(order.state).label), tone=STATE_TONES[OrderState(order.state)])


def delivery_of(order: PurchaseOrder, *, status_code: int | None, attempts: int, now: datetime) -> Said:
    """What was done with the order's message and what happens next."""
    supplier = order.supplier.name
    if order.delivery == Delivery.DELIVERED and order.supplier.partner_id is None:
        return Said(_("The order went to %(address)s by mail.") % {"address": order.supplier.order_email}, tone="good")
    if order.delivery == Delivery.DELIVERED:
        return Said(_("%(supplier)s's system has the order.") % {"supplier": supplier}, tone="good")
    if order.stuck:
        return stuck_words(order, status_code)
    if order.undecided:
        return Said(
            _(
                "The order was sent and no answer came. %(supplier)s would take it for a second one if it came again,"
                " so it is not sent again by itself."
            )
            % {"supplier": supplier},
            _("Ask the supplier whether it has the order. Then say so here, or have it sent again."),
            tone="act",
        )
    if not attempts:
        return Said(_("The order is about to be sent. Nobody has to do anything."), tone="going")
    when = _when(order.delivery_retry_at, now)
    if order.delivery == Delivery.UNKNOWN:
        return Said(
            _(
                "The order was sent and no answer came. It is sent again %(when)s under the same id, so that a "
                "supplier that has it already does not take it for a second order."
            )
            % {"when": when},
            tone="act",
        )
    return Said(
        _("%(supplier)s could not be reached so far (tried %(attempts)d times). The next try is %(when)s.")
        % {"supplier": supplier, "attempts": attempts, "when": when}
        if attempts > 1
        else _("%(supplier)s could not be reached at the first try. The next one is %(when)s.")
        % {"supplier": supplier, "when": when},
        _("Nobody has to do anything; if it goes on failing, the buyers get a message."),
        tone="act",
    )


def stuck_words(order: PurchaseOrder, status_code: int | None) -> Said:
    """Why the order did not arrive and what a buyer does about it. cXML status codes: User's Guide, Status."""
    names = {"supplier": order.supplier.name, "number": order.number}
    if order.delivery == Delivery.DEAD:
        return Said(
            _("%(supplier)s could not be reached with order %(number)s, however often it was tried.") % names,
            _("Check the connection or call the supplier, then send the order again."),
            "wrong",
        )
    if status_code == 401:
        return Said(
            _("%(supplier)s's system did not accept who we say we are, so it did not take order %(number)s.") % names,
            _("Check identities and secret on the supplier's connection page, then send the order again."),
            "wrong",
        )
    if status_code == 409:
        return Said(
            _("%(supplier)s's system already has something else under the name of order %(number)s.") % names,
            _("Call the supplier and find out which order they have before sending anything again."),
            "wrong",
        )
    return Said(
        _("%(supplier)s's system turned order %(number)s away.") % names,
        _("Read what it said. Correct what is wrong and send the order again, or cancel it."),
        "wrong",
    )


def _when(moment: datetime | None, now: datetime) -> str:
    return relative_time(moment, now, get_language() or "en") if moment else _("soon")


def charge_words(charge: OrderCharge) -> str:
    """What a charge is, with the supplier's own words for it."""
    kind = {
        ChargeKind.FREIGHT: _("Freight"),
        ChargeKind.FEE: _("Fee"),
        ChargeKind.DISCOUNT: _("Discount"),
        ChargeKind.TAX: _("VAT, estimated"),
    }[ChargeKind(charge.kind)]
    return f"{kind} ({charge.words})" if charge.words else kind


def spread_words(charge: OrderCharge) -> str:
    """How a charge is spread over the lines, and what becomes of it when one of them does not come."""
    how = {
        Allocation.BY_VALUE: _("Spread by the value of the lines"),
        Allocation.BY_QUANTITY: _("Spread by quantity"),
        Allocation.EQUALLY: _("Spread over the lines in equal parts"),
    }[Allocation(charge.allocation)]
    follows = _("it follows the lines that come.") if charge.scales else _("it stays whole while any line comes.")
    return f"{how}; {follows}"


def actor_words(actor: str) -> str:
    return {
        "requester": _("the requester"),
        "buyer": _("the buyers"),
        "administrator": _("an administrator"),
        "account": _("whoever looks after our account with the supplier"),
        "supplier": _("the supplier"),
    }.get(actor, actor)


def refusal_words(refusal: StoredRefusal) -> str:
    """What is wrong, by its code; a code that is none of ours is said in the supplier's own words."""
    words = {
        "part_unknown": _("The supplier does not sell this."),
        "part_withdrawn": _("The supplier does not sell this any more."),
        "auxiliary_id_changed": _("The supplier does not recognise the offer that the cart named."),
        "quantity_invalid": _("The supplier could not read the quantity."),
        "quantity_limit": _("So many, or so few, cannot be ordered at once."),
        "price_invalid": _("The supplier could not read the price."),
        "currency_different": _("The supplier sells in another currency."),
        "unit_different": _("The supplier counts this in another unit."),
        "operation_unsupported": _("The supplier does not take changes to orders."),
        "order_number_used": _("The supplier already has another order with this number."),
        "no_lines": _("The supplier found no line in the order."),
        "name_missing": _("The supplier found no name of the product in the line."),
        "minimum_order": _("The order is below the minimum agreed with the supplier."),
        "mode_different": _("We and the supplier do not agree on whether this is a test."),
        "no_payment_method": _("The supplier knows no way in which we would pay."),
        "credit_limit": _("More would be open with the supplier than was agreed."),
        "account_suspended": _("The supplier takes no orders from our company for now."),
        "changes_not_taken": _("Our settings with the supplier exclude changes to orders."),
        "too_late": _("It is too late to change the order."),
        "order_unknown": _("The supplier does not have the order that this would change."),
        "order_over": _("The order was cancelled or refused before; nothing of it can be changed."),
        "version_old": _("The supplier already has a later version of the order."),
    }.get(refusal.code) or refusing.reason_words(refusal.code)
    if not words:
        return refusal.message or _("The supplier gave no reason.")
    return f"{words} {_figures(refusal)}".strip()


def _figures(refusal: StoredRefusal) -> str:
    """The limit and what was met, where the code says what they measure."""
    language = get_language() or "en"
    if refusal.boundary is None or refusal.actual is None:
        return ""
    if refusal.code in {"shipping_above", "minimum_order", "credit_limit"}:
        show = [format_money(one, refusal.order.currency, language) for one in (refusal.actual, refusal.boundary)]
        return _("It comes to %(actual)s; the limit is %(limit)s.") % {"actual": show[0], "limit": show[1]}
    if refusal.code == "delivery_later":
        show = [format_number(one, language) for one in (refusal.actual, refusal.boundary)]
        return _("In %(actual)s days; at most %(limit)s were acceptable.") % {"actual": show[0], "limit": show[1]}
    if refusal.code == "price_moved":
        show = [format_money(one, refusal.order.currency, language) for one in (refusal.actual, refusal.boundary)]
        return _("Now %(now)s; at most %(limit)s was acceptable.") % {"now": show[0], "limit": show[1]}
    if refusal.code in {"quantity_unavailable", "quantity_limit"}:
        show = [format_number(one, language) for one in (refusal.actual, refusal.boundary)]
        return _("Ordered %(ordered)s; possible %(possible)s.") % {"ordered": show[0], "possible": show[1]}
    return ""


def remedy_words(refusal: StoredRefusal) -> str:
    """What to do next, by who has to do it; the supplier's own remedy for codes that are none of ours."""
    by_code = {
        "part_unknown": _("Shop again and choose something else."),
        "part_withdrawn": _("Shop again and choose something else."),
        "auxiliary_id_changed": _("Shop again to get a current offer."),
        "quantity_limit": _("Shop again with a quantity within the limits."),
        "currency_different": _("An administrator checks the currency agreed with this supplier."),
        "unit_different": _("Shop again to get the unit that the supplier counts in."),
        "minimum_order": _("Shop again and put more into one order."),
        "mode_different": _("An administrator sets the connection to the mode that the supplier expects."),
        "no_payment_method": _("Who looks after the account adds a way to pay, then the order is sent again."),
        "credit_limit": _("Pay what is open, or agree on a higher limit; then send the order again."),
        "account_suspended": _("Who looks after the account calls the supplier."),
        "order_number_used": _("The buyers ask the supplier which order they have under this number."),
    }
    return by_code.get(refusal.code) or refusing.remedy_words(refusal.code) or refusal.remedy
