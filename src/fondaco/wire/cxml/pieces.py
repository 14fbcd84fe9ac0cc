"""What notices, receipts, invoices and remittances have in common, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import Attachment, Distribution, OrderReference, PaymentTerm, PriceBasis, Segment, decimal_from
from fondaco.wire.cxml.parties import extrinsic
from fondaco.wire.cxml.values import described, moment, money, text_of, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from lxml.etree import _Element

    from fondaco.documents import Money
    from fondaco.wire.xml.notes import Notes

Values = dict[str, Any]
# A reader of one element, by its name.
Table = dict[str, "Callable[[_Element, Values, Notes], None]"]


def walk(element: _Element, table: Table, values: Values, notes: Notes) -> None:
    """Each child through its reader in ``table``; what has none is kept."""
    for child in element:
        read = table.get(child.tag)
        if read is None:
            notes.keep(child)
        else:
            read(child, values, notes)


def once(field: str, read: Callable[[_Element, Notes], Any]) -> Callable[[_Element, Values, Notes], None]:
    """A reader of an element that may stand once."""

    def reader(element: _Element, values: Values, notes: Notes) -> None:
        if field in values:
            notes.repeated(element)
        else:
            values[field] = read(element, notes)

    return reader


def several(field: str, read: Callable[[_Element, Notes], Any]) -> Callable[[_Element, Values, Notes], None]:
    """A reader of an element that may stand any number of times."""

    def reader(element: _Element, values: Values, notes: Notes) -> None:
        values.setdefault(field, []).append(read(element, notes))

    return reader


class Lines(list[str]):
    """Several Comments, joined at the end: one by one, half a million of them would take minutes."""


def frozen_lists(values: Values) -> Values:
    """``values`` as documents have them: lists as tuples, lines of text as one text."""
    return {name: frozen(value) if isinstance(value, list) else value for name, value in values.items()}


def frozen(value: list[Any]) -> tuple[Any, ...] | str:
    return "\n".join(value) if isinstance(value, Lines) else tuple(value)


def plain_text(element: _Element, notes: Notes) -> str:
    return text_of(element)


def amount(element: _Element, notes: Notes) -> Money | None:
    """The Money in an element that holds nothing else."""
    first = next(element.iterchildren("Money"), None)
    for child in element:
        if child is not first:
            notes.keep(child)
    return money(element, notes)


def yes(element: _Element, name: str, notes: Notes) -> bool:
    """Whether the attribute is set. The DTD knows only ``yes``; what means no is remarked on (InvoiceDetail.dtd)."""
    word = element.get(name)
    if word is None or word == "yes":
        return word is not None
    notes.add("indicator.word", element, f"/@{name}", word)
    return word.strip().casefold() in ("yes", "true", "1", "y")


def number_of(text: str | None, notes: Notes, element: _Element, below: str) -> Decimal | None:
    """The number in an attribute, None where there is none, with a finding where it is unreadable."""
    if text is None or not text.strip():
        return None
    number = decimal_from(text)
    if number is None:
        notes.add("number.unreadable", element, below, text)
    return number


def pair(element: _Element, values: Values, notes: Notes) -> None:
    """An Extrinsic: its name and text, the elements in it kept, the files it names among the attachments."""
    values.setdefault("extrinsics", []).append(extrinsic(element))
    for child in element:
        if child.tag == "Attachment":  # SAP Business Network names an invoice's PDF so
            values.setdefault("attachments", []).append(attachment(child, notes))
        else:
            notes.keep(child)


def line_pair(element: _Element, values: Values, notes: Notes) -> None:
    """An Extrinsic where there is no place for files: those that it names are kept."""
    values.setdefault("extrinsics", []).append(extrinsic(element))
    for child in element:
        notes.keep(child)


def attachment(element: _Element, notes: Notes) -> Attachment:
    """A file by its address. White space behind ``cid:`` is taken out: real senders write ``cid: name.pdf``."""
    url, name = "", ""
    for child in element:
        if child.tag == "URL" and not url:
            url, name = text_of(child), child.get("name", "").strip()
        else:
            notes.keep(child)
    if url[:4].lower() == "cid:":
        url = f"cid:{url[4:].strip()}"
    return Attachment(url, name)


def comments(element: _Element, values: Values, notes: Notes) -> None:
    """Comments: the text around the attachments in it."""
    words = [text_of(element)]
    for child in element:
        if child.tag == "Attachment":
            values.setdefault("attachments", []).append(attachment(child, notes))
        else:
            notes.keep(child)
        words.append((child.tail or "").strip())
    text = " ".join(filter(None, words))
    if text:
        values.setdefault("comments", Lines()).append(text)


def line_comments(element: _Element, values: Values, notes: Notes) -> None:
    """Comments of a line, which has no place for files: they are kept."""
    held: Values = {}
    comments(element, held, notes)
    for child in element.iterchildren("Attachment"):
        notes.keep(child)
    if "comments" in held:
        values.setdefault("comments", Lines()).extend(held["comments"])


_ORDER_ATTRIBUTES = frozenset({"orderID", "orderDate"})


def order_reference(element: _Element, notes: Notes) -> OrderReference:
    """OrderReference, or OrderIDInfo, which knows no message."""
    notes.keep_attributes(element, _ORDER_ATTRIBUTES)
    return OrderReference(
        element.get("orderID", "").strip(),
        referred(element, notes),
        moment(element.get("orderDate", ""), notes, element, "/@orderDate"),
    )


def referred(element: _Element, notes: Notes) -> str:
    """The payload id of the message that a reference is to, to the letter."""
    payload_id = ""
    for child in element:
        if child.tag == "DocumentReference" and not payload_id:
            payload_id = payload_id_of(child, notes)
        else:
            notes.keep(child)
    return payload_id


def payload_id_of(element: _Element, notes: Notes) -> str:
    return element.get("payloadID", "")


_ITEM_ID = {
    "SupplierPartID": "supplier_part_id",
    "SupplierPartAuxiliaryID": "supplier_part_auxiliary_id",
    "BuyerPartID": "buyer_part_id",
}


def item_id(element: _Element, values: Values, notes: Notes) -> None:
    for child in element:
        field = _ITEM_ID.get(child.tag)
        if field is None:
            notes.keep(child)
        elif field in values:
            notes.repeated(child)
        else:
            values[field] = text_of(child)


def line_quantity(element: _Element, notes: Notes) -> Decimal | None:
    """How many, None with an error finding where it is no number. Its sign is for the operation to judge."""
    text = element.get("quantity", "")
    number = decimal_from(text)
    if number is None:
        notes.add("line.quantity.unreadable", element, "/@quantity", text)
    return number


def line_number(element: _Element, notes: Notes) -> int:
    """The line of the order that a line is about, 0 with an error finding where it names none."""
    text = element.get("lineNumber")
    number = whole_number(text, notes, element, "/@lineNumber")
    if number is None:
        notes.add("line.order_line.missing", element, "/@lineNumber", text or "")
    return number or 0


def own_number(element: _Element, name: str, position: int, notes: Notes) -> int:
    """A document's own number of a line, its position where the sender wrote none."""
    text = element.get(name)
    number = whole_number(text, notes, element, f"/@{name}")
    if number is None:
        notes.add("line.own_number.missing", element, f"/@{name}", text or "")
        return position
    return number


