"""Currencies to choose from, named in the reader's language."""

from __future__ import annotations

from babel import Locale
from django.utils.translation import get_language

# Where most of the companies that meet here count; any ISO 4217 code that a supplier names is understood.
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "JPY", "CNY")


def currency_choices() -> list[tuple[str, str]]:
    names = Locale.parse((get_language() or "en").replace("-", "_")).currencies
    return [(code, f"{code} {names.get(code, '')}".strip()) for code in CURRENCIES]
