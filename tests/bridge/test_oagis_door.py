"""POST /oagis: who may come in, what is kept, what is answered, and the ConfirmBOD that follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from fondaco.audit.models import Line
from fondaco.bridge.models import MessageIn, MessageOut, Partner, Refused
from fondaco.bridge.registry import NotTaken
from fondaco.bridge.states import Taking
from fondaco.documents import ConfirmationWanted, Status, StatusUpdate
from fondaco.wire import oagis, oagis721
from tests.bridge.conftest import SECRET_IN, make_partner, order
from tests.bridge.handlers import Behaviour
from tests.bridge.oagis_messages import RELEASES, bod, make_oagis_partner, post, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner() -> Partner:
    return make_oagis_partner()


def effects() -> int:
    return Line.objects.filter(action="order.taken").count()


def confirmations() -> list[StatusUpdate]:
    found = []
    for record in MessageOut.objects.filter(document_type="StatusUpdate").order_by("pk"):
        codec: Any = oagis721 if record.protocol == "oagis721" else oagis
        found.append(codec.read(record.body).message.body)
    return found


@pytest.mark.parametrize("protocol", RELEASES)
def test_an_order_is_taken_and_confirmed_in_its_own_release(protocol: str) -> None:
    make_oagis_partner(protocol)

    response = post(bod(protocol=protocol))

    assert response.status_code == 202
    assert response.headers["Content-Type"].startswith("text/plain")
    assert not response.cookies
    assert effects() == 1
    record = MessageIn.objects.get()
    assert (record.state, record.protocol, record.document_type) == ("handled", protocol, "PurchaseOrder")
    [said] = confirmations()
    assert (said.status_code // 100, said.about_payload_id) == (2, "bod-1")


def test_the_same_bod_again_gets_the_same_answer_and_one_confirmation(partner: Partner) -> None:
    first, again = receive(bod()), receive(bod())

    assert (again.http_status, again.content) == (first.http_status, first.content)
    assert effects() == 1
    assert len(confirmations()) == 1


def test_other_content_under_a_used_bodid_is_a_conflict_in_words(partner: Partner) -> None:
    receive(bod())

    answer = receive(bod(order("PO-2")))

    assert answer.http_status == 409
    assert b"BODID" in answer.content
    assert effects() == 1
    assert Refused.objects.get().reason == Refused.Reason.OTHER_CONTENT


@pytest.mark.parametrize(
    ("wanted", "refuse", "confirmed", "http_status"),
    [
        (ConfirmationWanted.ALWAYS, False, [201], 202),
        (ConfirmationWanted.ON_ERROR, False, [], 202),
        (ConfirmationWanted.NEVER, False, [], 202),
        (None, False, [], 202),
        (ConfirmationWanted.ALWAYS, True, [400], 202),
        (ConfirmationWanted.ON_ERROR, True, [400], 202),
        (ConfirmationWanted.NEVER, True, [], 422),
        (None, True, [], 422),
    ],
)
def test_a_confirmation_goes_out_as_the_sender_asked(
    partner: Partner, wanted: ConfirmationWanted | None, refuse: bool, confirmed: list[int], http_status: int
) -> None:
    def not_today(incoming: Any) -> Status:
        raise NotTaken(Status(450, "Not Implemented", "Not on Mondays."))

    Behaviour.order = not_today if refuse else None

    answer = receive(bod(wanted=wanted))

    assert answer.http_status == http_status
    assert [said.status_code // 100 for said in confirmations()] == [code // 100 for code in confirmed]
    if refuse:
        assert b"Not on Mondays." in answer.content
        assert all("Not on Mondays." in said.explanation for said in confirmations())


def test_where_they_have_no_address_nothing_is_confirmed() -> None:
    make_oagis_partner(order_url="")

    assert receive(bod()).http_status == 202
    assert confirmations() == []


@pytest.mark.parametrize("broken", [RuntimeError("broken"), Status(503, "Later")])
def test_what_failed_here_is_asked_for_again_and_not_confirmed(partner: Partner, broken: Any) -> None:
    def fail(incoming: Any) -> Status:
        if isinstance(broken, Exception):
            raise broken
        return broken

    Behaviour.order = fail
    answer = receive(bod())
    assert answer.http_status in {500, 503}
    assert MessageIn.objects.get().state == Taking.FAILED
    assert confirmations() == []

    Behaviour.order = None
    assert receive(bod()).http_status == 202
    assert effects() == 1
    assert len(confirmations()) == 1


@pytest.mark.parametrize(
    ("identity", "secret"), [("store", "wrong"), ("nobody", SECRET_IN), ("", ""), ("lanterna", SECRET_IN)]
)
def test_who_does_not_prove_itself_is_asked_to_and_nothing_is_kept(
    partner: Partner, identity: str, secret: str
) -> None:
    response = post(bod(), identity=identity, secret=secret)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic")
    assert not MessageIn.objects.exists()
    assert Refused.objects.get().identity == identity


@pytest.mark.parametrize("header", ["", "Basic", "Basic ***", "Basic /////w==", "Bearer x", "Digest a=b"])
def test_a_header_that_proves_nobody_is_refused(partner: Partner, header: str) -> None:
    assert post(bod(), headers={"Authorization": header}).status_code == 401


def test_too_many_failures_close_the_door(partner: Partner) -> None:
    for _try in range(10):
        receive(bod(), secret="wrong")

    answer = receive(bod())

    assert answer.http_status == 401
    assert b"quarter of an hour" in answer.content


def test_a_partner_that_is_switched_off_or_speaks_cxml_is_not_let_in() -> None:
    make_oagis_partner(active=False)
    make_partner(their_identity="other")

    assert receive(bod()).http_status == 403
    assert receive(bod(identity="other"), identity="other").http_status == 401


def test_the_name_inside_is_that_of_who_proved_itself(partner: Partner) -> None:
    answer = receive(bod(identity="somebody-else"))

    assert answer.http_status == 403
    assert Refused.objects.get().reason == Refused.Reason.OTHER_SENDER
    assert not MessageIn.objects.exists()


@pytest.mark.parametrize(
    "data", [b"", b"no XML", b"<ProcessPurchaseOrder", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"]
)
def test_what_cannot_be_read_is_refused_in_words(partner: Partner, data: bytes) -> None:
    answer = receive(data)

    assert answer.http_status == 400
    assert len(answer.content) > 20
    assert Refused.objects.get().reason == Refused.Reason.UNREADABLE


def test_a_card_number_is_refused_and_nothing_kept(partner: Partner) -> None:
    answer = receive(bod().replace(b"Pencil", b"Pay with 4111 1111 1111 1111"))

    assert answer.http_status == 400
    assert Refused.objects.get().reason == Refused.Reason.CARD_NUMBER
    assert not MessageIn.objects.exists()


def test_a_bod_that_is_read_but_has_no_handler_is_refused(partner: Partner) -> None:
    data = bod().replace(b"ProcessPurchaseOrder", b"ProcessSomethingElse")

    assert receive(data).http_status == 422


@pytest.mark.parametrize("method", ["get", "put"])
def test_any_other_method_is_told_to_post(method: str) -> None:
    response = getattr(Client(), method)("/oagis")

    assert response.status_code == 405
    assert b"OAGIS" in response.content


def test_too_large_and_compressed_bodies_are_refused(partner: Partner) -> None:
    assert post(b"x" * (11 * 1024 * 1024)).status_code == 413
    assert post(bod(), headers={"Content-Encoding": "gzip"}).status_code == 415