def unit(element: _Element, notes: Notes) -> str:
    """A UnitOfMeasure; an empty one is remarked on."""
    text = text_of(element)
    if not text:
        notes.add("line.unit.missing", element)
    return text


def price_basis(element: _Element, notes: Notes) -> PriceBasis | None:
    """PriceBasisQuantity; None, with the element kept, where it cannot be counted with."""
    quantity = number_of(element.get("quantity", "1"), notes, element, "/@quantity")
    conversion = number_of(element.get("conversionFactor", "1"), notes, element, "/@conversionFactor")
    if quantity is None or conversion is None:
        notes.keep(element)
        return None
    words = _texts(element, ("UnitOfMeasure", "Description"), notes)
    return PriceBasis(quantity, words.get("UnitOfMeasure", ""), conversion, words.get("Description", ""))


def _texts(element: _Element, tags: tuple[str, ...], notes: Notes) -> dict[str, str]:
    """The texts of these children, the first of each; all others are kept."""
    found: dict[str, str] = {}
    for child in element:
        if child.tag in tags and child.tag not in found:
            found[child.tag] = described(child)
        else:
            notes.keep(child)
    return found


def distribution(element: _Element, values: Values, notes: Notes) -> None:
    """Accounting and Charge, with accounts as AccountingSegment or in the older form, Segment."""
    name = ""
    segments: list[Segment] = []
    charge: Money | None = None
    for child in element:
        if child.tag == "Accounting":
            name = child.get("name", "").strip()
            for one in child:
                if one.tag in ("AccountingSegment", "Segment"):
                    segments.append(segment(one, notes))
                else:
                    notes.keep(one)
        elif child.tag == "Charge":
            charge = amount(child, notes)
        else:
            notes.keep(child)
    values.setdefault("distributions", []).append(Distribution(name, tuple(segments), charge))


def segment(element: _Element, notes: Notes) -> Segment:
    words = _texts(element, ("Name", "Description"), notes)
    kind = words.get("Name", "") or element.get("type", "").strip()
    text = words.get("Description", "") or element.get("description", "").strip()
    return Segment(kind, element.get("id", "").strip(), text)


def delivery_terms(element: _Element, notes: Notes) -> str:
    """The code, or the text beside the code Other; how the transport is paid is kept where it says anything."""
    terms = ""
    for child in element:
        word, text = child.get("value", "").strip(), text_of(child)
        other = word.casefold() == "other"
        if child.tag == "TermsOfDeliveryCode" and not terms:
            terms = text if other and text else word
        elif child.tag != "ShippingPaymentMethod" or not other or text:
            notes.keep(child)
    return terms


def payment_term(element: _Element, values: Values, notes: Notes) -> None:
    """PaymentTerm with its Discount, or the older InvoiceDetailPaymentTerm with a percentage (0: none)."""
    days = whole_number(element.get("payInNumberOfDays"), notes, element, "/@payInNumberOfDays")
    if days is None:
        notes.keep(element)
        return
    percent = number_of(element.get("percentageRate"), notes, element, "/@percentageRate") or None
    discount: Money | None = None
    for child in element:
        if child.tag != "Discount":
            notes.keep(child)
            continue
        for inner in child:
            if inner.tag == "DiscountPercent":
                percent = number_of(inner.get("percent"), notes, inner, "/@percent")
            elif inner.tag == "DiscountAmount":
                discount = amount(inner, notes)
            else:
                notes.keep(inner)
    values.setdefault("payment_terms", []).append(PaymentTerm(days, percent, discount))
