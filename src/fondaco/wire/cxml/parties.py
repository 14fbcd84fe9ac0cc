"""Addresses, contacts and extrinsics; and the person that they add up to."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from fondaco.documents import Address, Contact, Person
from fondaco.wire.cxml.values import LANG, child_of, text_of, whole_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

Extrinsics = tuple[tuple[str, str], ...]

# Extrinsics that hold an e-mail or a name, as the systems spell them, compared without case and spaces.
_EMAILS = ("useremail", "email", "emailaddress")
_NAMES = ("userfullname", "userprintablename")
_LOGINS = ("user", "uniquename", "uniqueusername", "userid")
_UNIQUE = ("uniquename", "uniqueusername", "userid", "user")
# Who acts for the buyer, first choice first; "" is a Contact without a role, as Oracle sends it.
_ACTORS = ("enduser", "", "user", "requester", "requestor", "buyer", "purchasingagent", "buyercontact", "orderer")
_RANKS = {role: rank for rank, role in enumerate(_ACTORS)}


def extrinsic(element: _Element) -> tuple[str, str]:
    return element.get("name", "").strip(), whole_text(element)


def address(holder: _Element, notes: Notes) -> Address | None:
    """The Address below ``holder`` (ShipTo, BillTo); None where there is none."""
    found: Address | None = None
    for child in holder:
        if child.tag == "Address" and found is None:
            found = address_of(child, notes)
        else:
            notes.keep(child)
    return found


_POSTAL_TEXTS = {"City": "city", "State": "state", "PostalCode": "postal_code"}
_POSTAL_LISTS = {"DeliverTo": "deliver_to", "Street": "street"}


def address_of(element: _Element, notes: Notes) -> Address:
    values: dict[str, object] = {"address_id": element.get("addressID", "").strip()}
    country = element.get("isoCountryCode", "").strip().upper()
    for child in element:
        tag = child.tag
        if tag == "Name" and "name" not in values:
            values["name"] = text_of(child)
            if child.get(LANG) is None:
                notes.add("language.missing", child, "/@xml:lang")
        elif tag == "PostalAddress" and "street" not in values:
            country = _postal(child, values, notes) or country
        elif tag == "Email" and "email" not in values:
            values["email"] = text_of(child)
        elif tag == "URL" and "url" not in values:
            values["url"] = text_of(child)
        elif tag == "Phone" and "phone" not in values:
            values["phone"] = phone(child)
        elif tag == "Fax" and "fax" not in values and child_of(child, "TelephoneNumber") is not None:
            values["fax"] = phone(child)
        elif len(child) or text_of(child):  # an empty Fax says nothing
            notes.keep(child)
    return Address(country=country, **values)  # type: ignore[arg-type]


def _postal(element: _Element, values: dict[str, object], notes: Notes) -> str:
    lists: dict[str, list[str]] = {"deliver_to": [], "street": []}
    country = ""
    for child in element:
        tag = child.tag
        if tag in _POSTAL_LISTS:
            text = text_of(child)
            if text:
                lists[_POSTAL_LISTS[tag]].append(text)
        elif tag in _POSTAL_TEXTS:
            values.setdefault(_POSTAL_TEXTS[tag], text_of(child))
        elif tag == "Country" and not country:
            country = child.get("isoCountryCode", "").strip().upper()
            if not country and len(text_of(child)) == 2:
                country = text_of(child).upper()
            elif not country and text_of(child):  # a country's name is kept, not taken for its code
                notes.keep(child)
        else:
            notes.keep(child)
    values["deliver_to"], values["street"] = tuple(lists["deliver_to"]), tuple(lists["street"])
    return country


def phone(element: _Element) -> str:
    """The TelephoneNumber in one line: ``+39 02 1234567 ext. 8``; any other text as it stands."""
    number = child_of(element, "TelephoneNumber")
    if number is None:
        return whole_text(element)
    parts = {child.tag: text_of(child) for child in number}
    return telephone(
        parts.get("CountryCode", ""),
        parts.get("AreaOrCityCode", ""),
        parts.get("Number", ""),
        parts.get("Extension", ""),
    )


def telephone(country: str, area: str, number: str, extension: str) -> str:
    """The parts of a TelephoneNumber in one line."""
    country = country.lstrip("+")
    words = (f"+{country}" if country else "", area, number, f"ext. {extension}" if extension else "")
    return " ".join(" ".join(word for word in words if word).split())


_CONTACT_TEXTS = {"Name": "name", "Email": "email"}
_CONTACT_ATTRIBUTES = frozenset({"role", "addressID", "addressIDDomain"})


def contact(element: _Element, notes: Notes) -> Contact:
    """A person or a party. A further e-mail, a fax, a page and what else it holds are kept."""
    values: dict[str, Any] = {"role": element.get("role", "").strip()}
    identifiers: list[tuple[str, str]] = []
    postal: dict[str, Any] = {"address_id": element.get("addressID", "").strip()}
    for child in element:
        tag = child.tag
        field = _CONTACT_TEXTS.get(tag)
        if field is not None and field not in values:
            values[field] = text_of(child)
        elif tag == "PostalAddress" and "street" not in postal:
            postal["country"] = _postal(child, postal, notes)
        elif tag == "Phone" and "phone" not in values:
            values["phone"] = phone(child)
        elif tag == "IdReference":
            identifiers.append(id_reference(child, notes))
        elif len(child) or text_of(child):
            notes.keep(child)
    notes.keep_attributes(element, _CONTACT_ATTRIBUTES)
    if any(postal.values()):
        values["address"] = Address(**postal)
    return Contact(identifiers=tuple(identifiers), **values)


def id_reference(element: _Element, notes: Notes) -> tuple[str, str]:
    """An IdReference's domain and identifier; who made it, and what it is called, is kept."""
    for child in element:
        notes.keep(child)
    return element.get("domain", "").strip(), element.get("identifier", "").strip()


