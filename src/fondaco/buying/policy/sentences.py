"""A rule as a sentence."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fondaco.buying.policy.models import ApprovalRule, Who
from fondaco.web.formatting import format_money


def sentence_of(rule: ApprovalRule) -> str:
    """The rule in words, as one would say it. The rule's relations are loaded."""
    amount = format_money(rule.above, rule.legal_entity.currency, get_language() or "en") if rule.above else ""
    facts = {"amount": amount, "cost_centre": str(rule.cost_centre or ""), "who": _who(rule)}
    if rule.above and rule.cost_centre:
        words = _("For cost centre %(cost_centre)s above %(amount)s: %(who)s.")
    elif rule.above:
        words = _("Above %(amount)s: %(who)s.")
    elif rule.cost_centre:
        words = _("For cost centre %(cost_centre)s, any amount: %(who)s.")
    else:
        words = _("For every request: %(who)s.")
    said = words % facts
    if rule.instead is not None:
        said += " " + _("Where nobody stands above: %(name)s.") % {"name": rule.instead.person.name}
    return said


def _who(rule: ApprovalRule) -> str:
    if rule.who == Who.PERSON and rule.person is not None:
        return rule.person.person.name
    return str(Who(rule.who).label)
