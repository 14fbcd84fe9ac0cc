"""Accepting the price at which a supplier would deliver what it refused at the ordered one: a change like any other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco.buying.changes.operations import Wishes, ask_for_change
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.offers import price_asked
from fondaco.buying.orders.resolving import Came, Part
from fondaco.people.models import Person
from fondaco.web.formatting import format_money


def accept_prices(order: PurchaseOrder, parts: Sequence[Part], by: Person, now: datetime) -> Came:
    """Ask for a change of the order to the prices that the supplier named. Raises as ``ask_for_change`` does."""
    prices = {part.line.line_number: price_asked(part.line, part.refusals) for part in parts}
    named = {number: price for number, price in prices.items() if price is not None}
    if len(named) != len(prices):
        raise Refused("no_price", _("The supplier did not say what it would cost."))
    with override(by.mail_language):
        said = ", ".join(
            f"{number}: {format_money(price, order.currency, by.mail_language)}" for number, price in named.items()
        )
        reason = _("%(supplier)s delivers this at another price only. Line and price of one: %(prices)s") % {
            "supplier": order.supplier.name,
            "prices": said,
        }
    change = ask_for_change(
        order=order,
        wishes=Wishes({}, order.requested_on, order.place, prices=named),
        reason=reason,
        by=by,
        now=now,
    )
    return Came(change.about, change.number, change.get_absolute_url())
