"""What binds a budget and what changes one. Each is one transaction and leaves an audit line.

Budgets are locked in the order of their keys, whoever comes: two approvals that draw on the same ones wait for each
other and never block each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.budgets import mails
from fondaco.buying.budgets.claims import Claim, budgets_for
from fondaco.buying.budgets.models import ZERO, Budget, Encumbrance, Mode, Revision, Stage
from fondaco.buying.company.models import Category, CostCentre, Employee, LegalEntity, Project
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person
from fondaco.web.formatting import format_money

WARN_FROM = Decimal("0.8")  # of the amount: from here on the owner is told, once


@frozen
class Overrun:
    """A budget that warns and is exceeded, with what is missing in it, in the company's currency."""

    name: str
    missing: Decimal


@transaction.atomic
def declare(
    *,
    about: str,
    entity: LegalEntity,
    on: date,
    claims: Sequence[Claim],
    by: Person | None,
    now: datetime,
    capped: bool = False,
) -> list[Overrun]:
    """Let each line of ``about`` that is claimed for bind exactly what its claim says; what it bound before is let go.

    ``on`` chooses the budgets, and is the same day through a line's whole life. Lines that no claim is about stay as
    they are. Raises Refused (``budget_exceeded``), with nothing changed, where a budget that blocks does not suffice;
    what only warns is returned. With ``capped``, for what cannot be refused, no line binds more of such a budget than
    it bound before.
    """
    wanted = budgets_for(entity=entity, on=on, claims=claims)
    keys = [claim.key for claim in claims]
    held = Encumbrance.objects.filter(about=about, key__in=keys)
    touched = sorted({*wanted, *held.values_list("budget_id", flat=True)})
    # What another transaction does to these budgets ends before we look.
    budgets = {one.pk: one for one in Budget.objects.select_for_update().filter(pk__in=touched).order_by("pk")}
    before = {(one.budget_id, one.key, one.stage): one for one in held.select_for_update()}
    after = {
        (budget, claim.key, str(stage)): amount
        for budget, covered in wanted.items()
        for claim in covered
        for stage, amount in claim.amounts.items()
        if amount > 0
    }
    overruns = []
    for pk, budget in budgets.items():
        was = budget.bound
        _count(budget, before, after)
        missing = budget.bound - budget.amount
        if capped and budget.mode == Mode.BLOCK and missing > 0 and budget.bound > was:
            _give_back(budget, before, after)
            missing = budget.bound - budget.amount
        # What is let go is always let go, even of a budget that somebody made smaller meanwhile.
        if missing > 0 and budget.bound > was:
            if budget.mode == Mode.BLOCK:
                raise _exceeded(budget, missing)
            overruns.append(Overrun(budget.name, missing))
        _bind(budget, pk, about, before, after, now)
        _warn_owner(budget, now)
    facts = {"lines": sorted(keys), "budgets": touched, "bound": _sums(after)}
    audit.write(
        action="budget.bound",
        subject=about,
        by=by.pk if by else None,
        now=now,
        before={"bound": _sums({key: row.amount for key, row in before.items()})},
        after=facts,
    )
    return overruns


Held = Mapping[tuple[int, str, str], Encumbrance]
Wanted = dict[tuple[int, str, str], Decimal]


def _give_back(budget: Budget, before: Held, after: Wanted) -> None:
    """Let each line bind no more of ``budget`` than it did before: what is promised first, then what is not."""
    held: dict[str, Decimal] = {}
    for (pk, key, _stage), row in before.items():
        if pk == budget.pk:
            held[key] = held.get(key, ZERO) + row.amount
    for stage in reversed(Stage.values):
        for place in [one for one in after if one[0] == budget.pk and one[2] == stage]:
            kept = min(after[place], held.get(place[1], ZERO))
            held[place[1]] = held.get(place[1], ZERO) - kept
            setattr(budget, stage, getattr(budget, stage) - after[place] + kept)
            after[place] = kept
            if not kept:
                del after[place]


