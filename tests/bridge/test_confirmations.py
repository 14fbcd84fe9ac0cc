"""ConfirmBOD of theirs: what it does to the message that it is about, whenever it comes."""

from __future__ import annotations

from typing import Any

import pytest

from fondaco.bridge import inbox, outbox
from fondaco.bridge.languages import basic, language
from fondaco.bridge.models import MessageIn, MessageOut, Partner
from fondaco.bridge.states import Sending
from fondaco.bridge.transport import Sent
from fondaco.documents import ConfirmationWanted, StatusUpdate
from fondaco.people.models import Person
from fondaco.wire import oagis
from tests.bridge.conftest import NOW, SECRET_OUT, post_through, put
from tests.bridge.oagis_messages import RELEASES, confirm, make_oagis_partner, receive

pytestmark = pytest.mark.django_db(transaction=True)
TAKEN = Sent(http_status=202, content=b"taken", content_type="text/plain", arrived=True)


@pytest.fixture
def partner() -> Partner:
    return make_oagis_partner()


def delivered(partner: Partner, *answers: Sent) -> tuple[MessageOut, Any]:
    record = put(partner)
    post, transport = post_through(*(answers or (TAKEN,)))
    outbox.deliver_due(now=NOW, post=post)
    record.refresh_from_db()
    return record, transport


@pytest.mark.parametrize("protocol", RELEASES)
def test_an_order_goes_out_in_the_partners_release_and_asks_to_be_confirmed(protocol: str) -> None:
    record, transport = delivered(make_oagis_partner(protocol))

    [(url, content)] = transport.posted
    message = language(protocol).read(content).message
    assert (record.state, record.protocol) == (Sending.DELIVERED, protocol)
    assert url == "https://store.example/oagis"
    assert message is not None
    assert message.envelope is not None
    assert message.payload_id == record.payload_id
    assert message.envelope.confirmation is ConfirmationWanted.ALWAYS
    assert message.envelope.sender.identity == "lanterna"
    assert transport.headers[0]["Authorization"] == basic("lanterna", SECRET_OUT)
    assert transport.headers[0]["Content-Type"] == "application/xml"
    assert SECRET_OUT.encode() not in content


def test_a_confirmation_is_noted_and_not_confirmed_itself(partner: Partner) -> None:
    record, _ = delivered(partner)

    answer = receive(confirm(record.payload_id))

    record.refresh_from_db()
    assert answer.http_status == 202
    assert (record.state, record.confirmed_at) == (Sending.DELIVERED, NOW)
    came = MessageIn.objects.get()
    assert (came.document_type, came.about, came.number) == ("StatusUpdate", "order:PO-1", "PO-1")
    assert not MessageOut.objects.filter(document_type="StatusUpdate").exists()


def test_a_refusal_afterwards_refuses_what_was_delivered_and_tells_the_owners(partner: Partner) -> None:
    Person.objects.create_person(email="owner@x.example", name="Owner")
    record, _ = delivered(partner)

    receive(confirm(record.payload_id, 400, "Line 1: no such part."))

    record.refresh_from_db()
    assert (record.state, record.problem, record.status_code) == (Sending.REFUSED, "refused", 400)
    assert "no such part" in record.explanation


@pytest.mark.parametrize("code", [200, 400])
def test_a_confirmation_may_come_before_the_answer_was_noted(partner: Partner, code: int) -> None:
    record = put(partner)
    post, _transport = post_through()
    claimed = outbox._claim(now=NOW, post=post)
    assert claimed is not None
    assert claimed[1] is not None

    receive(confirm(record.payload_id, code))
    outbox._note(claimed[0], claimed[1], TAKEN, now=NOW, post=post)

    record.refresh_from_db()
    assert record.state == (Sending.DELIVERED if code == 200 else Sending.REFUSED)
    assert record.attempts.get().http_status == 202


def test_what_was_lost_on_the_way_and_confirmed_is_not_sent_again(partner: Partner) -> None:
    record, _ = delivered(partner, Sent(problem="timeout", arrived=True))
    assert record.state == Sending.UNKNOWN

    receive(confirm(record.payload_id))

    record.refresh_from_db()
    assert (record.state, record.next_attempt_at) == (Sending.DELIVERED, None)


@pytest.mark.parametrize("about", ["unheard-of", ""])
def test_a_confirmation_of_nothing_is_refused(partner: Partner, about: str) -> None:
    answer = receive(confirm(about or "unheard-of"))

    assert answer.http_status == 202 or answer.http_status == 422
    assert MessageIn.objects.get().state == "refused"
    assert not MessageOut.objects.exists()


def test_another_partners_message_cannot_be_confirmed(partner: Partner) -> None:
    make_oagis_partner(their_identity="other")
    record, _ = delivered(partner)

    inbox.receive_oagis(
        data=confirm(record.payload_id, 400, identity="other"),
        authorization=basic("other", "canary-in-7f3a"),
        source="192.0.2.1",
        now=NOW,
        gate=inbox.site_gate(),
    )

    record.refresh_from_db()
    assert record.state == Sending.DELIVERED


def test_a_confirmation_of_ours_is_sent_without_asking_for_one(partner: Partner) -> None:
    record = outbox.enqueue(
        partner=partner, body=StatusUpdate(status_code=200, about_payload_id="x"), about="", number="", now=NOW
    )

    message = oagis.read(record.body).message
    assert message is not None
    assert message.envelope is not None
    assert message.envelope.confirmation is ConfirmationWanted.NEVER


@pytest.mark.parametrize(
    ("sent", "state", "problem"),
    [
        (Sent(http_status=200, content=b"", arrived=True), Sending.DELIVERED, ""),
        (Sent(http_status=204, content=b"", arrived=True), Sending.DELIVERED, ""),
        (Sent(http_status=200, content=b"<html>", content_type="text/html", arrived=True), Sending.UNKNOWN, "web_page"),
        (
            Sent(http_status=200, content=b"<html><input type=password>", content_type="text/html", arrived=True),
            Sending.UNKNOWN,
            "login_page",
        ),
        (
            Sent(http_status=409, content=b"used", content_type="text/plain", arrived=True),
            Sending.REFUSED,
            "refused",
        ),
        (Sent(http_status=404, content=b"", arrived=True), Sending.REFUSED, "http_status.not_found"),
        (Sent(http_status=401, content=b"", arrived=True), Sending.REFUSED, "unauthorised"),
        (Sent(http_status=503, content=b"", arrived=True), Sending.WAITING, "http_status.later"),
        (Sent(http_status=599, content=b"", arrived=True), Sending.WAITING, "http_status.later"),
    ],
)
def test_what_http_says_is_what_became_of_it(partner: Partner, sent: Sent, state: str, problem: str) -> None:
    record, _ = delivered(partner, sent)

    assert (record.state, record.problem) == (state, problem)


@pytest.mark.parametrize(("code", "state"), [(200, Sending.DELIVERED), (400, Sending.REFUSED)])
def test_a_confirmation_in_the_answer_itself_counts_as_one(partner: Partner, code: int, state: str) -> None:
    sent = Sent(http_status=200, content=confirm("any", code, "As it is."), content_type="text/xml", arrived=True)

    record, _ = delivered(partner, sent)

    assert record.state == state
