"""Writing the policy: a draft of the next version, its rules, and the day from which it holds. And the limits.

Each is one transaction and leaves an audit line. Rounds under way keep the steps that they began with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from attrs import evolve, frozen
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.models import Employee, LegalEntity
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.conditions import DIMENSIONS, Condition
from fondaco.buying.policy.models import (
    ApprovalLimit,
    ApprovalRule,
    Effect,
    Needs,
    PolicyVersion,
    VersionState,
    Who,
)
from fondaco.people.models import Person

LAST_PLACE = 9999
MOST_RULES = 20_000


@frozen
class RuleFacts:
    """What a rule says; see :class:`ApprovalRule`. Amounts are in the legal entity's currency; None means any."""

    who: str = ""
    sequence: int = 10
    above: Decimal | None = None
    up_to: Decimal | None = None
    effect: str = Effect.APPROVE
    needs: str = Needs.ALL
    role: str = ""
    people: tuple[Employee, ...] = ()
    instead: Employee | None = None
    of_lines: bool = False
    covers_lines: bool = False
    conditions: tuple[Condition, ...] = ()
    message: str = ""


@transaction.atomic
def begin_draft(*, entity: LegalEntity, by: Person | None, now: datetime, public_id: str) -> PolicyVersion:
    """The draft of the next version, with the rules of the latest one; the draft there is where somebody began it."""
    LegalEntity.objects.select_for_update().get(pk=entity.pk)
    known = PolicyVersion.objects.filter(legal_entity=entity)
    draft = known.filter(state=VersionState.DRAFT).first()
    if draft is not None:
        return draft
    latest = known.order_by("-number").first()
    draft = PolicyVersion.objects.create(
        public_id=public_id, legal_entity=entity, number=latest.number + 1 if latest else 1, begun_at=now
    )
    if latest is not None:
        _copy_rules(latest, draft)
    _note("policy.begun", draft, by, now, after={"number": draft.number})
    return draft


def _copy_rules(source: PolicyVersion, draft: PolicyVersion) -> None:
    rows = list(source.rules.order_by("pk"))
    old = [row.pk for row in rows]
    for row in rows:
        row.pk, row.version, row._state.adding = None, draft, True
    made = ApprovalRule.objects.bulk_create(rows, batch_size=1000)
    new = dict(zip(old, (row.pk for row in made), strict=True))
    through = ApprovalRule.people.through
    named = through.objects.filter(approvalrule__version=source).order_by("pk")
    through.objects.bulk_create(
        (
            through(approvalrule_id=new[rule], employee_id=employee)
            for rule, employee in named.values_list("approvalrule_id", "employee_id")
        ),
        batch_size=1000,
    )


@transaction.atomic
def add_rule(
    *, version: PolicyVersion, facts: RuleFacts, by: Person | None, now: datetime, public_id: str
) -> ApprovalRule:
    """Raises Refused for a rule that says nothing, or that cannot be, and where the version is published."""
    draft = _draft(version)
    if draft.rules.count() >= MOST_RULES:
        raise Refused("too_many", _("A version has at most %(count)d rules.") % {"count": MOST_RULES})
    rule = ApprovalRule(version=draft, public_id=public_id)
    told = _fill(rule, facts)
    rule.save()
    rule.people.set(told.people)
    _edited(draft, "policy.rule_added", rule, by, now, before=None, after=as_facts(rule))
    return rule


@transaction.atomic
def change_rule(*, rule: ApprovalRule, facts: RuleFacts, edits: int, by: Person, now: datetime) -> ApprovalRule:
    """``edits`` is the draft's count that was seen. Raises Refused as :func:`add_rule` does, for a change that changes
    nothing, and where somebody else changed the draft meanwhile.
    """
    draft = _draft(rule.version, edits)
    kept = draft.rules.get(pk=rule.pk)
    before = as_facts(kept)
    told = _fill(kept, facts)
    kept.people.set(told.people)
    after = as_facts(kept)
    if before == after:
        raise Refused("no_change", _("Nothing was changed."))
    kept.save()
    _edited(draft, "policy.rule_changed", kept, by, now, before=before, after=after)
    return kept


@transaction.atomic
def move_rule(*, rule: ApprovalRule, sequence: int, edits: int, by: Person, now: datetime) -> ApprovalRule:
    """Give a rule another place in the order. Raises Refused as :func:`change_rule` does."""
    draft = _draft(rule.version, edits)
    kept = draft.rules.get(pk=rule.pk)
    if not 1 <= sequence <= LAST_PLACE:
        raise Refused("place_unknown", _("Choose a place between 1 and 9999."), "", "sequence")
    if kept.sequence == sequence:
        raise Refused("no_change", _("Nothing was changed."))
    before, kept.sequence = kept.sequence, sequence
    kept.save(update_fields=["sequence"])
    _edited(draft, "policy.rule_moved", kept, by, now, before={"sequence": before}, after={"sequence": sequence})
    return kept