def _count(budget: Budget, before: Held, after: Wanted) -> None:
    for stage in Stage.values:
        gone = sum((row.amount for (pk, _key, at), row in before.items() if pk == budget.pk and at == stage), ZERO)
        come = sum((amount for (pk, _key, at), amount in after.items() if pk == budget.pk and at == stage), ZERO)
        setattr(budget, stage, getattr(budget, stage) - gone + come)


def _bind(budget: Budget, pk: int, about: str, before: Held, after: Wanted, now: datetime) -> None:
    gone = [row.pk for key, row in before.items() if key[0] == pk and key not in after]
    Encumbrance.objects.filter(pk__in=gone).delete()
    for (of, key, stage), amount in after.items():
        if of != pk:
            continue
        known = before.get((of, key, stage))
        if known is None:
            Encumbrance.objects.create(budget=budget, about=about, key=key, stage=stage, amount=amount, since=now)
        elif known.amount != amount:
            known.amount, known.since = amount, now
            known.save(update_fields=["amount", "since"])
    budget.save(update_fields=[*Stage.values])


def _sums(amounts: Mapping[tuple[int, str, str], Decimal]) -> dict[str, str]:
    """What is bound, by budget and stage."""
    sums: dict[str, Decimal] = {}
    for (budget, _key, stage), amount in amounts.items():
        name = f"{budget} {stage}"
        sums[name] = sums.get(name, ZERO) + amount
    return {name: f"{amount:f}" for name, amount in sorted(sums.items())}


def _exceeded(budget: Budget, missing: Decimal) -> Refused:
    language = get_language() or "en"
    facts = {
        "budget": budget.name,
        "missing": format_money(missing, budget.legal_entity.currency, language),
        "amount": format_money(budget.amount, budget.legal_entity.currency, language),
        "owner": budget.owner.person.name if budget.owner else _("finance"),
    }
    return Refused(
        "budget_exceeded",
        _("The budget “%(budget)s” of %(amount)s does not suffice: %(missing)s are missing. Nothing was bound.")
        % facts,
        _("Take something out, charge it elsewhere, or ask %(owner)s for more budget. Your entries are kept.") % facts,
        "cost_centre",
    )


def _warn_owner(budget: Budget, now: datetime) -> None:
    if budget.warned_at is not None or budget.owner is None or budget.bound < WARN_FROM * budget.amount:
        return
    budget.warned_at = now
    budget.save(update_fields=["warned_at"])
    mails.nearly_used(budget, now=now)


@frozen
class BudgetFacts:
    """What somebody says about a budget; ``amount`` is in the legal entity's currency."""

    name: str
    amount: Decimal
    mode: str
    starts_on: date
    ends_on: date
    owner: Employee | None = None
    cost_centre: CostCentre | None = None
    project: Project | None = None
    category: Category | None = None
    active: bool = True


@transaction.atomic
def add_budget(*, entity: LegalEntity, facts: BudgetFacts, by: Person | None, now: datetime, public_id: str) -> Budget:
    """Raises Refused for a name that a budget from the same day has, dates the wrong way round, or nothing to spend."""
    _check(facts, entity)
    budget = Budget(public_id=public_id, legal_entity=entity)
    _fill(budget, facts)
    _save(budget)
    _note("budget.added", budget, by, now, after=_as_facts(budget))
    return budget


