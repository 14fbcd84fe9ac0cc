"""Why somebody has to approve, why somebody else does not, and why nobody can: kept as codes, said in words.

The words are made when they are read, in the reader's language.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from attrs import asdict, frozen
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco.web.formatting import format_money


@frozen
class Skip:
    """Somebody whom a rule leads to and who does not decide: ``own``, ``for_them``, ``inactive``, ``away``,
    ``not_approver``.
    """

    name: str
    code: str

    @property
    def words(self) -> str:
        return _skip_words(self.code) % {"name": self.name}


@frozen
class Reason:
    """Why one person is asked. ``code`` is the rule's ``who``; ``of`` whose manager or which cost centre.

    ``above`` is the amount from which on the rule applies (in ``currency``), empty where always. ``skipped``
    are those in whose place they stand.
    """

    code: str
    of: str = ""
    above: str = ""
    currency: str = ""
    skipped: tuple[Skip, ...] = ()

    @property
    def words(self) -> str:
        amount = _amount(self.above, self.currency) if self.above else ""
        parts = [_reason_words(self.code, bool(amount)) % {"of": self.of, "amount": amount}]
        parts += [skip.words for skip in self.skipped]
        return "; ".join(parts)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Reason:
        skipped = tuple(Skip(**one) for one in value.get("skipped", ()))
        return cls(**{**value, "skipped": skipped})


@frozen
class Problem:
    """Why there is no route. ``remedy`` says who can mend it and how."""

    code: str
    name: str = ""
    other: str = ""

    @property
    def words(self) -> str:
        return _problem_words(self.code) % {"name": self.name, "other": self.other}


def _amount(text: str, currency: str) -> str:
    return format_money(Decimal(text), currency, get_language() or "en")


def _skip_words(code: str) -> str:
    return {
        "own": _("in place of %(name)s, who asks for it: nobody approves their own request"),
        "for_them": _("in place of %(name)s, for whom it is: nobody approves what they get"),
        "inactive": _("in place of %(name)s, who no longer works here"),
        "away": _("in place of %(name)s, who is away"),
        "not_approver": _("in place of %(name)s, who does not approve requests"),
    }[code]


def _reason_words(code: str, above: bool) -> str:
    if above:
        return {
            "manager": _("manager of %(of)s, asked above %(amount)s"),
            "chain": _("above %(amount)s every manager upward is asked, until one whose limit covers it"),
            "cost_centre_owner": _("answers for cost centre %(of)s, asked above %(amount)s"),
            "project_owner": _("answers for project %(of)s, asked above %(amount)s"),
            "category_owner": _("knows category %(of)s, asked above %(amount)s"),
            "budget_owner": _("answers for the budget, asked above %(amount)s"),
            "role": _("is one of those who look after this, asked above %(amount)s"),
            "person": _("named in the approval rules for amounts above %(amount)s"),
            "instead": _("stands in where nobody is above %(of)s"),
        }[code]
    return {
        "manager": _("manager of %(of)s"),
        "chain": _("every manager upward is asked, until one whose limit covers it"),
        "cost_centre_owner": _("answers for cost centre %(of)s"),
        "project_owner": _("answers for project %(of)s"),
        "category_owner": _("knows category %(of)s"),
        "budget_owner": _("answers for the budget"),
        "role": _("is one of those who look after this"),
        "asked_by": _("asked in addition by %(of)s"),
        "in_place": _("in place of %(of)s"),
        "person": _("named in the approval rules"),
        "instead": _("stands in where nobody is above %(of)s"),
    }[code]


def _problem_words(code: str) -> str:
    return {
        "no_place": _(
            "%(name)s has no place in the company, so nobody stands above them. An administrator can add them."
        ),
        "nobody_above": _(
            "Nobody above %(name)s can approve. An administrator can name a manager for them, or say in the "
            "approval rules who is asked instead."
        ),
        "no_cost_centre": _("A cost centre has to be chosen: for this amount the one who answers for it is asked."),
        "no_owner": _(
            "Nobody answers for cost centre %(name)s. An administrator can name somebody, or you can choose "
            "another cost centre."
        ),
        "owner_cannot": _(
            "%(name)s, who answers for cost centre %(other)s, cannot approve this, and nobody above them can. "
            "An administrator can name somebody else."
        ),
        "person_cannot": _(
            "%(name)s, whom the approval rules name, cannot approve this, and nobody above them can. "
            "An administrator can change the rule."
        ),
        "no_project_owner": _(
            "Nobody answers for project %(name)s. An administrator can name somebody, or you can choose another "
            "project."
        ),
        "no_category_owner": _(
            "Nobody knows category %(name)s for the approval rules. An administrator can name somebody."
        ),
        "no_budget_owner": _("The budget that this draws on has no owner. Finance can name one."),
        "nobody_of_them": _(
            "Nobody of those whom an approval rule names can approve this. An administrator can change the rule."
        ),
        "nobody_with_role": _(
            "Nobody with the role that an approval rule names can approve this. An administrator can give somebody "
            "the role."
        ),
        "currency": _(
            "The approval rules count in %(other)s and this is in %(name)s. An administrator has to say how "
            "such requests are approved."
        ),
        "no_rule": _(
            "No approval rule says who approves this, and nothing is ordered without another person's "
            "approval. An administrator can add a rule."
        ),
    }[code]
