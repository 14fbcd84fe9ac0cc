"""A partner that takes what comes twice for two: nothing of unknown fate is repeated, and a person decides."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from fondaco.audit.models import Line
from fondaco.bridge import deciding, outbox
from fondaco.bridge.models import Attempt, Mail, MessageOut, Partner
from fondaco.bridge.states import IllegalMove, Sending
from fondaco.bridge.transport import Sent
from fondaco.people.models import Person
from tests.bridge.conftest import NOW, answer, make_partner, post_through, put
from tests.bridge.handlers import Behaviour, heard, registry

TIMEOUT = Sent(problem="timeout", arrived=True, milliseconds=30000)
UNREACHABLE = Sent(problem="wrong_address")
MONTH = timedelta(days=30)


def http(status: int) -> Sent:
    return Sent(http_status=status, content=b"busy", arrived=True)


@pytest.fixture
def forgetful(db: None) -> Partner:
    return make_partner(deduplicates=False)


@pytest.fixture
def marta(db: None) -> Person:
    made = Person.objects.create_person(email="marta@x.example", name="Admin Marta")
    Behaviour.owners = [made]
    return made


def lost(partner: Partner, *said: Sent) -> tuple[MessageOut, Any, Any]:
    """A message that was sent without an answer, and the post for what comes next."""
    record = put(partner)
    post, transport = post_through(TIMEOUT, *said)
    outbox.deliver_due(now=NOW, post=post)
    record.refresh_from_db()
    return record, post, transport


@pytest.mark.parametrize("said", [TIMEOUT, http(500), http(502), http(504), answer(199)])
def test_what_may_have_arrived_waits_for_a_person(forgetful: Partner, marta: Person, said: Sent) -> None:
    record = put(forgetful)
    post, transport = post_through(said)

    outbox.deliver_due(now=NOW, post=post)

    assert outbox.deliver_due(now=NOW + MONTH, post=post) == 0
    record.refresh_from_db()
    assert (record.state, record.wants_decision, record.settled_at) == (Sending.UNKNOWN, True, None)
    assert len(transport.posted) == 1
    assert [(one.state, one.will_retry_at) for one in heard] == [("unknown", None)]
    assert "a person decides" in Mail.objects.get(person=marta).text


@pytest.mark.parametrize("said", [UNREACHABLE, http(503), http(429)])
def test_what_did_not_arrive_is_tried_again_by_itself(forgetful: Partner, said: Sent) -> None:
    record = put(forgetful)
    post, _transport = post_through(said)

    outbox.deliver_due(now=NOW, post=post)

    record.refresh_from_db()
    assert (record.state, record.wants_decision) == (Sending.WAITING, False)
    assert outbox.deliver_due(now=NOW + MONTH, post=post) == 1


def test_a_worker_that_died_leaves_it_to_a_person(forgetful: Partner) -> None:
    record = put(forgetful)
    post, transport = post_through()
    outbox._claim(now=NOW, post=post)

    assert outbox.deliver_due(now=NOW + post.site.lease, post=post) == 1

    record.refresh_from_db()
    assert (record.wants_decision, record.problem, transport.posted) == (True, "interrupted", [])
    assert outbox.deliver_due(now=NOW + MONTH, post=post) == 0


def test_what_was_lost_before_somebody_said_so_is_not_repeated_either(partner: Partner) -> None:
    record, post, transport = lost(partner)
    Partner.objects.update(deduplicates=False)

    outbox.deliver_due(now=NOW + MONTH, post=post)

    record.refresh_from_db()
    assert record.wants_decision
    assert len(transport.posted) == 1


def test_what_comes_after_it_about_the_same_waits_too(forgetful: Partner) -> None:
    _record, post, transport = lost(forgetful)
    put(forgetful)

    assert outbox.deliver_due(now=NOW + MONTH, post=post) == 0

    assert len(transport.posted) == 1


def test_a_person_says_that_they_have_it(forgetful: Partner, marta: Person) -> None:
    record, post, transport = lost(forgetful)

    deciding.vouch(record=record, by=marta, now=NOW)

    assert (record.state, record.settled_at, record.problem) == (Sending.DELIVERED, NOW, "")
    assert [one.state for one in heard] == ["unknown", "delivered"]
    line = Line.objects.get(action="message.vouched_for")
    assert (line.by, line.before, line.after) == (marta.pk, {"state": "unknown"}, {"state": "delivered"})
    assert outbox.deliver_due(now=NOW + MONTH, post=post) == 0
    assert len(transport.posted) == 1


def test_a_person_has_it_sent_again_under_the_same_payload_id(forgetful: Partner, marta: Person) -> None:
    record, post, transport = lost(forgetful, answer(200))

    deciding.send_again(record=record, by=marta, now=NOW)
    outbox.deliver_due(now=NOW, post=post)

    record.refresh_from_db()
    assert record.state == Sending.DELIVERED
    assert [record.payload_id.encode() in content for _url, content in transport.posted] == [True, True]


def test_one_that_is_repeated_by_itself_is_nobodys_to_decide(partner: Partner, marta: Person) -> None:
    record, _post, _transport = lost(partner)

    for decide in (deciding.vouch, deciding.send_again):
        with pytest.raises(IllegalMove):
            decide(record=record, by=marta, now=NOW)

    record.refresh_from_db()
    assert (record.state, record.wants_decision) == (Sending.UNKNOWN, False)


@pytest.mark.parametrize("decided", ["nothing", "they have it", "send again"])
@pytest.mark.parametrize(("said", "state"), [(answer(200), "delivered"), (answer(400, "Bad"), "refused")])
def test_their_own_answer_counts_however_late_it_comes(
    forgetful: Partner, marta: Person, decided: str, said: Sent, state: str
) -> None:
    record = put(forgetful)
    post, transport = post_through()
    claimed, attempt = outbox._claim(now=NOW, post=post)  # type: ignore[misc]
    assert isinstance(attempt, Attempt)
    outbox.deliver_due(now=NOW + post.site.lease, post=post)  # it is thought dead
    if decided == "they have it":
        deciding.vouch(record=record, by=marta, now=NOW)
    elif decided == "send again":
        deciding.send_again(record=record, by=marta, now=NOW)

    outbox._note(claimed, attempt, said, now=NOW + timedelta(minutes=9), post=post)

    record.refresh_from_db()
    assert (record.state, record.next_attempt_at) == (state, None)
    assert heard[-1].state == state
    assert outbox.deliver_due(now=NOW + MONTH, post=post) == 0
    assert transport.posted == []


def test_no_answer_after_all_leaves_what_a_person_said(forgetful: Partner, marta: Person) -> None:
    record = put(forgetful)
    post, _transport = post_through()
    claimed, attempt = outbox._claim(now=NOW, post=post)  # type: ignore[misc]
    outbox.deliver_due(now=NOW + post.site.lease, post=post)
    deciding.vouch(record=record, by=marta, now=NOW)

    outbox._note(claimed, attempt, TIMEOUT, now=NOW + timedelta(minutes=9), post=post)

    record.refresh_from_db()
    assert record.state == Sending.DELIVERED


def test_what_they_say_about_it_later_settles_it(forgetful: Partner) -> None:
    record, post, _transport = lost(forgetful)

    deciding.heard_of(partner=forgetful, about=record.about, by_message="their-message", now=NOW, registry=registry)

    record.refresh_from_db()
    assert (record.state, record.confirmed_at, record.wants_decision) == (Sending.DELIVERED, NOW, False)
    assert heard[-1].state == "delivered"
    assert Line.objects.get(action="message.confirmed").message == "their-message"
    assert outbox.deliver_due(now=NOW + MONTH, post=post) == 0


def test_what_they_say_about_another_settles_nothing(forgetful: Partner) -> None:
    record, _post, _transport = lost(forgetful)

    deciding.heard_of(partner=forgetful, about="order:another", by_message="m", now=NOW, registry=registry)
    deciding.heard_of(
        partner=make_partner(their_identity="other"), about=record.about, by_message="m", now=NOW, registry=registry
    )

    record.refresh_from_db()
    assert record.wants_decision


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(marta: Person) -> None:
    record, _post, _transport = lost(make_partner(deduplicates=False))
    outcomes: list[str] = []
    both = threading.Barrier(2)

    def decide(name: str, decision: Callable[..., None], **more: Any) -> None:
        own = MessageOut.objects.get(pk=record.pk)
        both.wait()
        try:
            decision(record=own, by=marta, now=NOW, **more)
            outcomes.append(name)
        except IllegalMove:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=("vouched", deciding.vouch), kwargs={"registry": registry}),
        threading.Thread(target=decide, args=("again", deciding.send_again)),
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    record.refresh_from_db()
    assert sorted(outcomes) in (["too late", "vouched"], ["again", "too late"])
    assert record.state == ("delivered" if "vouched" in outcomes else "waiting")


def test_the_messages_page_offers_both_with_what_follows(forgetful: Partner, marta: Person) -> None:
    record, _post, _transport = lost(forgetful)
    client = Client(headers={"accept-language": "en"})
    client.force_login(marta)
    vouch = reverse("bridge:vouch", args=[record.public_id])

    page = client.get(record.get_absolute_url()).content.decode()
    answers = [client.post(vouch, follow=True).content.decode() for _ in range(2)]

    assert vouch in page
    assert reverse("bridge:send-again", args=[record.public_id]) in page
    assert "they may take it twice" in page
    assert "on your word" in answers[0]
    assert "Somebody has decided already" in answers[1]


def test_who_only_reads_decides_nothing(forgetful: Partner, marta: Person, settings: Any) -> None:
    settings.FONDACO_MESSAGE_ACTION_POLICY = "tests.bridge.handlers.nobody_acts"
    record, _post, _transport = lost(forgetful)
    client = Client()
    client.force_login(marta)

    assert client.post(reverse("bridge:vouch", args=[record.public_id])).status_code == 403

    record.refresh_from_db()
    assert record.state == Sending.UNKNOWN
