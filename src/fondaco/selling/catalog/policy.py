"""A customer's buying policy: what its rules say of an offer, and changing them.

The most particular rule decides: one for the item before one for its seller or its brand, those before one for its
category, and there the deepest. Where two are equally particular (a seller and a brand), blocked comes before
restricted and restricted before preferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from fondaco import audit
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.catalog.models import Category, Guidance, Item, Offer, PolicyRule, RuleKind, Seller
from fondaco.selling.catalog.queries import known_to

MOST_RULES = 500
_SEVEREST_FIRST = (Guidance.BLOCKED, Guidance.RESTRICTED, Guidance.PREFERRED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of an offer; ``message`` is the customer's own words to its people, or empty."""

    guidance: Guidance
    message: str
    kind: RuleKind

    @property
    def blocked(self) -> bool:
        return self.guidance is Guidance.BLOCKED

    @property
    def restricted(self) -> bool:
        return self.guidance is Guidance.RESTRICTED

    @property
    def preferred(self) -> bool:
        return self.guidance is Guidance.PREFERRED


class Policy:
    """The rules of one account, at hand for as many offers as a page has."""

    def __init__(self, rules: Iterable[PolicyRule] = ()) -> None:
        self._by_thing = {
            (RuleKind(rule.kind), rule.value): Verdict(Guidance(rule.verdict), rule.message, RuleKind(rule.kind))
            for rule in rules
        }

    def of(self, offer: Offer) -> Verdict | None:
        """What is said of ``offer``, None where nothing is; its item, category path and seller should be loaded."""
        if not self._by_thing:
            return None
        item = offer.item
        equals: list[list[tuple[RuleKind, str]]] = [
            [(RuleKind.ITEM, item.part_id)],
            [(RuleKind.SELLER, offer.seller.code), (RuleKind.BRAND, item.brand)],
            *([(RuleKind.CATEGORY, code)] for code in _codes(item)),
        ]
        for things in equals:
            said = [self._by_thing[thing] for thing in things if thing in self._by_thing]
            if said:
                return min(said, key=lambda verdict: _SEVEREST_FIRST.index(verdict.guidance))
        return None

    def allowed_first(self, offers: Iterable[Offer]) -> list[Offer]:
        """The same order, but what is blocked comes last."""
        return sorted(offers, key=lambda offer: (verdict := self.of(offer)) is not None and verdict.blocked)


def _codes(item: Item) -> list[str]:
    """The UNSPSC codes an item stands under, the deepest first; they are read off its own without a statement."""
    code = item.category.code
    return list(dict.fromkeys((code, f"{code[:6]}00", f"{code[:4]}0000", f"{code[:2]}000000")))


def policy_of(account_id: int | None) -> Policy:
    """An account's policy; an empty one for nobody in particular. One statement."""
    return Policy(PolicyRule.objects.filter(account_id=account_id)) if account_id is not None else Policy()


def verdicts(account_id: int | None, offers: Iterable[Offer]) -> dict[int, Verdict]:
    """By the row ids of offers, what the policy says of them; those it says nothing of are left out. One statement."""
    policy = policy_of(account_id)
    said = {offer.pk: policy.of(offer) for offer in offers}
    return {pk: verdict for pk, verdict in said.items() if verdict is not None}


def rules_of(account_id: int) -> list[PolicyRule]:
    """The rules as their page lists them. One statement."""
    return list(PolicyRule.objects.filter(account_id=account_id).select_related("account"))


class Problem(StrEnum):
    """Why a rule is not taken."""

    NO_ITEM = "no_item"
    NO_SELLER = "no_seller"
    NO_BRAND = "no_brand"
    NO_CATEGORY = "no_category"
    THERE_ALREADY = "there_already"
    TOO_MANY = "too_many"
    NO_CHANGE = "no_change"


class RuleRefused(Exception):
    """Nothing was changed; ``why`` says for what reason."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.value)
        self.why = why


def thing_named(account_id: int, kind: RuleKind, value: str) -> str:
    """How the catalogue writes what somebody typed. Raises :class:`RuleRefused` for what this customer cannot see."""
    told = value.replace("\0", "").strip()
    names: str | None
    match kind:
        case RuleKind.ITEM:
            items = Item.objects.filter(known_to(account_id), part_id__iexact=told, active=True)
            names, why = items.values_list("part_id", flat=True).first(), Problem.NO_ITEM
        case RuleKind.SELLER:
            sellers = Seller.objects.filter(code=told, active=True)
            names, why = sellers.values_list("code", flat=True).first(), Problem.NO_SELLER
        case RuleKind.BRAND:
            items = Item.objects.filter(known_to(account_id), brand__iexact=told, active=True)
            names, why = items.values_list("brand", flat=True).first(), Problem.NO_BRAND
        case RuleKind.CATEGORY:
            names = Category.objects.filter(code=told).values_list("code", flat=True).first()
            why = Problem.NO_CATEGORY
    if names is None:
        raise RuleRefused(why)
    return names


@transaction.atomic
def add_rule(
    *, account: BusinessAccount, kind: RuleKind, value: str, verdict: Guidance, message: str, by: int, now: datetime
) -> PolicyRule:
    """Say something about a thing. Raises :class:`RuleRefused`: unknown, spoken of already, or too many rules."""
    thing = thing_named(account.pk, kind, value)
    BusinessAccount.objects.select_for_update().get(pk=account.pk)
    standing = list(PolicyRule.objects.filter(account=account).values_list("position", flat=True))
    if len(standing) >= MOST_RULES:
        raise RuleRefused(Problem.TOO_MANY)
    try:
        with transaction.atomic():
            rule = PolicyRule.objects.create(
                account=account,
                kind=kind,
                value=thing,
                verdict=verdict,
                message=message,
                position=max(standing, default=0) + 1,
            )
    except IntegrityError:
        raise RuleRefused(Problem.THERE_ALREADY) from None
    _audit("policy.rule_added", rule, by, now, None, _said(rule))
    return rule


@transaction.atomic
def change_rule(*, rule: PolicyRule, verdict: Guidance, message: str, by: int, now: datetime) -> PolicyRule:
    """Let a rule say something else of the same thing. Raises :class:`RuleRefused` where it says that already."""
    locked = PolicyRule.objects.select_for_update(of=("self",)).select_related("account").get(pk=rule.pk)
    if (locked.verdict, locked.message) == (verdict, message):
        raise RuleRefused(Problem.NO_CHANGE)
    before = _said(locked)
    locked.verdict, locked.message = verdict, message
    locked.save(update_fields=["verdict", "message"])
    _audit("policy.rule_changed", locked, by, now, before, _said(locked))
    return locked


@transaction.atomic
def remove_rule(*, rule: PolicyRule, by: int, now: datetime) -> None:
    """Take a rule out. Raises PolicyRule.DoesNotExist where somebody else has done so."""
    locked = PolicyRule.objects.select_for_update(of=("self",)).select_related("account").get(pk=rule.pk)
    _audit("policy.rule_removed", locked, by, now, _said(locked), None)
    locked.delete()


def _said(rule: PolicyRule) -> dict[str, str]:
    return {"rule": rule.public_id, "kind": rule.kind, "value": rule.value, "verdict": rule.verdict}


def _audit(
    action: str,
    rule: PolicyRule,
    by: int,
    now: datetime,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    audit.write(action=action, subject=rule.account.subject, by=by, now=now, before=before, after=after)