@transaction.atomic
def remove_rule(*, rule: ApprovalRule, edits: int, by: Person, now: datetime) -> None:
    """Take a rule out of the draft; versions before keep it. Raises Refused as :func:`change_rule` does."""
    draft = _draft(rule.version, edits)
    kept = draft.rules.get(pk=rule.pk)
    before = as_facts(kept)
    kept.delete()
    _edited(draft, "policy.rule_removed", rule, by, now, before=before, after=None)


@transaction.atomic
def take_rules(
    *,
    version: PolicyVersion,
    told: Mapping[str, RuleFacts],
    gone: Collection[str],
    edits: int,
    by: Person,
    now: datetime,
    file_digest: str,
) -> PolicyVersion:
    """Rules from a file, all or none: ``told`` by public id (of a rule there is, or a new one), ``gone`` leave.

    Raises Refused as :func:`change_rule` does.
    """
    draft = _draft(version, edits)
    if not told and not gone:
        raise Refused("no_change", _("Nothing was changed."))
    draft.rules.filter(public_id__in=list(gone)).delete()
    known = {rule.public_id: rule for rule in draft.rules.filter(public_id__in=list(told))}
    if draft.rules.count() - len(known) + len(told) > MOST_RULES:
        raise Refused("too_many", _("A version has at most %(count)d rules.") % {"count": MOST_RULES})
    through = ApprovalRule.people.through
    through.objects.filter(approvalrule__in=known.values()).delete()
    people = []
    for public_id, facts in told.items():
        rule = known.get(public_id) or ApprovalRule(version=draft, public_id=public_id)
        named = _fill(rule, facts).people
        rule.save()
        people += [through(approvalrule_id=rule.pk, employee_id=one.pk) for one in named]
    through.objects.bulk_create(people, batch_size=1000)
    draft.edits += 1
    draft.save(update_fields=["edits"])
    after = {"added": len(told) - len(known), "changed": len(known), "removed": len(gone), "file": file_digest}
    _note("policy.rules_taken", draft, by, now, after=after)
    return draft


@transaction.atomic
def publish(
    *, version: PolicyVersion, edits: int, effective_on: date, note: str, by: Person | None, now: datetime
) -> PolicyVersion:
    """From ``effective_on`` on the draft is what holds for what is submitted. It never changes any more.

    Raises Refused for a day that has passed, for a draft without rules or a note, and where somebody else changed it.
    """
    draft = _draft(version, edits)
    note = note.replace("\0", "").strip()[:300]
    if effective_on < timezone.localtime(now).date():
        raise Refused("day_passed", _("This day has passed."), _("Choose today or a later day."), "effective_on")
    if not note:
        raise Refused("note_missing", _("Write what changes: colleagues and auditors read it."), "", "note")
    if not draft.rules.exists():
        raise Refused("no_rules", _("A policy without rules lets nobody submit anything."))
    draft.state, draft.effective_on, draft.note = VersionState.PUBLISHED, effective_on, note
    draft.published_at, draft.published_by = now, by
    draft.save()
    after = {"number": draft.number, "from": effective_on.isoformat(), "rules": draft.rules.count()}
    _note("policy.published", draft, by, now, after=after)
    return draft


@transaction.atomic
def discard_draft(*, version: PolicyVersion, edits: int, by: Person, now: datetime) -> None:
    """Throw the draft away. Raises Refused where it is published or was changed meanwhile."""
    draft = _draft(version, edits)
    before: dict[str, object] = {"number": draft.number, "rules": draft.rules.count()}
    _note("policy.discarded", draft, by, now, before=before)
    draft.delete()


@transaction.atomic
def set_limit(*, employee: Employee, amount: Decimal | None, by: Person | None, now: datetime) -> None:
    """The most that ``employee`` may approve alone, in the company's currency; None takes the limit away."""
    if amount is not None and amount < 0:
        raise Refused("negative", _("A limit cannot be negative."), "", "amount")
    Employee.objects.select_for_update().get(pk=employee.pk)
    limit = ApprovalLimit.objects.filter(employee=employee).first()
    before = f"{limit.amount:f}" if limit else None
    if amount is None and limit is not None:
        limit.delete()
    elif amount is not None:
        ApprovalLimit.objects.update_or_create(employee=employee, defaults={"amount": amount})
    audit.write(
        action="approval_limit.changed",
        subject=f"employee:{employee.public_id}",
        by=by.pk if by else None,
        now=now,
        before={"limit": before},
        after={"limit": None if amount is None else f"{amount:f}"},
    )


