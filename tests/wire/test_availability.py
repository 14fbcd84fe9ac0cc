"""Price and availability in JSON: what is written is read again, and what is hostile is refused in words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from time import process_time
from typing import Any

import pytest

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
    ProfileRequest,
    Status,
)
from fondaco.wire import LocalError, RemoteError
from fondaco.wire.availability import FORMAT, MOST_BYTES, MOST_LINES, read, write_answer, write_noting

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
US, THEM = Credential("NetworkID", "lanterna"), Credential("NetworkID", "store")
QUESTION = AvailabilityRequest(
    (
        AvailabilityQuestion("1", "FND-1", "offer.hold", Decimal("2.5"), "EA"),
        AvailabilityQuestion("2", "FND-2 é «ß»"),
    )
)
ANSWER = AvailabilityAnswer(
    (
        AvailabilityLine("1", True, Money(Decimal("12.305"), "EUR"), "EA", Decimal(0), 3, AT, "offer.hold"),
        AvailabilityLine("2", found=False),
        AvailabilityLine("3", True, Money(Decimal(0), "EUR")),
    )
)


def question(body: Any = QUESTION, mode: Mode = Mode.TEST) -> Message:
    envelope = Envelope(sender=US, from_=(US,), to=(THEM,), payload_id="1@desk", timestamp=AT, mode=mode)
    return Message(body, envelope, payload_id="1@desk", timestamp=AT)


def test_a_question_is_read_as_it_was_written() -> None:
    assert read(write_noting(question()).data).message == question()


def test_no_secret_is_written() -> None:
    message = question()
    assert message.envelope is not None
    sender = Credential("NetworkID", "lanterna", "open sesame")

    written = write_noting(Message(QUESTION, Envelope(sender=sender, to=(THEM,)))).data

    assert b"sesame" not in written


def test_an_answer_is_read_as_it_was_written() -> None:
    assert read(write_answer(status=Status(200, "OK"), body=ANSWER)).message == Message(ANSWER)


def test_a_refusal_is_a_status() -> None:
    status = Status(401, "Unauthorized", "Who are you?")

    assert read(write_answer(status=status, body=None)).message == Message(status)


def test_nothing_else_is_written_so() -> None:
    with pytest.raises(LocalError):
        write_noting(question(ProfileRequest()))
    with pytest.raises(LocalError):
        write_noting(Message(QUESTION))


def test_what_a_later_version_says_besides_is_passed_over() -> None:
    said = json.loads(write_noting(question()).data)
    said["more"] = {"of": ["it"]}
    said["lines"][0]["colour"] = "blue"

    assert read(json.dumps(said).encode()).message == question()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "availability.none"),
        (b"\xff\xfe{}", "availability.none"),
        (b"<html><form></form></html>", "availability.none"),
        (b"[" * 100_000, "availability.none"),
        (b'{"a":' * 50_000, "availability.none"),
        (b"[]", "availability.format"),
        (b'"text"', "availability.format"),
        (b"null", "availability.format"),
        (b"{}", "availability.format"),
        (b'{"format": "fondaco-availability-2", "status": {"code": 200}}', "availability.format"),
        (b'{"format": NaN}', "availability.none"),
        (b'{"format": Infinity}', "availability.none"),
        (b'{"format": 1.5}', "availability.none"),
        (b'{"format": ' + b"9" * 10_000 + b"}", "availability.none"),
        (b" " * (MOST_BYTES + 1), "availability.too_large"),
        (b'{"format": "a", "format": "b"}', "availability.repeated"),
    ],
)
def test_what_is_no_message_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RemoteError) as refusal:
        read(data)

    assert refusal.value.reason == reason
    assert refusal.value.words
    assert refusal.value.words_it


def test_what_stands_there_twice_among_very_many_is_found_at_once() -> None:
    names = ",".join(f'"{number:x}":0' for number in range(50_000))
    data = f'{{{names},"zz":0,"zz":0}}'.encode()
    begun = process_time()

    with pytest.raises(RemoteError, match="zz stands there twice"):
        read(data)

    assert process_time() - begun < 5  # seconds; comparing each with each takes a minute


def _asked(**changed: Any) -> bytes:
    said = json.loads(write_noting(question()).data)
    said["lines"][0] |= {name: value for name, value in changed.items() if value is not ...}
    for name in [name for name, value in changed.items() if value is ...]:
        del said["lines"][0][name]
    return json.dumps(said).encode()


@pytest.mark.parametrize(
    "changed",
    [
        {"key": ...},
        {"key": ""},
        {"key": 1},
        {"key": "2"},  # the other line's
        {"key": "\0"},
        {"key": "\ud800"},
        {"key": "x" * 501},
        {"part_id": None},
        {"part_id": ["FND-1"]},
        {"part_id": {"$ne": ""}},
        {"quantity": 5},
        {"quantity": True},
        {"quantity": "0"},
        {"quantity": "-1"},
        {"quantity": "NaN"},
        {"quantity": "1e5"},
        {"quantity": "١"},
        {"quantity": "1_000"},
        {"quantity": "9" * 16},
        {"unit": 7},
    ],
)
def test_a_line_that_says_nonsense_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(RemoteError):
        read(_asked(**changed))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "earnest"),
        ("mode", None),
        ("from", None),
        ("from", "lanterna"),
        ("from", {"domain": "NetworkID"}),
        ("from", {"domain": "NetworkID", "identity": 5}),
        ("to", []),
        ("id", 7),
        ("at", "yesterday"),
        ("at", "2026-03-02T09:30:00"),
        ("lines", None),
        ("lines", {}),
        ("lines", ["1"]),
        ("lines", [{"key": str(n)} for n in range(MOST_LINES + 1)]),
    ],
)
def test_an_envelope_that_says_nonsense_is_refused(name: str, value: Any) -> None:
    said = json.loads(write_noting(question()).data)
    said[name] = value

    with pytest.raises(RemoteError):
        read(json.dumps(said).encode())


@pytest.mark.parametrize(
    "line",
    [
        {"key": "1"},
        {"key": "1", "found": "true"},
        {"key": "1", "found": 1},
        {"key": "1", "found": True},
        {"key": "1", "found": True, "unit_price": "1"},
        {"key": "1", "found": True, "unit_price": "1", "currency": "eur"},
        {"key": "1", "found": True, "unit_price": "-1", "currency": "EUR"},
        {"key": "1", "found": True, "unit_price": 1, "currency": "EUR"},
        {"key": "1", "found": True, "unit_price": "1", "currency": "EUR", "available": "-1"},
        {"key": "1", "found": True, "unit_price": "1", "currency": "EUR", "available": "many"},
        {"key": "1", "found": True, "unit_price": "1", "currency": "EUR", "lead_time_days": True},
        {"key": "1", "found": True, "unit_price": "1", "currency": "EUR", "lead_time_days": -1},
        {"key": "1", "found": True, "unit_price": "1", "currency": "EUR", "lead_time_days": "3"},
        {"key": "1", "found": True, "unit_price": "1", "currency": "EUR", "hold_expires_at": "2026-03-02"},
    ],
)
def test_an_answer_that_says_nonsense_is_refused(line: dict[str, Any]) -> None:
    said = {"format": FORMAT, "status": {"code": 200}, "lines": [line]}

    with pytest.raises(RemoteError):
        read(json.dumps(said).encode())


@pytest.mark.parametrize("status", [None, 200, {}, {"code": "200"}, {"code": True}, {"code": 20}, {"code": 10**30}])
def test_a_status_that_is_none_is_refused(status: Any) -> None:
    with pytest.raises(RemoteError):
        read(json.dumps({"format": FORMAT, "status": status, "lines": []}).encode())


def test_of_what_is_not_found_nothing_else_is_believed() -> None:
    said = {"format": FORMAT, "status": {"code": 200}, "lines": [{"key": "1", "found": False, "unit_price": "free"}]}

    message = read(json.dumps(said).encode()).message

    assert message is not None
    assert message.body == AvailabilityAnswer((AvailabilityLine("1", found=False),))
