"""From one protocol to another: the logic of ``fondaco message convert``.

Ids and times are the source's, so no clock is needed. What the target demands and the source does not say must be
given; what the target cannot say is reported as lost.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import attrs

from fondaco.documents import (
    Address,
    Cart,
    Classification,
    Credential,
    Envelope,
    Finding,
    Message,
    Money,
    PunchOutSetup,
)
from fondaco.wire import profiles
from fondaco.wire.check import bytes_of
from fondaco.wire.codes import CODES
from fondaco.wire.cxml import Supplied
from fondaco.wire.errors import LocalError, RemoteError
from fondaco.wire.profiles import Needs
from fondaco.wire.profiles.writing import ANSWERS
from fondaco.wire.protocols import read_any
from fondaco.wire.refusing import cannot
from fondaco.wire.told import error_words, told
from fondaco.wire.words import phrase

if TYPE_CHECKING:
    from typing import BinaryIO, TextIO

    from fondaco.wire.profiles import Dialect
    from fondaco.wire.results import Written

WHOLE, LOST, IMPOSSIBLE = 0, 1, 2


@attrs.frozen
class Given:
    """What the source may not say: the options of the command, each for a place in the target."""

    payload_id: str = ""
    timestamp: datetime | None = None
    from_party: Credential | None = None
    to_party: Credential | None = None
    buyer_cookie: str = ""
    hook_url: str = ""
    catalog_url: str = ""
    unit: str = ""
    classification: Classification | None = None
    country: str = ""
    bill_to: str = ""
    language: str = ""
    dtd_dir: str = ""
    schema_dir: str = ""


NOTHING = Given()
# Which option says what a writer found missing; matched from the start of its name for the place.
_OPTIONS = (
    ("cXML/@payloadID", "--payload-id"),
    ("ApplicationArea/BODID", "--payload-id"),
    ("cXML/@timestamp", "--timestamp"),
    ("ApplicationArea/CreationDateTime", "--timestamp"),
    ("Header/From", "--from-party"),
    ("Header/Sender", "--from-party"),
    ("Header/To", "--to-party"),
    ("PunchOutSetupRequest/BuyerCookie", "--buyer-cookie"),
    ("HOOK_URL", "--hook-url"),
    ("the address of the catalogue", "--catalog-url"),
    ("ItemDetail/UnitOfMeasure", "--default-unit"),
    ("ItemDetail/Classification", "--default-classification"),
    ("OrderRequestHeader/BillTo", "--bill-to"),
    ("ShipTo/Address/PostalAddress/Country", "--country"),
    ("BillTo/Address/PostalAddress/Country", "--country"),
)


class Converted(NamedTuple):
    """From which protocol, what was off about the source, and what was written."""

    protocol: str
    findings: tuple[Finding, ...]
    written: Written


def convert(data: bytes, *, to: str, dialect: Dialect | None = None, given: Given = NOTHING) -> Converted:
    """``data`` in another protocol, for a system where ``dialect`` says which.

    Raises RemoteError where the source cannot be read and LocalError where the target cannot be written.
    """
    protocol, (message, findings) = read_any(data)
    if message is None:
        kind = next((one.found for one in findings if one.code.endswith(".unsupported")), "")
        raise cannot("convert.unreadable", "/", protocol=protocol, kind=kind)
    needs = Needs(
        hook_url=given.hook_url,
        catalog_url=given.catalog_url,
        supplied=_supplied(given),
        dtd_dir=given.dtd_dir,
        schema_dir=given.schema_dir,
    )
    message, supplied = completed(message, given)
    written = profiles.write(message, dialect or profiles.load("plain"), to=to, needs=needs)
    return Converted(protocol, findings, written._replace(findings=(*supplied, *written.findings)))


def run(
    path: str,
    *,
    to: str,
    out: BinaryIO,
    words: TextIO,
    dialect: Dialect | None = None,
    given: Given = NOTHING,
    language: str = "en",
) -> int:
    """Convert one file: bytes to ``out``, what was lost or remarked on to ``words``. Returns the exit code.

    0: nothing was lost. 1: something was. 2: it cannot be done.
    """
    try:
        _protocol, findings, written = convert(bytes_of(path), to=to, dialect=dialect, given=given)
    except OSError as error:
        words.write(phrase("failed", language, path, (error.strerror or "").lower()) + "\n")
        return IMPOSSIBLE
    except (RemoteError, LocalError) as error:
        words.write(phrase("failed", language, path, _hinted(error, to, language)) + "\n")
        return IMPOSSIBLE
    out.write(written.data)
    for one in (*findings, *written.findings):
        words.write(_line(one, language) + "\n")
    return LOST if written.losses else WHOLE


def _hinted(error: RemoteError | LocalError, to: str, language: str) -> str:
    """The words of ``error``; where an option would have helped, which."""
    missing = error.missing if isinstance(error, LocalError) else ""
    option = next((option for start, option in _OPTIONS if missing.startswith(start)), "")
    if not option:
        return error_words(error, language)
    return error_words(cannot("convert.needs", missing, to=to, what=missing, option=option), language)


def _line(one: Finding, language: str) -> str:
    if one.code == "lost":
        return phrase("lost", language, one.path, one.found)
    expected, remedy = told(one, language)
    what = phrase("found", language, one.found) if one.found else ""
    return phrase("remark", language, one.path or phrase("file", language), expected, what, remedy)


def _supplied(given: Given) -> Supplied:
    return Supplied(
        language=given.language or "en",
        country=given.country,
        bill_to=Address(given.bill_to, country=given.country) if given.bill_to else None,
        unit=given.unit,
        classification=given.classification,
    )


def completed(message: Message, given: Given) -> tuple[Message, tuple[Finding, ...]]:
    """``message`` with what was given, and what can be worked out, where it says nothing itself; and what was."""
    return _totalled(_with(message, given))


def _totalled(message: Message) -> tuple[Message, tuple[Finding, ...]]:
    """A cart of OCI or Oracle says no total: the net sum of its lines, where every one has a price in one currency."""
    body = message.body
    if not isinstance(body, Cart) or body.total is not None or (total := _sum(body)) is None:
        return message, ()
    remark = CODES["supplied"]
    finding = Finding("supplied", remark.level, "Cart.total", remark.expected, str(total), remark.remedy)
    return attrs.evolve(message, body=attrs.evolve(body, total=total)), (finding,)


def _sum(cart: Cart) -> Money | None:
    prices = [(one.price_each, one.quantity) for one in cart.lines]
    currencies = {price.currency for price, _quantity in prices if price is not None}
    try:
        exact = [price.amount * quantity for price, quantity in prices if price is not None and quantity is not None]
        if not exact or len(exact) < len(prices) or len(currencies) > 1:
            return None
        return Money(sum(exact, Decimal()).quantize(Decimal("0.0001")), currencies.pop())
    except (ArithmeticError, ValueError):  # beyond what a number here may be
        return None


def _with(message: Message, given: Given) -> Message:
    payload_id = message.payload_id or given.payload_id
    timestamp = message.timestamp or given.timestamp
    body = message.body
    if isinstance(body, PunchOutSetup | Cart) and not body.buyer_cookie:
        body = attrs.evolve(body, buyer_cookie=given.buyer_cookie)
    around = message.envelope
    if around is None and not isinstance(body, ANSWERS):
        around = Envelope(given.from_party or Credential("", ""))
    if around is not None:
        sender = around.sender
        if given.from_party is not None and not sender.identity:
            sender = attrs.evolve(given.from_party, secret=sender.secret)
        around = attrs.evolve(
            around,
            sender=sender,
            from_=around.from_ or ((given.from_party,) if given.from_party else ()),
            to=around.to or ((given.to_party,) if given.to_party else ()),
            payload_id=around.payload_id or payload_id,
            timestamp=around.timestamp or timestamp,
        )
    return attrs.evolve(message, body=body, envelope=around, payload_id=payload_id, timestamp=timestamp)


def given_from(options: dict[str, str]) -> Given:
    """The options of the command as they are typed, empty where they were not. Raises LocalError for a wrong one."""
    try:
        written = options["--timestamp"]
        timestamp = datetime.fromisoformat(written) if written else None
        if timestamp is not None and timestamp.tzinfo is None:
            raise ValueError(written)
    except ValueError as error:
        raise cannot(
            "convert.option", "--timestamp", option="--timestamp", example="2026-11-24T09:30:00+01:00"
        ) from error
    sender, receiver = (_pair(options, name, "NetworkID:lanterna") for name in ("--from-party", "--to-party"))
    classification = _pair(options, "--default-classification", "UNSPSC:44121704")
    return Given(
        payload_id=options["--payload-id"],
        timestamp=timestamp,
        from_party=Credential(*sender) if sender else None,
        to_party=Credential(*receiver) if receiver else None,
        buyer_cookie=options["--buyer-cookie"],
        hook_url=options["--hook-url"],
        catalog_url=options["--catalog-url"],
        unit=options["--default-unit"],
        classification=Classification(*classification) if classification else None,
        country=options["--country"],
        bill_to=options["--bill-to"],
    )


def _pair(options: dict[str, str], name: str, example: str) -> tuple[str, str] | None:
    left, colon, right = options[name].partition(":")
    if not colon and left:
        raise cannot("convert.option", name, option=name, example=example)
    return (left, right) if colon else None
