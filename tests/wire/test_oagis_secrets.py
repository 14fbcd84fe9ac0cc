"""The AuthorizationID: never in a log, put in at the last moment; and the digest that knows a repetition without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from fondaco.wire import LocalError, RemoteError
from fondaco.wire.oagis import fingerprint, masked, read, with_secret

CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def sample(release: str = "10", name: str = "ProcessPurchaseOrder/three_lines") -> bytes:
    return (CORPUS / f"oagis{release}" / f"{name}.xml").read_bytes()


@pytest.mark.parametrize("release", ["10", "9"])
def test_a_secret_is_put_in_and_read_and_changes_nothing_else(release: str) -> None:
    data = sample(release)

    sealed = with_secret(with_secret(data, "first"), "s3cret & <more>")

    message, findings = read(sealed)
    assert findings == ()
    assert message is not None
    assert message.envelope is not None
    assert message.envelope.sender.secret == "s3cret & <more>"
    assert fingerprint(sealed) == fingerprint(data)
    before, _findings = read(data)
    assert before is not None
    assert before.body == message.body


def test_a_secret_stands_before_the_other_identities(oagis_schemas: str) -> None:
    data = sample().replace(b"</Sender>", b"<ID>other</ID></Sender>")

    schema = etree.XMLSchema(etree.parse(str(Path(oagis_schemas) / "ProcessPurchaseOrder.xsd")))
    assert schema.validate(etree.fromstring(with_secret(data, "s3cret"))), schema.error_log


@pytest.mark.parametrize(
    ("data", "secret", "reason"),
    [
        (b"nothing", "s", "secret.no_message"),
        (b"<ConfirmBOD><DataArea/></ConfirmBOD>", "s", "secret.no_sender"),
        (b"<ConfirmBOD><ApplicationArea><Sender/></ApplicationArea></ConfirmBOD>", "\x00", "secret.illegal"),
    ],
)
def test_a_secret_cannot_be_put_in_where_there_is_no_place(data: bytes, secret: str, reason: str) -> None:
    with pytest.raises(LocalError) as error:
        with_secret(data, secret)

    assert error.value.reason == reason


@pytest.mark.parametrize(
    "inner",
    [
        "<AuthorizationID>s3cret</AuthorizationID>",
        "<oa:AuthorizationID xmlns:oa='urn:overlay' schemeID='a'>s3cret</oa:AuthorizationID>",
        "<AuthorizationID><![CDATA[s3</AuthorizationID>cret]]></AuthorizationID>",
        "<AuthorizationID>s3<b>cret</b></AuthorizationID>",
        "<AuthorizationID><!-- > -->s3cret</AuthorizationID>",
    ],
)
def test_no_secret_is_left_in_what_is_shown(inner: str) -> None:
    data = sample().replace(b"</Sender>", f"{inner}</Sender>".encode())
    assert b"cret" in data

    shown = masked(data)

    assert b"cret" not in shown
    assert b"PO-2026-000118" in shown


def test_what_has_no_secret_is_shown_to_the_letter() -> None:
    assert masked(sample()) == sample()


def test_what_is_no_xml_is_masked_as_well_as_can_be() -> None:
    assert masked(b"<a><AuthorizationID>s3cret</a>") == b"<a><AuthorizationID>********"
    assert masked("<a><AuthorizationID>s3cret".encode("utf-16")) == b""


def test_a_secret_in_utf_16_is_found() -> None:
    data = sample().replace(b"</Sender>", b"<AuthorizationID>s3cret</AuthorizationID></Sender>")
    text = data.decode().replace("UTF-8", "UTF-16")

    shown = masked(text.encode("utf-16"))

    assert b"s3cret" not in shown.replace(b"\x00", b"")
    assert b"PO-2026-000118" in shown


def test_masking_that_breaks_the_markup_writes_the_message_anew() -> None:
    data = sample().replace(
        b"</Sender>", b"<AuthorizationID><![CDATA[<AuthorizationID>s3cret]]></AuthorizationID></Sender>"
    )

    assert b"s3cret" not in masked(data)


def test_a_repetition_has_the_fingerprint_of_the_first() -> None:
    data = sample()
    again = data.replace(b"<CreationDateTime>2026-11-24T09:15", b"<CreationDateTime>2026-11-24T09:59").replace(
        b"\n  ", b" "
    )
    assert again != data

    assert fingerprint(again) == fingerprint(data)
    assert fingerprint(data.replace(b">4<", b">5<", 1)) != fingerprint(data)


def test_only_the_messages_own_time_is_set_aside() -> None:
    data = sample(name="AcknowledgePurchaseOrder/accepted")
    other = data.replace(b"<CreationDateTime>2026-11-24T09:15", b"<CreationDateTime>2026-11-24T09:14")
    assert other != data

    assert fingerprint(other) != fingerprint(data)


def test_what_is_no_xml_has_no_fingerprint() -> None:
    with pytest.raises(RemoteError):
        fingerprint(b"")


def test_a_root_that_is_itself_a_secret_has_a_fingerprint() -> None:
    assert fingerprint(b"<AuthorizationID>x</AuthorizationID>")
