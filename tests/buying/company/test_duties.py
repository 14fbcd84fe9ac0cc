"""Separation of duties: the operation and the database say the same about every pair of roles."""

from __future__ import annotations

import itertools
import threading
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from fondaco.buying.company.duties import APART
from fondaco.buying.company.models import Employee, Role, RoleName
from fondaco.buying.company.operations import change_employee
from fondaco.buying.lifecycle import Refused
from tests.buying.world import World, add_person, after, build_world, pending, submitted

pytestmark = pytest.mark.django_db
PAIRS = list(itertools.permutations(RoleName.values, 2))


def give(employee: Employee, *roles: str, by: Employee, active: bool = True) -> Employee:
    return change_employee(
        employee=employee,
        name=employee.person.name,
        title="",
        roles=roles,
        manager=employee.manager,
        cost_centre=None,
        address=None,
        active=active,
        by=by.person,
        now=after(1),
    )


def apart(one: str, other: str) -> bool:
    return other in APART.get(RoleName(one), ()) or one in APART.get(RoleName(other), ())


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_roles_that_never_meet_are_refused_by_the_operation(world: World, one: str, other: str) -> None:
    try:
        give(world.asker, one, other, by=world.administrator)
    except Refused as refused:
        said = refused.code
    else:
        said = ""

    assert said == ("auditor_alone" if apart(one, other) else "")


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_roles_that_never_meet_are_refused_by_the_database(world: World, one: str, other: str) -> None:
    nobody = add_person(world.entity, "Nobody", one)
    refused = False
    try:
        with transaction.atomic():
            Role.objects.create(employee=nobody, name=other)
    except DatabaseError as reason:
        refused = "buying_duties_apart" in str(reason)

    assert refused is apart(one, other)


def test_a_role_is_not_renamed_into_one_that_does_not_go_along(world: World) -> None:
    with pytest.raises(DatabaseError, match="buying_duties_apart"), transaction.atomic():
        world.lead.roles.filter(name="approver").update(name="auditor")


def test_an_auditor_becomes_something_else_in_one_step(world: World) -> None:
    give(world.auditor, "buyer", by=world.administrator)

    assert [role.name for role in world.auditor.roles.all()] == ["buyer"]


def test_an_administrator_does_not_make_themselves_an_approver(world: World) -> None:
    with pytest.raises(Refused) as refused:
        give(world.administrator, "administrator", "approver", by=world.administrator)

    assert refused.value.code == "approver_by_oneself"
    assert [role.name for role in world.administrator.roles.all()] == ["administrator"]


def test_another_administrator_can(world: World) -> None:
    second = add_person(world.entity, "Second", "administrator")

    give(world.administrator, "administrator", "approver", by=second)

    assert {role.name for role in world.administrator.roles.all()} == {"administrator", "approver"}


def test_who_is_an_approver_already_can_change_the_rest_of_their_own_entry(world: World) -> None:
    second = add_person(world.entity, "Second", "administrator approver")

    assert give(second, "administrator", "approver", "requester", by=second).roles.count() == 3


@pytest.mark.parametrize(("roles", "active"), [(("requester",), True), (("approver",), False)])
def test_what_waited_for_somebody_who_left_goes_to_the_one_above(
    world: World, roles: tuple[str, ...], active: bool
) -> None:
    request = submitted(world)
    assert pending(request).person == world.lead.person

    give(world.lead, *roles, by=world.administrator, active=active)

    assert pending(request).person == world.head.person


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_step_down_at_once_leave_one(transactional_db: None) -> None:
    world = build_world()
    second = add_person(world.entity, "Second", "administrator")
    start, said = threading.Barrier(2), []

    def step_down(employee: Employee) -> None:
        start.wait(10)
        try:
            give(employee, "requester", by=employee)
        except Refused as refused:
            said.append(refused.code)
        else:
            said.append("done")
        connections.close_all()

    threads = [threading.Thread(target=step_down, args=(one,)) for one in (world.administrator, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["done", "last_administrator"]
    assert Role.objects.filter(name="administrator").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_roles_that_never_meet_given_at_once_do_not_both_arrive(transactional_db: None) -> None:
    world = build_world()
    nobody = add_person(world.entity, "Nobody", "")
    start, said = threading.Barrier(2), []

    def give_one(name: str) -> None:
        start.wait(10)
        try:
            with transaction.atomic():
                Role.objects.create(employee=nobody, name=name)
                waited: Any = threading.Event()
                waited.wait(0.2)
        except DatabaseError:
            said.append("refused")
        else:
            said.append("given")
        connections.close_all()

    threads = [threading.Thread(target=give_one, args=(name,)) for name in ("auditor", "buyer")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["given", "refused"]
