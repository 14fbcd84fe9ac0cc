"""CredentialMac: the reference's vector, and who is let in when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

from fondaco.documents import Credential, CredentialMac, Envelope
from fondaco.wire import LocalError
from fondaco.wire.cxml import Verdict, read, verified, with_mac, with_secret, write, write_noting
from fondaco.wire.cxml.macs import mac, proof_of

WHO = Credential("NetworkID", "AN9900000100")
CREATED, EXPIRES = "2003-01-15T08:42:46-08:00", "2003-01-15T11:42:46-08:00"
SECRET = "abracadabra"
NOON = datetime.fromisoformat("2003-01-15T09:00:00-08:00")
GIVEN = CredentialMac("cR6Jpz58nriXERDN", CREATED, EXPIRES)


def envelope(proof: CredentialMac | None, *, from_: tuple[Credential, ...] = (WHO,)) -> Envelope:
    return Envelope(attrs.evolve(WHO, mac=proof), from_)


def test_the_code_is_the_one_of_the_published_vector() -> None:
    assert mac(WHO, WHO, CREATED, EXPIRES, SECRET) == "cR6Jpz58nriXERDN"


def test_letter_case_of_names_does_not_count() -> None:
    loud = Credential("NETWORKID", "an9900000100")

    assert mac(loud, loud, CREATED, EXPIRES, SECRET) == "cR6Jpz58nriXERDN"


@pytest.mark.parametrize(
    ("proof", "at", "verdict"),
    [
        (GIVEN, NOON, Verdict.GOOD),
        (GIVEN, datetime.fromisoformat(CREATED), Verdict.GOOD),
        (GIVEN, datetime.fromisoformat(EXPIRES), Verdict.EXPIRED),
        (GIVEN, datetime.fromisoformat(CREATED) - timedelta(seconds=1), Verdict.NOT_YET),
        (None, NOON, Verdict.NONE),
        (attrs.evolve(GIVEN, value="AAAAAAAAAAAAAAAA"), NOON, Verdict.WRONG),
        (attrs.evolve(GIVEN, value="à\ud800"), NOON, Verdict.WRONG),
        (attrs.evolve(GIVEN, expires="2033-01-15T11:42:46-08:00"), NOON, Verdict.WRONG),
        (attrs.evolve(GIVEN, algorithm="HMAC-MD5"), NOON, Verdict.UNKNOWN),
        (attrs.evolve(GIVEN, type="other"), NOON, Verdict.UNKNOWN),
    ],
)
def test_a_proof_is_judged_by_its_code_and_then_by_its_time(
    proof: CredentialMac | None, at: datetime, verdict: Verdict
) -> None:
    assert verified(envelope(proof), SECRET, at=at) is verdict


def test_dates_that_nobody_can_read_prove_nothing() -> None:
    proof = CredentialMac(mac(WHO, WHO, "today", EXPIRES, SECRET), "today", EXPIRES)

    assert verified(envelope(proof), SECRET, at=NOON) is Verdict.UNDATED


def test_another_secret_lets_nobody_in() -> None:
    assert verified(envelope(GIVEN), "abracadabrA", at=NOON) is Verdict.WRONG


def test_any_from_may_be_the_one_that_is_spoken_for() -> None:
    others = (Credential("DUNS", "1"), WHO)

    assert verified(envelope(GIVEN, from_=others), SECRET, at=NOON) is Verdict.GOOD
    assert verified(envelope(GIVEN, from_=()), SECRET, at=NOON) is Verdict.WRONG


def test_a_message_gets_its_proof_in_place_of_the_secret(golden: Callable[[str], bytes]) -> None:
    created = datetime(2026, 11, 23, 8, tzinfo=UTC)

    data = with_mac(golden("OrderRequest/two_lines"), SECRET, created, created + timedelta(hours=1))

    around = read(data).message.envelope  # type: ignore[union-attr]
    assert around is not None
    assert around.sender.secret is None
    assert b"apriti-sesamo" not in data
    assert verified(around, SECRET, at=created) is Verdict.GOOD
    assert verified(around, "another", at=created) is Verdict.WRONG


def test_a_secret_takes_the_place_of_a_proof(golden: Callable[[str], bytes]) -> None:
    created = datetime(2026, 11, 23, 8, tzinfo=UTC)
    proven = with_mac(golden("OrderRequest/two_lines"), SECRET, created, created)

    around = read(with_secret(proven, "nuovo")).message.envelope  # type: ignore[union-attr]

    assert around is not None
    assert (around.sender.secret, around.sender.mac) == ("nuovo", None)


def test_a_message_without_from_cannot_be_proven(golden: Callable[[str], bytes]) -> None:
    data = golden("OrderRequest/two_lines").replace(b"From>", b"Whence>")

    with pytest.raises(LocalError) as refused:
        with_mac(data, SECRET, NOON, NOON)

    assert refused.value.missing == "Header/From/Credential"


def test_a_proof_is_written_valid_and_read_back_and_its_secret_stays_at_home(
    golden: Callable[[str], bytes], dtd_dir: Path
) -> None:
    message = read(golden("StatusUpdateRequest/accepted")).message
    assert message is not None
    assert message.envelope is not None
    proof = proof_of(message.envelope.from_[0], message.envelope.sender, SECRET, created=NOON, expires=NOON)
    sender = attrs.evolve(message.envelope.sender, mac=proof)
    message = attrs.evolve(message, envelope=attrs.evolve(message.envelope, sender=sender))

    data = write(message, dtd_dir=dtd_dir)

    assert b"SharedSecret" not in data
    around = read(data).message.envelope  # type: ignore[union-attr]
    assert around is not None
    assert around.sender == attrs.evolve(sender, secret=None)


def test_a_sender_with_a_proof_alone_loses_nothing(golden: Callable[[str], bytes], dtd_dir: Path) -> None:
    created = datetime(2026, 11, 23, 8, tzinfo=UTC)
    message = read(with_mac(golden("StatusUpdateRequest/accepted"), SECRET, created, created)).message
    assert message is not None

    written = write_noting(message, dtd_dir=dtd_dir)

    assert written.losses == ()
    assert read(written.data).message == message


def test_a_proof_alone_names_the_sender_among_several(golden: Callable[[str], bytes]) -> None:
    data = golden("OrderRequest/two_lines").replace(
        b"<SharedSecret>apriti-sesamo</SharedSecret>",
        b'</Credential><Credential domain="DUNS"><Identity>2</Identity>'
        b'<CredentialMac type="FromSenderCredentials" algorithm="HMAC-SHA1-96" creationDate="a" expirationDate="b">x'
        b"</CredentialMac><CredentialMac>y</CredentialMac>",
    )

    around = read(data).message.envelope  # type: ignore[union-attr]

    assert around is not None
    assert around.sender == Credential("DUNS", "2", None, CredentialMac("x", "a", "b"))


def test_what_is_proven_does_not_show_in_a_trace() -> None:
    assert "cR6J" not in repr(GIVEN)
