"""What can be done about a refusal, by its code, and by whom. The words are made when read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from attrs import frozen
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco.buying.access import may
from fondaco.buying.orders.models import ZERO, OrderLine, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.remedies import Remedy, RemedyKind
from fondaco.buying.orders.states import OrderState
from fondaco.web.formatting import format_money

K = RemedyKind
_ANYTHING = (K.AGAIN, K.ELSEWHERE, K.GIVE_UP)
# What the store does not sell it will not sell at a new quote either.
_NOT_THERE = (K.ELSEWHERE, K.GIVE_UP)
FITS: dict[str, tuple[RemedyKind, ...]] = {
    "part_unknown": _NOT_THERE,
    "part_withdrawn": _NOT_THERE,
    "price_moved": (K.ACCEPT, *_ANYTHING),
}

# Where whoever looks after suppliers mends what is behind the refusal, so that it does not come again.
MEND: dict[str, str] = {
    "auxiliary_id_changed": "suppliers:connect",
    "name_missing": "suppliers:connect",
    "mode_different": "suppliers:connect",
    "unit_different": "suppliers:mappings-of",
    "currency_different": "suppliers:change",
    "seller_not_taken": "suppliers:safeguards",
    "shipping_above": "suppliers:safeguards",
    "delivery_later": "suppliers:safeguards",
    "minimum_order": "suppliers:safeguards",
}
# Somebody has to speak with the supplier.
CALLED_BY = frozenset({"buyer", "account", "supplier"})


@frozen
class Offer:
    """A button: the remedy, its words, and what it leads to."""

    kind: str
    words: str
    hint: str = ""


@frozen
class Mending:
    """A page on which the cause is mended."""

    url: str
    words: str


def open_quantity(line: OrderLine, remedies: Iterable[Remedy]) -> Decimal:
    """How much of the line does not come and nobody has done anything about."""
    done = sum((one.quantity for one in remedies if one.over_at is None), ZERO)
    return max(line.rejected - done, ZERO)


def kinds_for(line: OrderLine, refusals: Sequence[StoredRefusal], order: PurchaseOrder) -> list[RemedyKind]:
    """The remedies that fit all of the refusals; where the supplier gave none, whatever there is."""
    fitting = [FITS.get(one.code, _ANYTHING) for one in refusals] or [_ANYTHING]
    kinds = [kind for kind in RemedyKind if all(kind in one for one in fitting)]
    if K.ACCEPT in kinds and not _can_accept(line, refusals, order):
        kinds.remove(K.ACCEPT)
    return sorted(kinds, key=(K.ACCEPT, K.AGAIN, K.ELSEWHERE, K.GIVE_UP).index)


def price_asked(line: OrderLine, refusals: Sequence[StoredRefusal]) -> Decimal | None:
    """What the supplier wants for one now, where it said so and it is more than was ordered at."""
    asked = [one.actual for one in refusals if one.code == "price_moved" and one.actual is not None]
    return asked[0] if len(asked) == 1 and asked[0] > line.unit_price else None


def _can_accept(line: OrderLine, refusals: Sequence[StoredRefusal], order: PurchaseOrder) -> bool:
    """A line has one price; and an order that was refused as a whole cannot be changed any more."""
    whole = line.rejected == line.ordered
    return (
        whole and order.state in {OrderState.CONFIRMED_IN_PART, OrderState.ISSUED} and bool(price_asked(line, refusals))
    )


def may_do(person: Any, kind: str, order: PurchaseOrder) -> bool:
    """Asking again is the requester's, who submits what comes of it; the rest is also the buyers'."""
    if kind == K.AGAIN:
        return order.requester_id == getattr(person, "pk", None) and may(person, "request")
    return may(person, "ask_change", order)


def offers_for(person: Any, line: OrderLine, refusals: Sequence[StoredRefusal], order: PurchaseOrder) -> list[Offer]:
    """What ``person`` can do about the line, the best first."""
    kinds = kinds_for(line, refusals, order)
    return [_offer(kind, line, refusals, order) for kind in kinds if may_do(person, kind, order)]


def _offer(kind: RemedyKind, line: OrderLine, refusals: Sequence[StoredRefusal], order: PurchaseOrder) -> Offer:
    if kind == K.ACCEPT:
        price = format_money(price_asked(line, refusals) or ZERO, order.currency, get_language() or "en")
        return Offer(
            kind,
            _("Accept %(price)s each") % {"price": price},
            _("It becomes a change of the order, which its approvers agree to first."),
        )
    if kind == K.AGAIN:
        return Offer(kind, _("Ask for it again"), _("A draft with what does not come; the supplier quotes it anew."))
    if kind == K.ELSEWHERE:
        return Offer(
            kind,
            _("Have it looked for elsewhere"),
            _("The buyers find another supplier. Up to what was approved nobody is asked again."),
        )
    return Offer(kind, _("Give it up"), _("It is recorded that nothing more is done about it."))


def mending_for(person: Any, refusal: StoredRefusal, order: PurchaseOrder) -> Mending | None:
    """Where ``person`` mends the cause; None where it is not theirs, or there is nothing to mend here."""
    name = MEND.get(refusal.code)
    if name is None or not may(person, "change_suppliers"):
        return None
    if name != "suppliers:change" and order.supplier.partner_id is None:
        return None
    words = {
        "suppliers:connect": _("Look at the connection"),
        "suppliers:mappings-of": _("Look at the units"),
        "suppliers:change": _("Look at the currency agreed"),
        "suppliers:safeguards": _("Look at the safeguards"),
    }
    return Mending(reverse(name, args=[order.supplier.public_id]), words[name])


def calls(person: Any, refusal: StoredRefusal) -> bool:
    """Whether ``person`` is one of those who call the supplier about it."""
    return refusal.next_actor in CALLED_BY and may(person, "change_order")
