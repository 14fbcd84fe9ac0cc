"""A short cut for what is written plainly, as nearly everything is: patterns that take a whole message.

The general readers walk a tree and define what a message says. They spend their time on making the tree and on asking
it for one name and one text after the other. A message that these patterns match from its first character to its last
needs no tree. They are a grammar, far stricter than XML: known elements in the DTD's order, known attributes in double
quotes, each at most once, texts without ``<``, no comment, no CDATA, no processing instruction, no reference but XML's
own five. Together with :func:`plain_text` (characters that XML allows, no ``]]>``) that is well-formed XML of
bounded depth, and there is nothing left in it that anybody could have meant otherwise. What does not match, or would
need a remark, is for the guard's parser and the general readers, from the beginning.

``tests/wire/test_cxml_plain.py`` holds both to the same result, on written messages and on mutilated ones.

No pattern tries a stretch of text twice: what may repeat is possessive, or fails at its first letter.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from fondaco.documents import Address, Contact, Credential, Mode
from fondaco.documents.making import sound_money
from fondaco.wire.cxml.parties import telephone
from fondaco.wire.cxml.values import plain_moment

S = r"[ \t\n]*+"
VALUE = r'[^"<\t\n]*+'  # of an attribute: a line break in it would have to be normalised
MONEY = rf'<Money currency="([A-Z]{{3}})">([+-]?[0-9]{{1,15}}(?:\.[0-9]{{0,8}})?)</Money>{S}'
LANGUAGE = rf' xml:lang="{VALUE}"'


def attributes(prefix: str = "", /, **patterns: str) -> str:
    """These attributes in any order, each a group, none of them twice. ``prefix`` tells the groups' names apart."""
    names = [(prefix + name, name.replace("__", ":"), pattern) for name, pattern in patterns.items()]
    one = "|".join(rf'(?({name})(?!)|{attribute}="(?P<{name}>{pattern})")' for name, attribute, pattern in names)
    return rf"(?:[ \t\n]++(?:{one}))*{S}"


# Parentheses that open a group, and whatever else has some.
_GROUP = re.compile(r"\\.|\[[^\]]++\]|\(\?\(\w++\)|\((?:(?!\?)|\?P<(\w++)>)")


def compiled(pattern: str) -> re.Pattern[str]:
    """``pattern``, in which :func:`attributes` names groups before they stand: for that, re wants their numbers."""
    groups = [match[1] for match in _GROUP.finditer(pattern) if match[0] == "(" or match[1]]
    for number, name in enumerate(groups, 1):
        if name:
            pattern = pattern.replace(f"(?({name})", f"(?({number})")
    return re.compile(pattern)


def leaf(tag: str, inside: str = "") -> str:
    """An element that holds text alone, which is a group."""
    return rf"<{tag}{inside}>([^<]*+)</{tag}>{S}"


def perhaps(pattern: str) -> str:
    return f"(?:{pattern})?"


def several(pattern: str) -> str:
    """Any number of ``pattern``, all as one group."""
    return f"((?:{without_groups(pattern)})*+)"


def without_groups(pattern: str) -> str:
    return pattern.replace("([^<]*+)", "[^<]*+").replace(f"({VALUE})", VALUE)


_CONTROLS = bytes({*range(32)} - {9, 10, 13})
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())


def plain_text(utf8: bytes) -> str:
    """The text of ``utf8`` with a line feed for every way to end a line (XML 1.0, 2.11); "" where it is not plain.

    Plain is UTF-8 with nothing but characters of XML 1.0 and without ``]]>``. The guard has seen already that every
    reference is one of XML's own five, or a number.
    """
    try:
        text = utf8.decode()
    except UnicodeDecodeError:
        return ""
    if ("]" in text and "]]>" in text) or not is_legal(utf8):  # one character is found ten times as fast as three
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def is_legal(utf8: bytes) -> bool:
    """Whether there are only characters that XML 1.0 allows (2.2); ``utf8`` is known to be UTF-8."""
    if len(utf8.translate(None, _CONTROLS)) != len(utf8):
        return False
    return utf8.isascii() or not any(one in utf8 for one in _NO_CHARACTERS)


