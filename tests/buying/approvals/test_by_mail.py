"""Deciding from a letter: a link that shows, a button that decides, once, and only what it showed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from fondaco.audit.models import Line
from fondaco.buying.approvals import tokens
from fondaco.buying.approvals.models import Step
from fondaco.buying.requests.models import PurchaseRequest
from tests.buying.approvals.test_stages import people, rules
from tests.buying.world import World, submitted


@pytest.fixture
def asked(world: World) -> Step:
    rules(world, people(world.lead))
    submitted(world)
    return Step.objects.select_related("round").get(state="pending")


def link(step: Step) -> str:
    return reverse("approvals:by-mail", args=[tokens.token_of(step)])


def press(step: Step, address: str = "", **told: str) -> Any:
    return Client(headers={"accept-language": "en"}).post(
        address or link(step), {"decision": "approve", "digest": step.round.digest, **told}
    )


def test_opening_the_link_decides_nothing(asked: Step) -> None:
    client = Client(headers={"accept-language": "en"})

    for _ in range(2):  # mail programs open links by themselves
        page = client.get(link(asked))

    asked.refresh_from_db()
    assert asked.state == "pending"
    assert "You decide as Lead" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"


def test_the_button_approves_without_signing_in(asked: Step) -> None:
    page = press(asked)

    asked.refresh_from_db()
    assert (page.status_code, asked.state, asked.decided_by_id) == (200, "approved", asked.person_id)
    assert PurchaseRequest.objects.get().state == "ordered"


@pytest.mark.parametrize(
    ("decision", "action"),
    [("approve", "approved"), ("reject", "rejected"), ("send_back", "sent_back")],
)
def test_the_audit_trail_says_what_vouched_for_the_person(asked: Step, decision: str, action: str) -> None:
    press(asked, decision=decision, reason="For the trail")

    line = Line.objects.get(action=f"approval.{action}")
    assert (line.by, line.after["by_mail"]) == (asked.person_id, True)


def test_a_second_press_changes_nothing_and_says_so(asked: Step) -> None:
    press(asked)

    page = press(asked).content.decode()

    assert "You already approved this." in page
    assert PurchaseRequest.objects.get().orders.count() == 1


def test_rejecting_needs_a_reason(asked: Step) -> None:
    assert press(asked, decision="reject").status_code == 422
    asked.refresh_from_db()
    assert asked.state == "pending"

    press(asked, decision="reject", reason="Too dear")
    asked.refresh_from_db()
    assert (asked.state, asked.note) == ("rejected", "Too dear")


def test_a_link_about_what_changed_does_not_approve(asked: Step) -> None:
    PurchaseRequest.objects.update(reason="Something else")

    page = press(asked)

    asked.refresh_from_db()
    assert page.status_code == 422
    assert asked.state == "pending"


@pytest.mark.parametrize("how", ["forged", "old", "another_person", "another_digest", "no_approver"])
def test_a_link_that_is_not_good_opens_nothing(
    asked: Step, world: World, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = link(asked)
    if how == "forged":
        token = signing.dumps([asked.public_id, asked.person_id, asked.round.digest[:32]], salt="another")
        address = reverse("approvals:by-mail", args=[token])
    elif how == "old":
        monkeypatch.setattr(tokens, "GOOD_FOR", timedelta(seconds=-1))
    elif how == "another_person":
        Step.objects.filter(pk=asked.pk).update(assigned_to=world.owner.person)
    elif how == "another_digest":
        asked.round.digest = "0" * 64
        asked.round.save()
    else:
        world.lead.roles.all().delete()

    assert press(asked, address).status_code == 410
    asked.refresh_from_db()
    assert asked.state == "pending"


def test_a_stranger_to_the_site_learns_nothing_from_a_wrong_link(db: None) -> None:
    page = Client().get(reverse("approvals:by-mail", args=["x" * 100]))

    assert page.status_code == 410
