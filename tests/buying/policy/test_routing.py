"""Who is asked, in which order, and why: without a database."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from fondaco.buying.policy.cases import Case, Colleague, Rule
from fondaco.buying.policy.conditions import CaseLine, Condition, Facts, Index
from fondaco.buying.policy.routing import route

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
        ({"cost_centre": "", "owner": None, "amount": Decimal(2000)}, RULES, "A cost centre has to be chosen"),
        ({"owner": None, "amount": Decimal(2000)}, RULES, "Nobody answers for cost centre PRD Workshop"),
        ({"currency": "USD"}, RULES, "count in EUR and this is in USD"),
        ({}, (), "No approval rule says who approves this"),
        ({}, (CENTRE,), "No approval rule says who approves this"),
        ({"requester": CHIEF.pk}, (Rule("person", people=(CHIEF.pk,)),), "Chief, whom the approval rules name"),
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
    rules = (MANAGER, Rule("person", 5, 9, people=(OWNER.pk,), conditions=(Condition("cost_centre", {"RIC"}),)))

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


CONDITIONS = st.builds(
    Condition,
    dimension=st.sampled_from(["category", "supplier", "flag"]),
    values=st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=2),
    negated=st.booleans(),
)
LINES = st.lists(
    st.builds(
        CaseLine,
        key=st.sampled_from(["1", "2", "3", "4"]),
        amount=st.decimals(0, 6000, places=2),
        categories=st.lists(st.sampled_from(["a", "b", "c"]), max_size=2, unique=True).map(tuple),
        supplier=st.sampled_from(["", "a", "b"]),
        cost_centre=st.just("PRD"),
        cost_centre_owner=st.none() | st.integers(1, 8),
        category_owner=st.none() | st.integers(1, 8),
        flags=st.frozensets(st.sampled_from(["a", "b"]), max_size=2),
    ),
    max_size=4,
    unique_by=lambda line: line.key,
).map(tuple)


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    one = st.builds(
        Rule,
        who=st.sampled_from(["manager", "chain", "cost_centre_owner", "person", "category_owner", "project_owner"]),
        sequence=st.integers(1, 3),
        above=st.none() | st.decimals(0, 10000, places=2),
        conditions=st.lists(CONDITIONS, max_size=2).map(tuple),
        people=st.lists(st.integers(1, 8), max_size=3, unique=True).map(tuple),
        needs=st.sampled_from(["all", "any"]),
        covers_lines=st.booleans(),
        instead=st.none() | st.integers(1, 8),
    )
    return [evolve(rule, pk=pk) for pk, rule in enumerate(draw(st.lists(one, max_size=6)))]


@given(companies(), rules(), LINES, st.integers(1, 8), st.integers(1, 8))
def test_any_company_gets_a_route_without_the_requester_or_words_why_not(
    people: dict[int, Colleague], rules: list[Rule], lines: tuple[CaseLine, ...], requester: int, beneficiary: int
) -> None:
    amount = sum((line.amount for line in lines), Decimal(0))
    judged = case(str(amount), requester=evolve(ASKER, pk=requester), beneficiary=beneficiary, lines=lines)

    found = route(case=judged, rules=rules, people=people)

    asked = [step.person for step in found.steps]
    assert all(one.pk not in (requester, beneficiary) and one.active and one.approves for one in asked)
    certain = [
        one.person.pk
        for stage in found.stages
        for group in stage.groups
        if group.needs == "all"
        for one in group.people
    ]
    assert len(set(certain)) == len(certain)
    assert found.steps or found.problems
    assert all(step.why for step in found.steps)
    assert all(step.lines <= {line.key for line in judged.judged} for step in found.steps)


@given(companies(), rules(), LINES, st.integers(1, 8))
def test_every_rule_that_applies_leaves_its_mark(
    people: dict[int, Colleague], rules: list[Rule], lines: tuple[CaseLine, ...], requester: int
) -> None:
    amount = sum((line.amount for line in lines), Decimal(0))
    judged = case(str(amount), requester=evolve(ASKER, pk=requester), lines=lines)
    told = [evolve(rule, public_id=f"r{rule.pk}") for rule in rules]

    found = route(case=judged, rules=told, people=people)

    codes = {reason.code for step in found.steps for reason in step.reasons}
    for rule in (one for one in told if one.public_id in found.applied):
        alone = route(case=judged, rules=[rule], people=people)
        assert {reason.code for step in alone.steps for reason in step.reasons} <= codes
        assert not alone.steps or {one.person.pk for one in alone.steps} & {one.person.pk for one in found.steps}
        # A rule that nobody can fulfil says so, whatever the others lead to.
        assert {one.code for one in alone.faults} - {"no_rule"} <= {one.code for one in found.faults}


@given(companies(), rules(), LINES, st.integers(0, 5))
def test_what_a_rule_blocks_has_no_way_whatever_the_others_say(
    people: dict[int, Colleague], rules: list[Rule], lines: tuple[CaseLine, ...], place: int
) -> None:
    judged = case("100", requester=evolve(ASKER, pk=1), lines=lines)
    block = Rule("", place, 99, effect="block", message="No")

    assert "No" in route(case=judged, rules=[*rules, block], people=people).problems


@given(companies(), rules(), LINES)
def test_what_an_index_leaves_out_would_not_have_applied(
    people: dict[int, Colleague], rules: list[Rule], lines: tuple[CaseLine, ...]
) -> None:
    judged = case("100", requester=evolve(ASKER, pk=1), lines=lines)
    candidates = Index((rule, rule.conditions) for rule in rules).candidates(
        Facts("request", "", frozenset()), judged.judged
    )

    assert route(case=judged, rules=candidates, people=people) == route(case=judged, rules=rules, people=people)


@given(companies(), rules(), st.decimals(0, 12000, places=2), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_people_does_not_change_the_route(
    people: dict[int, Colleague], rules: list[Rule], amount: Decimal, chance: random.Random
) -> None:
    judged = case(str(amount), requester=evolve(ASKER, pk=1), owner=2)
    mixed_rules, mixed_people = list(rules), list(people.items())
    chance.shuffle(mixed_rules)
    chance.shuffle(mixed_people)

    first = route(case=judged, rules=rules, people=people)

    assert route(case=judged, rules=mixed_rules, people=dict(mixed_people)) == first


DRILL = CaseLine(
    "1", Decimal(300), categories=("TOOLS", "DRILLS"), supplier="store", cost_centre="PRD", cost_centre_owner=OWNER.pk
)
PAPER = CaseLine(
    "2", Decimal(200), categories=("PAPER",), supplier="other", cost_centre="LOG", cost_centre_owner=HEAD.pk,
    flags=frozenset({"estimated"}),
)  # fmt: skip
BOTH = (DRILL, PAPER)


def asks(*conditions: Condition, **told: object) -> Rule:
    return Rule("person", 10, 1, people=(CHIEF.pk,), conditions=conditions, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("condition", "applies"),
    [
        (Condition("category", {"TOOLS"}), True),
        (Condition("category", {"DRILLS", "SCREWS"}), True),
        (Condition("category", {"SCREWS"}), False),
        (Condition("category", {"TOOLS", "PAPER"}, negated=True), False),
        (Condition("category", {"PAPER"}, negated=True), True),
        (Condition("supplier", {"other"}), True),
        (Condition("supplier", {"nobody"}), False),
        (Condition("cost_centre", {"LOG"}), True),
        (Condition("project", {"HALL"}), False),
        (Condition("project", {"HALL"}, negated=True), True),
        (Condition("flag", {"estimated"}), True),
        (Condition("flag", {"blocked"}), False),
        (Condition("kind", {"change"}), False),
        (Condition("kind", {"request", "standing"}), True),
        (Condition("requester", {"asker"}), True),
        (Condition("requester", {"asker"}, negated=True), False),
        (Condition("department", {"head"}), True),
        (Condition("department", {"asker"}), False),
    ],
)
def test_each_condition_lets_a_rule_apply_or_not(condition: Condition, applies: bool) -> None:
    people = {one.pk: evolve(one, public_id=one.name.lower()) for one in PEOPLE.values()}

    found = route(case=case("500", lines=BOTH), rules=(asks(condition),), people=people)

    assert (names(found) == ["Chief"]) is applies


def test_all_conditions_on_lines_have_to_hold_on_one_and_the_same_line() -> None:
    apart = asks(Condition("category", {"DRILLS"}), Condition("supplier", {"other"}))
    together = asks(Condition("category", {"PAPER"}), Condition("supplier", {"other"}))

    assert names(route(case=case("500", lines=BOTH), rules=(apart,), people=PEOPLE)) == []
    assert names(route(case=case("500", lines=BOTH), rules=(together,), people=PEOPLE)) == ["Chief"]


@pytest.mark.parametrize(("above", "up_to", "applies"), [("299.99", None, True), ("300", None, False), (None, "299.99", False), (None, "300", True)])  # fmt: skip # noqa: E501
def test_an_amount_of_lines_counts_only_those_that_match(above: str | None, up_to: str | None, applies: bool) -> None:
    rule = asks(
        Condition("category", {"TOOLS"}),
        of_lines=True,
        above=Decimal(above) if above else None,
        up_to=Decimal(up_to) if up_to else None,
    )

    assert bool(names(route(case=case("500", lines=BOTH), rules=(rule,), people=PEOPLE))) is applies


def test_a_rule_about_lines_asks_about_those_lines_only() -> None:
    narrow = asks(Condition("category", {"TOOLS"}), covers_lines=True)

    assert route(case=case("500", lines=BOTH), rules=(narrow,), people=PEOPLE).steps[0].lines == {"1"}
    assert route(case=case("500", lines=BOTH), rules=(asks(),), people=PEOPLE).steps[0].lines == {"1", "2"}


def test_each_owner_decides_about_what_is_theirs_side_by_side() -> None:
    found = route(case=case("500", lines=BOTH), rules=(Rule("cost_centre_owner", 10, 1),), people=PEOPLE)

    (stage,) = found.stages
    assert [(one.person.name, sorted(one.lines)) for one in found.steps] == [("Owner", ["1"]), ("Head", ["2"])]
    assert [group.needs for group in stage.groups] == ["all"]


def test_any_one_of_several_suffices_and_whoever_cannot_is_left_out() -> None:
    rule = Rule("person", 10, 1, people=(LEAD.pk, OWNER.pk, ASKER.pk), needs="any")

    (stage,) = route(case=case("500"), rules=(rule,), people=PEOPLE).stages

    assert [(group.needs, [one.person.name for one in group.people]) for group in stage.groups] == [
        ("any", ["Lead", "Owner"])
    ]


def test_of_several_nobody_more_is_asked_where_one_approves_anyway() -> None:
    rules = (MANAGER, Rule("person", 20, 2, people=(LEAD.pk, OWNER.pk), needs="any"))

    found = route(case=case("100"), rules=rules, people=PEOPLE)

    assert names(found) == ["Lead"]
    assert [reason.code for reason in found.steps[0].reasons] == ["manager", "person"]


def test_of_several_nobody_is_asked_sooner_where_one_must_approve_later() -> None:
    rules = (MANAGER, Rule("person", 5, 2, people=(CHIEF.pk, OWNER.pk), needs="any"), Rule("cost_centre_owner", 30, 3))

    found = route(case=case("100"), rules=rules, people=PEOPLE)

    assert names(found) == ["Lead", "Owner"]
    assert [reason.code for reason in found.steps[1].reasons] == ["cost_centre_owner", "person"]


def test_the_same_place_is_asked_side_by_side_and_a_chain_one_after_the_other() -> None:
    rules = (Rule("chain", 10, 1), Rule("cost_centre_owner", 10, 2))

    stages = route(case=case("9000"), rules=rules, people=PEOPLE).stages

    assert [[one.person.name for group in stage.groups for one in group.people] for stage in stages] == [
        ["Lead", "Owner"],
        ["Head"],
        ["Chief"],
    ]


def test_a_watcher_is_told_and_not_asked_and_not_told_where_asked() -> None:
    watching = evolve(asks(), effect="watch", people=(OWNER.pk, LEAD.pk))

    found = route(case=case("100"), rules=(MANAGER, watching), people=PEOPLE)

    assert names(found) == ["Lead"]
    assert [one.person.name for one in found.watchers] == ["Owner"]


def test_a_block_says_its_words_and_a_warning_lets_it_pass() -> None:
    block = Rule("", 1, 1, effect="block", message="Ask the IT desk", conditions=(Condition("category", {"DRILLS"}),))
    warning = evolve(block, effect="warn", message="Take the usual ones")

    blocked = route(case=case("500", lines=BOTH), rules=(MANAGER, block), people=PEOPLE)
    warned = route(case=case("500", lines=BOTH), rules=(MANAGER, warning), people=PEOPLE)

    assert blocked.problems == ["Ask the IT desk"]
    assert warned.problems == []
    assert [one.words for one in warned.warnings] == ["Take the usual ones"]


def test_nobody_approves_what_is_for_them() -> None:
    found = route(case=case("100", beneficiary=LEAD.pk), rules=(MANAGER,), people=PEOPLE)

    assert names(found) == ["Head"]
    assert "for whom it is" in found.steps[0].why
