"""Elements as the DTD wants them: what every writer shares. What is mandatory and missing is supplied or refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen
from lxml import etree

from fondaco.documents import Address, Classification, Finding, Money
from fondaco.wire.codes import CODES
from fondaco.wire.cxml.values import LANG, amount_text
from fondaco.wire.errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element

    from fondaco.documents import Charge, Contact, TaxDetail

VERSION = "1.2.071"

# Characters that XML 1.0 cannot carry, even escaped.
_ILLEGAL = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@frozen
class Supplied:
    """What a partner's profile adds where a document has not got it and cXML demands it.

    ``language`` is for Name and Description; ``country`` (ISO 3166-1 alpha-2), ``bill_to``, ``unit`` and
    ``classification`` are written only where given here: nothing is invented.
    """

    language: str = "en"
    country: str = ""
    bill_to: Address | None = None
    unit: str = ""
    classification: Classification | None = None


class Pen:
    """Writes one message: knows the profile, and collects what it supplied."""

    def __init__(self, profile: Supplied | None, language: str) -> None:
        self.profile = profile or Supplied()
        self.language = language or self.profile.language
        self.findings: list[Finding] = []

    def supply(self, path: str, value: str) -> None:
        self._note("supplied", path, value)

    def lost(self, path: str, found: str) -> None:
        self._note("lost", path, found)

    def clean(self, text: str, path: str) -> str:
        """``text`` without the characters that XML cannot carry, with a finding if there were any."""
        cleaned = _ILLEGAL.sub("", text)
        if cleaned != text:
            self._note("text.cleaned", path, ascii(text)[:80])
        return cleaned

    def text(self, parent: _Element, tag: str, text: str) -> _Element:
        element = etree.SubElement(parent, tag)
        try:
            element.text = text
        except ValueError:
            element.text = self.clean(text, tag)
        return element

    def set(self, element: _Element, name: str, text: str) -> None:
        """Set an attribute, where there is anything to set."""
        if text:
            try:
                element.set(name, text)
            except ValueError:
                element.set(name, self.clean(text, f"{element.tag}/@{name}"))

    def spoken(self, parent: _Element, tag: str, text: str, language: str = "") -> _Element:
        """An element that must say its language."""
        element = self.text(parent, tag, text)
        element.set(LANG, language or self.language)
        return element

    def money(self, parent: _Element, value: Money) -> _Element:
        element = etree.SubElement(parent, "Money", currency=value.currency)
        element.text = amount_text(value.amount)
        return element

    def priced(self, parent: _Element, tag: str, value: Money) -> _Element:
        element = etree.SubElement(parent, tag)
        self.money(element, value)
        return element

    def charge(self, parent: _Element, tag: str, value: Charge) -> None:
        """Tax, or Shipping, which alone says who carries and has no taxes of its own (cXML.dtd, Shipping)."""
        element = self.priced(parent, tag, value.money)
        self.spoken(element, "Description", value.description)
        if tag == "Shipping":
            self.set(element, "trackingDomain", value.tracking_domain)
            self.set(element, "trackingId", value.tracking_id)
            for detail in value.details:
                self.lost(f"{tag}/TaxDetail", str(detail.money))
            return
        for detail in value.details:
            self._tax_detail(element, detail)
        if value.tracking_domain or value.tracking_id:
            self.lost(f"{tag}/@trackingId", f"{value.tracking_domain} {value.tracking_id}")

    def _tax_detail(self, parent: _Element, detail: TaxDetail) -> None:
        inner = etree.SubElement(parent, "TaxDetail")
        inner.set("category", self.clean(detail.category, "TaxDetail/@category"))
        if detail.rate is not None:
            inner.set("percentageRate", format(detail.rate, "f"))
        if detail.exemption in ("exempt", "zeroRated"):
            inner.set("exemptDetail", detail.exemption)
        elif detail.exemption:
            self.lost("TaxDetail/@exemptDetail", detail.exemption)
        if detail.taxable is not None:
            self.priced(inner, "TaxableAmount", detail.taxable)
        self.priced(inner, "TaxAmount", detail.money)
        if detail.location:
            self.spoken(inner, "TaxLocation", detail.location)
        if detail.description:
            self.spoken(inner, "Description", detail.description)

    def extrinsics(self, parent: _Element, pairs: Iterable[tuple[str, str]]) -> None:
        for name, text in pairs:
            element = self.text(parent, "Extrinsic", text)
            element.set("name", self.clean(name, "Extrinsic/@name"))

    def comments(self, parent: _Element, text: str) -> None:
        if text:
            self.spoken(parent, "Comments", text)

    def contact(self, parent: _Element, value: Contact, *, identified: bool = True) -> None:
        """A Contact with its postal address. ``identified`` says that its identifiers stand in it, not beside it."""
        element = etree.SubElement(parent, "Contact")
        self.set(element, "role", _token(value.role))
        self.set(element, "addressID", value.address.address_id if value.address is not None else "")
        self.spoken(element, "Name", value.name)
        if value.address is not None:
            self._contact_address(element, value.address)
        if value.email:
            self.text(element, "Email", value.email)
        if value.phone:
            self.phone(element, value.phone, value.address.country if value.address is not None else "")
        if identified:
            self.id_references(element, value.identifiers)

    def _contact_address(self, parent: _Element, value: Address) -> None:
        if is_postal(value):
            self._postal(parent, value, "Contact/PostalAddress")
        elif value.country:
            self.lost("Contact/PostalAddress/Country", value.country)
        for name in ("name", "email", "phone", "fax", "url"):  # a Contact has its own
            if text := getattr(value, name):
                self.lost(f"Contact/PostalAddress/{name}", text)

    def id_references(self, parent: _Element, pairs: Iterable[tuple[str, str]]) -> None:
        for domain, identifier in pairs:
            element = etree.SubElement(parent, "IdReference")
            element.set("identifier", self.clean(identifier, "IdReference/@identifier"))
            element.set("domain", self.clean(domain, "IdReference/@domain"))

    def address(self, parent: _Element, tag: str, value: Address) -> None:
        """ShipTo or BillTo. Raises LocalError for a postal address without street, city or country."""
        element = etree.SubElement(etree.SubElement(parent, tag), "Address")
        self.set(element, "isoCountryCode", value.country)
        self.set(element, "addressID", value.address_id)
        self.spoken(element, "Name", value.name)
        if is_postal(value):
            self._postal(element, value, f"{tag}/Address/PostalAddress")
        if value.email:
            self.text(element, "Email", value.email)
        if value.phone:
            self.phone(element, value.phone, value.country)
        if value.fax:
            self.phone(element, value.fax, value.country, "Fax")
        if value.url:
            self.text(element, "URL", value.url)

    def _postal(self, parent: _Element, value: Address, path: str) -> None:
        country = value.country
        if not country and self.profile.country:
            country = self.profile.country
            self.supply(f"{path}/Country", country)
        for missing, name in ((value.street, "Street"), (value.city, "City"), (country, "Country")):
            if not missing:
                raise LocalError("write.missing", f"A postal address needs a {name.lower()}.", f"{path}/{name}")
        element = etree.SubElement(parent, "PostalAddress")
        for line in value.deliver_to:
            self.text(element, "DeliverTo", line)
        for line in value.street:
            self.text(element, "Street", line)
        self.text(element, "City", value.city)
        if value.state:
            self.text(element, "State", value.state)
        if value.postal_code:
            self.text(element, "PostalCode", value.postal_code)
        etree.SubElement(element, "Country", isoCountryCode=country).text = country

    def phone(self, parent: _Element, text: str, country: str, tag: str = "Phone") -> None:
        """``+39 02 1234567 ext. 8`` as a TelephoneNumber. Which country an unmarked number is in may stay unsaid."""
        number, _mark, extension = text.partition(" ext. ")
        words = number.split()
        code = words.pop(0)[1:] if words and words[0].startswith("+") else ""
        area = words.pop(0) if len(words) > 1 else ""
        element = etree.SubElement(etree.SubElement(parent, tag), "TelephoneNumber")
        inner = self.text(element, "CountryCode", code)
        inner.set("isoCountryCode", country or self.profile.country)
        self.text(element, "AreaOrCityCode", area)
        self.text(element, "Number", " ".join(words))
        if extension:
            self.text(element, "Extension", extension)

    def _note(self, code: str, path: str, found: str) -> None:
        remark = CODES[code]
        self.findings.append(Finding(code, remark.level, path, remark.expected, found, remark.remedy))


def is_postal(value: Address) -> bool:
    """Whether ``value`` says where a place is, beyond its name and country."""
    return any((value.deliver_to, value.street, value.city, value.state, value.postal_code))


_NOT_TOKEN = re.compile(r"[^\w.:-]", re.ASCII)


def _token(text: str) -> str:
    """``text`` as an NMTOKEN, which is what the DTD allows as a role."""
    return _NOT_TOKEN.sub("", text)


def need(value: object, path: str, words: str) -> None:
    """Raise LocalError naming ``path`` where ``value`` is empty or None."""
    if value is None or value == "":
        raise LocalError("write.missing", words, path)
