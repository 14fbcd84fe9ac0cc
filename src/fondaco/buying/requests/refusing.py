"""What a supplier would refuse, in words: the reason, the limit and what meets it side by side, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fondaco.buying.requests.safeguards import Judgement
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.replay import Answer, Finding, Missing
from fondaco.documents import RefusalCode
from fondaco.web.formatting import format_money, format_number

MONEY = frozenset({RefusalCode.PRICE_MOVED, RefusalCode.SHIPPING_ABOVE})


@frozen
class Refusing:
    """One line, or for ``line_number`` None the whole order, that would be refused. Empty texts: there is no limit."""

    code: str
    line_number: int | None
    description: str
    words: str
    limit: str
    actual: str
    remedy: str


@frozen
class SupplierSays:
    """What one supplier would say, as far as it told us at ``told_at``; ``unknown`` is what cannot be said."""

    supplier: Supplier
    told_at: datetime
    refusing: tuple[Refusing, ...]
    unknown: tuple[str, ...]


def aloud(judgements: Iterable[Judgement]) -> list[SupplierSays]:
    """In the reader's language; those that would refuse something first."""
    said = [_of(one) for one in judgements]
    return sorted((one for one in said if one.refusing or one.unknown), key=lambda one: not one.refusing)


def _of(one: Judgement) -> SupplierSays:
    refusing = []
    whole = one.replayed.refused_whole
    if whole is not None:
        refusing.append(_refusing(whole, one.lines[0].currency, None, ""))
    for line in one.lines:
        finding = one.replayed.refused.get(line.key)
        if finding is not None and (whole is None or finding.code is not whole.code):
            name = line.description or line.supplier_part_id
            refusing.append(_refusing(finding, line.currency, line.line_number, name))
    every = (finding for found in (*one.replayed.lines.values(), one.replayed.order) for finding in found)
    missing = dict.fromkeys(finding.missing for finding in every if finding.answer is Answer.UNKNOWN)
    unknown = tuple(unknown_words(reason) for reason in missing if reason is not None)
    return SupplierSays(one.supplier, one.told.taken_at, tuple(refusing), unknown)


def _refusing(finding: Finding, currency: str, line_number: int | None, description: str) -> Refusing:
    return Refusing(
        code=finding.code.value,
        line_number=line_number,
        description=description,
        words=reason_words(finding.code.value),
        limit=_figure(finding.code, finding.boundary, currency),
        actual=_figure(finding.code, finding.actual, currency),
        remedy=remedy_words(finding.code.value),
    )


def _figure(code: RefusalCode, value: Decimal | None, currency: str) -> str:
    if value is None:
        return ""
    language = get_language() or "en"
    if code in MONEY:
        return format_money(value, currency, language)
    number = format_number(value, language)
    if code is RefusalCode.DELIVERY_LATER:
        return ngettext("%(count)s day", "%(count)s days", int(value)) % {"count": number}
    return number


def reason_words(code: str) -> str:
    """As the supplier's own typed refusal reads when it comes back; empty for a code that is no safeguard's."""
    return {
        "price_moved": _("The price has changed since the cart was filled."),
        "quantity_unavailable": _("There is not enough of it."),
        "shipping_above": _("Shipping would cost more than our settings with the supplier allow."),
        "delivery_later": _("It would arrive later than our settings with the supplier allow."),
        "seller_not_taken": _(
            "It is sent by another seller than the supplier itself, which our settings there exclude."
        ),
    }.get(code, "")


def remedy_words(code: str) -> str:
    return {
        "price_moved": _("Shop again to see the present price and have it approved."),
        "quantity_unavailable": _("Order less, wait, or choose something else in the shop."),
        "shipping_above": _("Shop again and order more at once."),
        "delivery_later": _("Shop again and choose something that arrives earlier."),
        "seller_not_taken": _("Shop again and choose an offer that the supplier itself delivers."),
    }.get(code, "")


def unknown_words(missing: Missing) -> str:
    return {
        Missing.RULE: _("There is not enough of something. What the supplier makes of that, it did not tell."),
        Missing.PRICE: _("Whether a price has risen too far: today's price is not known."),
        Missing.STOCK: _("Whether there is enough: the stock is not known."),
        Missing.DAYS: _("Whether it arrives in time: the supplier does not say clearly how long it takes."),
        Missing.SELLER: _("Who sends it: the cart does not say."),
        Missing.SHIPPING: _("Whether shipping costs too much: its cost is not known."),
    }[missing]


def remarks_of(said: Iterable[SupplierSays]) -> dict[int | None, list[str]]:
    """One sentence for each reason, by line number; None for whole orders."""
    found: dict[int | None, list[str]] = {}
    for one in said:
        for reason in one.refusing:
            facts = {"supplier": one.supplier.name, "reason": reason.words}
            words = _("%(supplier)s would refuse it: %(reason)s") % facts
            if reason.limit and reason.actual:
                figures = {"actual": reason.actual, "limit": reason.limit}
                words += " " + _("Now %(actual)s; the limit is %(limit)s.") % figures
            found.setdefault(reason.line_number, []).append(words)
    return found
