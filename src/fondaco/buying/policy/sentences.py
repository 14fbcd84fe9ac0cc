"""A rule as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from fondaco.buying.company.models import LegalEntity, RoleName
from fondaco.buying.policy.models import ApprovalRule, Effect, Needs, Who
from fondaco.buying.policy.registry import dimensions
from fondaco.web.formatting import format_money

Names = Mapping[str, Mapping[str, str]]


def names_of(entity: LegalEntity) -> Names:
    """The words for every value that a condition can name, by dimension. A statement for each dimension."""
    return {one.name: dict(one.choices(entity)) for one in dimensions()}


def sentence_of(rule: ApprovalRule, names: Names) -> str:
    """The rule in words, as one would say it. The rule's relations are loaded."""
    when = _when(rule, names)
    what = _what(rule)
    if not when:
        return _("For everything: %(what)s.") % {"what": what}
    return _("%(when)s: %(what)s.") % {"when": when[:1].upper() + when[1:], "what": what}


def _when(rule: ApprovalRule, names: Names) -> str:
    parts = [_amounts(rule)] if rule.above is not None or rule.up_to is not None else []
    for condition in rule.asked:
        known = names.get(condition.dimension, {})
        words = pgettext("between alternatives", " or ").join(known.get(one, one) for one in sorted(condition.values))
        parts.append(_condition(condition.dimension, condition.negated) % {"names": words})
    return ", ".join(parts)


def _amounts(rule: ApprovalRule) -> str:
    money = partial(format_money, currency=rule.version.legal_entity.currency, language=get_language() or "en")
    facts = {
        "above": money(rule.above) if rule.above is not None else "",
        "up_to": money(rule.up_to) if rule.up_to is not None else "",
    }
    if rule.above is not None and rule.up_to is not None:
        words = (
            _("where these lines come to more than %(above)s and at most %(up_to)s")
            if rule.of_lines
            else _("above %(above)s up to %(up_to)s")
        )
    elif rule.above is not None:
        words = _("where these lines come to more than %(above)s") if rule.of_lines else _("above %(above)s")
    else:
        words = _("where these lines come to at most %(up_to)s") if rule.of_lines else _("up to %(up_to)s")
    return words % facts


def _condition(dimension: str, negated: bool) -> str:
    said = {
        "kind": (_("for %(names)s"), _("for anything but %(names)s")),
        "category": (_("of category %(names)s"), _("not of category %(names)s")),
        "supplier": (_("from %(names)s"), _("not from %(names)s")),
        "cost_centre": (_("on cost centre %(names)s"), _("not on cost centre %(names)s")),
        "project": (_("for project %(names)s"), _("not for project %(names)s")),
        "requester": (_("asked by %(names)s"), _("not asked by %(names)s")),
        "department": (_("asked by somebody below %(names)s"), _("not asked by somebody below %(names)s")),
        "flag": (_("with a line %(names)s"), _("with a line that is not %(names)s")),
    }
    return said[dimension][negated]


def _what(rule: ApprovalRule) -> str:
    if rule.effect == Effect.BLOCK:
        return _("cannot be submitted (“%(message)s”)") % {"message": rule.message}
    if rule.effect == Effect.WARN:
        return _("whoever submits is warned (“%(message)s”)") % {"message": rule.message}
    who = _who(rule)
    if rule.effect == Effect.WATCH:
        return _("is told to %(who)s") % {"who": who}
    said = who
    if rule.covers_lines and rule.conditions:
        said += " " + _("(about these lines only)")
    if rule.instead is not None:
        said += " " + _("(where nobody stands above: %(name)s)") % {"name": rule.instead.person.name}
    return said


def _who(rule: ApprovalRule) -> str:
    if rule.who == Who.ROLE:
        role = str(RoleName(rule.role).label)
        if rule.needs == Needs.ANY:
            return _("anybody with the role %(role)s") % {"role": role}
        return _("everybody with the role %(role)s") % {"role": role}
    if rule.who == Who.PERSON:
        names = [one.person.name for one in rule.people.all()]
        if len(names) < 2:
            return "".join(names)
        if rule.needs == Needs.ANY:
            return _("any one of %(names)s") % {"names": ", ".join(names)}
        return _("%(names)s, all of them") % {"names": ", ".join(names)}
    return str(Who(rule.who).label)
