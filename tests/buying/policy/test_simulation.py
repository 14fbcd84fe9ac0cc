"""Who, in which order, how long, and what if somebody is away; and two versions side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from fondaco.buying.company.models import CostCentre
from fondaco.buying.policy import registry
from fondaco.buying.policy.comparing import compare
from fondaco.buying.policy.compiled import version_on
from fondaco.buying.policy.conditions import Condition
from fondaco.buying.policy.demo import write_policy
from fondaco.buying.policy.models import ApprovalRule, PolicyVersion, Who
from fondaco.buying.policy.operations import RuleFacts, add_rule, begin_draft, change_rule, move_rule, remove_rule
from fondaco.buying.policy.plans import Route
from fondaco.buying.policy.queries import preview
from fondaco.buying.policy.simulation import Simulation, simulate
from fondaco.buying.policy.spans import span_words
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.subject import RequestSubject
from tests.buying.world import NOW, World, draft


@pytest.fixture
def pace() -> Iterator[None]:
    """Everybody takes a day; a stage as long as it has people."""
    kept = list(registry._pace)
    registry.register_pace(lambda led: timedelta(days=len(led.steps)) if led.steps else None)
    yield
    registry._pace[:] = kept


@pytest.fixture
def delegates() -> Iterator[dict[int, tuple[int, ...]]]:
    named: dict[int, tuple[int, ...]] = {}
    kept = list(registry._delegates)
    registry.register_delegates(lambda _entity: named)
    yield named
    registry._delegates[:] = kept


def asked_for(world: World, lines: tuple[tuple[str, str], ...] = (("5", "20.00"),)) -> RequestSubject:
    request = draft(world, lines=lines)
    return RequestSubject(request, cost_centre=world.centre)


def absences(found: Simulation) -> dict[str, str]:
    named = [one for step in found.steps for group in step.groups for one in group.people if one.absence]
    with override("en"):
        return {one.person.name: one.absence.words for one in named if one.absence}


def test_the_steps_are_those_of_the_route_with_the_usual_time(world: World, pace: None) -> None:
    subject = asked_for(world, (("10", "300.00"),))

    found = simulate(subject=subject, now=NOW)

    route = preview(subject=subject, now=NOW)
    assert found.route.stages == route.stages
    assert [one.person.name for step in found.steps for group in step.groups for one in group.people] == [
        "Lead",
        "Head",
        "Owner",
    ]
    with override("en"):
        assert [step.usual_words for step in found.steps] == ["usually about 24 hours"] * 3
        assert found.usual_words == "In all this usually takes about 3 days."


def test_whoever_is_away_is_stood_in_for_by_whom_they_named(
    world: World, delegates: dict[int, tuple[int, ...]]
) -> None:
    delegates[world.lead.pk] = (world.owner.pk,)

    found = simulate(subject=asked_for(world), now=NOW, away=[world.lead.public_id])

    assert absences(found) == {"Lead": "Owner stands in for them."}
    assert found.away == {world.lead.public_id}


def test_a_delegate_who_asks_for_it_does_not_stand_in(world: World, delegates: dict[int, tuple[int, ...]]) -> None:
    delegates[world.lead.pk] = (world.asker.pk,)

    found = simulate(subject=asked_for(world), now=NOW, away=[world.lead.public_id])

    assert absences(found) == {"Lead": "After 5 working days Head is asked in their place."}


def test_without_a_delegate_the_next_one_above_is_asked_after_the_companys_days(
    world: World, delegates: dict[int, tuple[int, ...]]
) -> None:
    world.entity.escalate_after_days = 1
    world.entity.save()

    found = simulate(subject=asked_for(world), now=NOW, away=[world.lead.public_id])

    assert absences(found) == {"Lead": "After 1 working day Head is asked in their place."}


def test_where_nobody_is_asked_instead_it_waits(world: World, delegates: dict[int, tuple[int, ...]]) -> None:
    world.entity.escalate_after_days = 0
    world.entity.save()

    found = simulate(subject=asked_for(world), now=NOW, away=[world.lead.public_id])

    assert "It waits until they are back" in absences(found)["Lead"]


def test_circles_of_delegates_come_to_an_end(world: World, delegates: dict[int, tuple[int, ...]]) -> None:
    delegates |= {world.lead.pk: (world.buyer.pk,), world.buyer.pk: (world.lead.pk, world.buyer.pk)}

    found = simulate(subject=asked_for(world), now=NOW, away=[world.lead.public_id])

    assert absences(found) == {"Lead": "After 5 working days Head is asked in their place."}


def test_somebody_who_would_not_be_asked_does_not_matter(world: World) -> None:
    found = simulate(subject=asked_for(world), now=NOW, away=[world.chief.public_id, "nobody"])

    assert (found.away, absences(found)) == (frozenset(), {})


def test_the_fragment_says_who_in_which_order_and_lets_one_ask_about_absence(world: World, pace: None) -> None:
    found = simulate(subject=asked_for(world), now=NOW, away=[world.lead.public_id])

    with override("en"):
        page = render_to_string("buying_policy/_simulation.html", {"simulation": found})

    assert "Lead" in page
    assert f'value="{world.lead.public_id}" checked' in page
    assert "In all this usually takes" in page


def test_the_fragment_says_what_stands_in_the_way(world: World) -> None:
    rules = [RuleFacts(effect="block", message="Ask the desk first")]
    write_policy(entity=world.entity, rules=rules, note="Nothing", now=NOW)

    with override("en"):
        page = render_to_string(
            "buying_policy/_simulation.html", {"simulation": simulate(subject=asked_for(world), now=NOW)}
        )

    assert "Ask the desk first" in page


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=10), "about a minute"),
        (timedelta(minutes=45), "about 45 minutes"),
        (timedelta(minutes=100), "about 2 hours"),
        (timedelta(hours=-3), "about 3 hours"),
        (timedelta(hours=30), "about 30 hours"),
        (timedelta(hours=50), "about 2 days"),
    ],
)
def test_spans_are_said_as_people_do(span: timedelta, words: str) -> None:
    with override("en"):
        assert span_words(span) == words


def test_two_versions_differ_in_what_is_new_changed_and_gone(world: World) -> None:
    before = version_on(world.entity, NOW.date())
    assert before
    after = begin_draft(entity=world.entity, by=None, now=NOW, public_id="after")
    rules = {rule.who: rule for rule in after.rules.all()}
    by = world.administrator.person
    add_rule(version=after, facts=RuleFacts(Who.PERSON, people=(world.chief,)), by=None, now=NOW, public_id="new")
    change_rule(
        rule=rules["chain"], facts=RuleFacts(Who.CHAIN, sequence=20, above=Decimal(99)), edits=1, by=by, now=NOW
    )
    remove_rule(rule=rules["manager"], edits=2, by=by, now=NOW)

    with override("en"):
        found = compare(before, after)

    assert found.counted == 3
    told = [(one.before, one.after) for one in found.shown]
    assert ("", "For everything: Chief. (10)") in told
    assert any(old.startswith("For everything: the requester's manager") and not new for old, new in told)
    assert any("€250.00" in old and "€99.00" in new for old, new in told)
    assert compare(before, before).counted == 0


def test_a_change_of_who_is_named_is_a_difference(world: World) -> None:
    facts = RuleFacts(Who.PERSON, people=(world.chief,))
    write_policy(entity=world.entity, rules=[facts], note="Chief", now=NOW)
    before = version_on(world.entity, NOW.date())
    after = begin_draft(entity=world.entity, by=None, now=NOW, public_id="after")
    (rule,) = after.rules.all()
    rule.people.set([world.owner])

    assert compare(before, after).counted == 1


def test_a_rule_is_moved_and_keeps_everything_else(world: World) -> None:
    made = begin_draft(entity=world.entity, by=None, now=NOW, public_id="d")
    rule = made.rules.get(who="manager")
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.administrator.person)

    client.post(reverse("policy:move", args=[rule.public_id]), {"sequence": "77", "edits": "0"})
    late = client.post(reverse("policy:move", args=[rule.public_id]), {"sequence": "78", "edits": "0"}, follow=True)
    strange = client.post(reverse("policy:move", args=[rule.public_id]), {"sequence": "²", "edits": "1"}, follow=True)

    rule.refresh_from_db()
    assert rule.sequence == 77
    assert "Somebody else changed the draft" in late.content.decode()
    assert "Choose a place between 1 and 9999." in strange.content.decode()


def test_a_move_to_the_same_place_is_refused(world: World) -> None:
    from fondaco.buying.lifecycle import Refused

    made = begin_draft(entity=world.entity, by=None, now=NOW, public_id="d")

    with pytest.raises(Refused) as refused:
        move_rule(rule=made.rules.get(who="manager"), sequence=10, edits=0, by=world.administrator.person, now=NOW)

    assert refused.value.code == "no_change"


def test_what_is_out_of_use_stays_in_a_rule_that_is_changed_otherwise(world: World) -> None:
    made = begin_draft(entity=world.entity, by=None, now=NOW, public_id="d")
    facts = RuleFacts(Who.MANAGER, conditions=(Condition("cost_centre", {"PRD-310"}),))
    rule = add_rule(version=made, facts=facts, by=None, now=NOW, public_id="r")
    CostCentre.objects.update(active=False)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.administrator.person)
    address = reverse("policy:change", args=[rule.public_id])

    page = client.get(address).content.decode()
    told = {"effect": "approve", "who": "manager", "needs": "all", "sequence": "11", "edits": "1"}
    answer = client.post(address, {**told, "cost_centre": ["PRD-310"], "cost_centre_is": "is"})

    assert "PRD-310 (not in use)" in page
    assert answer.status_code == 302
    rule.refresh_from_db()
    assert (rule.sequence, rule.asked) == (11, (Condition("cost_centre", {"PRD-310"}),))


def many(version: PolicyVersion, count: int) -> None:
    ApprovalRule.objects.bulk_create(
        ApprovalRule(version=version, public_id=f"m{number}", who="manager", sequence=50) for number in range(count)
    )


@pytest.mark.parametrize("name", ["policy:draft", "policy:rules"])
def test_pages_take_as_many_statements_for_many_rules_as_for_some(
    world: World, name: str, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = begin_draft(entity=world.entity, by=None, now=NOW, public_id="d")
    many(made, 60)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.administrator.person)
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as some:
        client.get(reverse(name))
    ApprovalRule.objects.filter(public_id__startswith="m").delete()
    many(made, 300)

    with django_assert_num_queries(len(some)):
        page = client.get(reverse(name) + "?page=1")
    assert page.status_code == 200


def test_every_rule_of_a_long_draft_can_be_reached(world: World) -> None:
    made = begin_draft(entity=world.entity, by=None, now=NOW, public_id="d")
    many(made, 120)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.administrator.person)

    pages = [client.get(reverse("policy:draft"), {"page": page}).content.decode() for page in (1, 2, 3)]

    assert all(any(f"/draft/rules/m{number}/move" in page for page in pages) for number in range(120))


def test_a_requester_without_a_place_gets_no_way(world: World) -> None:
    request: PurchaseRequest = draft(world)
    request.requester = type(request.requester).objects.create_person(
        email="x@buyer.example.com", name="Stranger", language="en"
    )

    assert simulate(subject=RequestSubject(request), now=NOW).route == Route()


def test_the_policy_is_said_in_italian_too(world: World) -> None:
    client = Client(headers={"accept-language": "it"})
    client.force_login(world.administrator.person)
    world.administrator.person.language = "it"
    world.administrator.person.save()

    page = client.get(reverse("policy:rules")).content.decode()

    assert "Regole di approvazione" in page
    assert "Sopra " in page
