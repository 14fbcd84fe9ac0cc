"""An administrator arranges who decides for somebody who cannot, and gives nothing to themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fondaco import audit
from fondaco.bridge.models import Mail
from fondaco.buying.approvals.delegating import delegate
from fondaco.buying.approvals.models import Delegation
from fondaco.buying.company.models import Employee, Role
from tests.buying.world import World

AWAY = "/approvals/away"


def client_of(employee: Employee) -> Client:
    client = Client()
    client.force_login(employee.person)
    return client


def arrange(by: Employee, who: Employee, to: Employee, days: int = 5) -> tuple[int, str]:
    today = timezone.localdate()
    told = {
        "delegator": who.person.pk,
        "to": to.person.pk,
        "kind": "",
        "from_on": today.isoformat(),
        "until_on": (today + timedelta(days=days)).isoformat(),
    }
    answer = client_of(by).post(AWAY, told)
    return answer.status_code, answer.content.decode()


def test_an_administrator_arranges_it_and_both_hear_of_it(world: World) -> None:
    status, _page = arrange(world.administrator, world.lead, world.owner)

    made = Delegation.objects.get()
    assert status == 302
    assert (made.delegator, made.delegate, made.made_by) == (
        world.lead.person,
        world.owner.person,
        world.administrator.person,
    )
    assert set(Mail.objects.values_list("to", flat=True)) == {world.lead.person.email, world.owner.person.email}
    assert audit.lines_for(made.about)[0].by == world.administrator.person.pk
    page = client_of(world.auditor).get(AWAY).content.decode()
    assert "Lead" in page
    assert "End it now" not in page


def test_it_is_ended_by_an_administrator(world: World) -> None:
    arrange(world.administrator, world.lead, world.owner)
    address = f"{AWAY}/{Delegation.objects.get().public_id}/end"

    assert client_of(world.auditor).post(address).status_code == 403
    assert Delegation.objects.get().ended_at is None
    client_of(world.administrator).post(address)

    assert Delegation.objects.get().ended_at is not None
    assert client_of(world.administrator).post(address).status_code == 404
    assert "Nobody has named a deputy" in client_of(world.administrator).get(AWAY).content.decode()


def test_nobody_gives_oneself_the_decisions_of_another(world: World) -> None:
    Role.objects.create(employee=world.administrator, name="approver")

    status, page = arrange(world.administrator, world.lead, world.administrator)

    assert status == 422
    assert "You cannot name yourself to decide in place of Lead." in page
    assert not Delegation.objects.exists()


def test_nobody_gives_oneself_the_decisions_of_another_by_a_detour(world: World) -> None:
    Role.objects.create(employee=world.administrator, name="approver")
    today = timezone.localdate()
    delegate(
        delegator=world.owner.person,
        to=world.administrator.person,
        kind="",
        from_on=today,
        until_on=today,
        by=world.owner.person,
        now=timezone.now(),
        public_id="own",
    )

    status, page = arrange(world.administrator, world.lead, world.owner)

    assert status == 422
    assert "Owner has delegated to you, or to somebody who has, on these days: you would decide for Lead." in page
    assert Delegation.objects.count() == 1


@pytest.mark.parametrize("who", ["auditor", "buyer", "lead"])
def test_others_arrange_nothing(world: World, who: str) -> None:
    assert arrange(getattr(world, who), world.lead, world.owner)[0] == 403
    assert not Delegation.objects.exists()


def test_a_circle_is_said_with_both_names(world: World) -> None:
    arrange(world.administrator, world.lead, world.owner)

    status, page = arrange(world.administrator, world.owner, world.lead)

    assert status == 422
    assert "Lead has delegated to Owner, or to somebody who has, on these days." in page
