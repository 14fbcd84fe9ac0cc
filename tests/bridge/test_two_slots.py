"""A partner has two secrets for a while: the current one, and the one before it until its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fondaco.bridge import door
from fondaco.bridge.connections import turned_away
from fondaco.bridge.models import MessageIn, Partner, Refused
from fondaco.documents import Credential
from fondaco.wire import cxml
from tests.bridge.conftest import NOW, SECRET_IN, incoming, make_partner, receive, status_of
from tests.bridge.oagis_messages import bod, make_oagis_partner
from tests.bridge.oagis_messages import receive as receive_oagis

pytestmark = pytest.mark.django_db
NEW = "canary-new-55d1"
ENDS_AT = NOW + timedelta(days=14)
SECOND = timedelta(seconds=1)


def rotated(partner: Partner, *, ends_at: datetime = ENDS_AT) -> Partner:
    partner.rotate_secret_in(NEW, now=NOW, previous_ends_at=ends_at)
    partner.save()
    return partner


def code_for(secret: str, *, at: datetime, how: str) -> int:
    """The code that answers a message proved with that secret, the one way or the other."""
    named = f"{secret}-{at.timestamp()}-{how}@store.example"
    data = incoming(payload_id=named, secret=secret if how == "secret" else None)
    if how == "mac":
        data = cxml.with_mac(data, secret, at - timedelta(hours=1), at + timedelta(hours=1))
    return status_of(receive(data, now=at)).code


@pytest.mark.parametrize("how", ["secret", "mac"])
def test_the_old_secret_is_taken_until_one_second_before_its_end_and_not_at_it(partner: Partner, how: str) -> None:
    rotated(partner)

    codes = [code_for(SECRET_IN, at=at, how=how) for at in (NOW, ENDS_AT - SECOND, ENDS_AT, ENDS_AT + SECOND)]

    assert codes == [201, 201, 401, 401]
    assert code_for(NEW, at=ENDS_AT + SECOND, how=how) == 201


def test_which_secret_matched_is_kept_with_the_message_and_the_partner(partner: Partner) -> None:
    rotated(partner)

    receive(incoming(payload_id="old@x"))
    receive(incoming(payload_id="new@x", secret=NEW), now=NOW + timedelta(hours=1))

    assert dict(MessageIn.objects.values_list("payload_id", "slot")) == {"old@x": "previous", "new@x": "current"}
    partner.refresh_from_db()
    assert partner.secret_in_previous_used_at == NOW
    assert partner.secret_in_used_at == NOW + timedelta(hours=1)


def test_the_time_of_use_is_written_once_a_minute_at_most(partner: Partner) -> None:
    for seconds in (0, 59, 60):
        receive(incoming(payload_id=f"{seconds}@x"), now=NOW + timedelta(seconds=seconds))
        partner.refresh_from_db()
        assert partner.secret_in_used_at == NOW + timedelta(seconds=seconds // 60 * 60)


def test_an_old_secret_after_its_end_is_answered_like_a_wrong_one_and_noted_as_what_it_was(partner: Partner) -> None:
    rotated(partner, ends_at=NOW)

    old, wrong = (status_of(receive(incoming(payload_id=f"{one}@x", secret=one))) for one in (SECRET_IN, "guess"))

    assert old == wrong
    assert not MessageIn.objects.exists()
    reasons = list(Refused.objects.order_by("pk").values_list("reason", flat=True))
    assert reasons == [Refused.Reason.SECRET_ENDED, Refused.Reason.WRONG_SECRET]
    assert turned_away(partner)[1].words == "They came with the old secret, after its end."


def test_an_old_secret_after_its_end_counts_as_a_failure(partner: Partner) -> None:
    rotated(partner, ends_at=NOW)

    for n in range(door.FAILURES):
        receive(incoming(payload_id=f"{n}@x"))

    assert status_of(receive(incoming(payload_id="right@x", secret=NEW))).explanation == door.LOCKED.explanation


def test_a_code_made_with_the_old_secret_that_has_expired_is_told_so_until_the_secret_ends(partner: Partner) -> None:
    stale = cxml.with_mac(incoming(), SECRET_IN, NOW - timedelta(hours=2), NOW - timedelta(hours=1))
    rotated(partner)
    assert "has expired" in status_of(receive(stale)).explanation

    rotated(partner, ends_at=NOW)
    Partner.objects.update(secret_in_previous_ends_at=NOW)
    assert "not accepted here" in status_of(receive(stale)).explanation


def test_oagis_takes_both_as_well(db: None) -> None:
    rotated(make_oagis_partner())

    answers = [receive_oagis(bod(bodid=secret), secret=secret).http_status for secret in (SECRET_IN, NEW, "guess")]

    assert answers == [202, 202, 401]
    assert list(MessageIn.objects.order_by("pk").values_list("slot", flat=True)) == ["previous", "current"]


def test_a_second_exchange_pushes_the_oldest_secret_out(partner: Partner) -> None:
    rotated(partner)
    partner.rotate_secret_in("newest", now=NOW, previous_ends_at=ENDS_AT)
    partner.save()

    codes = [code_for(secret, at=NOW, how="secret") for secret in (SECRET_IN, NEW, "newest")]

    assert codes == [401, 201, 201]


def test_a_partner_without_a_secret_before_has_no_old_one(partner: Partner) -> None:
    assert not partner.previous_secret_lives(NOW)
    with pytest.raises(door.TurnedAway):
        door.authenticate_by_identity(Credential("LogicalID", "store", ""), source="192.0.2.1", now=NOW)


def test_an_old_secret_without_an_end_is_refused_by_the_database(partner: Partner) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Partner.objects.update(secret_in_previous_sealed=b"sealed", secret_in_previous_ends_at=None)

    assert not Partner.objects.get().secret_in_previous_sealed


@pytest.mark.parametrize(("given", "seen"), [({"domain": "DUNS"}, 1), ({"identity": "stranger"}, 0)])
def test_who_comes_with_the_right_identity_in_another_domain_is_shown_to_its_partner(
    partner: Partner, given: dict[str, Any], seen: int
) -> None:
    make_partner(name="Nameless", their_identity="")

    receive(incoming(**given))

    assert len(turned_away(partner)) == seen
    assert not turned_away(Partner.objects.get(name="Nameless"))
