"""Letters about standing orders, each in its reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from fondaco.bridge.mail import post
from fondaco.buying.company.models import Employee, RoleName
from fondaco.buying.links import absolute
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.standing.models import Cycle, StandingOrder
from fondaco.people.models import Person

DAYS_TOLD = 12


def handed(cycle: Cycle, request: PurchaseRequest, *, now: datetime) -> None:
    """The owner hears why a cycle was not submitted by itself, and where to go on."""
    order = cycle.standing_order
    with override(order.requester.mail_language):
        reason = cycle.why
        facts = {**_facts(order), "request": request.number, "day": date_format(cycle.needed_on, "DATE_FORMAT")}
        parts = [
            _("Your standing order «%(name)s» (%(number)s) is due. It is needed on %(day)s.") % facts,
            _("The request %(request)s is made, but not submitted yet.") % facts + " " + reason.words,
            reason.remedy,
            _("Go on here:") + "\n" + absolute(request.get_absolute_url()),
        ]
        _send(order.requester, _("%(name)s waits for you: %(request)s") % facts, parts, order, now)


def missed(order: StandingOrder, days: Sequence[date], *, now: datetime) -> None:
    """The owner hears which cycles nobody made, because the desk was not running when they were due."""
    with override(order.requester.mail_language):
        facts = {**_facts(order), "count": len(days)}
        rows = [f"- {date_format(day, 'DATE_FORMAT')}" for day in days[-DAYS_TOLD:]]
        parts = [
            ngettext(
                "%(count)d cycle of your standing order «%(name)s» (%(number)s) was due and not made.",
                "%(count)d cycles of your standing order «%(name)s» (%(number)s) were due and not made.",
                len(days),
            )
            % facts,
            "\n".join(rows),
            _("The desk was not running then. Only the latest is made now, so that not everything comes at once."),
            _("If you need what was missed as well, ask for it again from an earlier request:")
            + "\n"
            + absolute(order.get_absolute_url()),
        ]
        _send(order.requester, _("%(name)s: not every cycle was made") % facts, parts, order, now)


def orphaned(order: StandingOrder, *, now: datetime) -> None:
    """Those who can go on hear that it paused: whoever stands above its owner, and the buyers."""
    for person in _heirs(order):
        with override(person.mail_language):
            facts = {**_facts(order), "owner": order.requester.name}
            parts = [
                _("%(owner)s cannot ask for things any more, so the standing order «%(name)s» (%(number)s) is paused.")
                % facts,
                _("Nothing is ordered until somebody takes it over and resumes it. If it is not needed, end it."),
                absolute(order.get_absolute_url()),
            ]
            _send(person, _("%(name)s is paused: nobody owns it") % facts, parts, order, now)


def _heirs(order: StandingOrder) -> list[Person]:
    """Administrators hear it where there is neither anybody above nor a buyer."""
    owner = Employee.objects.select_related("manager__person").filter(person=order.requester).first()
    above = owner.manager.person if owner is not None and owner.manager is not None else None
    found = [above] if above is not None and above.is_active else []
    found += _with_role(order, RoleName.BUYER)
    found = found or _with_role(order, RoleName.ADMINISTRATOR)
    return list({one.pk: one for one in found if one.pk != order.requester_id}.values())


def _with_role(order: StandingOrder, role: RoleName) -> list[Person]:
    rows = Person.objects.filter(
        is_active=True, employee__legal_entity=order.legal_entity_id, employee__roles__name=role
    )
    return list(rows.distinct())


def _facts(order: StandingOrder) -> dict[str, object]:
    return {"name": order.name, "number": order.number}


def _send(person: Person, subject: str, parts: Sequence[str], order: StandingOrder, now: datetime) -> None:
    if person.email:
        text = "\n\n".join([_("Hello %(name)s,") % {"name": person.name}, *filter(None, parts)])
        post(to=person, subject=subject, text=text, about=order.about, now=now)
