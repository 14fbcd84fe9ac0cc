"""The keywords of the header and the names of the fields, as public descriptions and samples give them."""

from __future__ import annotations

import re

SIGNATURE, VERSION = "CIF_I_V", "3.0"
KEYWORDS = frozenset(
    {
        *("CHARSET", "LOADMODE", "CODEFORMAT", "CURRENCY", "SUPPLIERID_DOMAIN", "ITEMCOUNT", "TIMESTAMP", "UNUOM"),
        *("COMMENTS", "FIELDNAMES"),
    }
)
# LOADMODE in any case; both spellings are in use. One that is missing adds, as Oracle's loader has it: whoever takes it
# for a whole catalogue would withdraw what is not in it.
MODES = {"f": False, "full": False, "i": True, "incremental": True}
TRUE = frozenset({"true", "t", "yes", "y", "1"})

# The fields that a file without FIELDNAMES has, in this order; they are the first of any other.
FIRST = (
    *("Supplier ID", "Supplier Part ID", "Manufacturer Part ID", "Item Description", "SPSC Code", "Unit Price"),
    *("Unit of Measure", "Lead Time", "Manufacturer Name", "Supplier URL", "Manufacturer URL", "Market Price"),
)
# What the public descriptions agree that an item must have, unless it is withdrawn.
REQUIRED = ("Supplier ID", "Supplier Part ID", "Item Description", "SPSC Code", "Unit Price", "Unit of Measure")
# Fields that are texts, and where a document has them.
TEXTS = {
    "Supplier Part ID": "supplier_part_id",
    "Supplier Part Auxiliary ID": "supplier_part_auxiliary_id",
    "Manufacturer Part ID": "manufacturer_part_id",
    "Manufacturer Name": "manufacturer_name",
    "Item Description": "description",
    "Short Name": "short_name",
    "Unit of Measure": "unit",
    "Language": "language",
    "PunchoutLevel": "punchout_level",
}
DAYS = {"Effective Date": "effective_on", "Expiration Date": "expires_on"}
BASIS = ("Price Unit Quantity", "Price Unit", "Unit Conversion", "Price Unit Quantity Description")
OTHERS = ("Currency", "PunchOut Enabled", "Delete")

_NOT_WORD = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """A field's name without case, spaces and signs: ``Units of Measure`` and ``PunchOutLevel`` are written so too."""
    return _NOT_WORD.sub("", name).casefold()


_KNOWN = {plain(name): name for name in (*FIRST, *TEXTS, *DAYS, *BASIS, *OTHERS) if name != "Manufacturer URL"}
_KNOWN |= {"unitsofmeasure": "Unit of Measure", "unspsccode": "SPSC Code"}


def field(name: str) -> str:
    """The name of a field that is understood here, "" for any other."""
    return _KNOWN.get(plain(name), "")
