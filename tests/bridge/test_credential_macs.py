"""A sender may prove itself by a CredentialMac, which never sends the secret."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from attrs import evolve

from fondaco.bridge.languages import language
from fondaco.bridge.models import MessageIn, Partner, Refused
from fondaco.bridge.taking import without_secrets
from fondaco.documents import Attachment, PurchaseOrder
from fondaco.wire import cxml
from tests.bridge.conftest import NOW, SECRET_IN, incoming, make_partner, order, receive, status_of

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def proved(secret: str = SECRET_IN, *, created: datetime = NOW - AN_HOUR, expires: datetime = NOW + AN_HOUR) -> bytes:
    return cxml.with_mac(incoming(), secret, created, expires)


def test_a_code_made_with_the_secret_lets_its_sender_in(partner: Partner) -> None:
    data = proved()

    answer = receive(data)

    assert SECRET_IN.encode() not in data
    assert status_of(answer).code == 201
    assert MessageIn.objects.get().partner == partner


def test_a_code_tells_which_of_two_connections_with_one_side_is_meant(partner: Partner) -> None:
    trial = make_partner(mode="test", name="Trial")
    trial.set_secret_in("for-trials")
    trial.save()

    assert status_of(receive(proved("for-trials"))).code == 201
    assert MessageIn.objects.get().partner == trial


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (proved("another secret"), "not accepted here"),
        (proved(created=NOW - 2 * AN_HOUR, expires=NOW - AN_HOUR), "has expired"),
        (proved(created=NOW + AN_HOUR, expires=NOW + 2 * AN_HOUR), "not valid yet"),
    ],
    ids=["wrong", "expired", "not yet"],
)
def test_any_other_code_is_turned_away_in_words_and_nothing_is_stored(
    partner: Partner, data: bytes, words: str
) -> None:
    status = status_of(receive(data))

    assert status.code == 401
    assert words in status.explanation
    assert not MessageIn.objects.exists()
    assert Refused.objects.get().reason == Refused.Reason.WRONG_SECRET


def test_a_stranger_is_not_told_that_a_code_has_expired(db: None) -> None:
    status = status_of(receive(proved(created=NOW - 2 * AN_HOUR, expires=NOW - AN_HOUR)))

    assert "not accepted here" in status.explanation
    assert Refused.objects.get().reason == Refused.Reason.UNKNOWN_SENDER


def test_handlers_see_no_proof(partner: Partner) -> None:
    reading = cxml.read(proved())
    assert reading.message is not None
    assert reading.message.envelope is not None

    seen = without_secrets(reading.message, reading.message.envelope)

    assert seen.envelope is not None
    assert seen.envelope.sender.mac is None
    assert seen.envelope.sender.secret is None


def test_an_order_with_a_file_goes_out_as_multipart_with_the_secret_inside(partner: Partner) -> None:
    file = Attachment("cid:drawing@desk", "disegno.pdf", "application/pdf", b"%PDF-1.7")
    order_with_file = evolve(order(), comments="Vedi allegato", attachments=(file,))
    reading = cxml.read(incoming(secret=None))
    assert reading.message is not None
    written = cxml.write_noting(evolve(reading.message, body=order_with_file))

    proof = language("cxml").proved(written.data, partner)

    assert proof.headers["Content-Type"] == written.content_type
    assert written.content_type.startswith("multipart/related; boundary=")
    again = cxml.read(proof.content).message
    assert again is not None
    assert isinstance(again.body, PurchaseOrder)
    assert again.body.attachments == (file,)
    assert again.envelope is not None
    assert again.envelope.sender.secret == partner.secret_out()
