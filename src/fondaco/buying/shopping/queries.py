"""Questions about sessions."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import QuerySet

from fondaco.buying.shopping.carts import read_cart
from fondaco.buying.shopping.models import PunchOutSession, ReturnedCart
from fondaco.buying.shopping.quotes import Quote, quote_of
from fondaco.buying.shopping.states import CartFate


def hash_of(token: str) -> str:
    """What is kept of a return token."""
    return hashlib.sha256(token.encode()).hexdigest()


def session_by_token(token: str) -> PunchOutSession | None:
    return (
        PunchOutSession.objects.select_related("supplier__partner", "person")
        .filter(return_token_hash=hash_of(token))
        .first()
    )


def session_of(*, person: Any, public_id: str) -> PunchOutSession | None:
    """The session with this id if it is ``person``'s own; None for another's and for none alike."""
    return (
        PunchOutSession.objects.select_related("supplier__partner").filter(public_id=public_id, person=person).first()
    )


def recent_sessions(*, person: Any, limit: int = 10) -> QuerySet[PunchOutSession]:
    return PunchOutSession.objects.filter(person=person).select_related("supplier")[:limit]


def taken_cart(session: PunchOutSession) -> ReturnedCart | None:
    return session.carts.filter(fate=CartFate.TAKEN).first()


def quote_from(cart: ReturnedCart, *, currency: str) -> Quote:
    """The cart as it was posted, read and judged anew."""
    found = read_cart(cart.body, cart.protocol)
    if found is None:
        raise ValueError("a cart that was taken can be read")  # pragma: no cover
    return quote_of(found, currency=currency)
