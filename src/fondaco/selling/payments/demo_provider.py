"""The demo's payment provider: it keeps cards that do not exist, and its page asks for no number.

What it hands out is signed by the site's key and good for a quarter of an hour, for the state it was made for.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen
from django.core import signing
from django.urls import reverse
from django.utils.http import urlencode

from fondaco.selling.payments.provider import Card, TokenRefused

LASTS = 15 * 60  # seconds
_PAGE = "fondaco.selling.payments.demo.page"
_TOKEN = "fondaco.selling.payments.demo.token"  # noqa: S105  (a salt)


@frozen
class Called:
    """What the store sent the browser with."""

    state: str
    return_url: str


class DemoProvider:
    """Implements the port :class:`fondaco.selling.payments.provider.PaymentProvider`."""

    key = "demo"

    def begin(self, *, state: str, return_url: str) -> str:
        call = signing.dumps([state, return_url], salt=_PAGE)
        return f"{reverse('selling_payments:demo')}?{urlencode({'call': call})}"

    def card(self, *, token: str, state: str) -> Card:
        try:
            made_for, brand, last_four, good_until = signing.loads(token, salt=_TOKEN, max_age=LASTS)
        except (signing.BadSignature, ValueError) as trouble:
            raise TokenRefused("not a token of this provider, or too old") from trouble
        if made_for != state:
            raise TokenRefused("made for another state")
        return Card(brand, last_four, date.fromisoformat(good_until))


def called(text: str) -> Called | None:
    """What stands behind the page's address; None for what the store did not make, or too long ago."""
    try:
        state, return_url = signing.loads(text, salt=_PAGE, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return Called(state, return_url)


def token_for(card: Card, *, state: str) -> str:
    return signing.dumps([state, card.brand, card.last_four, card.good_until.isoformat()], salt=_TOKEN)


def cards(today: date) -> list[Card]:
    """Those that the demo's page offers: a lasting one, one that runs out with the month, one that has."""
    end_of_month = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    before = date(today.year, today.month, 1)
    return [
        Card("Visa", "4242", date(today.year + 3, 12, 31)),
        Card("Mastercard", "4444", date.fromordinal(end_of_month.toordinal() - 1)),
        Card("Maestro", "0005", date.fromordinal(before.toordinal() - 1)),
    ]
