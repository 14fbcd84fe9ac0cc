"""PARTNER: who delivers, pays, receives; with ADDRESS and CONTACT.

PARTNRTYPE is what the samples write: SUPPLIER, SOLDTO, SHIPTO, BILLTO, CARRIER, in any case when read (``ShipTo`` in a
PROCESS_INVOICE_002 in use). A role that they do not show is written as the document has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import Address, Contact
from fondaco.wire.oagis721.parts import Part, Values
from fondaco.wire.oagis721.segment import Segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen

ROLES = {"shipTo": "SHIPTO", "billTo": "BILLTO", "soldTo": "SOLDTO", "supplier": "SUPPLIER", "carrier": "CARRIER"}
_WORDS = {kind: role for role, kind in ROLES.items()}
PARTNER, ID, TAX = "PARTNER", "PARTNRID", "TAXID"
# The address of a Contact has the postal part only; these are its own.
_NOT_POSTAL = ("name", "address_id", "deliver_to", "email", "phone", "fax", "url")


@frozen
class Place(Part):
    """An address as the PARTNER of one type, at ``path``."""

    field: str
    kind: str
    path: str = PARTNER

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value: Address | None = getattr(said, self.field)
        if value is None:
            return
        place = f"{path}.{self.field}"
        partner = pen.make(parent, self.path)
        if value.name:
            _indexed(pen, partner, "NAME", (value.name,), place)
        if value.address_id:
            pen.sub(partner, ID, value.address_id, place)
        pen.sub(partner, "PARTNRTYPE", self.kind)
        _postal(pen, partner, value, place)
        _reach(pen, partner, value.deliver_to, (value.email, value.fax, value.phone), place)
        if value.url:
            pen.lost(f"{place}.url", value.url)

    def take(self, segment: Segment, values: Values) -> None:
        *steps, _last = self.path.split("/")
        holder: Segment | None = segment
        for step in steps:
            holder = holder.inside(step) if holder is not None else None
        partner = holder.partner(self.kind) if holder is not None else None
        if partner is not None:
            values[self.field] = _address(Segment(partner, segment.notes))


@frozen
class Parties(Part):
    """``contacts``: every PARTNER that no place was made of. ``places`` are roles that would be read as a place."""

    places: tuple[str, ...] = ()
    fields: tuple[str, ...] = ("contacts",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, contact in enumerate(said.contacts, 1):
            where = f"{path}.contacts[{place}]"
            if contact.role.upper() in self.places:
                pen.lost(where, contact)
            else:
                _contact(pen, pen.sub(parent, PARTNER), contact, where)

    def take(self, segment: Segment, values: Values) -> None:
        values["contacts"] = tuple(_party(Segment(element, segment.notes)) for element in segment.every(PARTNER))


def _contact(pen: Pen, partner: _Element, contact: Contact, path: str) -> None:
    _indexed(pen, partner, "NAME", (contact.name,) if contact.name else (), path)
    taken: set[str] = set()
    for domain, number in contact.identifiers:
        tag = {ID: ID, "vatID": TAX}.get(domain)
        if tag is None or tag in taken or not number:
            pen.lost(f"{path}.identifiers", f"{domain} {number}")
        else:
            taken.add(tag)
            pen.sub(partner, tag, number, f"{path}.identifiers")
    role = ROLES.get(contact.role, contact.role)
    if _WORDS.get(role.upper(), role) != contact.role:
        pen.lost(f"{path}.role", contact.role)
    pen.sub(partner, "PARTNRTYPE", role, f"{path}.role")
    if contact.address is not None:
        if not _postal(pen, partner, contact.address, f"{path}.address"):
            pen.lost(f"{path}.address", contact.address)
        for name in _NOT_POSTAL:
            if getattr(contact.address, name):
                pen.lost(f"{path}.address.{name}", getattr(contact.address, name))
    _reach(pen, partner, (), (contact.email, "", contact.phone), path)


def _postal(pen: Pen, partner: _Element, value: Address, path: str) -> bool:
    """Whether there was anything to write."""
    if not any((value.street, value.city, value.state, value.postal_code, value.country)):
        return False
    address = pen.sub(partner, "ADDRESS")
    _indexed(pen, address, "ADDRLINE", value.street, path)
    for tag, text in (
        ("CITY", value.city),
        ("COUNTRY", value.country),
        ("POSTALCODE", value.postal_code),
        ("STATEPROVN", value.state),
    ):
        if text:
            pen.sub(address, tag, text, f"{path}/{tag}")
    return True


def _reach(pen: Pen, partner: _Element, names: tuple[str, ...], ways: tuple[str, str, str], path: str) -> None:
    if not any((names, *ways)):
        return
    contact = pen.sub(partner, "CONTACT")
    _indexed(pen, contact, "NAME", names, path)
    for tag, text in zip(("EMAIL", "FAX", "TELEPHONE"), ways, strict=True):
        if text:
            pen.sub(contact, tag, text, f"{path}/{tag}")


def _indexed(pen: Pen, parent: _Element, tag: str, texts: Iterable[str], path: str) -> None:
    for index, text in enumerate(texts, 1):
        pen.sub(parent, tag, text, path).set("index", str(index))


def _address(partner: Segment) -> Address:
    partner.take("PARTNRTYPE")
    found = Address(
        name=partner.text("NAME"),
        address_id=partner.text(ID),
        deliver_to=_texts(partner.inside("CONTACT"), "NAME"),
        street=_texts(partner.inside("ADDRESS"), "ADDRLINE"),
        city=partner.text("ADDRESS/CITY"),
        state=partner.text("ADDRESS/STATEPROVN"),
        postal_code=partner.text("ADDRESS/POSTALCODE"),
        country=partner.text("ADDRESS/COUNTRY"),
        email=partner.text("CONTACT/EMAIL"),
        phone=partner.text("CONTACT/TELEPHONE", "ADDRESS/TELEPHONE"),
        fax=partner.text("CONTACT/FAX", "ADDRESS/FAX"),
    )
    partner.close()
    return found


def _party(partner: Segment) -> Contact:
    kind = partner.text("PARTNRTYPE")
    identifiers = [(domain, partner.text(tag)) for domain, tag in ((ID, ID), ("vatID", TAX))]
    postal = Address(
        street=_texts(partner.inside("ADDRESS"), "ADDRLINE"),
        city=partner.text("ADDRESS/CITY"),
        state=partner.text("ADDRESS/STATEPROVN"),
        postal_code=partner.text("ADDRESS/POSTALCODE"),
        country=partner.text("ADDRESS/COUNTRY"),
    )
    found = Contact(
        role=_WORDS.get(kind.upper(), kind),
        name=partner.text("NAME") or partner.text("CONTACT/NAME"),
        email=partner.text("CONTACT/EMAIL"),
        phone=partner.text("CONTACT/TELEPHONE", "ADDRESS/TELEPHONE"),
        address=None if postal == Address() else postal,
        identifiers=tuple((domain, number) for domain, number in identifiers if number),
    )
    partner.close()
    return found


def _texts(segment: Segment | None, tag: str) -> tuple[str, ...]:
    if segment is None:
        return ()
    texts = (segment.leaf(element) for element in segment.every(tag))
    return tuple(text for text in texts if text)
