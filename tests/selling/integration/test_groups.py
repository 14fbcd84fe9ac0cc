"""Groups: made, named, and who is in which; testers come in before there is a PunchOut user."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.audit.models import Line
from fondaco.selling.accounts.models import Group, Member, Role, Safeguards
from fondaco.selling.integration import groups
from tests.selling import making
from tests.selling.integration.conftest import Somebody, pass_all, somebody


def test_a_group_is_made_without_punchout_under_the_recommended_safeguards(plain: Group, elena: Somebody) -> None:
    response = elena.client.post("/business/groups/", {"name": "Laboratorio"})

    made = Group.objects.get(name="Laboratorio")
    assert response.headers["Location"] == f"/business/groups/{made.public_id}"
    assert (made.account, made.status) == (plain.account, "plain")
    assert Safeguards.objects.filter(group=made).exists()
    assert Line.objects.filter(action="group.created").count() == 1


@pytest.mark.parametrize("name", ["", "Officine Riunite", "x" * 121])
def test_a_name_that_will_not_do_makes_none(plain: Group, elena: Somebody, name: str) -> None:
    response = elena.client.post("/business/groups/", {"name": name})

    assert response.status_code == 422
    assert Group.objects.filter(account=plain.account).count() == 1


def test_two_companies_may_name_a_group_alike(plain: Group, elena: Somebody, stranger: Somebody) -> None:
    for one in (elena, stranger):
        one.client.post("/business/groups/", {"name": "Laboratorio"})

    assert Group.objects.filter(name="Laboratorio").count() == 2


def test_a_group_is_renamed(plain: Group, elena: Somebody, now: datetime) -> None:
    groups.create_group(account=plain.account, name="Laboratorio", by=elena.person, now=now)
    address = f"/business/groups/{plain.public_id}/name"

    assert elena.client.post(address, {"name": "Laboratorio"}).status_code == 422
    elena.client.post(address, {"name": "Officina"})

    plain.refresh_from_db()
    assert plain.name == "Officina"


def test_a_person_moves_to_another_group(plain: Group, elena: Somebody, andrea: Somebody, now: datetime) -> None:
    lab = groups.create_group(account=plain.account, name="Laboratorio", by=elena.person, now=now)

    elena.client.post(
        f"/business/groups/{plain.public_id}/move", {"member": andrea.member.public_id, "to": lab.public_id}
    )

    assert Member.objects.get(pk=andrea.member.pk).group == lab
    line = Line.objects.get(action="member.moved")
    assert (line.before, line.after) == ({"group": plain.public_id}, {"group": lab.public_id})


def test_nobody_moves_out_of_their_account_or_is_moved_by_a_stranger(
    plain: Group, elena: Somebody, andrea: Somebody, stranger: Somebody
) -> None:
    address, theirs = f"/business/groups/{plain.public_id}/move", stranger.member
    moves = [
        (elena, address, {"member": andrea.member.public_id, "to": theirs.group.public_id}),
        (elena, address, {"member": theirs.public_id, "to": plain.public_id}),
        (stranger, address, {"member": andrea.member.public_id, "to": theirs.group.public_id}),
        (elena, address, {"member": andrea.member.public_id, "to": ""}),
    ]

    codes = [who.client.post(path, given).status_code for who, path, given in moves]

    assert codes == [404] * 4
    assert Member.objects.get(pk=andrea.member.pk).group == plain
    assert Member.objects.get(pk=theirs.pk).group == theirs.group


def test_moving_somebody_where_they_are_changes_nothing(plain: Group, elena: Somebody, andrea: Somebody) -> None:
    page = elena.client.post(
        f"/business/groups/{plain.public_id}/move",
        {"member": andrea.member.public_id, "to": plain.public_id},
        follow=True,
    )

    assert b"in that group already" in page.content
    assert not Line.objects.filter(action="member.moved").exists()


@pytest.mark.parametrize("verb", ["", "/punchout", "/checklist", "/system", "/settings"])
def test_another_companys_group_is_answered_as_none(plain: Group, stranger: Somebody, verb: str) -> None:
    answers = [
        stranger.client.get(f"/business/groups/{known}{verb}").status_code for known in (plain.public_id, "none")
    ]

    assert answers == [404, 404]


class TestTesters:
    @pytest.mark.parametrize(
        ("role", "code"),
        [(Role.ADMINISTRATOR, 200), (Role.TECHNICAL_ADMINISTRATOR, 200), (Role.FINANCE, 403)],
    )
    def test_in_test_administrators_come_in_without_the_role(
        self, db: None, now: datetime, role: Role, code: int
    ) -> None:
        making.store(now)
        connection = making.customer(now, mode="test")
        tester = somebody(connection.account, "tester@lanterna.example", [role], now)

        status, body = making.Sender(Client()).say(making.setup(email=tester.person.email), now=now)

        assert status.code == code
        assert (body is not None) is (code == 200)

    def test_once_active_they_do_not(self, db: None, now: datetime) -> None:
        making.store(now)
        connection = making.customer(now, mode="test")
        tester = somebody(connection.account, "tester@lanterna.example", [Role.ADMINISTRATOR], now)
        pass_all(connection.group, now)
        groups.activate(group=connection.group, by=tester.person, now=now)

        status, _body = making.Sender(Client()).say(making.setup(email=tester.person.email), now=timezone.now())

        assert status.code == 403
