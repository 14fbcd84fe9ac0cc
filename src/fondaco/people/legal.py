"""Who a company is in law: its VAT number, checked by its country's own rule and without asking anybody."""

from __future__ import annotations

import re

from stdnum import get_cc_module
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as NotValid

# The Union's members; Northern Ireland, which the library counts with them for its VAT, is no country.
UNION = frozenset(code.upper() for code in eu_vat.MEMBER_STATES) - {"XI"}
_SEPARATORS = str.maketrans("", "", " .-/_\u00a0\u2010\u2011\u2013")
_PLAIN = re.compile(r"[A-Z0-9+*]{2,30}", re.ASCII)  # + and * stand in old Irish numbers
# Letters that follow the number, in the country's languages; people leave them out.
_ENDINGS = {"CH": ("MWST", "TVA", "IVA", "TPV"), "NO": ("MVA",)}
_BEGINNINGS = {"GR": "EL", "CH": "CHE"}


class NotAVatNumber(ValueError):
    """By the country's own rule this is none."""


def has_rule(country: str) -> bool:
    """Whether a VAT number of this country (ISO 3166-1 alpha-2) can be checked; others are taken as they are."""
    return country in UNION or get_cc_module(country.lower(), "vat") is not None


def checked_vat_number(text: str, *, country: str) -> str:
    """``text`` as it is written in full, with the country's letters for the Union's members.

    A country without a known rule is believed. Raises NotAVatNumber.
    """
    plain = "".join(text.split()).upper().translate(_SEPARATORS)
    if not _PLAIN.fullmatch(plain):
        raise NotAVatNumber(country)
    letters = _BEGINNINGS.get(country, country)
    if country in UNION:
        return _validated(eu_vat, [plain if plain.startswith(letters) else letters + plain])
    module = get_cc_module(country.lower(), "vat")
    return _validated(module, _ways_to_write(plain, country, letters)) if module else plain


def _ways_to_write(plain: str, country: str, letters: str) -> list[str]:
    """As it came; with what people leave out at its end and its beginning; without what they put before it."""
    ending = next(iter(_ENDINGS.get(country, ())), "")
    bare = plain.removeprefix(letters)
    return [plain, plain + ending, bare, letters + bare, letters + bare + ending]


def _validated(module: object, ways: list[str]) -> str:
    for way in ways:
        try:
            return str(module.validate(way))  # type: ignore[attr-defined]
        except NotValid:
            continue
    raise NotAVatNumber(ways[0])


def company_number(text: str, *, country: str) -> str:
    """What all spellings of one VAT number have in common: compact, its country in front, no letters at its end.

    To compare companies by. Raises NotAVatNumber.
    """
    number = checked_vat_number(text, country=country)
    for ending in _ENDINGS.get(country, ()):
        number = number.removesuffix(ending)
    return number if number.startswith(_BEGINNINGS.get(country, country)) else country + number
