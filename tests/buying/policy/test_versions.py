"""The policy in versions: drafts, the day they hold from, what the linter says, and what would change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.buying.company.models import Category, Employee
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.compiled import version_on
from fondaco.buying.policy.conditions import Condition
from fondaco.buying.policy.demo import write_policy
from fondaco.buying.policy.models import ApprovalRule, PolicyVersion, Who
from fondaco.buying.policy.operations import (
    RuleFacts,
    add_rule,
    begin_draft,
    change_rule,
    discard_draft,
    publish,
    remove_rule,
)
from fondaco.buying.policy.queries import preview, rules_of
from fondaco.buying.policy.remarks import remarks_on
from fondaco.buying.policy.sentences import names_of, sentence_of
from fondaco.buying.policy.simulation import simulate
from fondaco.buying.policy.trials import back_test
from fondaco.buying.requests.subject import RequestSubject
from tests.buying.world import NOW, World, add_person, after, draft, submitted

TODAY = NOW.date()


def begun(world: World) -> PolicyVersion:
    return begin_draft(entity=world.entity, by=world.administrator.person, now=NOW, public_id="draft")


def rule(version: PolicyVersion, *, name: str = "rule", **told: object) -> ApprovalRule:
    facts = RuleFacts(**told)  # type: ignore[arg-type]
    made = add_rule(version=version, facts=facts, by=None, now=NOW, public_id=name)
    version.refresh_from_db()
    return made


def put_in_force(world: World, version: PolicyVersion, days: int = 0) -> PolicyVersion:
    version.refresh_from_db()
    return publish(
        version=version,
        edits=version.edits,
        effective_on=TODAY + timedelta(days=days),
        note="Changed",
        by=world.administrator.person,
        now=NOW,
    )


def asked(world: World, moment: datetime = NOW) -> list[str]:
    request = draft(world)
    request.cost_centre = world.centre
    return [one.person.name for one in preview(subject=RequestSubject(request), now=moment).steps]


def test_a_draft_has_the_rules_of_the_version_before_and_changes_nothing_about_it(world: World) -> None:
    before = version_on(world.entity, TODAY)
    assert before
    made = begun(world)

    rule(made, who=Who.PERSON, people=(world.chief,))

    assert (before.rules.count(), made.rules.count()) == (3, 4)
    assert begun(world) == made
    assert asked(world) == ["Lead"]


def test_it_holds_from_its_day_on_at_midnight_of_the_company(world: World) -> None:
    made = begun(world)
    rule(made, who=Who.PERSON, people=(world.chief,), sequence=1)
    put_in_force(world, made, days=1)

    just_before = datetime(2026, 3, 2, 22, 59, tzinfo=UTC)  # 23:59 in Rome
    just_after = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)

    assert asked(world, just_before) == ["Lead"]
    assert asked(world, just_after) == ["Chief", "Lead"]


def test_a_round_keeps_the_version_that_led_it(world: World) -> None:
    from fondaco.buying.approvals.models import Round

    in_force = version_on(world.entity, TODAY)
    assert in_force
    submitted(world)

    assert Round.objects.get().policy == in_force.public_id


def test_a_published_version_never_changes(world: World) -> None:
    made = put_in_force(world, begun(world))
    kept = made.rules.first()
    assert kept

    for act in (
        lambda: add_rule(version=made, facts=RuleFacts(Who.MANAGER), by=None, now=NOW, public_id="x"),
        lambda: change_rule(
            rule=kept, facts=RuleFacts(Who.CHAIN), edits=made.edits, by=world.administrator.person, now=NOW
        ),
        lambda: remove_rule(rule=kept, edits=made.edits, by=world.administrator.person, now=NOW),
        lambda: discard_draft(version=made, edits=made.edits, by=world.administrator.person, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_a_draft"
    assert made.rules.count() == 3


def test_two_people_editing_one_draft_do_not_overwrite_each_other(world: World) -> None:
    made = begun(world)
    kept = made.rules.get(who="manager")
    seen = made.edits
    rule(made, who=Who.PERSON, people=(world.chief,))

    with pytest.raises(Refused) as refused:
        change_rule(rule=kept, facts=RuleFacts(Who.CHAIN), edits=seen, by=world.administrator.person, now=NOW)

    assert refused.value.code == "changed_meanwhile"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"who": ""}, "who_unknown"),
        ({"who": "person"}, "nobody_named"),
        ({"who": "role"}, "no_role"),
        ({"who": "manager", "above": Decimal(-1)}, "negative"),
        ({"who": "manager", "above": Decimal(5), "up_to": Decimal(5)}, "amounts_crossed"),
        ({"effect": "block"}, "message_missing"),
        ({"who": "manager", "sequence": 0}, "place_unknown"),
        ({"who": "manager", "conditions": (Condition("weather", {"rain"}),)}, "condition_unknown"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(world: World, told: dict[str, object], code: str) -> None:
    made = begun(world)

    with pytest.raises(Refused) as refused:
        rule(made, **told)

    assert refused.value.code == code
    assert made.rules.count() == 3


def test_a_version_is_not_published_for_yesterday_or_without_a_word(world: World) -> None:
    made = begun(world)

    for told, code in (({"days": -1}, "day_passed"),):
        with pytest.raises(Refused) as refused:
            put_in_force(world, made, **told)
        assert refused.value.code == code
    with pytest.raises(Refused):
        publish(version=made, edits=made.edits, effective_on=TODAY, note=" ", by=None, now=NOW)


def test_rules_read_as_sentences_in_both_languages(world: World) -> None:
    from django.utils.translation import override

    Category.objects.create(public_id="c", code="IT", name="Computers")
    made = begun(world)
    said = rule(
        made,
        who=Who.PERSON,
        people=(world.chief, world.owner),
        needs="any",
        above=Decimal(1000),
        conditions=(Condition("category", {"IT"}), Condition("supplier", {"sup-store"}, negated=True)),
    )
    found = rules_of(made).get(pk=said.pk)

    with override("en"):
        words = sentence_of(found, names_of(world.entity))
    assert words == "Above €1,000.00, of category IT Computers, not from Store: any one of Chief, Owner."


def codes(version: PolicyVersion) -> list[str]:
    return [one.words for one in remarks_on(version)]


def test_a_sound_policy_gets_no_remark(world: World) -> None:
    in_force = version_on(world.entity, TODAY)
    assert in_force

    assert codes(in_force) == []


def test_the_linter_sees_what_would_hurt(world: World) -> None:
    made = begun(world)
    gone = add_person(world.entity, "Gone", "approver")
    gone.person.is_active = False
    gone.person.save()
    Employee.objects.filter(pk=world.chief.pk).update(manager=world.head)
    block = {"effect": "block", "message": "No", "conditions": (Condition("supplier", {"sup-store"}),)}
    rule(made, name="block", **block)  # type: ignore[arg-type]
    rule(made, name="behind", who=Who.MANAGER, sequence=99, conditions=(Condition("supplier", {"sup-store"}),))
    rule(made, name="gone", who=Who.PERSON, people=(gone,))
    rule(made, name="nothing", who=Who.MANAGER, sequence=98, conditions=(Condition("category", {"NOWHERE"}),))
    rule(made, name="twice", who=Who.MANAGER, sequence=97)
    rule(made, name="cannot", who=Who.PERSON, people=(world.buyer,))

    found = {(one.rule, one.words) for one in remarks_on(made)}

    assert {rule for rule, _words in found if rule} == {"behind", "gone", "nothing", "twice", "cannot"}
    assert ("", "These stand above one another in a circle: Chief, Head.") in found


def test_the_linter_sees_long_chains_people_with_nobody_above_and_no_result(world: World) -> None:
    below = world.asker
    for number in range(7):
        top = add_person(world.entity, f"Boss{number}", "approver requester", None)
        Employee.objects.filter(pk=below.pk).update(manager=top)
        below = top
    write_policy(entity=world.entity, rules=[RuleFacts(Who.CHAIN)], note="Only a chain", now=after(1))
    version = version_on(world.entity, TODAY)
    assert version

    words = " ".join(codes(version))

    assert "A request of Asker has to pass 7 steps one after the other." in words
    assert "Nobody above can approve for: Boss6." in words


def test_the_linter_sees_that_nobody_would_be_asked_at_all(world: World) -> None:
    made = write_policy(entity=world.entity, rules=[RuleFacts(Who.MANAGER, above=Decimal(100))], note="x", now=NOW)

    assert any("No rule says who approves" in words for words in codes(made))


def test_a_draft_is_tried_on_past_documents_and_says_what_would_differ(world: World) -> None:
    small, large = submitted(world), submitted(world, lines=(("10", "300.00"),))
    made = begun(world)
    rule(made, who=Who.PERSON, people=(world.chief,), above=Decimal(2000), sequence=1)

    test = back_test(version=made, against=None, now=after(10))

    assert test.tried == 2
    (one,) = test.differences
    assert one.number == large.number
    assert (one.added, one.spared) == (("Chief",), ())
    assert small.number not in {other.number for other in test.differences}
    assert test.asked_after == test.asked_before + 1


def test_a_draft_that_would_stop_documents_says_which_and_why(world: World) -> None:
    request = submitted(world)
    made = begun(world)
    rule(made, effect="block", message="Not there any more", conditions=(Condition("supplier", {"sup-store"}),))

    test = back_test(version=made, against=None, now=after(10))

    assert [(one.number, one.stopped) for one in test.differences] == [(request.number, ("Not there any more",))]
    request.refresh_from_db()
    assert request.state == "in_approval"


def test_who_would_be_asked_if_somebody_were_away(world: World) -> None:
    request = draft(world)
    request.cost_centre = world.centre

    usual = simulate(subject=RequestSubject(request), now=NOW)
    without = simulate(subject=RequestSubject(request), now=NOW, away=[world.lead.public_id])

    assert [one.person.name for one in usual.route.steps] == ["Lead"]
    assert [one.person.name for one in without.route.steps] == ["Head"]
    assert "who is away" in without.route.steps[0].why


def test_ten_thousand_rules_lead_to_the_few_that_apply(world: World) -> None:
    from fondaco.buying.policy.compiled import compiled
    from fondaco.buying.policy.conditions import CaseLine, Facts

    made = begun(world)
    ApprovalRule.objects.bulk_create(
        ApprovalRule(
            version=made,
            public_id=f"r{number}",
            who="manager",
            conditions=[{"dimension": "cost_centre", "values": [f"C{number}"], "negated": False}],
        )
        for number in range(10_000)
    )

    found = compiled(made).candidates(
        Facts("request", "x", frozenset()), [CaseLine("1", Decimal(1), cost_centre="C77")]
    )

    assert sorted(one.public_id for one in found if one.public_id.startswith("r")) == ["r77"]
    assert len(found) == 4


def client_of(employee: Employee) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(employee.person)
    return client


def test_an_administrator_writes_tries_and_publishes_through_the_pages(world: World) -> None:
    submitted(world, lines=(("10", "300.00"),))
    client = client_of(world.administrator)

    client.post(reverse("policy:begin"))
    told = {"effect": "approve", "who": "person", "people": [world.chief.pk], "needs": "all", "above": "2000",
            "sequence": "1", "supplier": ["sup-store"], "supplier_is": "is"}  # fmt: skip
    added = client.post(reverse("policy:add"), told)
    page = client.get(reverse("policy:draft")).content.decode()
    trial = client.get(reverse("policy:trial")).content.decode()
    made = PolicyVersion.objects.get(state="draft")
    done = client.post(
        reverse("policy:draft"), {"effective_on": "2199-01-01", "note": "The chief sees more", "edits": made.edits}
    )

    assert added.status_code == 302
    assert "Above €2,000.00, from Store: Chief." in page
    assert "asked as well:" in trial
    assert done.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.note) == ("published", "The chief sees more")
    assert client.get(reverse("policy:version", args=[made.public_id])).status_code == 200


def test_a_wrong_rule_stays_on_the_page_with_its_error(world: World) -> None:
    client = client_of(world.administrator)
    client.post(reverse("policy:begin"))

    answer = client.post(reverse("policy:add"), {"effect": "approve", "who": "person", "needs": "all", "sequence": "1"})

    assert answer.status_code == 422
    assert "Choose the people who approve." in answer.content.decode()


@pytest.mark.parametrize("who", ["auditor", "buyer", "lead"])
def test_nobody_else_changes_the_policy(world: World, who: str) -> None:
    begun(world)
    client = client_of(getattr(world, who))

    for name in ("begin", "add", "discard"):
        assert client.post(reverse(f"policy:{name}"), {}).status_code == 403
    assert client.get(reverse("policy:rules")).status_code == (200 if who == "auditor" else 403)
