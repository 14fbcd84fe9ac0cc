"""Encumbrances: what lines bind, stage by stage, and budgets that are never exceeded."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.bridge.models import Mail
from fondaco.buying.budgets.claims import Claim
from fondaco.buying.budgets.models import Budget, Encumbrance, Mode, Stage
from fondaco.buying.budgets.operations import BudgetFacts, add_budget, change_budget, declare, miscounted
from fondaco.buying.budgets.queries import outlook
from fondaco.buying.company.models import Category, Project
from fondaco.buying.lifecycle import Refused
from tests.buying.world import NOW, World, after, build_world

TODAY = NOW.date()


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def budget(world: World, amount: str, mode: str = Mode.BLOCK, **told: Any) -> Budget:
    facts = BudgetFacts(
        **{
            "name": f"Budget {Budget.objects.count()}",
            "amount": Decimal(amount),
            "mode": mode,
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 12, 31),
            **told,
        }
    )
    return add_budget(entity=world.entity, facts=facts, by=None, now=NOW, public_id=f"budget-{Budget.objects.count()}")


def claim(world: World, key: str, stage: Stage = Stage.REQUESTED, amount: str = "10", **told: Any) -> Claim:
    named = {"cost_centre_id": world.centre.pk, "project_id": None, "category_id": None, **told}
    return Claim(key=key, amounts={stage: Decimal(amount)}, **named)


def bind(world: World, about: str, *claims: Claim, on: date = TODAY) -> Any:
    return declare(about=about, entity=world.entity, on=on, claims=claims, by=None, now=NOW)


def stages(found: Budget) -> tuple[Decimal, ...]:
    found.refresh_from_db()
    return (found.requested, found.committed, found.confirmed)


def test_a_line_goes_through_the_stages_and_binds_its_amount_once(world: World) -> None:
    found = budget(world, "100", cost_centre=world.centre)

    bind(world, "request:a", claim(world, "1", Stage.REQUESTED, "40"))
    bind(world, "request:a", claim(world, "1", Stage.REQUESTED, "40"))
    assert stages(found) == (40, 0, 0)

    bind(world, "request:a", claim(world, "1", Stage.COMMITTED, "40"))
    assert stages(found) == (0, 40, 0)

    both = Claim("1", world.centre.pk, None, None, {Stage.COMMITTED: Decimal(15), Stage.CONFIRMED: Decimal(20)})
    bind(world, "request:a", both)
    assert stages(found) == (0, 15, 20)
    assert found.left == 65

    bind(world, "request:a", Claim("1", world.centre.pk, None, None, {}))
    assert stages(found) == (0, 0, 0)
    assert not Encumbrance.objects.exists()


def test_a_budget_that_blocks_refuses_and_binds_nothing(world: World) -> None:
    wide, narrow = budget(world, "1000"), budget(world, "50", cost_centre=world.centre)
    bind(world, "request:a", claim(world, "1", amount="30"))

    with pytest.raises(Refused) as refused:
        bind(world, "request:b", claim(world, "1", amount="20"), claim(world, "2", amount="0.01"))

    assert refused.value.code == "budget_exceeded"
    assert "€0.01" in refused.value.words
    assert (stages(wide)[0], stages(narrow)[0]) == (30, 30)
    assert not Encumbrance.objects.filter(about="request:b").exists()


def test_to_the_last_cent_it_suffices(world: World) -> None:
    found = budget(world, "50")

    assert bind(world, "request:a", claim(world, "1", amount="50")) == []
    assert found.left != stages(found)


def test_a_budget_that_warns_says_what_is_missing_and_binds(world: World) -> None:
    found = budget(world, "50", Mode.WARN)

    overruns = bind(world, "request:a", claim(world, "1", amount="60"))

    assert [(one.name, one.missing) for one in overruns] == [(found.name, Decimal(10))]
    assert stages(found)[0] == 60


def test_what_is_let_go_is_let_go_though_the_budget_was_exceeded_before(world: World) -> None:
    found = budget(world, "50", Mode.WARN)
    bind(world, "request:a", claim(world, "1", amount="60"), claim(world, "2", amount="20"))

    assert bind(world, "request:a", Claim("2", world.centre.pk, None, None, {})) == []
    assert stages(found)[0] == 60


@pytest.mark.parametrize(
    ("on", "hit"),
    [(date(2026, 6, 30), True), (date(2026, 7, 1), False), (date(2026, 1, 1), True), (date(2025, 12, 31), False)],
)
def test_a_budget_that_ends_mid_year_covers_its_last_day_and_no_more(world: World, on: date, hit: bool) -> None:
    found = budget(world, "50", ends_on=date(2026, 6, 30))

    bind(world, "request:a", claim(world, "1", amount="10"), on=on)

    assert bool(stages(found)[0]) is hit


def test_a_line_asked_for_before_the_end_stays_with_its_budget_when_it_is_approved_after(world: World) -> None:
    first = budget(world, "50", ends_on=date(2026, 6, 30))
    second = budget(world, "50", starts_on=date(2026, 7, 1))

    bind(world, "request:a", claim(world, "1", amount="10"), on=date(2026, 6, 30))
    bind(world, "request:a", claim(world, "1", Stage.COMMITTED, "10"), on=date(2026, 6, 30))

    assert (stages(first), stages(second)) == ((0, 10, 0), (0, 0, 0))


def test_a_category_covers_what_is_below_it_and_a_project_only_itself(world: World) -> None:
    tools = Category.objects.create(public_id="c1", code="TOOLS", name="Tools")
    drills = Category.objects.create(public_id="c2", code="DRILLS", name="Drills", parent=tools)
    paper = Category.objects.create(public_id="c3", code="PAPER", name="Paper")
    hall = Project.objects.create(public_id="p1", legal_entity=world.entity, code="HALL", name="New hall")
    for_tools, for_hall = budget(world, "100", category=tools), budget(world, "100", project=hall)

    bind(
        world,
        "request:a",
        claim(world, "1", amount="10", category_id=drills.pk),
        claim(world, "2", amount="20", category_id=paper.pk, project_id=hall.pk),
        claim(world, "3", amount="40"),
    )

    assert (stages(for_tools)[0], stages(for_hall)[0]) == (10, 20)


def test_a_line_that_changes_its_account_leaves_the_old_budget(world: World) -> None:
    here, there = budget(world, "100", cost_centre=world.centre), budget(world, "100", project=_project(world))
    bind(world, "request:a", claim(world, "1", amount="10"))

    bind(world, "request:a", claim(world, "1", amount="10", cost_centre_id=None, project_id=_project(world).pk))

    assert (stages(here)[0], stages(there)[0]) == (0, 10)


def _project(world: World) -> Project:
    return Project.objects.get_or_create(
        code="HALL", legal_entity=world.entity, defaults={"public_id": "hall", "name": "Hall"}
    )[0]


def test_the_outlook_shows_before_and_after_without_counting_a_line_twice(world: World) -> None:
    budget(world, "100", name="Workshop")
    bind(world, "request:a", claim(world, "1", amount="30"))
    bind(world, "request:b", claim(world, "1", amount="20"))

    (shown,) = outlook(about="request:b", entity=world.entity, on=TODAY, claims=[claim(world, "1", amount="25")])

    assert (shown.before, shown.after, shown.exceeded) == (70, 45, False)


def test_the_owner_is_told_once_when_four_fifths_are_bound(world: World) -> None:
    found = budget(world, "100", owner=world.owner)

    bind(world, "request:a", claim(world, "1", amount="79.99"))
    assert not Mail.objects.exists()
    bind(world, "request:b", claim(world, "1", amount="0.01"))
    bind(world, "request:c", claim(world, "1", amount="1"))

    assert Mail.objects.filter(about=found.about).count() == 1


def test_a_blocking_budget_is_not_made_smaller_than_what_is_bound(world: World) -> None:
    found = budget(world, "100")
    bind(world, "request:a", claim(world, "1", amount="60"))
    found.refresh_from_db()
    facts = BudgetFacts(found.name, Decimal("59.99"), Mode.BLOCK, found.starts_on, found.ends_on)

    with pytest.raises(Refused) as refused:
        change_budget(budget=found, version=1, facts=facts, reason="Less", by=world.owner.person, now=after(1))

    assert refused.value.code == "below_bound"
    kept = change_budget(
        budget=found,
        version=1,
        facts=BudgetFacts(found.name, Decimal(60), Mode.BLOCK, found.starts_on, found.ends_on),
        reason="Less",
        by=world.owner.person,
        now=after(1),
    )
    assert (kept.left, kept.revisions.get().amount_before) == (0, 100)


def test_two_people_changing_a_budget_do_not_overwrite_each_other(world: World) -> None:
    found = budget(world, "100")
    facts = BudgetFacts(found.name, Decimal(200), Mode.BLOCK, found.starts_on, found.ends_on)
    change_budget(budget=found, version=1, facts=facts, reason="More", by=world.owner.person, now=after(1))

    with pytest.raises(Refused) as refused:
        change_budget(budget=found, version=1, facts=facts, reason="More", by=world.chief.person, now=after(2))

    assert refused.value.code == "changed_meanwhile"


def test_the_database_refuses_what_goes_beyond_a_blocking_budget(world: World) -> None:
    found = budget(world, "100")

    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.filter(pk=found.pk).update(requested=Decimal("100.01"))


@pytest.mark.django_db(transaction=True)
def test_a_hundred_parallel_approvals_never_exceed_a_budget_and_none_is_lost(transactional_db: None) -> None:
    world = build_world()
    found = budget(world, "1000", cost_centre=world.centre)
    other = budget(world, "100000")
    outcomes = _at_once(
        100, lambda number: bind(world, f"request:{number}", claim(world, "1", Stage.COMMITTED, "37.50")), hands=20
    )

    # 26 times 37.50 is 975: the 27th no longer fits.
    assert outcomes.count("bound") == 26
    assert outcomes.count("budget_exceeded") == 74
    assert stages(found) == (0, 975, 0)
    assert stages(other) == (0, 975, 0)
    assert miscounted() == []


def _at_once(many: int, act: Callable[[int], object], *, hands: int) -> list[str]:
    numbers, outcomes, lock = iter(range(many)), [], threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                break
            try:
                act(number)
            except Refused as refused:
                said = refused.code
            else:
                said = "bound"
            with lock:
                outcomes.append(said)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(hands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


DECLARED = st.lists(
    st.tuples(
        st.sampled_from(["request:a", "request:b", "request:c"]),
        st.sampled_from(["1", "2"]),
        st.dictionaries(st.sampled_from(list(Stage)), st.integers(0, 60).map(Decimal), max_size=3),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DECLARED)
def test_whatever_is_declared_the_sums_are_those_of_the_rows_and_a_block_holds(world: World, told: Any) -> None:
    with transaction.atomic():
        blocks, warns = budget(world, "100"), budget(world, "80", Mode.WARN)
        truth: dict[tuple[str, str], dict[Stage, Decimal]] = {}
        for about, key, amounts in told:
            try:
                bind(world, about, Claim(key, world.centre.pk, None, None, amounts))
            except Refused:
                continue
            truth[about, key] = amounts
        assert miscounted() == []
        for found in (blocks, warns):
            found.refresh_from_db()
            assert found.bound == sum((sum(one.values(), Decimal(0)) for one in truth.values()), Decimal(0))
        assert blocks.bound <= 100
        transaction.set_rollback(True)


def test_what_cannot_be_refused_binds_no_more_of_a_full_budget_than_it_did(world: World) -> None:
    full, roomy = budget(world, "100", cost_centre=world.centre), budget(world, "1000", cost_centre=world.centre)
    bind(world, "request:a", claim(world, "1", Stage.COMMITTED, "60"), claim(world, "2", Stage.COMMITTED, "40"))

    moved = (claim(world, "1", Stage.CONFIRMED, "90"), claim(world, "2", Stage.COMMITTED, "40"))
    with pytest.raises(Refused):
        bind(world, "request:a", *moved)
    declare(about="request:a", entity=world.entity, on=TODAY, claims=moved, by=None, now=NOW, capped=True)

    assert stages(full) == (0, 40, 60)
    assert stages(roomy) == (0, 40, 90)
    assert miscounted() == []


def test_what_is_capped_lets_go_all_the_same(world: World) -> None:
    found = budget(world, "100", cost_centre=world.centre)
    bind(world, "request:a", claim(world, "1", Stage.COMMITTED, "60"), claim(world, "2", Stage.COMMITTED, "40"))

    claims = (claim(world, "1", Stage.CONFIRMED, "70"), Claim("2", world.centre.pk, None, None, {}))
    declare(about="request:a", entity=world.entity, on=TODAY, claims=claims, by=None, now=NOW, capped=True)

    assert stages(found) == (0, 0, 70)
