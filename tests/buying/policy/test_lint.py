"""What the linter sees: each remark once with a policy that deserves it, and not with one that does not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from time import perf_counter

import pytest
from attrs import evolve

from fondaco.buying.policy.cases import Colleague, Rule
from fondaco.buying.policy.conditions import Condition
from fondaco.buying.policy.lint import MOST_TRIED, Finding, Known, lint

CHIEF = Colleague(1, 101, "Chief", public_id="chief")
HEAD = Colleague(2, 102, "Head", manager=1, limit=Decimal(5000), public_id="head")
ASKER = Colleague(3, 103, "Asker", manager=2, approves=False, public_id="asker")
OTHER = Colleague(4, 104, "Other", manager=2, approves=False, public_id="other")
PEOPLE = {one.pk: one for one in (CHIEF, HEAD, ASKER, OTHER)}
KNOWN = Known(
    {
        "category": frozenset({"IT", "PAPER"}),
        "supplier": frozenset({"store"}),
        "requester": frozenset({"chief", "head", "asker", "other"}),
        "kind": frozenset({"request", "change"}),
        "flag": frozenset({"blocked", "estimated"}),
    }
)
MANAGER = Rule("manager", 10, 1, public_id="manager")
IT = Condition("category", {"IT"})
BLOCK = Rule("", 1, 9, effect="block", message="No", public_id="block")


def found(
    *rules: Rule,
    people: dict[int, Colleague] = PEOPLE,
    requesters: Sequence[int] = (3, 4),
    delegates: dict[int, tuple[int, ...]] | None = None,
) -> list[Finding]:
    return lint(rules, people, known=KNOWN, requesters=requesters, delegates=delegates or {}, currency="EUR")


def codes(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(one.code, one.rule) for one in findings]


def test_a_sound_policy_is_left_alone() -> None:
    narrow = Rule("person", 20, 2, people=(1,), conditions=(IT,), public_id="it")

    assert found(MANAGER, narrow, evolve(BLOCK, conditions=(Condition("flag", {"blocked"}),))) == []


@pytest.mark.parametrize(
    ("block", "rule", "hidden"),
    [
        ((), (IT,), True),
        ((IT,), (IT,), True),
        ((Condition("category", {"IT", "PAPER"}),), (IT,), True),
        ((IT,), (Condition("category", {"IT", "PAPER"}),), False),
        ((IT,), (Condition("supplier", {"store"}),), False),
        ((IT,), (IT, Condition("supplier", {"store"})), True),
        ((IT, Condition("supplier", {"store"})), (IT,), False),
        ((evolve(IT, negated=True),), (evolve(IT, negated=True),), True),
        ((evolve(IT, negated=True),), (Condition("category", {"IT", "PAPER"}, negated=True),), True),
        ((evolve(IT, negated=True),), (IT,), False),
    ],
)
def test_a_rule_behind_a_block_is_never_reached(
    block: tuple[Condition, ...], rule: tuple[Condition, ...], hidden: bool
) -> None:
    findings = found(
        MANAGER, evolve(BLOCK, conditions=block), evolve(MANAGER, public_id="x", who="chain", conditions=rule)
    )

    assert (("behind_block", "x") in codes(findings)) is hidden


def test_amounts_keep_a_rule_out_of_a_blocks_shadow() -> None:
    block = evolve(BLOCK, above=Decimal(1000))

    below = evolve(MANAGER, public_id="x", conditions=(IT,), up_to=Decimal(500))
    above = evolve(MANAGER, public_id="x", conditions=(IT,), above=Decimal(1000))

    assert ("behind_block", "x") not in codes(found(MANAGER, block, below))
    assert ("behind_block", "x") in codes(found(MANAGER, block, above))


def test_what_is_out_of_use_is_named_and_worse_where_nothing_else_is_left() -> None:
    gone = evolve(MANAGER, public_id="gone", who="chain", conditions=(Condition("category", {"OLD"}),))
    partly = evolve(
        MANAGER, public_id="partly", who="chain", sequence=3, conditions=(Condition("category", {"OLD", "IT"}),)
    )

    findings = found(MANAGER, gone, partly)

    assert [(one.code, one.rule, one.tone) for one in findings] == [
        ("unknown_values", "gone", "wrong"),
        ("some_unknown", "partly", "act"),
    ]


def test_conditions_that_exclude_each_other_are_seen() -> None:
    rule = evolve(
        MANAGER, public_id="x", conditions=(Condition("requester", {"asker"}), Condition("requester", {"other"}))
    )

    assert ("excluded", "x") in codes(found(MANAGER, rule))


def test_a_rule_said_twice_is_seen_once() -> None:
    assert codes(found(MANAGER, evolve(MANAGER, pk=7, public_id="again"))) == [("said_twice", "again")]


def test_people_who_left_or_lost_the_role_are_named() -> None:
    people = {**PEOPLE, 1: evolve(CHIEF, active=False)}
    rules = (
        MANAGER,
        Rule("person", 20, 2, people=(1,), public_id="left"),
        Rule("person", 20, 3, people=(3,), public_id="cannot"),
        Rule("chain", 20, 4, instead=3, public_id="instead"),
    )

    findings = found(*rules, people=people)

    assert {("named_left", "left"), ("named_cannot", "cannot"), ("instead_cannot", "instead")} <= set(codes(findings))


def test_a_step_that_always_falls_on_who_asks_is_seen() -> None:
    own = Rule("person", 20, 2, people=(2,), conditions=(Condition("requester", {"head"}),), public_id="own")
    others = evolve(own, conditions=(Condition("requester", {"asker"}),), public_id="others")
    more = evolve(own, people=(1, 2), public_id="more")

    findings = found(MANAGER, own, others, more)

    assert codes(findings) == [("falls_on_asker", "own")]
    assert findings[0].name == "Head"


def test_circles_of_managers_and_of_delegates_are_named() -> None:
    circle = {**PEOPLE, 1: evolve(CHIEF, manager=2)}

    assert ("Chief, Head", "managers_circle") in [(one.name, one.code) for one in found(MANAGER, people=circle)]
    findings = found(MANAGER, delegates={1: (2,), 2: (1,)})
    assert {one.name for one in findings if one.code == "delegates_circle"} == {"Chief", "Head"}


def test_a_delegate_whose_own_requests_would_come_to_them_is_named() -> None:
    (finding,) = found(MANAGER, delegates={1: (2,)})

    assert (finding.code, finding.name, finding.other) == ("delegate_below", "Head", "Chief")
    assert found(MANAGER, delegates={2: (1,)}) == []


def test_people_with_nobody_above_are_named_together() -> None:
    alone = {**PEOPLE, 3: evolve(ASKER, manager=None), 4: evolve(OTHER, manager=None)}

    (finding,) = found(MANAGER, people=alone)

    assert (finding.code, finding.name, finding.tone) == ("nobody_above", "Asker, Other", "wrong")


def test_documents_that_no_rule_covers_are_seen_for_each_kind() -> None:
    of_requests = evolve(MANAGER, conditions=(Condition("kind", {"request"}),))
    of_changes = evolve(MANAGER, conditions=(Condition("kind", {"change"}),), public_id="changes")

    assert [one.code for one in found(evolve(MANAGER, above=Decimal(100)))] == ["no_result"]
    assert found(of_requests) == []
    assert [one.code for one in found(evolve(of_requests, up_to=Decimal(10)), of_changes)] == ["no_result"]
    assert found(of_requests, of_changes) == []


def test_what_is_not_one_thing_counts_as_covered() -> None:
    rest = evolve(MANAGER, conditions=(evolve(IT, negated=True),))

    assert found(rest) == []


def test_chains_longer_than_five_are_counted_and_five_are_not() -> None:
    people = {pk: Colleague(pk, 100 + pk, f"P{pk}", manager=pk + 1 if pk < 8 else None) for pk in range(1, 9)}
    chain = Rule("chain", 10, 1, public_id="chain")

    findings = found(chain, people=people, requesters=(1, 2, 3))

    assert [(one.code, one.name, one.other) for one in findings] == [
        ("long_chain", "P1", "7"),
        ("long_chain", "P2", "6"),
    ]
    assert found(chain, people=people, requesters=(3,)) == []


def test_a_role_that_nobody_can_fill_is_named() -> None:
    buyers = Rule("role", 10, 1, role="buyer", people=(), public_id="buyers")

    findings = found(buyers)

    assert [(one.code, one.other) for one in findings] == [("nobody_with_role", "buyer")]


def test_thousands_of_people_and_rules_are_looked_through_within_seconds() -> None:
    people = {pk: Colleague(pk, pk, f"P{pk}", manager=pk // 3 or None, public_id=f"p{pk}") for pk in range(1, 3001)}
    rules = [MANAGER]
    for number in range(10_000):
        conditions = (Condition("category", {f"K{number % 300}"}), Condition("supplier", {f"S{number % 70}"}))
        rule = Rule("manager", 10, number + 2, above=Decimal(number), conditions=conditions, public_id=f"r{number}")
        rules.append(evolve(rule, effect="block", message="No") if number % 20 == 0 else rule)

    began = perf_counter()
    findings = found(*rules, people=people, requesters=range(1, 3001))
    took = perf_counter() - began

    assert any(one.code == "unknown_values" for one in findings)
    assert took < 20
    # One amount is below every threshold without conditions: a thousand managers, each tried once.
    assert len(people) // 3 < MOST_TRIED
    assert not [one for one in findings if one.code == "some_tried"]


def test_it_says_where_it_could_only_try_some() -> None:
    people = {pk: Colleague(pk, pk, f"P{pk}", manager=pk // 2 or None) for pk in range(1, 1001)}
    rules = [evolve(MANAGER, pk=n, public_id=f"r{n}", above=Decimal(n * 100)) for n in range(30)]

    (finding,) = [one for one in found(*rules, people=people, requesters=range(2, 1001)) if one.code == "some_tried"]

    assert finding.tone == "calm"
    assert int(finding.name) < int(finding.other)