@transaction.atomic
def change_budget(
    *, budget: Budget, version: int, facts: BudgetFacts, reason: str, by: Person, now: datetime
) -> Budget:
    """What is bound stays bound. Raises Refused as :func:`add_budget` does, for a change without a reason, for one
    that somebody else forestalled, and where a budget that blocks would be smaller than what is bound already.
    """
    reason = reason.replace("\0", "").strip()[:300]
    kept = Budget.objects.select_for_update(of=("self",)).select_related("legal_entity").get(pk=budget.pk)
    _check(facts, kept.legal_entity)
    if kept.version != version:
        raise Refused(
            "changed_meanwhile",
            _("Somebody else changed this budget since you opened it, so nothing was saved."),
            _("Look at it as it is now, and change it again where it is needed."),
        )
    if not reason:
        raise Refused("reason_missing", _("Write why: it stays with the budget."), "", "reason")
    if _covers(kept) != _covers(facts) and kept.bound:
        raise Refused(
            "already_bound",
            _("Something is bound to this budget, so what it is for stays as it is."),
            _("End it on a day and add another one from the next day on."),
            "cost_centre",
        )
    if facts.mode == Mode.BLOCK and facts.amount < kept.bound:
        raise Refused(
            "below_bound",
            _("%(bound)s are bound already, which is more than this amount.")
            % {"bound": format_money(kept.bound, kept.legal_entity.currency, get_language() or "en")},
            _("Choose a larger amount, or let the budget warn instead of block."),
            "amount",
        )
    before = _as_facts(kept)
    if (facts.amount, facts.mode) != (kept.amount, kept.mode):
        Revision.objects.create(
            budget=kept,
            amount_before=kept.amount,
            amount_after=facts.amount,
            mode_before=kept.mode,
            mode_after=facts.mode,
            reason=reason,
            by=by,
            at=now,
        )
    if facts.amount > kept.amount:
        kept.warned_at = None
    _fill(kept, facts)
    kept.version += 1
    _save(kept)
    _note("budget.changed", kept, by, now, before=before, after=_as_facts(kept))
    return kept


def _covers(thing: Any) -> tuple[Any, ...]:
    """What a budget, or what is said of one, is about."""
    named = (thing.cost_centre, thing.project, thing.category)
    return (*(one.pk if one else None for one in named), thing.starts_on)


def _check(facts: BudgetFacts, entity: LegalEntity) -> None:
    if facts.ends_on < facts.starts_on:
        raise Refused("dates_crossed", _("It ends before it begins."), "", "ends_on")
    if facts.amount < 0:
        raise Refused("negative", _("A budget cannot be negative."), "", "amount")
    for name in ("cost_centre", "project", "owner"):
        chosen = getattr(facts, name)
        if chosen is not None and chosen.legal_entity_id != entity.pk:
            raise Refused("not_ours", _("This is not one of your company's."), "", name)


def _fill(budget: Budget, facts: BudgetFacts) -> None:
    for name in ("name", "amount", "mode", "starts_on", "ends_on", "owner", "cost_centre", "project", "category"):
        setattr(budget, name, getattr(facts, name))
    budget.active = facts.active


def _save(budget: Budget) -> None:
    try:
        with transaction.atomic():
            budget.save()
    except IntegrityError as reason:
        raise Refused("name_taken", _("Another budget from this day has this name."), "", "name") from reason


def _as_facts(budget: Budget) -> dict[str, object]:
    return {
        "amount": f"{budget.amount:f}",
        "mode": budget.mode,
        "from": budget.starts_on.isoformat(),
        "to": budget.ends_on.isoformat(),
        "covers": list(_covers(budget)[:3]),
        "active": budget.active,
    }


def _note(
    action: str,
    budget: Budget,
    by: Person | None,
    now: datetime,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.write(action=action, subject=budget.about, by=by.pk if by else None, now=now, before=before, after=after)


def miscounted() -> list[Budget]:
    """Budgets whose sums are not those of their encumbrances; there should be none. For whoever checks the books."""
    rows = Encumbrance.objects.order_by().values("budget_id", "stage").annotate(sum=Sum("amount"))
    sums = {(row["budget_id"], row["stage"]): row["sum"] for row in rows}
    return [
        budget
        for budget in Budget.objects.all()
        if any(getattr(budget, stage) != sums.get((budget.pk, stage), ZERO) for stage in Stage.values)
    ]


def at_stage(claims: Iterable[Claim], stage: Stage) -> list[Claim]:
    """The same lines with all that they bind at ``stage``."""
    return [evolve(claim, amounts={stage: sum(claim.amounts.values(), ZERO)}) for claim in claims]
