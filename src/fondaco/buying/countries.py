"""Countries and currencies to choose from, named in the reader's language."""

from __future__ import annotations

import pycountry
from babel import Locale
from django.utils.translation import get_language

# Where most of the companies that meet here count; any ISO 4217 code that a supplier names is understood.
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "JPY", "CNY")


def _locale() -> Locale:
    return Locale.parse((get_language() or "en").replace("-", "_"))


def country_choices() -> list[tuple[str, str]]:
    """ISO 3166-1 alpha-2 codes with their names, in the order of the names."""
    names = _locale().territories
    found = [(country.alpha_2, names.get(country.alpha_2, country.name)) for country in pycountry.countries]
    return sorted(found, key=lambda pair: pair[1])


def currency_choices() -> list[tuple[str, str]]:
    names = _locale().currencies
    return [(code, f"{code} {names.get(code, '')}".strip()) for code in CURRENCIES]
