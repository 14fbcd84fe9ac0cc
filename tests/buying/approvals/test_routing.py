"""Who is asked, in which order, and why: without a database."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from fondaco.buying.policy.routing import Case, Colleague, Rule, route

CHIEF = Colleague(1, 101, "Chief")
HEAD = Colleague(2, 102, "Head", manager=1, limit=Decimal(5000))
LEAD = Colleague(3, 103, "Lead", manager=2, limit=Decimal(250))
ASKER = Colleague(4, 104, "Asker", manager=3, approves=False)
OWNER = Colleague(5, 105, "Owner", manager=1)
PEOPLE = {one.pk: one for one in (CHIEF, HEAD, LEAD, ASKER, OWNER)}

MANAGER = Rule("manager", 10, 1)
CHAIN = Rule("chain", 20, 2, above=Decimal(250))
CENTRE = Rule("cost_centre_owner", 30, 3, above=Decimal(1000))
RULES = (MANAGER, CHAIN, CENTRE)


def case(amount: str, requester: Colleague = ASKER, **changes: object) -> Case:
    made = Case(
        requester=requester.pk,
        requester_name=requester.name,
        amount=Decimal(amount),
        currency="EUR",
        company_currency="EUR",
        cost_centre_id=7,
        cost_centre="PRD Workshop",
        owner=OWNER.pk,
    )
    return evolve(made, **changes)


def names(found: object) -> list[str]:
    return [step.person.name for step in found.steps]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("amount", "requester", "expected"),
    [
        ("0", ASKER, ["Lead"]),
        ("250", ASKER, ["Lead"]),
        ("250.01", ASKER, ["Lead", "Head"]),
        ("1000", ASKER, ["Lead", "Head"]),
        ("1000.0001", ASKER, ["Lead", "Head", "Owner"]),
        ("5000", ASKER, ["Lead", "Head", "Owner"]),
        ("5000.01", ASKER, ["Lead", "Head", "Chief", "Owner"]),
        ("100", LEAD, ["Head"]),
        ("9000", HEAD, ["Chief", "Owner"]),
        ("2000", OWNER, ["Chief"]),  # the owner's own: the chief stands for the manager and for the owner
    ],
)
def test_the_amount_and_the_place_in_the_company_decide_who_is_asked(
    amount: str, requester: Colleague, expected: list[str]
) -> None:
    found = route(case=case(amount, requester), rules=RULES, people=PEOPLE)

    assert names(found) == expected
    assert found.problems == []


def test_whoever_two_rules_lead_to_is_asked_once_for_both_reasons() -> None:
    found = route(case=case("2000", owner=HEAD.pk), rules=RULES, people=PEOPLE)

    assert names(found) == ["Lead", "Head"]
    assert [reason.code for reason in found.steps[1].reasons] == ["chain", "cost_centre_owner"]


def test_an_inactive_manager_is_passed_over_with_the_reason() -> None:
    people = {**PEOPLE, LEAD.pk: evolve(LEAD, active=False)}

    found = route(case=case("100"), rules=RULES, people=people)

    assert names(found) == ["Head"]
    assert "in place of Lead, who no longer works here" in found.steps[0].why


def test_a_manager_without_the_role_is_passed_over_with_the_reason() -> None:
    people = {**PEOPLE, LEAD.pk: evolve(LEAD, approves=False)}

    found = route(case=case("100"), rules=RULES, people=people)

    assert names(found) == ["Head"]
    assert "in place of Lead, who does not approve requests" in found.steps[0].why


def test_the_owner_of_the_cost_centre_does_not_judge_their_own_request() -> None:
    found = route(case=case("2000", LEAD, owner=LEAD.pk), rules=(CENTRE,), people=PEOPLE)

    assert names(found) == ["Head"]
    assert "nobody approves their own request" in found.steps[0].why


@pytest.mark.parametrize(
    ("changed", "rules", "words"),
    [
        ({"requester": None}, RULES, "has no place in the company"),
        ({"requester": CHIEF.pk, "requester_name": "Chief"}, RULES, "Nobody above Chief can approve"),
        ({"cost_centre_id": None, "owner": None, "amount": Decimal(2000)}, RULES, "A cost centre has to be chosen"),
        ({"owner": None, "amount": Decimal(2000)}, RULES, "Nobody answers for cost centre PRD Workshop"),
        ({"currency": "USD"}, RULES, "count in EUR and this is in USD"),
        ({}, (), "No approval rule says who approves this"),
        ({}, (CENTRE,), "No approval rule says who approves this"),
        ({"requester": CHIEF.pk}, (Rule("person", person=CHIEF.pk),), "Chief, whom the approval rules name"),
        (
            {"requester": CHIEF.pk, "owner": CHIEF.pk, "amount": Decimal(2000)},
            (CENTRE,),
            "Chief, who answers for cost centre PRD Workshop, cannot approve this",
        ),
    ],
)
def test_what_stands_in_the_way_is_said_in_words(
    changed: dict[str, object], rules: tuple[Rule, ...], words: str
) -> None:
    found = route(case=evolve(case("100"), **changed), rules=rules, people=PEOPLE)

    assert any(words in problem for problem in found.problems), found.problems


def test_the_chief_is_judged_by_whom_the_rule_names_instead() -> None:
    rules = (evolve(MANAGER, instead=HEAD.pk),)

    found = route(case=case("100", CHIEF), rules=rules, people=PEOPLE)

    assert names(found) == ["Head"]
    assert "stands in where nobody is above Chief" in found.steps[0].why


def test_a_rule_for_another_cost_centre_does_not_apply() -> None:
    rules = (MANAGER, Rule("person", 5, 9, cost_centre_id=8, person=OWNER.pk))

    assert names(route(case=case("100"), rules=rules, people=PEOPLE)) == ["Lead"]


def test_the_reason_names_the_threshold_in_the_readers_language() -> None:
    from django.utils.translation import override

    found = route(case=case("2000"), rules=RULES, people=PEOPLE)

    with override("en"):
        assert "asked above €1,000.00" in found.steps[2].why


@st.composite
def companies(draw: st.DrawFn) -> dict[int, Colleague]:
    """Any company, circles of managers included."""
    size = draw(st.integers(1, 8))
    people = {}
    for pk in range(1, size + 1):
        manager = draw(st.none() | st.integers(1, size).filter(lambda one, pk=pk: one != pk))
        limit = draw(st.none() | st.decimals(0, 10000, places=2))
        people[pk] = Colleague(pk, 100 + pk, f"P{pk}", "", manager, draw(st.booleans()), draw(st.booleans()), limit)
    return people


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    one = st.builds(
        Rule,
        who=st.sampled_from(["manager", "chain", "cost_centre_owner", "person"]),
        sequence=st.integers(1, 3),
        above=st.none() | st.decimals(0, 10000, places=2),
        cost_centre_id=st.none() | st.integers(1, 2),
        person=st.none() | st.integers(1, 8),
        instead=st.none() | st.integers(1, 8),
    )
    return [evolve(rule, pk=pk) for pk, rule in enumerate(draw(st.lists(one, max_size=6)))]


@given(companies(), rules(), st.decimals(0, 12000, places=2), st.integers(1, 8), st.none() | st.integers(1, 8))
def test_any_company_gets_a_route_without_the_requester_or_words_why_not(
    people: dict[int, Colleague], rules: list[Rule], amount: Decimal, requester: int, owner: int | None
) -> None:
    judged = case(str(amount), requester=evolve(ASKER, pk=requester), owner=owner, cost_centre_id=1)

    found = route(case=judged, rules=rules, people=people)

    asked = [step.person for step in found.steps]
    assert all(one.pk != requester and one.active and one.approves for one in asked)
    assert len({one.person_id for one in asked}) == len(asked)
    assert found.steps or found.problems
    assert all(step.why for step in found.steps)


@given(companies(), rules(), st.decimals(0, 12000, places=2), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_people_does_not_change_the_route(
    people: dict[int, Colleague], rules: list[Rule], amount: Decimal, chance: random.Random
) -> None:
    judged = case(str(amount), requester=evolve(ASKER, pk=1), owner=2, cost_centre_id=1)
    mixed_rules, mixed_people = list(rules), list(people.items())
    chance.shuffle(mixed_rules)
    chance.shuffle(mixed_people)

    first = route(case=judged, rules=rules, people=people)

    assert route(case=judged, rules=mixed_rules, people=dict(mixed_people)) == first
