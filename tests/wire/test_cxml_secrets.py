"""Secrets out before anyone looks, in at the last moment; and repetitions told from other messages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from fondaco.wire import LocalError, RemoteError
from fondaco.wire.cxml import fingerprint, masked, read, with_secret

SECRET = b"apriti-sesamo"
Golden = Callable[[str], bytes]
HEAD = (
    b'<cXML payloadID="1" timestamp="2026-01-01T00:00:00+00:00">'
    b'<Header><Sender><Credential domain="d"><Identity>i</Identity>'
)
TAIL = b"</Credential></Sender></Header><Request><ProfileRequest/></Request></cXML>"


def test_masking_replaces_the_secret_and_nothing_else(golden: Golden) -> None:
    data = golden("OrderRequest/two_lines")

    assert masked(data) == data.replace(SECRET, b"********")


@pytest.mark.parametrize(
    "secret",
    [
        b"<SharedSecret>apriti-sesamo</SharedSecret>",
        b"<SharedSecret\n>apriti-sesamo</SharedSecret >",
        b"<SharedSecret><![CDATA[apriti-sesamo]]></SharedSecret>",
        b"<SharedSecret>apriti<!-- </SharedSecret> -->-sesamo</SharedSecret>",
        b'<SharedSecret x=">">apriti-sesamo</SharedSecret>',
        b"<SharedSecret1>#WF#apriti-sesamo</SharedSecret1>",
        b'<x:SharedSecret xmlns:x="u">apriti-sesamo</x:SharedSecret>',
        b'<CredentialMac type="FromSenderCredentials">apriti-sesamo</CredentialMac>',
        b"<DigitalSignature><a>apriti-sesamo</a></DigitalSignature>",
        b"<SharedSecret/><SharedSecret>apriti-sesamo</SharedSecret>",
        b"<!-- <SharedSecret> --><SharedSecret>apriti-sesamo</SharedSecret>",
    ],
)
def test_no_way_of_writing_a_secret_escapes(secret: bytes) -> None:
    data = HEAD + secret + TAIL

    for encoded in (data, data.decode().encode("utf-16")):
        shown = masked(encoded)
        assert b"sesamo" not in shown
        assert "sesamo" not in shown.decode("utf-16", "ignore")
        assert b"ProfileRequest" in shown


@pytest.mark.parametrize("cut", [b"</SharedSecret>", b"<UserAgent>"])
def test_a_message_cut_short_is_masked_to_its_end(golden: Golden, cut: bytes) -> None:
    data = golden("OrderRequest/two_lines")
    data = data[: data.index(cut)]

    assert SECRET not in masked(data)


def test_what_is_no_xml_is_shown_as_it_is_but_for_what_cannot_be_searched() -> None:
    assert masked(b"hello") == b"hello"
    assert masked("<SharedSecret>x".encode("utf-16")) == b""


@pytest.mark.parametrize("quote", ['"', "'"])
def test_card_numbers_are_masked(quote: str) -> None:
    card = f"<PCard name='A' number={quote}4111111111111111{quote} expiration='2027-01-01'/>".encode()
    shown = masked(b'<cXML payloadID="1" timestamp="2026-01-01T00:00:00Z"><Request>' + card + b"</Request></cXML>")

    assert b"4111" not in shown
    assert b"********" in shown
    assert b"expiration" in shown


def test_a_card_number_behind_a_bracket_is_masked_too() -> None:
    data = b"<cXML><Request><PCard name='>' number='4111111111111111'/></Request></cXML>"

    assert b"4111" not in masked(data)


def test_the_secret_goes_in_before_sending(golden: Golden) -> None:
    data = golden("PunchOutOrderMessage/two_lines")
    assert SECRET not in data

    sent = with_secret(data, "più & <segreto>")

    message = read(sent).message
    assert message is not None
    assert message.envelope is not None
    assert message.envelope.sender.secret == "più & <segreto>"
    assert b'"http://xml.cxml.org/schemas/cXML/1.2.071/cXML.dtd"' in sent
    assert fingerprint(sent) == fingerprint(data)


def test_the_secret_replaces_the_one_that_is_there(golden: Golden) -> None:
    sent = with_secret(golden("OrderRequest/two_lines"), "nuovo")

    assert SECRET not in sent
    assert sent.count(b"<SharedSecret>") == 1


def test_a_secret_goes_into_a_message_without_a_doctype() -> None:
    assert b"<!DOCTYPE" not in with_secret(HEAD + TAIL, "x")


@pytest.mark.parametrize(
    ("data", "secret", "reason"),
    [
        (b"no message", "x", "secret.no_message"),
        (b"<cXML/>", "x", "secret.no_sender"),
        (HEAD + TAIL, "\x00", "secret.illegal"),
    ],
)
def test_a_secret_that_cannot_go_in_is_our_fault(data: bytes, secret: str, reason: str) -> None:
    with pytest.raises(LocalError) as refused:
        with_secret(data, secret)

    assert refused.value.reason == reason
    assert secret not in refused.value.words or secret == "x"


def test_a_repetition_has_the_same_fingerprint(golden: Golden) -> None:
    data = golden("OrderRequest/two_lines")
    text = data.decode()
    pretty = etree.fromstring(data)
    etree.indent(pretty, space="\t")
    repeated = {
        "secret": text.replace("apriti-sesamo", "altro"),
        "no secret": text.replace("<SharedSecret>apriti-sesamo</SharedSecret>", ""),
        "time": text.replace('timestamp="2026-11-23T09:30:00+01:00"', 'timestamp="2026-11-24T00:00:00Z"'),
        "layout": etree.tostring(pretty, encoding="unicode"),
        "one line": "".join(line.strip() for line in text.splitlines()[2:]),
        "quotes": text.replace('quantity="10"', "quantity='10'"),
        "spaces": text.replace(">FND-000412<", ">\n FND-000412\n<"),
        "comment": text.replace("<OrderRequest>", "<OrderRequest><!-- again -->"),
    }

    for how, other in repeated.items():
        assert fingerprint(other.encode()) == fingerprint(data), how
    latin = text.replace('encoding="UTF-8"', 'encoding="iso-8859-15"').encode("iso-8859-15")
    assert fingerprint(latin) == fingerprint(data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('quantity="10"', 'quantity="11"'),
        ("1.2345", "1.2346"),
        ("<Identity>sant-elmo", "<Identity>altri"),
        ('payloadID="2', 'payloadID="3'),
        ("orderDate", "effectiveDate"),
        ("Penna a gel", "Pennaa gel"),
    ],
)
def test_another_content_has_another_fingerprint(golden: Golden, old: str, new: str) -> None:
    data = golden("OrderRequest/two_lines")

    assert fingerprint(data.replace(old.encode(), new.encode())) != fingerprint(data)


def test_nothing_but_a_secret_has_a_fingerprint_and_is_masked() -> None:
    data = b"<SharedSecret><![CDATA[apriti-sesamo]]></SharedSecret>"

    assert len(fingerprint(data)) == 64
    assert SECRET not in masked(data)


def test_what_is_no_message_has_no_fingerprint() -> None:
    with pytest.raises(RemoteError):
        fingerprint(b"x")
