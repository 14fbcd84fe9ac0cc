"""A VAT number that cannot be one is refused, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from fondaco.buying.lifecycle import Refused
from fondaco.people import legal


def checked_vat_number(text: str, *, country: str) -> str:
    """``text`` as it is written in full (:func:`fondaco.people.legal.checked_vat_number`). Raises Refused."""
    try:
        return legal.checked_vat_number(text, country=country)
    except legal.NotAVatNumber as reason:
        raise Refused(
            "vat_number_invalid",
            _("“%(number)s” is not a VAT number of %(country)s.") % {"number": text.strip(), "country": country},
            _("Copy it from an invoice or from the register of companies, with all of its digits."),
            "vat_number",
        ) from reason
