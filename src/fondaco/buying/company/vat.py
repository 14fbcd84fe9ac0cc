"""VAT numbers, checked by their country's own rule."""

from __future__ import annotations

from django.utils.translation import gettext as _
from stdnum import get_cc_module
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as NotValid

from fondaco.buying.lifecycle import Refused


def checked_vat_number(text: str, *, country: str) -> str:
    """``text`` as it is written in full, with the country's letters for the Union's members.

    Raises Refused where the number cannot be one of ``country``, an ISO 3166-1 alpha-2 code. A country
    without a known rule is believed.
    """
    plain = "".join(text.split()).upper()
    letters = "EL" if country == "GR" else country
    try:
        if country.lower() in eu_vat.MEMBER_STATES or country == "GR":
            return str(eu_vat.validate(plain if plain.startswith(letters) else letters + plain))
        module = get_cc_module(country.lower(), "vat")
        return str(module.validate(plain)) if module else plain
    except NotValid as reason:
        raise Refused(
            "vat_number_invalid",
            _("“%(number)s” is not a VAT number of %(country)s.") % {"number": text.strip(), "country": country},
            _("Copy it from an invoice or from the register of companies, with all of its digits."),
            "vat_number",
        ) from reason
