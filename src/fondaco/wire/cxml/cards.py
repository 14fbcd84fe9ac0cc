"""Card numbers, which must not be stored: found before a message is.

A number is reported where it is the ``number`` of a PCard, or a run of 13 to 19 digits (with single spaces or hyphens
between them, no more) in any other text or attribute that starts as an issuer's numbers do, has a length that issuer
uses and passes the Luhn check. One in ten runs of digits passes Luhn by chance, so what holds identifiers is left
out: payload ids, cookies, identities, part ids, order numbers, classifications, telephone numbers, times, addresses of
pages; and a run of 13 or 14 digits with a valid GS1 check digit is a GTIN (EAN), not a card. Any XML will do: what is
an identifier in OAGIS is one, except within its CreditCard. The files of a multipart body are looked into as well,
where they are text or XML.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from fondaco.wire.errors import RemoteError
from fondaco.wire.xml import encodings, guard, mime
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from lxml.etree import _Element

_RUN = re.compile(r"(?<![0-9])(?<![0-9][ -])[2-6](?:[ -]?[0-9]){12,18}(?![ -]?[0-9])")
_RUN_BYTES = re.compile(rb"(?<![0-9])(?:2[ -]?[2-7](?:[ -]?[0-9]){14}|[3-6](?:[ -]?[0-9]){12})")
# What may hide a run of digits from a search of the bytes.
_HIDING = (b"&#", b"<![CDATA[", b"<!--", b"<?", b"\x00")

# First digits and lengths, by issuer (ISO/IEC 7812 ranges as the schemes publish them).
_ISSUERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})",  # Visa: 13, 16, 19
        r"(?:5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}",  # Mastercard: 16
        r"3[47][0-9]{13}",  # American Express: 15
        r"(?:30[0-5]|36[0-9]|3[89][0-9])[0-9]{11}(?:[0-9]{2})?",  # Diners Club: 14, 16
        r"(?:6011|64[4-9][0-9]|65[0-9]{2})[0-9]{12}(?:[0-9]{3})?",  # Discover: 16, 19
        r"35(?:2[89]|[3-8][0-9])[0-9]{12}(?:[0-9]{3})?",  # JCB: 16, 19
        r"62[0-9]{14}(?:[0-9]{3})?",  # UnionPay: 16, 19
        r"(?:5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{12}(?:[0-9]{3})?",  # Maestro: 16, 19
    )
)

_IDENTIFIERS = frozenset(
    (
        *("BuyerCookie", "Identity", "SharedSecret", "UserAgent", "CredentialMac", "URL", "Classification"),
        *("SupplierPartID", "SupplierPartAuxiliaryID", "BuyerPartID", "ManufacturerPartID", "SupplierID"),
        *("PostalCode", "CountryCode", "AreaOrCityCode", "Number"),
        # OAGIS 9 and 10, then 7.2.1
        *(
            "ID",
            "BODID",
            "LogicalID",
            "ReferenceID",
            "TaskID",
            "AuthorizationID",
            "AuthorizationId",
            "EffectiveDateTime",
        ),
        *("LOGICALID", "REFERENCEID", "AUTHID", "POID", "DOCUMENTID", "PARTNRID", "PARTNRIDX", "ITEM", "ITEMX", "UPC"),
    )
)
_IDENTIFIER_ATTRIBUTES = frozenset(
    (
        *("payloadID", "timestamp", "inReplyTo", "Id", "identifier", "addressID", "requisitionID", "shipmentID"),
        *("orderID", "orderDate", "agreementID", "agreementPayloadID", "parentAgreementID"),
        *("parentAgreementPayloadID", "confirmID", "noticeDate", "invoiceID"),
        *("schemeID", "schemeAgencyID", "releaseID", "versionID", "listID"),
    )
)
_DEFAULT = Limits()


def card_numbers(data: bytes) -> tuple[str, ...]:
    """The paths at which ``data`` holds what is, as far as anyone can tell, a card number. Raises RemoteError.

    ``data`` is XML, alone or with files in a multipart body; a path in a file starts with its Content-ID.
    """
    if not mime.is_multipart(data):
        return _in_xml(data)
    root, parts, _remarks = mime.opened(data)
    found = list(_in_xml(root.content))
    for key, part in parts.items():
        content = part.content or b""
        if mime.is_xml(content):
            with suppress(RemoteError):  # a picture in SVG, a page: what no reader takes, nobody reads
                found.extend(f"{key}:{path}" for path in _in_xml(content))
        elif b"\x00" not in content and card_numbers_in_text(content.decode("latin-1")):
            found.append(key)
    return tuple(found)


def card_numbers_in_text(text: str) -> bool:
    """Whether ``text``, a field of a form or a file, holds what is, as far as anyone can tell, a card number.

    For words that people write; a field that holds an identifier is not for this.
    """
    return _in_text(text)


def _in_xml(data: bytes) -> tuple[str, ...]:
    # Usually neither a PCard nor a long run of digits is there, and that is seen without building anything.
    utf8, _odd = encodings.to_utf8(data)
    if b"PCard" not in utf8 and not _RUN_BYTES.search(utf8) and not any(sign in utf8[64:] for sign in _HIDING):
        return ()
    notes = Notes()
    return tuple(notes.path(element) + below for element, below in _found(guard.parse(data, _DEFAULT)))


def _found(root: _Element) -> list[tuple[_Element, str]]:
    found: list[tuple[_Element, str]] = []
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "PCard" and _is_number(element.get("number", "")):
            found.append((element, "/@number"))
        if tag not in _IDENTIFIERS or (tag == "ID" and _of_a_card(element)):
            if any(text and _in_text(text) for text in (element.text, element.tail)):
                found.append((element, ""))
            found.extend(
                (element, f"/@{name}")
                for name in map(str, element.keys())
                if name not in _IDENTIFIER_ATTRIBUTES and tag != "PCard" and _in_text(element.get(name, ""))
            )
    return found


def _of_a_card(element: _Element) -> bool:
    """Whether an ID stands directly in what is named after a card, as OAGIS's CreditCard is."""
    parent = element.getparent()
    return parent is not None and parent.tag.endswith("Card")


def _is_number(text: str) -> bool:
    digits = text.replace(" ", "").replace("-", "")
    return digits.isdigit() and 12 <= len(digits) <= 19


def _in_text(text: str) -> bool:
    return len(text) > 12 and any(_is_card(run[0]) for run in _RUN.finditer(text))


def _is_card(run: str) -> bool:
    digits = run.replace(" ", "").replace("-", "")
    if not any(issuer.fullmatch(digits) for issuer in _ISSUERS) or not _luhn(digits):
        return False
    return len(digits) > 14 or not _gtin(digits)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _gtin(digits: str) -> bool:
    """Whether the last digit is the GS1 check digit of the others (GS1 General Specifications, 7.9)."""
    return sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(reversed(digits))) % 10 == 0
