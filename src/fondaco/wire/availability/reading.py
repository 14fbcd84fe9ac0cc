"""The question and the answer, read: strictly, for both sides are ours and nothing is worth guessing.

Unknown names are passed over, so that a later version may say more. Everything has a limit.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from fondaco.documents import (
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityQuestion,
    AvailabilityRequest,
    Credential,
    Envelope,
    Message,
    Mode,
    Money,
    Status,
    decimal_from,
)
from fondaco.documents.values import is_currency
from fondaco.wire.availability.format import FORMAT, MOST_BYTES, MOST_CHARACTERS, MOST_LINES
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading

Read = dict[str, Any]
_DEEPEST = 8  # an object in a list in an object is all there is


def read(data: bytes) -> Reading:
    """The question with its envelope, or the answer, which has none: an AvailabilityAnswer, or the Status that stands
    in its place. Raises RemoteError.
    """
    said = _parsed(data)
    if said.get("format") != FORMAT:
        raise refused("availability.format", expected=FORMAT)
    return Reading(_answer(said) if "status" in said else _question(said), ())


def _parsed(data: bytes) -> Read:
    if len(data) > MOST_BYTES:
        raise refused("availability.too_large", size=len(data), limit=MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
        _shallow(text)
        # What both sides write as a number is a count of days; a longer one is read by nobody.
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_no_number)
    except (ValueError, RecursionError) as trouble:
        raise refused("availability.none", why=type(trouble).__name__) from trouble
    if not isinstance(found, dict):
        raise refused("availability.format", expected=FORMAT)
    return found


def _shallow(text: str) -> None:
    """Raises ValueError where it is nested deeper than anything that is meant. Brackets within texts count too."""
    depth = 0
    for sign in text:
        if sign in "[{":
            depth += 1
            if depth > _DEEPEST:
                raise ValueError("nested too deeply")
        elif sign in "]}":
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> Read:
    found = dict(pairs)
    if len(found) < len(pairs):
        counted = Counter(name for name, _value in pairs)
        raise refused("availability.repeated", path=counted.most_common(1)[0][0][:80])
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError("NaN, an infinity or a fraction; such numbers are written as texts")


def _question(said: Read) -> Message:
    sender, receiver = _party(said, "from"), _party(said, "to")
    mode = said.get("mode")
    if mode not in (Mode.PRODUCTION, Mode.TEST):
        raise _wrong("mode", "production or test")
    identifier, at = _text(said, "id", "id"), _moment(said, "at", "at")
    envelope = Envelope(
        sender=sender, from_=(sender,), to=(receiver,), payload_id=identifier, timestamp=at, mode=Mode(mode),
        mode_is_said=True,
    )  # fmt: skip
    body = AvailabilityRequest(tuple(_lines(said, _asked)))
    return Message(body, envelope, payload_id=identifier, timestamp=at)


def _answer(said: Read) -> Message:
    told = said["status"]
    if not isinstance(told, dict):
        raise _wrong("status", "an object")
    code = told.get("code")
    if type(code) is not int or not 100 <= code <= 599:
        raise _wrong("status.code", "a whole number from 100 to 599")
    status = Status(code, _text(told, "text", "status.text"), _text(told, "explanation", "status.explanation"))
    return Message(AvailabilityAnswer(tuple(_lines(said, _told))) if status.ok else status)


def _lines(said: Read, read_one: Callable[[Read, str], Any]) -> list[Any]:
    lines = said.get("lines")
    if not isinstance(lines, list):
        raise _wrong("lines", "a list")
    if len(lines) > MOST_LINES:
        raise refused("availability.too_many_lines", limit=MOST_LINES)
    found = []
    for place, line in enumerate(lines, start=1):
        path = f"lines[{place}]"
        if not isinstance(line, dict):
            raise _wrong(path, "an object")
        if not _text(line, "key", f"{path}.key"):
            raise _wrong(f"{path}.key", "a text that is not empty")
        found.append(read_one(line, path))
    keys = [line.key for line in found]
    if len(set(keys)) < len(keys):
        raise refused("availability.repeated", path="key")
    return found


def _asked(line: Read, path: str) -> AvailabilityQuestion:
    quantity = _number(line, "quantity", path)
    if quantity is not None and quantity <= 0:
        raise _wrong(f"{path}.quantity", "above zero")
    return AvailabilityQuestion(
        key=line["key"],
        supplier_part_id=_text(line, "part_id", f"{path}.part_id"),
        supplier_part_auxiliary_id=_text(line, "auxiliary_id", f"{path}.auxiliary_id"),
        quantity=quantity,
        unit=_text(line, "unit", f"{path}.unit"),
    )


def _told(line: Read, path: str) -> AvailabilityLine:
    found = line.get("found")
    if not isinstance(found, bool):
        raise _wrong(f"{path}.found", "true or false")
    if not found:
        return AvailabilityLine(line["key"], found=False)
    price, currency = _number(line, "unit_price", path), _text(line, "currency", f"{path}.currency")
    if price is None or price < 0:
        raise _wrong(f"{path}.unit_price", "a price, not below zero")
    if not is_currency(currency):
        raise _wrong(f"{path}.currency", "a currency of ISO 4217")
    available = _number(line, "available", path)
    if available is not None and available < 0:
        raise _wrong(f"{path}.available", "not below zero")
    days = line.get("lead_time_days")
    if days is not None and (type(days) is not int or not 0 <= days < 10_000):
        raise _wrong(f"{path}.lead_time_days", "a whole number of days")
    return AvailabilityLine(
        key=line["key"],
        found=True,
        unit_price=Money(price, currency),
        unit=_text(line, "unit", f"{path}.unit"),
        available=available,
        lead_time_days=days,
        hold_expires_at=_moment(line, "hold_expires_at", f"{path}.hold_expires_at"),
        supplier_part_auxiliary_id=_text(line, "auxiliary_id", f"{path}.auxiliary_id"),
    )


def _party(said: Read, name: str) -> Credential:
    told = said.get(name)
    if not isinstance(told, dict):
        raise _wrong(name, "an object with domain and identity")
    domain, identity = _text(told, "domain", f"{name}.domain"), _text(told, "identity", f"{name}.identity")
    if not identity:
        raise _wrong(f"{name}.identity", "a text that is not empty")
    return Credential(domain, identity)


def _text(said: Read, name: str, path: str) -> str:
    """Empty where it is not there. Half a pair of surrogates is no character, and nothing could keep it."""
    value = said.get(name, "")
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS or not _whole(value):
        raise _wrong(path, f"a text of at most {MOST_CHARACTERS} characters")
    return value


def _whole(text: str) -> bool:
    return "\0" not in text and not any(0xD800 <= ord(sign) <= 0xDFFF for sign in text)


def _number(said: Read, name: str, path: str) -> Decimal | None:
    text = _text(said, name, f"{path}.{name}")
    if not text:
        return None
    number = decimal_from(text)
    if number is None:
        raise _wrong(f"{path}.{name}", "a number as a text, such as 12.50")
    return number


def _moment(said: Read, name: str, path: str) -> datetime | None:
    text = _text(said, name, path)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong(path, "a moment in ISO 8601") from None
    if moment.tzinfo is None:
        raise _wrong(path, "a moment with its offset from UTC")
    return moment


def _wrong(path: str, expected: str) -> Exception:
    return refused("availability.field", path=path, expected=expected)