def _draft(version: PolicyVersion, edits: int | None = None) -> PolicyVersion:
    """The version, locked. Raises Refused where it is no draft, or not the draft that was seen."""
    kept = PolicyVersion.objects.select_for_update(of=("self",)).select_related("legal_entity").filter(pk=version.pk)
    draft = kept.first()
    if draft is None or draft.state != VersionState.DRAFT:
        raise Refused(
            "not_a_draft",
            _("This version is published, or was thrown away: nothing was changed."),
            _("Begin a draft of the next version and change that."),
        )
    if edits is not None and draft.edits != edits:
        raise Refused(
            "changed_meanwhile",
            _("Somebody else changed the draft since you opened it, so nothing was saved."),
            _("Look at it as it is now, and change it again where it is needed."),
        )
    return draft


def normal(facts: RuleFacts) -> RuleFacts:
    """``facts`` without what its effect does not use. Raises Refused for a rule that says nothing or cannot be."""
    _check(facts)
    asks = facts.effect in {Effect.APPROVE, Effect.WATCH}
    who = facts.who if asks else ""
    return evolve(
        facts,
        who=who,
        role=facts.role if who == Who.ROLE else "",
        people=tuple(sorted(facts.people, key=lambda one: one.pk)) if who == Who.PERSON else (),
        instead=facts.instead if who in {Who.MANAGER, Who.CHAIN} else None,
        conditions=tuple(sorted((one for one in facts.conditions if one.values), key=lambda one: one.dimension)),
        message="" if asks else facts.message.replace("\0", "").strip()[:300],
    )


def _fill(rule: ApprovalRule, told: RuleFacts) -> RuleFacts:
    facts = normal(told)
    rule.effect, rule.sequence, rule.who = facts.effect, facts.sequence, facts.who
    rule.needs, rule.role, rule.instead = facts.needs, facts.role, facts.instead
    rule.above, rule.up_to, rule.of_lines = facts.above, facts.up_to, facts.of_lines
    rule.covers_lines, rule.message = facts.covers_lines, facts.message
    rule.conditions = [one.as_json() for one in facts.conditions]
    return facts


def _check(facts: RuleFacts) -> None:
    if facts.effect not in Effect.values or facts.needs not in Needs.values:
        raise Refused("effect_unknown", _("Choose what the rule does."), "", "effect")
    for name in ("above", "up_to"):
        amount = getattr(facts, name)
        if amount is not None and amount < 0:
            raise Refused("negative", _("An amount here cannot be negative."), "", name)
    if facts.above is not None and facts.up_to is not None and facts.up_to <= facts.above:
        raise Refused("amounts_crossed", _("No amount is above the one and up to the other."), "", "up_to")
    if not 1 <= facts.sequence <= LAST_PLACE:
        raise Refused("place_unknown", _("Choose a place between 1 and 9999."), "", "sequence")
    if any(one.dimension not in DIMENSIONS for one in facts.conditions):
        raise Refused("condition_unknown", _("No rule can depend on this."))
    if len({one.dimension for one in facts.conditions}) < len(facts.conditions):
        raise Refused("condition_twice", _("A rule says one thing about each: make two rules of it."))
    if facts.effect in {Effect.WARN, Effect.BLOCK}:
        if not facts.message.strip():
            raise Refused("message_missing", _("Write what whoever submits is to read."), "", "message")
        return
    if facts.who not in Who.values:
        raise Refused("who_unknown", _("Choose who approves."), "", "who")
    if facts.who == Who.PERSON and not facts.people:
        raise Refused("nobody_named", _("Choose the people who approve."), "", "people")
    if facts.who == Who.ROLE and not facts.role:
        raise Refused("no_role", _("Choose the role."), "", "role")


def as_facts(rule: ApprovalRule) -> dict[str, object]:
    """A rule as the audit trail, and a comparison of versions, keep it."""
    return {
        "effect": rule.effect,
        "who": rule.who,
        "needs": rule.needs,
        "role": rule.role,
        "sequence": rule.sequence,
        "above": _plain(rule.above),
        "up_to": _plain(rule.up_to),
        "of_lines": rule.of_lines,
        "covers_lines": rule.covers_lines,
        "conditions": rule.conditions,
        "people": sorted(rule.people.values_list("pk", flat=True)) if rule.pk else [],
        "instead": rule.instead_id,
        "says": bool(rule.message),
    }


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"


def _edited(
    draft: PolicyVersion,
    action: str,
    rule: ApprovalRule,
    by: Person | None,
    now: datetime,
    *,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    draft.edits += 1
    draft.save(update_fields=["edits"])
    _note(action, draft, by, now, before=before, after={"rule": rule.public_id, **(after or {})})


def _note(
    action: str,
    version: PolicyVersion,
    by: Person | None,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.write(action=action, subject=version.about, by=by.pk if by else None, now=now, before=before, after=after)
