"""Naming who decides while somebody is away, and ending it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.access import may
from fondaco.buying.approvals import mails
from fondaco.buying.approvals.delegation import leads_back
from fondaco.buying.approvals.models import Delegation
from fondaco.buying.approvals.passing_on import assign_anew
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person


@transaction.atomic
def delegate(
    *,
    delegator: Person,
    to: Person,
    kind: str,
    from_on: date,
    until_on: date,
    by: Person,
    now: datetime,
    public_id: str,
) -> Delegation:
    """Have ``to`` decide in place of ``delegator`` from day to day. What waits is put to them at once.

    Raises Refused for days that are over or crossed, for somebody who may not approve, for whoever arranges it for
    another and would decide, be it by a detour, and for a circle.
    """
    today = timezone.localtime(now).date()
    Person.objects.select_for_update().get(pk=delegator.pk)
    _check_days(from_on, until_on, today)
    _check_who(delegator, to, by)
    named = _named_within(from_on, until_on)
    if by.pk != delegator.pk and leads_back(by.pk, to.pk, named):
        # By a detour it would be the same as naming oneself.
        raise Refused(
            "to_oneself",
            _("%(to)s has delegated to you, or to somebody who has, on these days: you would decide for %(name)s.")
            % {"to": to.name, "name": delegator.name},
            _("Choose somebody who is there."),
            "to",
        )
    if leads_back(delegator.pk, to.pk, named):
        raise Refused(
            "circle",
            _("%(name)s has delegated to %(delegator)s, or to somebody who has, on these days.")
            % {"name": to.name, "delegator": delegator.name},
            _("Choose somebody who is there."),
            "to",
        )
    made = Delegation.objects.create(
        public_id=public_id,
        delegator=delegator,
        delegate=to,
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        made_by=by,
        made_at=now,
    )
    facts = {"from": from_on.isoformat(), "to": until_on.isoformat(), "kind": kind, "delegate": to.pk}
    audit.write(action="delegation.made", subject=made.about, by=by.pk, now=now, after=facts)
    mails.delegated(made, now=now)
    if from_on <= today:
        assign_anew(delegator, now=now)
    return made


def _check_days(from_on: date, until_on: date, today: date) -> None:
    if until_on < from_on:
        raise Refused("days_crossed", _("It ends before it begins."), "", "until_on")
    if until_on < today:
        raise Refused("day_passed", _("This day has passed."), _("Choose today or a later day."), "until_on")


def _check_who(delegator: Person, to: Person, by: Person) -> None:
    if to.pk == delegator.pk:
        raise Refused("own", _("Choose somebody else: nobody stands in for themselves."), "", "to")
    if not may(delegator, "approve"):
        raise Refused("not_approver", _("%(name)s may not approve.") % {"name": delegator.name}, "", "delegator")
    if not may(to, "approve"):
        raise Refused("not_approver", _("%(name)s may not approve.") % {"name": to.name}, "", "to")
    if by.pk == to.pk:
        # Else whoever keeps the company's people could give themselves every decision.
        raise Refused(
            "to_oneself",
            _("You cannot name yourself to decide in place of %(name)s.") % {"name": delegator.name},
            _("Choose somebody else, or let %(name)s name you.") % {"name": delegator.name},
            "to",
        )


@transaction.atomic
def take_back(*, delegation: Delegation, by: Person, now: datetime) -> Delegation:
    """End it now. What waits comes back to the one who delegated. Raises Refused where it is over."""
    kept = Delegation.objects.select_for_update(of=("self",)).select_related("delegator").get(pk=delegation.pk)
    if kept.ended_at is not None or kept.until_on < timezone.localtime(now).date():
        raise Refused("over", _("This delegation is over."))
    kept.ended_at = now
    kept.save(update_fields=["ended_at"])
    audit.write(action="delegation.ended", subject=kept.about, by=by.pk, now=now)
    assign_anew(kept.delegator, now=now)
    return kept


def _named_within(from_on: date, until_on: date) -> dict[int, list[int]]:
    rows = Delegation.objects.filter(ended_at__isnull=True, from_on__lte=until_on, until_on__gte=from_on)
    named: dict[int, list[int]] = {}
    for delegator, to in rows.values_list("delegator_id", "delegate_id"):
        named.setdefault(delegator, []).append(to)
    return named
