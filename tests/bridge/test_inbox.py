"""What arrives is taken once, answered always the same, and never half."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from fondaco import audit
from fondaco.audit.models import Line
from fondaco.bridge import door, inbox
from fondaco.bridge.models import MessageIn, Partner, Refused
from fondaco.bridge.registry import Incoming, NotTaken
from fondaco.bridge.states import Taking
from fondaco.bridge.taking import Taken
from fondaco.documents import Cart, Money, Profile, ProfileRequest, PunchOutSetup, PunchOutSetupAnswer, Status
from fondaco.wire import cxml
from tests.bridge.conftest import NOW, SECRET_IN, incoming, make_partner, order, receive, status_of
from tests.bridge.handlers import Behaviour

pytestmark = pytest.mark.django_db
SETUP = PunchOutSetup(buyer_cookie="c1", return_url="https://desk.example/return/1")


def effects() -> int:
    return Line.objects.filter(action="order.taken").count()


def test_an_order_is_taken_and_answered_with_what_the_handler_said(partner: Partner) -> None:
    answer = receive(incoming())

    assert answer.http_status == 200
    assert status_of(answer).code == 201
    record = MessageIn.objects.get()
    assert (record.state, record.number, record.about) == (Taking.HANDLED, "PO-1", "order:PO-1")
    assert record.answer == answer.content
    assert effects() == 1


def test_a_repetition_gets_the_stored_answer_byte_for_byte(partner: Partner) -> None:
    first = receive(incoming())
    later = NOW + timedelta(days=400)

    again = receive(incoming(), now=later)

    assert again == first
    assert effects() == 1
    record = MessageIn.objects.get()
    assert (record.repeated, record.repeated_at) == (1, later)


def test_a_repetition_with_a_new_secret_and_another_timestamp_is_still_a_repetition(partner: Partner) -> None:
    first = receive(incoming())
    partner.set_secret_in("another-secret")
    partner.save()
    moved = incoming(secret="another-secret").replace(b"2026-03-02T09:30", b"2026-03-02T10:30", 1)

    again = receive(moved)

    assert again == first
    assert effects() == 1


def test_without_a_payload_id_the_content_is_the_key(partner: Partner) -> None:
    bare = incoming().replace(b'payloadID="1@store.example"', b'payloadID=""')

    first, again = receive(bare), receive(bare)

    assert first == again
    assert effects() == 1
    assert MessageIn.objects.get().key.startswith("content:")


def test_another_content_under_the_same_payload_id_is_a_conflict_and_changes_nothing(partner: Partner) -> None:
    receive(incoming())

    answer = receive(incoming(order("PO-2")))

    assert (answer.http_status, status_of(answer).code) == (200, 409)
    assert effects() == 1
    assert Refused.objects.get().reason == Refused.Reason.OTHER_CONTENT
    assert MessageIn.objects.get().number == "PO-1"


def test_a_payload_id_longer_than_an_index_can_hold_is_still_a_key(partner: Partner) -> None:
    data = incoming(payload_id="x" * 9000)

    first, again = receive(data), receive(data)

    assert first == again
    assert effects() == 1
    assert MessageIn.objects.get().key.startswith("long:")


def test_a_wrong_secret_is_turned_away_and_cannot_spoil_a_payload_id(partner: Partner) -> None:
    stranger = receive(incoming(order("PO-9"), secret="guess"))
    honest = receive(incoming())

    assert (stranger.http_status, status_of(stranger).code) == (200, 401)
    assert status_of(honest).code == 201
    assert MessageIn.objects.count() == 1
    refused = Refused.objects.get()
    assert (refused.reason, refused.partner) == (Refused.Reason.WRONG_SECRET, partner)


@pytest.mark.parametrize("given", [{"identity": "nobody"}, {"domain": "DUNS"}])
def test_an_unknown_sender_hears_the_same_as_one_with_a_wrong_secret(partner: Partner, given: dict[str, str]) -> None:
    unknown = receive(incoming(**given))
    wrong = receive(incoming(secret="guess"))

    assert status_of(unknown) == status_of(wrong)
    assert MessageIn.objects.count() == 0


def test_a_sender_without_a_secret_is_turned_away(partner: Partner) -> None:
    assert status_of(receive(incoming(secret=None))).code == 401


def test_a_partner_whose_secret_was_never_set_lets_nobody_in(partner: Partner) -> None:
    Partner.objects.update(secret_in_sealed=b"")

    assert status_of(receive(incoming(secret=""))).code == 401
    assert effects() == 0


def test_the_domain_is_compared_without_regard_to_case(partner: Partner) -> None:
    assert status_of(receive(incoming(domain="NetworkId"))).code == 201


def test_one_other_side_known_twice_is_let_in_where_it_is_addressed(partner: Partner) -> None:
    twin = make_partner(our_identity="lanterna-france", name="Twin")
    twin.set_secret_in("frances-own")
    twin.save()

    assert status_of(receive(incoming())).code == 201
    assert status_of(receive(incoming(payload_id="2@store.example", secret="frances-own"))).code == 401
    to_france = incoming(payload_id="3@store.example", secret="frances-own").replace(
        b"<Identity>lanterna</Identity>", b"<Identity>lanterna-france</Identity>"
    )
    assert status_of(receive(to_france)).code == 201
    assert [row.partner for row in MessageIn.objects.order_by("pk")] == [partner, twin]


@pytest.mark.parametrize("says", [b"<Request>", b'<Request deploymentMode="test">'])
def test_one_other_side_in_test_and_in_earnest_is_known_by_its_secret_whatever_mode_it_says(
    partner: Partner, says: bytes
) -> None:
    trial = make_partner(mode="test", name="Trial")
    trial.set_secret_in("for-trials")
    trial.save()

    for number, secret in enumerate(("for-trials", SECRET_IN)):
        said = incoming(payload_id=f"{number}@store.example", secret=secret).replace(b"<Request>", says)
        assert status_of(receive(said)).code == 201

    assert [row.partner for row in MessageIn.objects.order_by("pk")] == [trial, partner]
    assert status_of(receive(incoming(payload_id="9@store.example", secret="nobody's"))).code == 401
    assert Refused.objects.get().partner == partner


def test_a_connection_that_is_switched_off_says_so_to_its_partner_only(partner: Partner) -> None:
    Partner.objects.update(active=False)

    assert status_of(receive(incoming())).code == 403
    assert status_of(receive(incoming(secret="guess"))).code == 401
    assert effects() == 0


def test_ten_failures_from_one_address_close_the_door_for_that_address_only(partner: Partner) -> None:
    for _ in range(10):
        receive(incoming(secret="guess"))

    locked = receive(incoming())
    receive(incoming())
    elsewhere = receive(incoming(), source="192.0.2.77")
    later = receive(incoming(payload_id="2@x"), now=NOW + timedelta(minutes=16))

    assert status_of(locked).code == 401
    assert status_of(elsewhere).code == 201
    assert status_of(later).code == 201
    assert Refused.objects.filter(reason=Refused.Reason.LOCKED).count() == 1


def test_who_was_turned_away_is_forgotten_after_a_season(partner: Partner) -> None:
    receive(incoming(secret="guess"))

    door.sweep(NOW + timedelta(days=89))
    assert Refused.objects.count() == 1
    door.sweep(NOW + timedelta(days=91))
    assert Refused.objects.count() == 0


def test_a_card_number_is_refused_before_anything_is_stored(partner: Partner) -> None:
    data = incoming(evolve(order(), comments="Charge it to 4111 1111 1111 1111, please"))

    answer = receive(data)

    assert status_of(answer).code == 400
    assert MessageIn.objects.count() == 0
    assert Refused.objects.get().reason == Refused.Reason.CARD_NUMBER


def test_what_is_no_xml_is_refused_in_words_and_not_stored(partner: Partner) -> None:
    answer = receive(b"\x00\xff not xml")

    assert answer.http_status == 200
    assert 400 <= status_of(answer).code < 500
    assert MessageIn.objects.count() == 0
    assert Refused.objects.get().reason == Refused.Reason.UNREADABLE


def test_a_document_type_that_nobody_reads_is_not_implemented(partner: Partner) -> None:
    data = incoming().replace(b"OrderRequest", b"CatalogUploadRequest")

    assert status_of(receive(data)).code == 450


def test_a_document_that_is_read_but_not_taken_is_not_implemented(partner: Partner) -> None:
    answer = receive(incoming(Cart(buyer_cookie="c", total=Money(Decimal("0"), "EUR"))))

    assert status_of(answer).code == 450
    assert MessageIn.objects.get().state == Taking.REFUSED


def test_an_answer_is_not_taken_for_a_question(partner: Partner) -> None:
    data = cxml.write_answer(status=Status(200, "OK"), body=None, payload_id="1@x", timestamp=NOW)

    assert status_of(receive(data)).code == 406


def test_a_refusal_in_words_is_stored_as_the_answer_and_undoes_the_effect(partner: Partner) -> None:
    def refuse(incoming: Incoming) -> Status:
        raise NotTaken(Status(400, "Bad Request", "No such cost centre"))

    Behaviour.order = refuse
    first, again = receive(incoming()), receive(incoming())

    assert (first.http_status, status_of(first).code) == (200, 400)
    assert again == first
    assert effects() == 0
    kept = MessageIn.objects.get()
    assert (kept.state, kept.repeated, kept.about, kept.number) == (Taking.REFUSED, 1, "order:PO-1", "PO-1")


def test_a_crash_is_rolled_back_answered_500_and_tried_anew_when_it_is_repeated(partner: Partner) -> None:
    def crash(incoming: Incoming) -> Status:
        raise RuntimeError("out of paper")

    Behaviour.order = crash
    broken = receive(incoming())
    receive(incoming())
    record = MessageIn.objects.get()
    assert (broken.http_status, status_of(broken).code) == (500, 500)
    assert (record.state, record.failures, record.answer) == (Taking.FAILED, 2, None)
    assert effects() == 0

    Behaviour.order = None
    healed = receive(incoming())

    assert status_of(healed).code == 201
    assert effects() == 1
    assert MessageIn.objects.get().state == Taking.HANDLED


@pytest.mark.parametrize("code", [401, 500, 560])
def test_401_and_5xx_are_said_but_never_stored(partner: Partner, code: int) -> None:
    Behaviour.order = lambda incoming: Status(code, "not now")

    answer = receive(incoming())

    assert status_of(answer).code == code
    assert MessageIn.objects.get().answer is None
    assert effects() == 0
    Behaviour.order = None
    assert status_of(receive(incoming())).code == 201


def test_a_failed_message_does_not_use_up_its_payload_id(partner: Partner) -> None:
    Behaviour.order = lambda incoming: Status(500, "not now")
    receive(incoming())
    Behaviour.order = None

    corrected = receive(incoming(order("PO-1", quantity="3")))

    assert status_of(corrected).code == 201
    assert effects() == 1
    assert b"3" in MessageIn.objects.get().body


def test_a_failure_noted_late_does_not_touch_an_answer_that_was_given(partner: Partner) -> None:
    receive(incoming())
    taking: Any = Taken(None, (), partner, "", b"", "", "", NOW, inbox.site_gate(), None)  # type: ignore[arg-type]

    taking._mark_failed(MessageIn.objects.get().pk)

    assert MessageIn.objects.get().state == Taking.HANDLED


def test_a_repeated_setup_gets_a_fresh_start_address(partner: Partner) -> None:
    first, again = receive(incoming(SETUP)), receive(incoming(SETUP))

    urls = [cxml.read(one.content).message for one in (first, again)]
    assert [one.body for one in urls if one] == [
        PunchOutSetupAnswer("https://store.example/start/1"),
        PunchOutSetupAnswer("https://store.example/start/2"),
    ]
    assert MessageIn.objects.count() == 1


def test_a_repetition_may_be_refused_and_what_was_taken_stays_taken(partner: Partner) -> None:
    def refuse(incoming: Incoming) -> Status:
        audit.write(action="order.taken", subject="again", by=None, now=incoming.now)
        raise NotTaken(Status(412, "Precondition Failed", "It is over."))

    receive(incoming(SETUP))
    Behaviour.setup = refuse
    again = receive(incoming(SETUP))

    assert status_of(again).code == 412
    assert effects() == 0
    kept = MessageIn.objects.get()
    assert (kept.state, kept.repeated) == (Taking.HANDLED, 1)


def test_handlers_never_see_a_secret(partner: Partner) -> None:
    seen: list[Incoming] = []

    def look(incoming: Incoming) -> Status:
        seen.append(incoming)
        return Status(200, "OK")

    Behaviour.order = look
    receive(incoming())

    envelope = seen[0].message.envelope
    assert envelope is not None
    assert [one.secret for one in (envelope.sender, *envelope.from_, *envelope.to)] == [None, None, None]
    assert seen[0].partner == partner


def test_a_profile_request_is_answered_with_what_the_site_takes(partner: Partner) -> None:
    answer = receive(incoming(ProfileRequest()))

    message = cxml.read(answer.content).message
    assert message is not None
    assert isinstance(message.body, Profile)
    assert {one.request_name: one.url for one in message.body.transactions} == dict.fromkeys(
        ["ProfileRequest", "OrderRequest", "PunchOutSetupRequest"], "https://desk.example/cxml"
    )


def test_secrets_lie_sealed_in_every_column(partner: Partner) -> None:
    receive(incoming())

    row = MessageIn.objects.values().get()
    stored = Partner.objects.values().get()
    assert SECRET_IN not in repr(row) + repr(stored)
    assert SECRET_IN.encode() in MessageIn.objects.get().body


def test_a_quantity_that_is_no_number_is_for_the_handler_to_refuse(partner: Partner) -> None:
    seen: list[Incoming] = []

    def look(incoming: Incoming) -> Status:
        seen.append(incoming)
        return Status(201, "Accepted")

    Behaviour.order = look
    receive(incoming().replace(b'quantity="2"', b'quantity="1e400000"'))

    assert seen[0].message.body.lines[0].quantity is None  # type: ignore[union-attr]
    assert seen[0].message.body.lines[0].unit_price.amount == Decimal("1.50")  # type: ignore[union-attr]
    assert any(finding.level == "error" for finding in seen[0].findings)
