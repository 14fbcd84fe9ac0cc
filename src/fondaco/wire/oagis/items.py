"""What a line is about: the article, how many, at what price."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import Attachment, Classification, ItemType
from fondaco.wire.oagis.kinds import FLAG, WHOLE, word
from fondaco.wire.oagis.parts import Attribute, Counted, Leaf, Own, Part, Place, Values, Within

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

_UNSPSC = "UNSPSC"
_SHORT = "ShortName"


@frozen
class Described(Part):
    """The text and the short one, each a Description; the first without a type is the text."""

    fields: tuple[str, ...] = ("description", "short_name", "language")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.description or said.language:
            element = pen.sub(parent, "Description")
            if said.language:
                pen.set(element, "languageCode", said.language, f"{path}.language")
            pen.say(element, said.description, f"{path}.description")
        if "short_name" in self.fields and said.short_name:
            element = pen.sub(parent, "Description")
            element.set("typeCode", _SHORT)
            pen.say(element, said.short_name, f"{path}.short_name")

    def take(self, bag: Bag, values: Values) -> None:
        for element in bag.every("Description"):
            short = element.get("typeCode") == _SHORT
            name = "short_name" if short else "description"
            if name in values or name not in self.fields:
                bag.notes.keep(element)
                continue
            values[name] = bag.leaf(element, *(("typeCode",) if short else ("languageCode", "languageID")))
            if not short and (language := element.get("languageCode") or element.get("languageID")):
                values["language"] = language.strip()


class Classified(Part):
    """Commodity codes: UNSPSC has an element of its own, the others name their domain in Code/@listID."""

    fields = ("classifications",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, one in enumerate(said.classifications, 1):
            element = pen.sub(parent, "Classification")
            if one.domain == _UNSPSC:
                pen.say(pen.sub(element, "UNSPSCCode"), one.code, f"{path}.classifications[{place}]")
            else:
                code = pen.make(element, "Codes/Code")
                pen.set(code, "listID", one.domain, f"{path}.classifications[{place}]")
                pen.say(code, one.code, f"{path}.classifications[{place}]")

    def take(self, bag: Bag, values: Values) -> None:
        found = []
        for one in bag.bags("Classification"):
            found += [Classification(_UNSPSC, one.leaf(code)) for code in one.every("UNSPSCCode")]
            found += [
                Classification(code.get("listID", "").strip(), one.leaf(code, "listID"))
                for code in one.every("Codes/Code")
            ]
        if found:
            values["classifications"] = tuple(found)


class _Characteristics(Part):
    """Names and values of a variant: Specification/Property/NameValue."""

    fields = ("characteristics",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for name, value in said.characteristics:
            element = pen.sub(pen.sub(pen.under(parent, "Specification"), "Property"), "NameValue")
            pen.set(element, "name", name, f"{path}.characteristics")
            pen.say(element, value, f"{path}.characteristics")

    def take(self, bag: Bag, values: Values) -> None:
        specification = bag.inside("Specification")
        found = []
        for one in specification.bags("Property") if specification is not None else ():
            element = one.take("NameValue")
            if element is not None:
                found.append((element.get("name", "").strip(), one.leaf(element, "name")))
        if found:
            values["characteristics"] = tuple(found)


def _id(kind: str, also: tuple[str, ...] = ()) -> Place:
    """An article's number with one of the parties. Release 9 has an ItemID around it."""
    return Place(f"{kind}ItemIdentification/ID", f"{kind}ItemIdentification/ItemID/ID", also)


BUYER_PART = Leaf("buyer_part_id", _id("Customer"))
MAKER_PART = Leaf("manufacturer_part_id", _id("Manufacturer"))
# Essendant's overlay of release 9 has one number, the supplier's, and does not say whose it is.
SUPPLIER_PART = Leaf("supplier_part_id", _id("Supplier", ("ItemID/ID", "ID")))
SUPPLIER_VARIATION = Leaf(
    "supplier_part_auxiliary_id",
    Place("SupplierItemIdentification/VariationID", "SupplierItemIdentification/ItemID/VariationID"),
)
MAKER = Leaf("manufacturer_name", Place("ManufacturingParty/Name"))


class _Attached(Part):
    """Files: where they are (URI) or what they hold (EmbeddedDataBinaryObject, base64)."""

    fields = ("attachments",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, one in enumerate(said.attachments, 1):
            where = f"{path}.attachments[{place}]"
            element = pen.sub(parent, "Attachment")
            if one.url:
                pen.say(pen.sub(element, "URI"), one.url, f"{where}.url")
            if one.content is not None:
                pen.sub(element, "EmbeddedDataBinaryObject").text = b64encode(one.content).decode()
            if one.name:
                pen.say(pen.sub(element, "FileName"), one.name, f"{where}.name")
            if one.media_type:
                pen.say(pen.sub(element, "FileTypeCode"), one.media_type, f"{where}.media_type")

    def take(self, bag: Bag, values: Values) -> None:
        found = []
        for one in bag.bags("Attachment"):
            content = one.take("EmbeddedDataBinaryObject")
            found.append(
                Attachment(
                    one.text("URI"),
                    one.text("FileName"),
                    one.text("FileTypeCode"),
                    None if content is None else _decoded(one, content),
                )
            )
        if found:
            values["attachments"] = tuple(found)


def _decoded(bag: Bag, element: _Element) -> bytes | None:
    """The bytes of a base64 text; None, with a finding, where it is none."""
    try:
        return b64decode("".join(bag.leaf(element).split()), validate=True)
    except ValueError:
        bag.notes.add("oagis.attachment.unreadable", element)
        return None


ATTACHED = _Attached()


@frozen
class Noted(Part):
    """Comments: one Note. Several are read as one text."""

    tag: str = "Note"
    fields: tuple[str, ...] = ("comments",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.comments:
            pen.say(pen.sub(parent, self.tag), said.comments, f"{path}.comments")

    def take(self, bag: Bag, values: Values) -> None:
        found = "\n".join(filter(None, (bag.leaf(element) for element in bag.every(self.tag))))
        if found:
            values["comments"] = found


NOTED = Noted()

ITEM = Within(
    "Item",
    (
        Attribute("service", "serviceIndicator", FLAG),
        BUYER_PART,
        MAKER_PART,
        SUPPLIER_PART,
        SUPPLIER_VARIATION,
        Described(),
        Classified(),
        _Characteristics(),
        MAKER,
    ),
)


def reference(number: str, line: str, tag: str) -> tuple[Part, ...]:
    """Another document by its number, and a line of it."""
    return (
        Leaf(number, Place(f"{tag}/ID", f"{tag}/DocumentID/ID")),
        Leaf(line, Place(f"{tag}/LineNumberID", f"{tag}/LineNumber")),
    )


# What no element of a line says, and a store and a purchasing desk want to tell each other all the same.
OWN = (
    Own("url", "URL"),
    Own("lead_time_days", "LeadTimeDays", WHOLE),
    Own("item_type", "ItemType", word(ItemType)),
    Own("parent_line_number", "ParentLineNumber", WHOLE),
)
SUPPLIER = (Own("supplier_id_domain", "SupplierIDDomain"), Own("supplier_id", "SupplierID"))
NUMBER = Leaf("line_number", Place("LineNumberID", "LineNumber"), WHOLE)
QUANTITY = Counted("quantity", "unit", Place("Quantity"))