class Numbered(Exception):
    """There is a reference to a character by its number, which is not plain."""


def resolved(text: str) -> str:
    """``text`` with its references replaced; the ampersand last, so that nothing is replaced twice.

    Raises Numbered: what a number stands for, and whether XML allows it, is for the parser to say.
    """
    if "&" not in text:
        return text
    if "&#" in text:
        raise Numbered
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")


def said(text: str) -> str:
    """As ``values.text_of``: references replaced, no white space around."""
    return (resolved(text) if "&" in text else text).strip()


EXTRINSIC = rf'<Extrinsic name="({VALUE})">([^<]*+)</Extrinsic>{S}'
_EXTRINSIC = re.compile(EXTRINSIC)


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """The Extrinsics that ``several`` took."""
    return tuple([(said(name), said(value)) for name, value in _EXTRINSIC.findall(text)])


_PHONE = (
    rf'<Phone(?: name="{VALUE}")?>{S}<TelephoneNumber>{S}'
    + rf'<CountryCode isoCountryCode="{VALUE}">([^<]*+)</CountryCode>{S}'
    + leaf("AreaOrCityCode")
    + leaf("Number")
    + perhaps(leaf("Extension"))
    + rf"</TelephoneNumber>{S}</Phone>{S}"
)
_EMAIL = rf'<Email(?: name="{VALUE}")?>([^<]*+)</Email>{S}'


def held(tag: str) -> str:
    """An element that holds a postal Address, of ten groups and four for its telephone number."""
    return (
        rf"<{tag}>{S}<Address{attributes(tag, isoCountryCode=VALUE, addressID=VALUE)}>{S}"
        + leaf("Name", LANGUAGE)
        + rf'<PostalAddress(?: name="{VALUE}")?>{S}'
        + several(leaf("DeliverTo"))
        + several(leaf("Street"))
        + leaf("City")
        + perhaps(leaf("State"))
        + perhaps(leaf("PostalCode"))
        + rf'<Country isoCountryCode="({VALUE})">[^<]*+</Country>{S}</PostalAddress>{S}'
        + perhaps(_EMAIL)
        + perhaps(_PHONE)
        + rf"</Address>{S}</{tag}>{S}"
    )


_ADDRESS_GROUPS = 14
_LINES = re.compile(">([^<]*+)</")


def address(found: tuple[str, ...]) -> Address | None:
    """The address of which these are the groups; None where its country is not plain."""
    _iso, number, name, to, street, city, state, code, country, email, *phone = found
    country = said(country)
    if not country:
        return None
    return Address(
        said(name),
        said(number),
        _texts(to) if to else (),
        _texts(street) if street else (),
        said(city),
        said(state),
        said(code),
        country.upper(),
        said(email),
        telephone(*map(said, phone)) if phone[2] else "",
    )


def _texts(text: str) -> tuple[str, ...]:
    return tuple([line for line in map(said, _LINES.findall(text)) if line])


CONTACT = (
    rf'<Contact(?: role="({VALUE})")?>{S}'
    + leaf("Name", LANGUAGE)
    + perhaps(_EMAIL)
    + perhaps(_PHONE)
    + rf"</Contact>{S}"
)
_CONTACT = re.compile(CONTACT)


def contacts(text: str) -> tuple[Contact, ...]:
    """The Contacts that ``several`` took."""
    return tuple(
        [
            Contact(said(role), said(name), said(email), telephone(*map(said, phone)) if phone[2] else "")
            for role, name, email, *phone in _CONTACT.findall(text)
        ]
    )


