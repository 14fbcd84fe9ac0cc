"""The port to whoever keeps cards: the store sees a token and what a person knows the card by, never a number.

The browser leaves for the provider's own page, types the card there, and comes back with a token.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from attrs import frozen
from django.conf import settings
from django.utils.module_loading import import_string


class TokenRefused(Exception):
    """The provider does not know the token, or gave it for something else; nothing was kept."""


class Unreachable(Exception):
    """The provider did not answer in time."""


@frozen
class Card:
    """What may be shown of a card. ``good_until`` is the last day on which it is good."""

    brand: str
    last_four: str
    good_until: date


class PaymentProvider(Protocol):
    """``key`` is kept beside each token: it says who can read it."""

    key: str

    def begin(self, *, state: str, return_url: str) -> str:
        """The address of the page on which the card is typed.

        It sends the browser back to ``return_url`` with ``state`` as it was given and a ``token``; without one where
        the person turned back. Raises Unreachable.
        """
        ...

    def card(self, *, token: str, state: str) -> Card:
        """What stands behind a token that was given for ``state``. Raises TokenRefused and Unreachable."""
        ...


def provider() -> PaymentProvider | None:
    """The site's own; none where cards are not taken."""
    name = getattr(settings, "FONDACO_PAYMENT_PROVIDER", "")
    return import_string(name)() if name else None
