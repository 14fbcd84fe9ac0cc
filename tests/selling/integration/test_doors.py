"""The way of a group to PunchOut: by its table, by the database's trigger, and by pages that ask twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError

from fondaco.audit.models import Line
from fondaco.bridge.models import Mail
from fondaco.lifecycle import IllegalStep
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Connection, Group
from fondaco.selling.accounts.states import GROUP, AccountState, GroupEvent, GroupStatus
from fondaco.selling.integration import groups
from fondaco.selling.integration.models import Milestone
from tests.selling import making
from tests.selling.integration.conftest import Somebody, pass_all

ROAD = list(GroupStatus)


def at(group: Group, status: GroupStatus) -> Group:
    Group.objects.filter(pk=group.pk).update(status=status)
    group.refresh_from_db()
    return group


@pytest.mark.parametrize("event", list(GroupEvent))
@pytest.mark.parametrize("status", ROAD)
def test_each_door_opens_from_its_own_side_only(
    plain: Group, elena: Somebody, now: datetime, status: GroupStatus, event: GroupEvent
) -> None:
    at(plain, status)
    pass_all(plain, now)
    act: dict[GroupEvent, Callable[[], object]] = {
        GroupEvent.ADD_PUNCHOUT: lambda: groups.add_punchout(group=plain, by=elena.person, now=now),
        GroupEvent.INTEGRATE: lambda: groups.pass_door(plain, GroupEvent.INTEGRATE, by=None, now=now),
        GroupEvent.ACTIVATE: lambda: groups.activate(group=plain, by=elena.person, now=now),
    }
    lines = Line.objects.count()

    if event in GROUP[status]:
        act[event]()
        assert Group.objects.get(pk=plain.pk).status == GROUP[status][event]
        assert Line.objects.filter(action=f"group.{event.value}", subject=plain.subject).count() == 1
    else:
        with pytest.raises(IllegalStep):
            act[event]()
        assert Group.objects.get(pk=plain.pk).status == status
        assert Line.objects.count() == lines


@pytest.mark.parametrize(
    ("there", "back"), [(a, b) for a in ROAD for b in ROAD if ROAD.index(b) < ROAD.index(a)], ids=str
)
def test_no_statement_brings_a_group_back(plain: Group, there: GroupStatus, back: GroupStatus) -> None:
    at(plain, there)

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        Group.objects.filter(pk=plain.pk).update(status=back)

    assert Group.objects.get(pk=plain.pk).status == there


@pytest.mark.parametrize("state", [AccountState.IN_REVIEW, AccountState.REFUSED, AccountState.SUSPENDED])
def test_only_a_verified_company_goes_through_a_door(
    plain: Group, elena: Somebody, now: datetime, state: AccountState
) -> None:
    BusinessAccount.objects.update(state=state)

    with pytest.raises(groups.NotVerified):
        groups.add_punchout(group=plain, by=elena.person, now=now)
    assert Group.objects.get(pk=plain.pk).status == GroupStatus.PLAIN

    pass_all(at(plain, GroupStatus.TEST), now)
    with pytest.raises(groups.NotVerified):
        groups.activate(group=plain, by=elena.person, now=now)
    assert Group.objects.get(pk=plain.pk).status == GroupStatus.TEST


class TestAddingPunchout:
    def test_the_page_says_what_it_means_and_adds_nothing(self, plain: Group, elena: Somebody) -> None:
        address = f"/business/groups/{plain.public_id}/punchout"

        page = elena.client.get(address).content.decode()

        assert "never becomes a group without it again" in page
        assert f'href="{address}/confirm"' in page
        assert elena.client.post(address).status_code == 405
        assert Group.objects.get(pk=plain.pk).status == GroupStatus.PLAIN

    @pytest.mark.parametrize("typed", ["", "officine", "Officine Riunite 2"])
    def test_without_the_name_typed_nothing_happens(self, plain: Group, elena: Somebody, typed: str) -> None:
        response = elena.client.post(f"/business/groups/{plain.public_id}/punchout/confirm", {"name": typed})

        assert response.status_code == 422
        assert Group.objects.get(pk=plain.pk).status == GroupStatus.PLAIN

    def test_with_the_name_typed_the_door_is_passed_and_the_next_page_connects(
        self, plain: Group, elena: Somebody, andrea: Somebody
    ) -> None:
        response = elena.client.post(
            f"/business/groups/{plain.public_id}/punchout/confirm", {"name": " Officine  Riunite "}
        )

        assert response.headers["Location"] == f"/business/groups/{plain.public_id}/system"
        assert Group.objects.get(pk=plain.pk).status == GroupStatus.INTEGRATING
        told = set(Mail.objects.filter(about=plain.subject).values_list("to", flat=True))
        assert told == {elena.person.email, andrea.person.email}

    def test_a_second_time_says_so(self, integrating: Group, elena: Somebody) -> None:
        lines = Line.objects.count()

        page = elena.client.post(
            f"/business/groups/{integrating.public_id}/punchout/confirm", {"name": integrating.name}, follow=True
        )

        assert b"has PunchOut already" in page.content
        assert Line.objects.count() == lines

    def test_the_technical_administrator_and_a_stranger_add_nothing(
        self, plain: Group, andrea: Somebody, stranger: Somebody
    ) -> None:
        address = f"/business/groups/{plain.public_id}/punchout/confirm"

        codes = [one.client.post(address, {"name": plain.name}).status_code for one in (andrea, stranger)]

        assert codes == [403, 404]
        assert Group.objects.get(pk=plain.pk).status == GroupStatus.PLAIN


class TestTheChecklist:
    @pytest.fixture
    def tried(self, plain: Group) -> Group:
        return at(plain, GroupStatus.TEST)

    @pytest.mark.parametrize("missing", list(Milestone))
    def test_with_one_line_missing_there_is_no_button_and_no_way_round_it(
        self, tried: Group, elena: Somebody, now: datetime, missing: Milestone
    ) -> None:
        pass_all(tried, now, but=missing)
        address = f"/business/groups/{tried.public_id}"

        page = elena.client.get(f"{address}/checklist").content.decode()
        answer = elena.client.post(f"{address}/activate", {"name": tried.name}, follow=True)

        assert f'href="{address}/activate"' not in page
        assert b"see the checklist" in answer.content
        with pytest.raises(groups.NotReady) as raised:
            groups.activate(group=tried, by=elena.person, now=now)
        assert raised.value.missing == (missing,)
        assert Group.objects.get(pk=tried.pk).status == GroupStatus.TEST

    def test_each_line_says_when_and_by_what(self, tried: Group, elena: Somebody, now: datetime) -> None:
        pass_all(tried, now)

        page = elena.client.get(f"/business/groups/{tried.public_id}/checklist").content.decode()

        assert page.count('href="/orders/x"') == len(Milestone)
        assert f'href="/business/groups/{tried.public_id}/activate"' in page

    def test_the_page_asks_for_the_name_before_the_group_is_active(
        self, tried: Group, elena: Somebody, now: datetime
    ) -> None:
        pass_all(tried, now)
        address = f"/business/groups/{tried.public_id}/activate"

        assert "no road back to Test" in elena.client.get(address).content.decode()
        assert elena.client.post(address, {"name": "Officine"}).status_code == 422
        assert Group.objects.get(pk=tried.pk).status == GroupStatus.TEST
        elena.client.post(address, {"name": tried.name})

        assert Group.objects.get(pk=tried.pk).status == GroupStatus.ACTIVE
        assert Mail.objects.filter(about=tried.subject, to=elena.person.email).count() == 1

    def test_the_technical_administrator_sees_it_and_may_not_activate(
        self, tried: Group, andrea: Somebody, now: datetime
    ) -> None:
        pass_all(tried, now)
        address = f"/business/groups/{tried.public_id}"

        assert b"An administrator of the business account can" in andrea.client.get(f"{address}/checklist").content
        assert andrea.client.post(f"{address}/activate", {"name": tried.name}).status_code == 403
        assert Group.objects.get(pk=tried.pk).status == GroupStatus.TEST


def test_what_messages_say_follows_the_status(lanterna: Connection, now: datetime) -> None:
    tried = making.customer(now, name="Tried", identity="tried", mode="test")
    assert (tried.group.status, tried.partner.mode) == ("test", "test")
    assert (lanterna.group.status, lanterna.partner.mode) == ("active", "production")

    pass_all(tried.group, now)
    somebody = Person.objects.create_person(email="ada@tried.example", name="Ada")
    groups.activate(group=tried.group, by=somebody, now=now)

    tried.partner.refresh_from_db()
    assert tried.partner.mode == "production"


def test_a_second_system_of_an_active_group_is_active_too(lanterna: Connection, now: datetime) -> None:
    second = making.customer(now, identity="lanterna-2", mode="test")

    assert (second.group, second.partner.mode) == (lanterna.group, "production")
