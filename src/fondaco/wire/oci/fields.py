"""The fields of a cart's line, NEW_ITEM-<FIELD>[n]: how long each may be, its rule, its home, and who says so.

Lengths and rules are those of OCI 4.0 and 5.0 as quoted by three sources that agree (SAP's own help pages for 3.0, and
two that quote the PDFs of 4.0 and 5.0); the PDFs themselves could not be read. Fields that SAP does not know and carts
hold all the same are in :data:`SEEN`. ``docs/protocol/oci.md`` prints these tables.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Kind(StrEnum):
    """What a value is, and so what is done with one that is too long to be written."""

    TEXT = "text"  # may be cut, and what was cut is reported
    CODE = "code"  # half a number names another thing: left out, and reported
    NUMBER = "number"  # at most 11 digits, a point, at most 3 digits
    WHOLE = "whole"
    FLAG = "flag"


@frozen
class Field:
    """``length`` in characters, None where there is no bound. ``home`` is what :class:`CartLine` calls it."""

    name: str
    length: int | None
    kind: Kind
    home: str
    rule: str = ""
    source: str = "OCI 4.0"


_SAP3 = "OCI 3.0, 4.0"
_EXTRINSIC = "extrinsics"

FIELDS: tuple[Field, ...] = (
    Field("DESCRIPTION", 40, Kind.TEXT, "description", "needed where MATNR is empty", _SAP3),
    Field("MATNR", 40, Kind.CODE, "buyer_part_id", "the buyer's own product number; 18 in OCI 3.0", _SAP3),
    Field("QUANTITY", 15, Kind.NUMBER, "quantity", "needed; 11 digits and 3 decimals, a point, no grouping", _SAP3),
    Field("UNIT", 3, Kind.CODE, "unit", "needed where MATNR is empty; ISO code", _SAP3),
    Field("PRICE", 15, Kind.NUMBER, "unit_price", "11 digits and 3 decimals; for PRICEUNIT units", _SAP3),
    Field("CURRENCY", 5, Kind.CODE, "unit_price", "needed with PRICE; ISO 4217", _SAP3),
    Field("PRICEUNIT", 5, Kind.WHOLE, "price_basis", "whole; empty is 1; 9 digits in OCI 3.0", _SAP3),
    Field("LEADTIME", 5, Kind.WHOLE, "lead_time_days", "days, whole", _SAP3),
    Field("LONGTEXT", None, Kind.TEXT, "description", "LONGTEXT_n:132[] with the index in the name", _SAP3),
    Field("VENDOR", 10, Kind.CODE, "supplier_id", "the buyer's number of the supplier", _SAP3),
    Field("VENDORMAT", 40, Kind.CODE, "supplier_part_id", "the supplier's part number", _SAP3),
    Field("MANUFACTCODE", 10, Kind.CODE, _EXTRINSIC, "the buyer's number of the manufacturer", _SAP3),
    Field("MANUFACTMAT", 40, Kind.CODE, "manufacturer_part_id", "", _SAP3),
    Field("MATGROUP", 10, Kind.CODE, "classifications", "the buyer's material group: domain MATGROUP", _SAP3),
    Field("SERVICE", 1, Kind.FLAG, "service", "X for a service", _SAP3),
    Field("CONTRACT", 10, Kind.CODE, "contract_number", "", _SAP3),
    Field("CONTRACT_ITEM", 5, Kind.CODE, "contract_line", "only with CONTRACT", _SAP3),
    Field("EXT_QUOTE_ID", 35, Kind.CODE, "quote_number", "", _SAP3),
    Field("EXT_QUOTE_ITEM", 10, Kind.CODE, "quote_line", "only with EXT_QUOTE_ID", _SAP3),
    Field("EXT_PRODUCT_ID", 40, Kind.CODE, "supplier_part_auxiliary_id", "what DETAIL and VALIDATE ask for", _SAP3),
    Field("ATTACHMENT", 255, Kind.CODE, "attachments", "an address to download from", _SAP3),
    Field("ATTACHMENT_TITLE", 255, Kind.TEXT, "attachments", "only with ATTACHMENT", _SAP3),
    Field("ATTACHMENT_PURPOSE", 1, Kind.CODE, _EXTRINSIC, "C for a configuration", _SAP3),
    Field("EXT_SCHEMA_TYPE", 10, Kind.CODE, "classifications", "needed with EXT_CATEGORY_ID or EXT_CATEGORY", _SAP3),
    Field("EXT_CATEGORY_ID", 60, Kind.CODE, "classifications", "", _SAP3),
    Field("EXT_CATEGORY", 40, Kind.CODE, "classifications", "an extrinsic beside EXT_CATEGORY_ID", _SAP3),
    Field("SLD_SYS_NAME", 60, Kind.CODE, _EXTRINSIC, "the length is not confirmed", "OCI 4.0"),
    Field("CUST_FIELD1", 10, Kind.TEXT, _EXTRINSIC, "", _SAP3),
    Field("CUST_FIELD2", 10, Kind.TEXT, _EXTRINSIC, "", _SAP3),
    Field("CUST_FIELD3", 10, Kind.TEXT, _EXTRINSIC, "", _SAP3),
    Field("CUST_FIELD4", 20, Kind.TEXT, _EXTRINSIC, "", _SAP3),
    Field("CUST_FIELD5", 50, Kind.TEXT, _EXTRINSIC, "", _SAP3),
    Field("ITEM_TYPE", 1, Kind.CODE, "item_type", "the codes are a setting: R a set, O a part", "OCI 5.0"),
    Field("PARENT_ID", 5, Kind.WHOLE, "parent_line_number", "the index of the line that it belongs to", "OCI 5.0"),
)
# Not SAP's, yet in carts; no length is known. Any other name is kept as an extrinsic too.
SEEN: tuple[Field, ...] = (
    Field("MANUFACTNAME", None, Kind.TEXT, "manufacturer_name", "", "seen in carts"),
    Field("URL", None, Kind.CODE, "url", "", "seen in carts"),
)
BY_NAME: dict[str, Field] = {one.name: one for one in (*FIELDS, *SEEN)}
# What has a home of its own is not written out of an extrinsic of that name.
HOUSED = frozenset(one.name for one in BY_NAME.values() if one.home != _EXTRINSIC)

PREFIX = "NEW_ITEM-"
MATGROUP = "MATGROUP"  # the domain of a material group among a line's classifications
VENDOR = "VENDOR"  # the domain of the buyer's number of the supplier


def labelled(name: str, index: int) -> str:
    """``NEW_ITEM-PRICE[3]``."""
    return f"{PREFIX}{name}[{index}]"


def markdown() -> str:
    """The tables for ``docs/protocol/oci.md``."""
    rows = ["| field | length | what | in `CartLine` | rule | source |", "| --- | --- | --- | --- | --- | --- |"]
    for one in (*FIELDS, *SEEN):
        length = "any" if one.length is None else str(one.length)
        rows.append(f"| `{one.name}` | {length} | {one.kind.value} | `{one.home}` | {one.rule} | {one.source} |")
    return "\n".join(rows)
