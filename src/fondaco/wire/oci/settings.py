"""What OCI leaves to the two who agreed on it: names, spellings and habits, as data.

Each may be left empty for the usual. Raises LocalError (``oci.setting``) for what cannot be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from attrs import field, frozen

from fondaco.wire.refusing import cannot

Pairs = tuple[tuple[str, str], ...]

# All five are read; see ``cart_reading``. The first is SAP's.
LONGTEXTS = ("LONGTEXT_n:132[]", "LONGTEXT_n:132", "LONGTEXT_n:132[n]", "LONGTEXT_n:132[][1]", "LONGTEXT[n]")
CHARSETS = ("utf-8", "iso-8859-1", "windows-1252", "us-ascii")


def pairs(told: Mapping[str, str] | Iterable[Iterable[str]]) -> Pairs:
    """Names and values out of a mapping, or a list of two each, as JSON and TOML keep them."""
    both = told.items() if isinstance(told, Mapping) else told
    made = tuple(tuple(map(str, one)) for one in both)
    if any(len(one) != 2 for one in made):
        raise cannot("oci.setting", "parameters", name="parameters", expected="names and values")
    return made  # type: ignore[return-value]


def among(*known: Any) -> Callable[[object, Any, Any], None]:
    """A validator: one of these."""

    def check(instance: object, attribute: Any, value: Any) -> None:
        if value not in known:
            expected = ", ".join(str(one) for one in known if one != "")
            raise cannot("oci.setting", attribute.name, name=attribute.name, expected=expected)

    return check


@frozen
class CallSettings:
    """How a buyer's call is written, and how a supplier reads it.

    ``username_field``, ``password_field`` and ``hook_field`` name the login and the return address, which the buyer
    may choose. ``parameters`` are fixed ones that the catalogue asks for. ``person_parameter`` carries the person's
    e-mail address, or login name; OCI itself says only the company. ``language_parameter`` carries the language.
    """

    username_field: str = field(default="", converter=lambda told: told or "USERNAME")
    password_field: str = field(default="", converter=lambda told: told or "PASSWORD")
    hook_field: str = field(default="", converter=lambda told: told or "HOOK_URL")
    version: str = field(default="", converter=lambda told: told or "4.0")
    method: str = field(default="", converter=lambda told: (told or "POST").upper(), validator=among("GET", "POST"))
    target: str = field(default="", converter=lambda told: told or "_top")
    charset: str = field(default="", converter=lambda told: (told or "utf-8").lower(), validator=among(*CHARSETS))
    person_parameter: str = ""
    language_parameter: str = field(default="", converter=lambda told: told or "sap-language")
    parameters: Pairs = field(default=(), converter=pairs)


@frozen
class CartSettings:
    """How a supplier's cart is written, and how a buyer reads it.

    ``split_hook_url``: parameters in HOOK_URL become hidden fields, as SAP demands; many suppliers post to it as it
    is. ``decimals`` of a price, at most 3. ``charset`` empty: what the call asked for, else ISO-8859-1, OCI's own.
    ``fields`` are pairs of an extrinsic's name and the field that carries it (``CostCenter``, ``CUST_FIELD1``).
    ``standard_only`` writes no field that SAP does not know. ``composite_code`` and ``item_code`` are those of
    ITEM_TYPE, which SAP's text was not seen to give.
    """

    split_hook_url: bool = True
    decimals: int = field(default=3, validator=among(0, 1, 2, 3))
    charset: str = field(default="", converter=lambda told: told.lower(), validator=among("", *CHARSETS))
    longtext: str = field(default="", converter=lambda told: told or LONGTEXTS[0], validator=among(*LONGTEXTS))
    index_base: int = field(default=1, validator=among(0, 1))
    emit_empty_fields: bool = False
    standard_only: bool = False
    fields: Pairs = field(default=(), converter=pairs)
    composite_code: str = "R"
    item_code: str = "O"
