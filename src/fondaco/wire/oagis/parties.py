"""Parties, addresses, contacts and people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from fondaco.documents import Address, Contact, Person
from fondaco.documents.parties import NOBODY
from fondaco.wire.oagis.many import One
from fondaco.wire.oagis.parts import Attribute, Leaf, Part, Place, Shape, Texts, Values, Within

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

_LINES = ("LineOne", "LineTwo", "LineThree")  # of release 9, as the overlays write them
_FAX = "Fax"


class _Street(Part):
    """The lines of the street: AddressLine in release 10, LineOne to LineThree in 9 where there are no more."""

    fields = ("street",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        numbered = pen.nine and len(said.street) <= len(_LINES)
        for place, line in enumerate(said.street):
            pen.say(pen.sub(parent, _LINES[place] if numbered else "AddressLine"), line, f"{path}.street")

    def take(self, bag: Bag, values: Values) -> None:
        lines = [bag.leaf(one, "sequenceNumber", "sequence") for one in bag.every("AddressLine")]
        lines += [bag.leaf(one) for line in (*_LINES, "LineFour", "LineFive") for one in bag.every(line)]
        name = bag.take("StreetName")
        if name is not None:
            lines.append(" ".join(filter(None, (bag.leaf(name), bag.text("BuildingNumber")))))
        if lines:
            values["street"] = tuple(lines)


@frozen
class _Reached(Part):
    """Telephone, fax and e-mail in a Contact. In overlays of release 9 all three are plain Communications."""

    fields: tuple[str, ...] = ("phone", "email")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.phone:
            number = pen.sub(pen.sub(parent, "TelephoneCommunication"), "FormattedNumber")
            pen.say(number, said.phone, f"{path}.phone")
        if "fax" in self.fields and said.fax:
            communication = pen.sub(parent, "TelephoneCommunication")
            pen.sub(communication, "ChannelCode").text = _FAX
            pen.say(pen.sub(communication, "FormattedNumber"), said.fax, f"{path}.fax")
        if said.email:
            address = pen.sub(pen.sub(parent, "EMailAddressCommunication"), "EMailAddressID")
            pen.say(address, said.email, f"{path}.email")

    def take(self, bag: Bag, values: Values) -> None:
        for one in (*bag.bags("TelephoneCommunication"), *bag.bags("Communication")):
            kind = "fax" if (one.peek("ChannelCode") or "").casefold() == _FAX.casefold() else "phone"
            if kind in values or kind not in self.fields:
                continue
            number = _number(one)
            if number:
                values[kind] = number
                if kind == "fax":
                    one.take("ChannelCode")
            elif "@" in (one.peek("URI") or ""):
                values["email"] = one.text("URI").removeprefix("mailto:")
        email = bag.text("EMailAddressCommunication/EMailAddressID", "EMailAddressCommunication/URI")
        if email:
            values["email"] = email


def _number(bag: Bag) -> str:
    whole = bag.text("FormattedNumber")
    if whole:
        return whole
    country, area, number = (bag.text(tag) for tag in ("CountryDialingCode", "AreaDialingCode", "DialNumber"))
    return " ".join(filter(None, (f"+{country.removeprefix('+')}" if country else "", area, number)))


_POSTAL = (
    Texts("deliver_to", Place("AttentionOfName")),
    _Street(),
    Leaf("city", Place("CityName")),
    Leaf("state", Place("CountrySubDivisionCode")),
    Leaf("country", Place("CountryCode")),
    Leaf("postal_code", Place("PostalCode")),
)
# A party that is nothing but a place: ShipToParty, BillToParty.
ADDRESS = Shape(
    Address,
    (
        Leaf("address_id", Place("ID", "PartyIDs/ID")),
        Leaf("name", Place("Name")),
        Within("Location/Address", _POSTAL),
        Within(
            "Contact",
            (_Reached(("phone", "fax", "email")), Leaf("url", Place("InternetAddressCommunication/WebAddressURI"))),
        ),
    ),
)
# The place of a party that is more than that.
_PLACE = Shape(Address, (Leaf("address_id", Place("ID")), Leaf("name", Place("Name")), *_POSTAL))

PERSON = Shape(
    Person,
    (
        Leaf("unique_name", Place("ID")),
        Leaf("name", Place("PersonName/FormattedName")),
        Leaf("email", Place("EMailAddressCommunication/EMailAddressID")),
    ),
)


class Identifiers(Part):
    """Numbers of a party and their domains: ID/@schemeID; TaxID and DUNSID are read as domains of their own."""

    fields = ("identifiers",)
    _kinds = ("TaxID", "DUNSID", "SCACID")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for domain, number in said.identifiers:
            element = pen.make(parent, "PartyIDs/ID" if pen.nine else "ID")
            pen.set(element, "schemeID", domain, f"{path}.identifiers")
            pen.say(element, number, f"{path}.identifiers")

    def take(self, bag: Bag, values: Values) -> None:
        found = [
            ((element.get("schemeID") or "").strip(), bag.leaf(element, "schemeID"))
            for path in ("ID", "PartyIDs/ID")
            for element in bag.every(path)
        ]
        for kind in self._kinds:
            found += [(kind, bag.leaf(element)) for place in (kind, f"PartyIDs/{kind}") for element in bag.every(place)]
        if found:
            values["identifiers"] = tuple(found)


def _named(bag: Bag, values: Values) -> None:
    if not values.get("name"):
        values["name"] = bag.text("Contact/PersonName/FormattedName")


_PARTY = (
    Identifiers(),
    Leaf("name", Place("Name")),
    One("address", Place("Location/Address"), _PLACE),
    Within("Contact", (_Reached(),)),
)
_CONTACT = Shape(Contact, (Attribute("role", "role"), *_PARTY), _named)
_PLACED = Shape(Contact, _PARTY, _named, silent=frozenset({"role"}))


@frozen
class Party(Part):
    """The contacts of one ``role`` in the element that the noun has for it; ``several`` where it may be repeated."""

    tag: str
    role: str
    several: bool = False
    fields: tuple[str, ...] = field(default=("contacts",), init=False)

    def mine(self, contacts: tuple[Contact, ...]) -> list[int]:
        found = [place for place, one in enumerate(contacts) if one.role == self.role]
        return found if self.several else found[:1]

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place in self.mine(said.contacts):
            _PLACED.put(pen, pen.sub(parent, self.tag), said.contacts[place], f"{path}.contacts[{place + 1}]")

    def take(self, bag: Bag, values: Values) -> None:
        found = bag.bags(self.tag) if self.several else filter(None, [bag.opened(self.tag)])
        contacts = tuple(attrs.evolve(_PLACED.take(one), role=self.role) for one in found)
        if contacts:
            values["contacts"] = (*values.get("contacts", ()), *contacts)


@frozen
class Others(Part):
    """The contacts that no element of the noun is ``apart`` for: Party/@role."""

    apart: tuple[Party, ...] = ()
    fields: tuple[str, ...] = field(default=("contacts",), init=False)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        taken = {place for one in self.apart for place in one.mine(said.contacts)}
        for place, contact in enumerate(said.contacts):
            if place not in taken:
                _CONTACT.put(pen, pen.sub(parent, "Party"), contact, f"{path}.contacts[{place + 1}]")

    def take(self, bag: Bag, values: Values) -> None:
        contacts = tuple(_CONTACT.take(one) for one in bag.bags("Party"))
        if contacts:
            values["contacts"] = (*values.get("contacts", ()), *contacts)


def person(*paths: str) -> One:
    """Who the other side writes to, in the contact at the first of ``paths``."""
    return One("person", Place(paths[0], also=paths[1:]), PERSON, NOBODY)
