"""Countries to choose from, named in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

import pycountry
from babel import Locale
from django.utils.translation import get_language


def _names() -> Mapping[str, str]:
    names: Mapping[str, str] = Locale.parse((get_language() or "en").replace("-", "_")).territories
    return names


def country_choices() -> list[tuple[str, str]]:
    """ISO 3166-1 alpha-2 codes with their names, in the order of the names."""
    names = _names()
    found = [(country.alpha_2, names.get(country.alpha_2, country.name)) for country in pycountry.countries]
    return sorted(found, key=lambda pair: pair[1])


def country_name(code: str) -> str:
    """The name of a country by its ISO 3166-1 alpha-2 code; the code itself where none has it."""
    return _names().get(code, code)
