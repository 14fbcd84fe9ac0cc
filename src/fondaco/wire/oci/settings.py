"""What OCI leaves to the two who agreed on it: names, spellings and habits, as data.

Each may be left empty for the usual. Raises LocalError (``oci.setting``) for what cannot be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
from attrs import field, frozen

from fondaco.wire.refusing import cannot

Pairs = tuple[tuple[str, str], ...]

# All five are read; see ``cart_reading``. The first is SAP's.
LONGTEXTS = ("LONGTEXT_n:132[]", "LONGTEXT_n:132", "LONGTEXT_n:132[n]", "LONGTEXT_n:132[][1]", "LONGTEXT[n]")
CHARSETS = ("utf-8", "iso-8859-1", "windows-1252", "us-ascii")


def pairs(told: Mapping[str, str] | Iterable[Iterable[str]]) -> Pairs:
    """Names and values out of a mapping, or a list of two each, as JSON and TOML keep them."""
    made: list[tuple[str, str]] = []
    for one in told.items() if isinstance(told, Mapping) else told:
        both = [str(half) for half in one]
        if len(both) != 2:
            raise cannot("oci.setting", "parameters", name="parameters", expected="names and values")
        made.append((both[0], both[1]))
    return tuple(made)


def usually(value: Any, *known: Any, form: Callable[[str], str] | None = None) -> Any:
    """A setting that an empty text leaves at ``value``; ``known`` are all that it can be, ``form`` spells it."""
    return field(default=value, metadata={"usual": value, "known": known, "form": form})


def _settled(settings: Any) -> None:
    """Fill in what is empty and refuse what cannot be meant."""
    for one in attrs.fields(type(settings)):
        if "usual" not in one.metadata:
            continue
        known, form = one.metadata["known"], one.metadata["form"]
        told = getattr(settings, one.name)
        told = one.metadata["usual"] if told == "" else form(str(told)) if form else told
        if known and told not in known:
            expected = ", ".join(str(value) for value in known if value != "")
            raise cannot("oci.setting", one.name, name=one.name, expected=expected)
        object.__setattr__(settings, one.name, told)


@frozen
class CallSettings:
    """How a buyer's call is written, and how a supplier reads it.

    ``username_field``, ``password_field`` and ``hook_field`` name the login and the return address, which the buyer
    may choose. ``parameters`` are fixed ones that the catalogue asks for. ``person_parameter`` carries the person's
    e-mail address, or login name; OCI itself says only the company. ``language_parameter`` carries the language.
    """

    username_field: str = usually("USERNAME")
    password_field: str = usually("PASSWORD")
    hook_field: str = usually("HOOK_URL")
    version: str = usually("4.0")
    method: str = usually("POST", "GET", "POST", form=str.upper)
    target: str = usually("_top")
    charset: str = usually("utf-8", *CHARSETS, form=str.lower)
    person_parameter: str = ""
    language_parameter: str = usually("sap-language")
    parameters: Pairs = field(default=(), converter=pairs)

    def __attrs_post_init__(self) -> None:
        _settled(self)


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
    decimals: int = usually(3, 0, 1, 2, 3)
    charset: str = usually("", "", *CHARSETS, form=str.lower)
    longtext: str = usually(LONGTEXTS[0], *LONGTEXTS)
    index_base: int = usually(1, 0, 1)
    emit_empty_fields: bool = False
    standard_only: bool = False
    fields: Pairs = field(default=(), converter=pairs)
    composite_code: str = "R"
    item_code: str = "O"

    def __attrs_post_init__(self) -> None:
        _settled(self)
