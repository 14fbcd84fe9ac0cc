"""How a message ends: given up after days, refused, or sent again by a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fondaco.bridge import deciding, outbox, sending
from fondaco.bridge.models import Mail, MessageOut, Partner
from fondaco.bridge.sending import NotRepeatable
from fondaco.bridge.states import IllegalMove, Sending
from fondaco.bridge.transport import Sent
from fondaco.people.models import Person
from fondaco.wire import cxml
from tests.bridge.conftest import NOW, answer, post_through, put
from tests.bridge.handlers import Behaviour, heard

TIMEOUT = Sent(problem="timeout", arrived=True, milliseconds=30000)
UNREACHABLE = Sent(problem="wrong_address")
PAGE = Sent(http_status=200, content=b"<html>Welcome</html>", content_type="text/html", arrived=True)


def http(status: int, **more: Any) -> Sent:
    return Sent(http_status=status, content=b"busy", arrived=True, **more)


@pytest.mark.django_db
class TestGivingUp:
    def test_it_is_tried_for_three_days_and_then_a_person_is_told(self, partner: Partner) -> None:
        Behaviour.owners = [Person.objects.create_person(email="anna@x.example", name="Anna")]
        record = put(partner)
        post, transport = post_through(*[UNREACHABLE] * 99)
        at = NOW
        while record.state == Sending.WAITING:
            assert record.next_attempt_at is not None
            at = record.next_attempt_at
            outbox.deliver_due(now=at, post=post)
            record.refresh_from_db()

        assert record.state == Sending.DEAD
        assert at - NOW >= timedelta(hours=72)
        assert len(transport.posted) == len(sending.PAUSES) + 1
        assert heard[-1].state == "dead"
        assert "PO-1" in Mail.objects.get().subject

    def test_one_that_is_lost_each_time_is_given_up_too(self, partner: Partner) -> None:
        record = put(partner)
        post, transport = post_through()
        tries = len(sending.PAUSES) + 1
        MessageOut.objects.update(state=Sending.IN_FLIGHT, lease_until=NOW, lease="gone", tries=tries)

        assert outbox.deliver_due(now=NOW, post=post) == 1

        record.refresh_from_db()
        assert (record.state, record.problem) == (Sending.DEAD, "interrupted")
        assert transport.posted == []

    def test_without_owners_nobody_is_written_to(self, partner: Partner, settings: Any) -> None:
        settings.FONDACO_MESSAGE_OWNERS = ""
        put(partner)
        post, _ = post_through(answer(400))

        outbox.deliver_due(now=NOW, post=post)

        assert not Mail.objects.exists()

    def test_the_pauses_grow_are_jittered_upwards_and_end(self) -> None:
        table = [sending.pause_after(tries, chance=0.0) for tries in range(1, 16)]
        most = [sending.pause_after(tries, chance=1.0) for tries in range(1, 15)]

        seconds = [pause.total_seconds() for pause in table if pause]
        assert seconds == sorted(seconds) == [float(pause) for pause in sending.PAUSES]
        assert table[-1] is None
        assert sum(seconds) >= 72 * 3600
        assert [pause.total_seconds() for pause in most if pause] == [pause * 1.2 for pause in seconds]

    @pytest.mark.parametrize(
        ("said", "seconds"),
        [
            ("120", 120),
            ("  7 ", 7),
            ("999999999999", 86400),
            ("Mon, 02 Mar 2026 09:31:00 GMT", 60),
            ("Mon, 02 Mar 2026 09:31:00 -0000", 60),
            ("Sun, 01 Mar 2026 09:31:00 GMT", 0),
            ("Tue, 02 Mar 2027 09:31:00 GMT", 86400),
            ("soon", 0),
            ("", 0),
            ("١٢", 0),
        ],
    )
    def test_retry_after_is_understood_and_bounded(self, said: str, seconds: int) -> None:
        assert sending.asked_pause(said, now=NOW) == timedelta(seconds=seconds)

    def test_retry_after_is_honoured_where_it_asks_for_more(self, partner: Partner) -> None:
        record = put(partner)
        post, _ = post_through(http(503, retry_after="3600"))

        outbox.deliver_due(now=NOW, post=post)

        record.refresh_from_db()
        assert record.next_attempt_at == NOW + timedelta(hours=1)


@pytest.mark.django_db
class TestSendingAgain:
    @pytest.fixture
    def marta(self) -> Person:
        return Person.objects.create_person(email="marta@x.example", name="Admin Marta")

    def test_a_refused_message_goes_once_more_under_its_payload_id(self, partner: Partner, marta: Person) -> None:
        record = put(partner)
        post, transport = post_through(answer(400))
        outbox.deliver_due(now=NOW, post=post)
        record.refresh_from_db()

        deciding.send_again(record=record, by=marta, now=NOW + timedelta(hours=1))
        assert record.state == Sending.WAITING
        outbox.deliver_due(now=NOW + timedelta(hours=1), post=post)

        record.refresh_from_db()
        assert record.state == Sending.DELIVERED
        assert [attempt.number for attempt in record.attempts.all()] == [1, 2]
        assert len({cxml.read(content).message.payload_id for _, content in transport.posted}) == 1  # type: ignore[union-attr]

    @pytest.mark.parametrize("state", [Sending.WAITING, Sending.DELIVERED, Sending.UNKNOWN])
    def test_no_other_message_is_sent_again(self, partner: Partner, marta: Person, state: Sending) -> None:
        record = put(partner)
        MessageOut.objects.update(state=state)

        with pytest.raises(IllegalMove):
            deciding.send_again(record=record, by=marta, now=NOW)

        record.refresh_from_db()
        assert record.state == state

    def test_a_question_is_asked_anew_and_not_sent_again(self, partner: Partner, marta: Person) -> None:
        record = put(partner)
        MessageOut.objects.update(state=Sending.DEAD, asked=True)

        with pytest.raises(NotRepeatable):
            deciding.send_again(record=record, by=marta, now=NOW)
