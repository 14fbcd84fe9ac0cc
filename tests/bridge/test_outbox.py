"""What must arrive is sent until it is settled, always under one payloadID, and told once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from fondaco.bridge import outbox
from fondaco.bridge.models import Mail, MessageOut, Partner
from fondaco.bridge.registry import Outcome, Registry
from fondaco.bridge.states import Sending
from fondaco.bridge.transport import Sent
from fondaco.documents import PurchaseOrder
from fondaco.people.models import Person
from fondaco.wire import LocalError, cxml
from tests.bridge.conftest import NOW, SECRET_OUT, answer, make_partner, post_through, put
from tests.bridge.handlers import Behaviour, heard

TIMEOUT = Sent(problem="timeout", arrived=True, milliseconds=30000)
UNREACHABLE = Sent(problem="wrong_address")
PAGE = Sent(http_status=200, content=b"<html>Welcome</html>", content_type="text/html", arrived=True)


def http(status: int, **more: Any) -> Sent:
    return Sent(http_status=status, content=b"busy", arrived=True, **more)


@pytest.mark.django_db
class TestWriting:
    def test_a_message_is_written_whole_and_without_its_secret(self, partner: Partner) -> None:
        record = put(partner)

        read = cxml.read(record.body).message
        assert read is not None
        assert read.envelope is not None
        assert isinstance(read.body, PurchaseOrder)
        assert (read.body.number, read.payload_id) == ("PO-1", record.payload_id)
        assert read.envelope.sender.names(partner.our_credential())
        assert read.envelope.sender.secret is None
        assert (record.state, record.next_attempt_at) == (Sending.WAITING, NOW)

    def test_a_document_that_cannot_be_written_leaves_no_row(self, partner: Partner) -> None:
        with pytest.raises(LocalError):
            outbox.enqueue(
                partner=partner, body=PurchaseOrder(number="", lines=()), about="order:1", number="", now=NOW
            )

        assert not MessageOut.objects.exists()

    def test_a_change_that_is_undone_takes_its_message_with_it(self, partner: Partner) -> None:
        def change() -> None:
            with transaction.atomic():
                put(partner)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            change()

        assert not MessageOut.objects.exists()


@pytest.mark.django_db
class TestSending:
    def test_the_secret_is_put_in_at_sending(self, partner: Partner) -> None:
        put(partner)
        post, transport = post_through()

        assert outbox.deliver_due(now=NOW, post=post) == 1

        [(url, content)] = transport.posted
        assert url == "https://store.example/cxml"
        assert SECRET_OUT.encode() in content

    def test_a_2xx_is_delivered_and_told_once(self, partner: Partner) -> None:
        record = put(partner)
        post, _ = post_through(answer(201, "Accepted", milliseconds=120))

        outbox.deliver_due(now=NOW, post=post)
        assert outbox.deliver_due(now=NOW + timedelta(days=9), post=post) == 0

        record.refresh_from_db()
        attempt = record.attempts.get()
        assert (record.state, record.status_code, record.next_attempt_at) == (Sending.DELIVERED, 201, None)
        assert (attempt.http_status, attempt.status_code, attempt.milliseconds) == (200, 201, 120)
        assert attempt.ended_at == NOW + timedelta(milliseconds=120)
        assert [(one.state, one.status.code if one.status else 0) for one in heard] == [("delivered", 201)]

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            (answer(400, "Bad Request", "No such part"), "refused"),
            (answer(401), "unauthorised"),
            (http(403), "unauthorised"),
            (http(404), "http_status.not_found"),
            (http(302), "redirect"),
        ],
    )
    def test_a_refusal_is_final_and_a_person_is_told(self, partner: Partner, said: Sent, problem: str) -> None:
        marta = Person.objects.create_person(email="marta@x.example", name="Marta", language="it")
        Behaviour.owners = [marta, Person.objects.create_person(email="", name="No mail")]
        record = put(partner)
        post, _ = post_through(said)

        outbox.deliver_due(now=NOW, post=post)

        record.refresh_from_db()
        assert (record.state, record.problem, record.next_attempt_at) == (Sending.REFUSED, problem, None)
        assert [one.state for one in heard] == ["refused"]
        assert Mail.objects.get().person == marta
        assert record.get_absolute_url() in Mail.objects.get().text

    @pytest.mark.parametrize(
        ("said", "state", "problem"),
        [
            (answer(500), Sending.WAITING, "their_fault"),
            (answer(560), Sending.WAITING, "their_fault"),
            (answer(199), Sending.UNKNOWN, "odd_status"),
            (http(500), Sending.WAITING, "http_status.later"),
            (http(429), Sending.WAITING, "http_status.later"),
            (http(408), Sending.WAITING, "http_status.later"),
            (PAGE, Sending.UNKNOWN, "not_cxml"),
            (UNREACHABLE, Sending.WAITING, "wrong_address"),
            (TIMEOUT, Sending.UNKNOWN, "timeout"),
            (Sent(problem="broken_off", arrived=True), Sending.UNKNOWN, "broken_off"),
        ],
    )
    def test_a_passing_trouble_is_tried_again_under_the_same_payload_id(
        self, partner: Partner, said: Sent, state: Sending, problem: str
    ) -> None:
        record = put(partner)
        post, transport = post_through(said)

        outbox.deliver_due(now=NOW, post=post)
        record.refresh_from_db()
        assert (record.state, record.problem) == (state, problem)
        assert record.next_attempt_at is not None
        assert record.next_attempt_at > NOW
        outbox.deliver_due(now=record.next_attempt_at, post=post)

        record.refresh_from_db()
        assert record.state == Sending.DELIVERED
        sent_ids = [cxml.read(content).message.payload_id for _, content in transport.posted]  # type: ignore[union-attr]
        assert sent_ids == [record.payload_id] * 2
        assert [one.state for one in heard] == [state, "delivered"]

    def test_an_address_that_we_may_not_send_to_wants_a_person_at_once(self, partner: Partner) -> None:
        record = put(partner)
        post, _ = post_through(Sent(problem="refused_origin.not_registered"))

        outbox.deliver_due(now=NOW, post=post)

        record.refresh_from_db()
        assert record.state == Sending.DEAD

    def test_what_cannot_be_unsealed_or_carried_wants_a_person_at_once(self, partner: Partner) -> None:
        post, transport = post_through()
        lost, illegal = put(partner, "PO-1"), put(partner, "PO-2")
        MessageOut.objects.filter(pk=lost.pk).update(body_sealed=b"sealed with a key that is gone")
        partner.set_secret_out("no\x01good")
        partner.save()

        outbox.deliver_due(now=NOW, post=post)

        lost.refresh_from_db()
        illegal.refresh_from_db()
        assert (lost.state, lost.problem) == (Sending.DEAD, "unsendable.sealed")
        assert (illegal.state, illegal.problem) == (Sending.DEAD, "unsendable")
        assert transport.posted == []

    def test_at_most_the_limit_is_sent_in_one_go(self, partner: Partner) -> None:
        for number in range(3):
            put(partner, f"PO-{number}")
        post, transport = post_through()

        assert outbox.deliver_due(now=NOW, limit=2, post=post) == 2
        assert len(transport.posted) == 2

    def test_messages_about_one_thing_go_in_order(self, partner: Partner) -> None:
        first, second = put(partner, "PO-1", about="order:x"), put(partner, "PO-1b", about="order:x")
        other = put(partner, "PO-2", about="order:y")
        post, transport = post_through(UNREACHABLE)

        outbox.deliver_due(now=NOW, post=post)
        for record in (first, second, other):
            record.refresh_from_db()
        assert (first.state, second.state, other.state) == ("waiting", "waiting", "delivered")

        assert first.next_attempt_at is not None
        outbox.deliver_due(now=first.next_attempt_at, post=post)
        numbers = [cxml.read(content).message.body.number for _, content in transport.posted]  # type: ignore[union-attr]
        assert numbers == ["PO-1", "PO-2", "PO-1", "PO-1b"]

    def test_messages_about_nothing_do_not_wait_for_each_other(self, partner: Partner) -> None:
        first, second = put(partner), put(partner, "PO-2")
        MessageOut.objects.update(about="")
        post, _ = post_through(UNREACHABLE)

        outbox.deliver_due(now=NOW, post=post)

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == ("waiting", "delivered")

    def test_an_outcome_that_the_site_cannot_take_is_kept_and_told_again(self, partner: Partner) -> None:
        def refuse(outcome: Outcome) -> None:
            raise RuntimeError("not now")

        record = put(partner)
        post, _ = post_through()
        Behaviour.outcome = refuse
        outbox.deliver_due(now=NOW, post=post)
        assert outbox.tell_due(now=NOW, post=post) == 0
        Behaviour.outcome = None

        assert outbox.tell_due(now=NOW) == 1

        record.refresh_from_db()
        assert (record.state, record.outcome_due) == (Sending.DELIVERED, False)
        assert [one.state for one in heard] == ["delivered"]
        assert outbox.tell_due(now=NOW, post=post) == 0

    def test_an_outcome_without_a_status_is_told_again_without_one(self, partner: Partner) -> None:
        put(partner)
        MessageOut.objects.update(outcome_due=True)

        assert outbox.tell_due(now=NOW) == 1
        assert heard[0].status is None


@pytest.mark.django_db
class TestInterruption:
    def test_a_worker_that_dies_after_sending_leaves_it_to_be_sent_again_under_the_same_id(
        self, partner: Partner
    ) -> None:
        class Killed(BaseException):
            """Not an Exception: nothing may catch it, as nothing catches -9."""

        record = put(partner)
        post, transport = post_through(Killed())
        with pytest.raises(Killed):
            outbox.deliver_due(now=NOW, post=post)
        record.refresh_from_db()
        assert record.state == Sending.IN_FLIGHT
        assert outbox.deliver_due(now=NOW + timedelta(seconds=30), post=post) == 0

        assert outbox.deliver_due(now=NOW + post.site.lease, post=post) == 1

        record.refresh_from_db()
        assert record.state == Sending.DELIVERED
        interrupted, good = record.attempts.all()
        assert (interrupted.problem, good.problem) == ("interrupted", "")
        assert len({content for _, content in transport.posted}) == 1

    def test_an_answer_noted_after_the_lease_passed_on_changes_only_its_attempt(self, partner: Partner) -> None:
        record = put(partner)
        post, _ = post_through(answer(400))
        claimed = outbox._claim(now=NOW, post=post)
        assert claimed is not None
        slow, attempt = claimed
        assert attempt is not None
        MessageOut.objects.update(lease="another worker's")

        outbox._send_and_note(slow, attempt, now=NOW, post=post)

        record.refresh_from_db()
        attempt.refresh_from_db()
        assert record.state == Sending.IN_FLIGHT
        assert attempt.status_code == 400
        assert heard == []


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_message_once() -> None:
    partner = make_partner()
    for number in range(12):
        put(partner, f"PO-{number}")
    post, transport = post_through()
    gate = threading.Barrier(4)

    def work() -> None:
        gate.wait()
        while outbox.deliver_due(now=NOW, post=post):
            pass
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    ids = [cxml.read(content).message.payload_id for _, content in transport.posted]  # type: ignore[union-attr]
    assert len(ids) == len(set(ids)) == 12
    assert set(MessageOut.objects.values_list("state", flat=True)) == {"delivered"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_one_outcome_once() -> None:
    put(make_partner())
    MessageOut.objects.update(outcome_due=True)
    told: list[int] = []
    inside = threading.Event()
    go_on = threading.Event()

    class Slow(Registry):
        def tell(self, document_type: str, outcome: Outcome) -> None:
            inside.set()
            go_on.wait(10)

    post, _ = post_through()
    slow = outbox.Post(post.transport, Slow(), post.site)

    def first() -> None:
        told.append(outbox.tell_due(now=NOW, post=slow))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    assert outbox.tell_due(now=NOW, post=post) == 0
    go_on.set()
    thread.join()
    assert told == [1]
