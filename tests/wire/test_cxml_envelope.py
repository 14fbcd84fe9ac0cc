"""Who says it, when and to whom: read as systems write it, with a finding for what was off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from fondaco.documents import (
    Credential,
    Mode,
    PurchaseOrder,
)
from fondaco.wire.cxml import Reading, read, write

Varied = Callable[..., bytes]


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def body(reading: Reading, kind: type) -> object:
    assert reading.message is not None
    assert isinstance(reading.message.body, kind)
    return reading.message.body


def the_order(reading: Reading) -> PurchaseOrder:
    return body(reading, PurchaseOrder)  # type: ignore[return-value]


def test_a_message_without_any_of_the_envelope_is_read_with_a_finding_for_each() -> None:
    reading = read(b"<!DOCTYPE cXML SYSTEM 'x'><cXML><Request><ProfileRequest/></Request></cXML>")

    assert codes(reading) == [
        "envelope.payload_id.missing",
        "envelope.timestamp.missing",
        "envelope.header.missing",
    ]
    assert reading.message is not None
    assert reading.message.envelope is not None
    assert reading.message.envelope.sender == Credential("", "")
    assert reading.message.timestamp is None


def test_parties_that_are_missing_are_named(order: Varied) -> None:
    reading = read(
        b"<!DOCTYPE cXML SYSTEM 'x'><cXML payloadID='1' timestamp='2026-01-01T00:00:00Z'><Header><Sender/></Header>"
        b"<Request><ProfileRequest/></Request></cXML>"
    )

    assert codes(reading) == [
        "envelope.user_agent.missing",
        "envelope.from.missing",
        "envelope.to.missing",
        "envelope.sender.missing",
    ]
    assert reading.findings[1].path == "/cXML/Header/From/Credential"


def test_the_sender_with_a_secret_is_the_one_that_counts(order: Varied) -> None:
    other = '<Credential domain="X"><Identity>y</Identity></Credential>'
    reading = read(order(("<Sender>", f"<Sender>{other}")))

    assert reading.message is not None
    assert reading.message.envelope is not None
    assert reading.message.envelope.sender == Credential("NetworkID", "sant-elmo", "apriti-sesamo")
    assert codes(reading) == ["envelope.sender.several"]


def test_several_credentials_of_a_party_are_all_kept(order: Varied) -> None:
    reading = read(order(("<To>", '<To><Credential domain="NetworkId"><Identity> a b </Identity></Credential>')))

    assert reading.message is not None
    assert reading.message.envelope is not None
    assert reading.message.envelope.to == (Credential("NetworkId", "a b"), Credential("DUNS", "bottega"))


def test_a_credential_without_domain_or_identity_is_remarked_on(order: Varied) -> None:
    reading = read(order(('<Credential domain="DUNS">', "<Credential>"), ("<Identity>bottega</Identity>", "<Other/>")))

    assert codes(reading) == ["credential.domain.missing", "credential.identity.missing", "element.kept"]


def test_nothing_that_authenticates_is_kept_as_an_extra(order: Varied) -> None:
    reading = read(
        order(
            (
                "</SharedSecret>",
                "</SharedSecret><SharedSecret1>segreto</SharedSecret1><CredentialMac>prova-mac</CredentialMac>",
            )
        )
    )

    assert "segreto" not in repr(reading)
    assert "prova-mac" not in repr(reading)
    assert codes(reading) == []


def test_what_else_stands_in_the_header_is_remarked_on(order: Varied) -> None:
    reading = read(order(("</From>", "<Correspondent/></From>"), ("</Header>", "<Path/></Header>")))

    assert codes(reading) == ["element.kept", "element.kept"]


@pytest.mark.parametrize(
    ("word", "mode"), [("TEST", Mode.TEST), ("production", Mode.PRODUCTION), ("x", Mode.PRODUCTION)]
)
def test_the_mode_is_read_in_any_case(order: Varied, word: str, mode: Mode) -> None:
    reading = read(order(('deploymentMode="test"', f'deploymentMode="{word}"')))

    assert reading.message is not None
    assert reading.message.envelope is not None
    assert reading.message.envelope.mode is mode
    assert codes(reading) == (["envelope.mode.unknown"] if word == "x" else [])


@pytest.mark.parametrize(
    ("written", "said"), [('deploymentMode="production"', True), ('deploymentMode="test"', True), ("", False)]
)
def test_whether_the_mode_was_written_is_kept_and_written_again(order: Varied, written: str, said: bool) -> None:
    reading = read(order(('deploymentMode="test"', written)))

    assert reading.message is not None
    assert reading.message.envelope is not None
    assert reading.message.envelope.mode_is_said is said
    assert (b"deploymentMode" in write(reading.message)) is said


MINUS_FOUR = timezone(timedelta(hours=-4))


@pytest.mark.parametrize(
    ("written", "meant", "found"),
    [
        ("2026-11-23T09:30:00+01:00", datetime(2026, 11, 23, 8, 30, tzinfo=UTC), []),
        ("2026-11-23T09:30:00Z", datetime(2026, 11, 23, 9, 30, tzinfo=UTC), []),
        ("2026-11-23T09:30:00.076Z", datetime(2026, 11, 23, 9, 30, 0, 76000, tzinfo=UTC), []),
        ("2026-11-23T09:30:00.1234567-04:00", datetime(2026, 11, 23, 9, 30, 0, 123456, tzinfo=MINUS_FOUR), []),
        ("2026-11-23T09:30:00-0400", datetime(2026, 11, 23, 9, 30, tzinfo=MINUS_FOUR), []),
        ("2026-11-23T09:30:00 -04:00", datetime(2026, 11, 23, 9, 30, tzinfo=MINUS_FOUR), []),
        ("2026-11-23T09:30:00 -4", datetime(2026, 11, 23, 9, 30, tzinfo=MINUS_FOUR), []),
        ("2026-11-23 9:30 GMT", datetime(2026, 11, 23, 9, 30, tzinfo=UTC), []),
        ("2026-1-5T9:30:00,5z", datetime(2026, 1, 5, 9, 30, 0, 500000, tzinfo=UTC), []),
        ("2026-11-23T09:30:00", datetime(2026, 11, 23, 9, 30, tzinfo=UTC), ["time.no_offset"]),
        ("2026-11-23", datetime(2026, 11, 23, tzinfo=UTC), ["time.no_offset"]),
        (" ", None, ["order.date.missing"]),
        ("23/11/2026", None, ["time.unreadable"]),
        ("2026-13-45T09:30:00 +01:00", None, ["time.unreadable"]),
        ("0001-01-01T00:00:00+14:00", None, ["time.unreadable"]),
        ("yesterday", None, ["time.unreadable"]),
    ],
)
def test_times_are_read_as_systems_write_them(
    order: Varied, written: str, meant: datetime | None, found: list[str]
) -> None:
    reading = read(order(('orderDate="2026-11-23T09:29:00+01:00"', f'orderDate="{written}"')))

    assert the_order(reading).ordered_at == meant
    assert codes(reading) == found
