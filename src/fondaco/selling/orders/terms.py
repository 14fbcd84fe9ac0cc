"""Conditions that a customer sends with an order, and that do not hold: the store sells on its own terms, as agreed.

Pure: document in, list of what is declined out. Nothing of the order is refused for them.
"""

from __future__ import annotations

import re
from enum import StrEnum

from attrs import frozen

from fondaco.documents import PurchaseOrder

_LONGEST = 200  # characters of what was said that are repeated
_MOST = 20

# How conditions are called in the names of extrinsics.
_NAMED = re.compile(
    r"terms|conditions|incoterm|penalt|warrant|discount|rebate|retention|condizioni|termini|penal[ei]|garanzi|sconto",
    re.IGNORECASE,
)
# And in running text, where single words would say too little.
_SPOKEN = re.compile(
    r"terms\s+(?:and|&)\s+conditions|general\s+(?:terms|conditions)|payment\s+terms|terms\s+of\s+(?:payment|delivery)"
    r"|condizioni\s+generali|termini\s+di\s+pagamento|condizioni\s+di\s+(?:pagamento|consegna)|penalty\b|\bpenale\b",
    re.IGNORECASE,
)


class Kind(StrEnum):
    PAYMENT = "payment"  # days, or a discount for paying early
    DELIVERY = "delivery"  # an Incoterms code or words
    CONTRACT = "contract"  # the number of an agreement that the store does not have
    OTHER = "other"  # an extrinsic or a comment that speaks of conditions


@frozen
class Declined:
    kind: Kind
    said: str


def declined(order: PurchaseOrder, *, terms_days: int | None) -> tuple[Declined, ...]:
    """What of the order is a condition of the customer's own. ``terms_days`` are those agreed; None: by card."""
    found = [*_payment(order, terms_days), *_delivery(order), *_contracts(order), *_spoken(order)]
    once = dict.fromkeys(Declined(one.kind, _short(one.said)) for one in found)
    return tuple(once)[:_MOST]


def _short(text: str) -> str:
    plain = " ".join(text.replace("\0", "").split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _payment(order: PurchaseOrder, terms_days: int | None) -> list[Declined]:
    found = []
    for term in order.payment_terms:
        off = term.discount_percent if term.discount_percent is not None else None
        if off or term.discount is not None:
            taken = f"{off:f} %" if off else str(term.discount)
            found.append(Declined(Kind.PAYMENT, f"{term.days} d, −{taken}"))
        elif term.days != terms_days:
            found.append(Declined(Kind.PAYMENT, f"{term.days} d"))
    return found


def _delivery(order: PurchaseOrder) -> list[Declined]:
    return [Declined(Kind.DELIVERY, order.delivery_terms)] if order.delivery_terms.strip() else []


def _contracts(order: PurchaseOrder) -> list[Declined]:
    numbers = [order.contract_number, *(line.contract_number for line in order.lines)]
    return [Declined(Kind.CONTRACT, number) for number in numbers if number.strip()]


def _spoken(order: PurchaseOrder) -> list[Declined]:
    pairs = [*order.extrinsics, *(pair for line in order.lines for pair in line.extrinsics)]
    named = [Declined(Kind.OTHER, f"{name}: {value}") for name, value in pairs if value.strip() and _NAMED.search(name)]
    texts = [order.comments, *(line.comments for line in order.lines)]
    return named + [Declined(Kind.OTHER, text) for text in texts if _SPOKEN.search(text)]
