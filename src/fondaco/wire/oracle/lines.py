"""One orderLine: a table says which element is which field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import CartLine, Classification, Money, decimal_from

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

Values = dict[str, Any]

_TEXTS = {
    "contract/buyerContract/contractNumber": "contract_number",
    "item/itemNumber/supplierItemNumber/itemID": "supplier_part_id",
    "item/itemNumber/supplierItemNumber/supplierReferenceNumber": "supplier_part_auxiliary_id",
    "item/itemNumber/buyerItemNumber/itemID": "buyer_part_id",
    "item/itemDescription": "description",
    "item/unitOfMeasure/supplierUnitOfMeasure/supplierUOMType": "unit",
    "price/currency": "currency",
    "price/unitPrice": "amount",
    "supplier/supplierTradingPartnerCode": "code",
    "supplier/supplierDUNS": "duns",
}
# What the model has no field for: kept under its own name.
_NAMED = frozenset(
    {
        "item/itemNumber/buyerItemNumber/buyerItemRevision",
        "item/unitOfMeasure/supplierUnitOfMeasure/supplierUOMQuantity",
        "supplier/supplierName",
    }
    | {f"additionalAttributes/attribute{number}" for number in range(1, 16)}
)
_HOLDERS = frozenset(path.rsplit("/", up)[0] for path in (*_TEXTS, *_NAMED) for up in range(1, path.count("/") + 1))
_KNOWN = frozenset({"lineType", "quantity"})
_NONE: frozenset[str] = frozenset()


def local(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def line_of(element: _Element, position: int, notes: Notes) -> CartLine:
    notes.begin_line(element, position)
    values: Values = {"extrinsics": [], "classifications": []}
    _walk(element, "", values, notes)
    _item(element, values, notes)
    _price(element, values, notes)
    _supplier(values)
    _remark(element, values, notes)
    line = CartLine(
        line_number=position,
        extrinsics=tuple(values.pop("extrinsics")),
        classifications=tuple(values.pop("classifications")),
        extras=notes.extras(),
        **values,
    )
    notes.end_line()
    return line


def _walk(element: _Element, path: str, values: Values, notes: Notes) -> None:
    """Never deeper than the table: what is unknown is kept as it stands."""
    for child in element:
        name = local(child)
        here = f"{path}/{name}" if path else name
        text = (child.text or "").strip()
        if here in _HOLDERS:
            if here != "item":
                notes.keep_attributes(child, _NONE)
            _walk(child, here, values, notes)
        elif here in _NAMED and not len(child):
            if text:
                values["extrinsics"].append((name, text))
        elif here in _TEXTS and not len(child):
            if _TEXTS[here] in values:
                notes.repeated(child)
            elif text:
                values[_TEXTS[here]] = text
        elif here == "category":
            _category(child, values, notes)
        else:
            notes.keep(child)


def _category(element: _Element, values: Values, notes: Notes) -> None:
    for child in element:
        code = (child.text or "").strip()
        if local(child) != "categoryCode" or len(child):
            notes.keep(child)
        elif code:
            values["classifications"].append(Classification(child.get("categoryCodeIdentifier", "").strip(), code))


def _item(line: _Element, values: Values, notes: Notes) -> None:
    item = next((child for child in line if local(child) == "item"), None)
    text = "" if item is None else item.get("quantity", "")
    values["quantity"] = number = decimal_from(text)
    if number is None:
        notes.add("line.quantity.unreadable", line, "/item/@quantity", text)
    elif number <= 0:
        notes.add("line.quantity.not_positive", line, "/item/@quantity", text)
    if item is None:
        return
    notes.keep_attributes(item, _KNOWN)
    kind = item.get("lineType", "").strip()
    if "SERVICE" in kind.upper():
        values["service"] = True
    elif kind not in ("", "GOODS"):
        notes.add("oracle.line_type", item, "/@lineType", kind)
        values["extrinsics"].append(("lineType", kind))


def _price(line: _Element, values: Values, notes: Notes) -> None:
    text, currency = values.pop("amount", ""), values.pop("currency", "")
    amount = decimal_from(text)
    if not text:
        notes.add("oracle.price.missing", line, "/price/unitPrice")
    elif amount is None:
        notes.add("money.unreadable", line, "/price/unitPrice", text)
    elif len(currency) == 3 and currency.isascii() and currency.isalpha():
        if not currency.isupper():
            notes.add("money.currency.case", line, "/price/currency", currency)
        values["unit_price"] = Money(amount, currency.upper())
        return
    else:
        notes.add("oracle.currency", line, "/price/currency", currency)
    values["extrinsics"] += [pair for pair in (("unitPrice", text), ("currency", currency)) if pair[1]]


def _supplier(values: Values) -> None:
    code, duns = values.pop("code", ""), values.pop("duns", "")
    if code:
        values["supplier_id"], values["supplier_id_domain"] = code, "supplierTradingPartnerCode"
        if duns:
            values["extrinsics"].append(("supplierDUNS", duns))
    elif duns:
        values["supplier_id"], values["supplier_id_domain"] = duns, "DUNS"


_WANTED: tuple[tuple[str, str, str], ...] = (
    ("supplier_part_id", "oracle.part_id.missing", "/item/itemNumber/supplierItemNumber/itemID"),
    ("description", "oracle.description.missing", "/item/itemDescription"),
    ("unit", "oracle.unit.missing", "/item/unitOfMeasure/supplierUnitOfMeasure/supplierUOMType"),
)


def _remark(line: _Element, values: Values, notes: Notes) -> None:
    for name, code, path in _WANTED:
        if name not in values:
            notes.add(code, line, path)
