"""Before a hold ends that no machine can be asked about, the requester is told once, and fetches new prices in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.bridge.models import Mail
from fondaco.buying.approvals.models import Round
from fondaco.buying.lifecycle import Refused
from fondaco.buying.release import reminders
from fondaco.buying.release.models import HoldReminder
from fondaco.buying.requests import clock
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.shopping import prices
from fondaco.buying.shopping.models import PunchOutSession
from fondaco.sealing import unseal
from tests.buying.release.machines import plugged_in, states
from tests.buying.world import NOW, World, after, build_world, submitted

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture(autouse=True)
def _own_pricers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))


def held(world: World, until: Any, *, lines: Any = (("5", "20.00"),), quoted: Any = NOW) -> PurchaseRequest:
    request = submitted(world, lines=lines)
    session = PunchOutSession.objects.create(
        public_id=f"visit-{request.pk}", supplier=world.supplier, person=world.asker.person,
        buyer_cookie=f"c-{request.pk}", return_token_hash=f"h-{request.pk}", currency="EUR",
        asked_at=NOW, expires_at=NOW + WEEK,
    )  # fmt: skip
    RequestLine.objects.filter(request=request).update(hold_expires_at=until, quoted_at=quoted, session=session)
    Mail.objects.all().delete()
    return request


def letters() -> list[Mail]:
    return [mail for mail in Mail.objects.all() if "only until" in mail.subject]


def test_a_letter_goes_when_a_quarter_of_the_hold_is_left_and_only_once(world: World) -> None:
    request = held(world, NOW + 8 * HOUR)

    assert reminders.remind_due(NOW + 5 * HOUR) == 0
    assert reminders.remind_due(NOW + 6 * HOUR) == 1
    assert reminders.remind_due(NOW + 6 * HOUR) == 0
    assert reminders.remind_due(NOW + 7 * HOUR) == 0

    [letter] = letters()
    assert letter.to == world.asker.person.email
    text = unseal(letter.text_sealed)
    text = text if isinstance(text, str) else text.decode()
    assert "Thing 1" in text
    assert reverse("release:renew", args=[request.public_id, world.supplier.public_id]) in text


def test_of_a_long_hold_the_last_two_days_are_enough(world: World) -> None:
    held(world, NOW + 30 * timedelta(days=1))

    assert reminders.remind_due(NOW + 27 * timedelta(days=1)) == 0
    assert reminders.remind_due(NOW + 28 * timedelta(days=1)) == 1


def test_a_new_hold_is_another_one(world: World) -> None:
    request = held(world, NOW + 4 * HOUR)
    reminders.remind_due(NOW + 3 * HOUR)
    RequestLine.objects.filter(request=request).update(hold_expires_at=NOW + 8 * HOUR)

    assert reminders.remind_due(NOW + 7 * HOUR) == 1


def test_what_ends_within_the_hour_or_has_ended_is_too_late_to_write_about(world: World) -> None:
    held(world, NOW + 4 * HOUR)

    assert reminders.remind_due(NOW + 3 * HOUR + timedelta(minutes=1)) == 0
    assert reminders.remind_due(NOW + 5 * HOUR) == 0


def test_whoever_can_be_asked_by_a_machine_is_nothing_to_write_about(world: World) -> None:
    plugged_in(world.supplier)
    held(world, NOW + 4 * HOUR)

    assert reminders.remind_due(NOW + 3 * HOUR) == 0


def test_what_is_not_in_approval_is_nothing_to_write_about(world: World) -> None:
    request = held(world, NOW + 4 * HOUR)
    PurchaseRequest.objects.filter(pk=request.pk).update(state="returned")

    assert reminders.remind_due(NOW + 3 * HOUR) == 0


def test_the_database_keeps_a_second_worker_from_writing_too(world: World) -> None:
    held(world, NOW + 4 * HOUR)
    reminders.remind_due(NOW + 3 * HOUR)

    assert HoldReminder.objects.count() == len(letters()) == 1


class TestRenewing:
    def test_the_page_says_it_and_the_letters_address_explains(self, world: World, settings: Any) -> None:
        from django.utils import timezone

        request = held(world, timezone.now() + 3 * HOUR, quoted=timezone.now() - 9 * HOUR)
        reminders.remind_due(timezone.now())
        client = Client(headers={"accept-language": "en"})
        client.force_login(world.asker.person)

        page = client.get(request.get_absolute_url()).content.decode()
        address = reverse("release:renew", args=[request.public_id, world.supplier.public_id])
        explained = client.get(address).content.decode()

        assert "does not hold its prices much longer" in page
        assert address in page
        assert "Open the cart again" in explained
        assert "Thing 1" in explained
        assert states(request) == {1: "in_approval"}

    def test_the_request_comes_back_for_those_lines_and_nobody_writes_to_whoever_did_it(self, world: World) -> None:
        request = held(world, NOW + 4 * HOUR, lines=(("5", "20.00"), ("2", "10.00")))
        RequestLine.objects.filter(request=request, line_number=2).update(session=None, hold_expires_at=None)

        reminders.renew(request=request, supplier=world.supplier, by=world.asker.person, now=after(60))

        request.refresh_from_db()
        assert request.state == "returned"
        assert states(request) == {1: "requote", 2: "requote"} or states(request)[1] == "requote"
        assert not Round.objects.filter(subject_id=request.public_id, state="open").exists()
        assert [mail.subject for mail in Mail.objects.filter(to=world.asker.person.email)] == []

    def test_only_the_requester_and_only_in_time(self, world: World) -> None:
        request = held(world, NOW + 4 * HOUR)
        with pytest.raises(Refused):
            reminders.renew(request=request, supplier=world.supplier, by=world.lead.person, now=after(60))
        clock.lapse_due(NOW + 5 * HOUR)

        with pytest.raises(Refused) as refused:
            reminders.renew(request=request, supplier=world.supplier, by=world.asker.person, now=NOW + 5 * HOUR)

        assert refused.value.code == "not_in_approval"

    @pytest.mark.parametrize("who", ["lead", "buyer", "auditor", "administrator"])
    def test_nobody_else_reaches_the_page(self, world: World, who: str) -> None:
        request = held(world, NOW + 4 * HOUR)
        client = Client(headers={"accept-language": "en"})
        client.force_login(getattr(world, who).person)
        address = reverse("release:renew", args=[request.public_id, world.supplier.public_id])

        assert client.post(address).status_code in {403, 404}
        assert states(request) == {1: "in_approval"}
