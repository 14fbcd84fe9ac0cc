"""One line of a cart out of its fields: what each becomes, and the rules that OCI has for them.

The mandatory fields of a line are those of OCI 4.0: DESCRIPTION or MATNR; QUANTITY; UNIT where MATNR is empty; CURRENCY
with PRICE; EXT_SCHEMA_TYPE with EXT_CATEGORY; EXT_QUOTE_ID with EXT_QUOTE_ITEM; CONTRACT with CONTRACT_ITEM.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fondaco.documents import Attachment, CartLine, Classification, Extra, ItemType, PriceBasis
from fondaco.documents.making import sound_line, sound_money
from fondaco.wire.oci.fields import BY_NAME, MATGROUP, VENDOR, labelled
from fondaco.wire.oci.numbers import number_from, whole_from
from fondaco.wire.oci.texts import beginning

if TYPE_CHECKING:
    from fondaco.wire.oci.settings import CartSettings
    from fondaco.wire.xml.notes import Notes

_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_CODES = {
    "MATNR": "buyer_part_id",
    "UNIT": "unit",
    "VENDORMAT": "supplier_part_id",
    "MANUFACTMAT": "manufacturer_part_id",
    "EXT_PRODUCT_ID": "supplier_part_auxiliary_id",
    "CONTRACT": "contract_number",
    "CONTRACT_ITEM": "contract_line",
    "EXT_QUOTE_ID": "quote_number",
    "EXT_QUOTE_ITEM": "quote_line",
    "MANUFACTNAME": "manufacturer_name",
    "URL": "url",
}
_NEEDS = (
    ("contract_line", "contract_number", "oci.contract.missing", "CONTRACT"),
    ("quote_line", "quote_number", "oci.quote_id.missing", "EXT_QUOTE_ID"),
)


def line_of(
    row: dict[str, tuple[str, str]],
    left: list[Extra],
    index: int,
    shift: int,
    known: frozenset[int],
    settings: CartSettings,
    notes: Notes,
) -> CartLine:
    """The line of ``row``. ``left`` is what else was said of it; ``known`` are the indices of all lines."""
    maker = _Maker(row, left, index, notes)
    maker.texts()
    maker.codes()
    maker.quantity()
    maker.price()
    maker.classifications()
    maker.attachment()
    maker.hierarchy(shift, known, settings)
    maker.rest(settings)
    return sound_line(CartLine, maker.values)


class _Maker:
    def __init__(self, row: dict[str, tuple[str, str]], left: list[Extra], index: int, notes: Notes) -> None:
        self.row, self.left, self.index, self.notes = row, left, index, notes
        self.values: dict[str, Any] = {}
        self.kept: list[tuple[str, str]] = []

    def take(self, name: str) -> str:
        """The value of a field, which is then done with."""
        found = self.row.pop(name, None)
        if found is None or not found[1]:
            return ""
        text = found[1]
        field = BY_NAME[name]
        if field.length is not None and len(text) > field.length:
            self.note("oci.field.too_long", name, text)
        return text

    def note(self, code: str, name: str, found: str = "") -> None:
        self.notes.add(code, below=labelled(name, self.index), found=found)

    def keep(self, name: str, text: str) -> None:
        """Set a value aside that says something, but not what was asked."""
        self.left.append(Extra(labelled(name, self.index), text))

    def texts(self) -> None:
        """LONGTEXT is the whole text; DESCRIPTION beside it a short name, unless it is merely where that begins."""
        short, long = self.take("DESCRIPTION"), self.take("LONGTEXT")
        if not short and not self.row.get("MATNR", ("", ""))[1]:
            self.note("oci.description.missing", "DESCRIPTION")
        if long:
            self.values["description"] = long
            if short and (short == long or short != beginning(long)):
                self.values["short_name"] = short
        elif short:
            self.values["description"] = short

    def codes(self) -> None:
        values = self.values
        for name, home in _CODES.items():
            text = self.take(name)
            if text:
                values[home] = text
        if "unit" not in values and "buyer_part_id" not in values:
            self.note("oci.unit.missing", "UNIT")
        for item, number, code, name in _NEEDS:
            if item in values and number not in values:
                self.note(code, name)
        vendor = self.take("VENDOR")
        if vendor:
            values["supplier_id"], values["supplier_id_domain"] = vendor, VENDOR
        service = self.take("SERVICE")
        if service.upper() == "X":
            values["service"] = True
        elif service:
            self.keep("SERVICE", service)
        self.whole("LEADTIME", "lead_time_days")

    def whole(self, name: str, home: str) -> None:
        text = self.take(name)
        if text:
            number, odd = whole_from(text)
            if odd:
                self.note(odd, name, text)
            if number is None:
                self.keep(name, text)
            else:
                self.values[home] = number

    def quantity(self) -> None:
        text = self.take("QUANTITY")
        number = self.number("QUANTITY", text)
        self.values["quantity"] = number
        if not text:
            self.note("oci.quantity.missing", "QUANTITY")
        elif number is not None and number <= 0:
            self.note("oci.quantity.not_positive", "QUANTITY", text)

    def number(self, name: str, text: str) -> Decimal | None:
        if not text:
            return None
        number, odd = number_from(text)
        if odd:
            self.note(odd, name, text)
        if number is None:
            self.keep(name, text)
        return number

    def price(self) -> None:
        """PRICE is for PRICEUNIT of the ordered units; empty is 1."""
        text, currency, units = self.take("PRICE"), self.take("CURRENCY"), self.take("PRICEUNIT")
        price = self.number("PRICE", text)
        if not text:
            self.note("oci.price.missing", "PRICE")
        basis, sound = self.basis(units)
        if price is not None:
            if price < 0:
                self.note("oci.price.negative", "PRICE", text)
            currency = self.currency(currency)
            if currency and sound:
                self.values["unit_price"] = sound_money(price, currency)
                if basis is not None:
                    self.values["price_basis"] = basis
                return
            self.keep("PRICE", text)
        if units:
            self.keep("PRICEUNIT", units)
        if currency:
            self.keep("CURRENCY", currency)

    def currency(self, text: str) -> str:
        """Three capital letters, or nothing."""
        if _CURRENCY.fullmatch(text):
            return text
        if _CURRENCY.fullmatch(text.upper()) and text.isascii():
            self.note("oci.currency.case", "CURRENCY", text)
            return text.upper()
        self.note("oci.currency.missing", "CURRENCY", text)
        if text:
            self.keep("CURRENCY", text)
        return ""

    def basis(self, text: str) -> tuple[PriceBasis | None, bool]:
        """What the price is for, and whether that is known."""
        if not text:
            return None, True
        number, odd = number_from(text)
        if odd:
            self.note(odd, "PRICEUNIT", text)
        if number is None or number <= 0 or number != number.to_integral_value():
            self.note("oci.price_unit", "PRICEUNIT", text)
            return None, False
        if number == 1:
            return None, True
        return PriceBasis(number, self.values.get("unit", "")), True

    def classifications(self) -> None:
        schema, code, category = self.take("EXT_SCHEMA_TYPE"), self.take("EXT_CATEGORY_ID"), self.take("EXT_CATEGORY")
        group = self.take("MATGROUP")
        made: list[Classification] = []
        if code or category:
            if not schema:
                self.note("oci.schema_type.missing", "EXT_SCHEMA_TYPE")
            made.append(Classification(schema, code or category))
            if code and category:
                self.kept.append(("EXT_CATEGORY", category))
        elif schema:
            self.keep("EXT_SCHEMA_TYPE", schema)
        if group:
            made.append(Classification(MATGROUP, group))
        if made:
            self.values["classifications"] = tuple(made)

    def attachment(self) -> None:
        url, title = self.take("ATTACHMENT"), self.take("ATTACHMENT_TITLE")
        if url:
            self.values["attachments"] = (Attachment(url, title),)
        elif title:
            self.note("oci.attachment.missing", "ATTACHMENT")
            self.keep("ATTACHMENT_TITLE", title)

    def hierarchy(self, shift: int, known: frozenset[int], settings: CartSettings) -> None:
        self.values["line_number"] = self.index + shift
        kinds = {settings.composite_code: ItemType.COMPOSITE, settings.item_code: ItemType.ITEM}
        kind = self.take("ITEM_TYPE")
        if kind in kinds and kind:
            self.values["item_type"] = kinds[kind]
        elif kind:
            self.note("oci.item_type.unknown", "ITEM_TYPE", kind)
            self.kept.append(("ITEM_TYPE", kind))
        text = self.take("PARENT_ID")
        parent = whole_from(text)[0] if text else None
        if parent is not None and parent in known and parent != self.index:
            self.values["parent_line_number"] = parent + shift
        elif text and parent != 0:  # of lines from 1, none is meant by 0
            self.note("oci.parent.unknown", "PARENT_ID", text)
            self.keep("PARENT_ID", text)

    def rest(self, settings: CartSettings) -> None:
        """What has no home of its own stays under its name, in the order it came."""
        names = {field.upper(): name for name, field in settings.fields}
        for key in list(self.row):
            sent = self.row[key][0]
            if key in BY_NAME:
                sent, text = key, self.take(key)
            else:
                text = self.row[key][1]
                if text:
                    self.note("oci.field.kept", sent)
            if text:
                self.kept.append((names.get(key, sent), text))
        if self.kept:
            self.values["extrinsics"] = tuple(self.kept)
        if self.left:
            self.values["extras"] = tuple(self.left)