def introduced(
    who: Person, extrinsics: Extrinsics, contacts: tuple[Contact, ...], ship_to: Address | None
) -> tuple[Extrinsics, tuple[Contact, ...]]:
    """Extrinsics and contacts from which a reader understands that ``who`` acts; as given where they already say so."""
    read = person(extrinsics, contacts, ship_to)
    if read == who:
        return extrinsics, contacts
    said = (("UserEmail", who.email, read.email), ("UniqueName", who.unique_name, read.unique_name))
    added = tuple((name, wanted) for name, wanted, got in said if wanted and wanted != got)
    if who.name or who.email:
        contacts = (Contact("endUser", who.name, who.email), *contacts)
    return (*added, *extrinsics), contacts


def person(extrinsics: Extrinsics, contacts: tuple[Contact, ...], ship_to: Address | None) -> Person:
    """Who acts.

    The e-mail is the first of: an extrinsic that holds one; a Contact of an end user, or without a role; a login name
    that is an address; the ShipTo's; a Contact of another person on the buyer's side. The name is put together from
    first and last name, then a full-name extrinsic, then a Contact, then the login name. Extrinsics below ShipTo are
    somebody else's. ``extrinsics`` are those of the request (or of the order's header).
    """
    if not extrinsics and len(contacts) == 1:
        only = contacts[0]
        if only.role == "endUser" and only.email and only.name:  # the usual case
            return Person(only.email, only.name, "")
    named: dict[str, str] = {}
    for name, value in extrinsics:
        if value:
            named.setdefault("".join(name.casefold().split()), value)
    ranked = _actors(contacts)
    email = _first(named, _EMAILS) if named else ""
    if not email:
        for rank, one in ranked:
            if rank < 2 and one.email:
                email = one.email
                break
        else:
            logins = [named[key] for key in _LOGINS if "@" in named.get(key, "")] if named else []
            others = (ship_to.email if ship_to is not None else "", *(one.email for _rank, one in ranked))
            email = next(filter(None, (*logins, *others)), "")
    name = ""
    if named:
        name = " ".join([named[key] for key in ("firstname", "lastname") if key in named]) or _first(named, _NAMES)
    if not name:
        name = next((one.name for _rank, one in ranked if one.name), "")
    return Person(email, name or named.get("uniquename", ""), _first(named, _UNIQUE) if named else "")


def _actors(contacts: Iterable[Contact]) -> list[tuple[int, Contact]]:
    """Contacts of who may act for the buyer, each with its rank, first choice first."""
    ranked = [(rank, one) for one in contacts if (rank := _RANKS.get(one.role.casefold())) is not None]
    if len(ranked) > 1:
        ranked.sort(key=itemgetter(0))
    return ranked


def _first(named: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((named[key] for key in keys if key in named), "")