_CREDENTIAL = (
    rf'<Credential domain="({VALUE})">{S}' + leaf("Identity") + perhaps(leaf("SharedSecret")) + rf"</Credential>{S}"
)
_START = compiled(
    rf'(?:<\?xml version="1\.0"(?: encoding="[A-Za-z][A-Za-z0-9._-]*+")?(?: standalone="(?:yes|no)")?\?>)?{S}'
    + rf'(?:<!DOCTYPE cXML SYSTEM "[^"<>&%\[\]]*+">)?{S}'
    + rf"<cXML{attributes(version=VALUE, payloadID=VALUE, timestamp=VALUE, xml__lang=VALUE)}>{S}<Header>{S}"
    + rf"<From>{S}{_CREDENTIAL}</From>{S}<To>{S}{_CREDENTIAL}</To>{S}"
    + rf"<Sender>{S}{_CREDENTIAL}{leaf('UserAgent')}</Sender>{S}</Header>{S}"
    + rf'<(Request|Message)(?: deploymentMode="(production|test)")?>{S}'
)


def start(text: str) -> tuple[dict[str, Any], str, int] | None:
    """An envelope's fields, Request or Message, and where the body starts; None where anything is to be remarked on."""
    match = _START.match(text)
    if match is None:
        return None
    version, payload_id, timestamp, language, *found, carrier, mode = match.groups("")
    moment = plain_moment(timestamp)
    domain, identity, _, to_domain, to_identity, _, by_domain, by_identity, _, agent = map(
        said if "&" in match[0] else str.strip, found
    )
    if not (moment and payload_id.strip() and domain and identity and to_domain and to_identity):
        return None
    if not (by_domain and by_identity):
        return None
    first, second, third = [None if one is None else said(one) for one in match.group(7, 10, 13)]
    origin = Credential(domain, identity, first)
    same = by_domain == domain and by_identity == identity and third == first
    fields = {
        "sender": origin if same else Credential(by_domain, by_identity, third),
        "from_": (origin,),
        "to": (Credential(to_domain, to_identity, second),),
        "user_agent": agent,
        "payload_id": resolved(payload_id),
        "timestamp": moment,
        "mode": Mode.TEST if mode == "test" else Mode.PRODUCTION,
        "mode_is_said": bool(mode),
        "language": resolved(language),
        "version": resolved(version),
    }
    return fields, carrier, match.end()


_ORDER_HEADER = compiled(
    rf"<OrderRequest>{S}<OrderRequestHeader"
    + attributes(orderID=VALUE, orderDate=VALUE, orderType=VALUE, type="new|update|delete", orderVersion=VALUE)
    + rf">{S}<Total>{S}{MONEY}</Total>{S}"
    + f"(?P<ShipTo>{held('ShipTo')})?"
    + held("BillTo")
    + several(CONTACT)
    + perhaps(leaf("Comments", f"(?:{LANGUAGE})?"))
    + several(EXTRINSIC)
    + rf"</OrderRequestHeader>{S}"
)


def order_header(text: str, at: int) -> tuple[dict[str, Any], int] | None:
    """What an order's header says, and where the first line starts."""
    match = _ORDER_HEADER.match(text, at)
    if match is None:
        return None
    found = match.groups("")
    number, date, kind, operation, version, currency, amount = found[:7]
    people, comments, extra = found[-3:]
    ship_to, bill_to = found[8 : 8 + _ADDRESS_GROUPS], found[8 + _ADDRESS_GROUPS : -3]
    moment = plain_moment(date)
    number = said(number)
    billed = address(bill_to)
    shipped = (billed if ship_to == bill_to else address(ship_to)) if found[7] else None
    if moment is None or not number or billed is None or (shipped is None and found[7]):
        return None
    fields = {
        "number": number,
        "operation": operation or "new",
        "order_type": resolved(kind) if match["orderType"] is not None else "regular",
        "ordered_at": moment,
        "version": said(version),
        "total": sound_money(Decimal(amount), currency),
        "ship_to": shipped,
        "bill_to": billed,
        "contacts": contacts(people) if people else (),
        "comments": said(comments),
        "extrinsics": pairs(extra) if extra else (),
    }
    return fields, match.end()
