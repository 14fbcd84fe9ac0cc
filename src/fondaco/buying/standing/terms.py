"""What somebody says of a standing order, and what can be kept of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from attrs import frozen
from django.utils.translation import gettext as _

from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee, Project
from fondaco.buying.lifecycle import Refused
from fondaco.buying.standing.models import StandingOrder
from fondaco.people.models import Person

MOST_EVERY = {"weeks": 52, "months": 24}
MOST_LEAD_DAYS = 60


@frozen
class Terms:
    """What somebody says of a standing order; the fields are those of :class:`StandingOrder`.

    ``beneficiary`` is None where its owner needs it.
    """

    name: str
    cost_centre: CostCentre
    deliver_to: DeliveryAddress
    reason: str
    unit: str
    every: int
    day: int
    shift: str
    lead_days: int
    first_on: date
    most: Decimal
    last_on: date | None = None
    times: int | None = None
    project: Project | None = None
    beneficiary: Person | None = None


RHYTHM = ("unit", "every", "day", "shift", "lead_days", "first_on", "last_on", "times")


def take(order: StandingOrder, terms: Terms) -> None:
    """Let ``order`` be as ``terms`` say; the caller saves. Raises Refused where that cannot be."""
    _check(order, terms)
    for name in ("cost_centre", "deliver_to", "project", "most", *RHYTHM):
        setattr(order, name, getattr(terms, name))
    order.name, order.reason = terms.name.strip(), terms.reason.strip()
    order.beneficiary = terms.beneficiary or order.requester


def _check(order: StandingOrder, terms: Terms) -> None:
    for field in ("cost_centre", "deliver_to", "project"):
        chosen = getattr(terms, field)
        if chosen is not None and chosen.legal_entity_id != order.legal_entity_id:
            raise Refused("not_ours", _("This is not one of your company's."), "", field)
    colleagues = Employee.objects.filter(person__is_active=True, legal_entity=order.legal_entity_id)
    if terms.beneficiary is not None and not colleagues.filter(person=terms.beneficiary).exists():
        raise Refused("not_ours", _("This is not one of your company's."), "", "beneficiary")
    if not terms.name.strip():
        raise Refused("name_missing", _("Give it a name by which it is found again."), "", "name")
    if not terms.reason.strip():
        raise Refused("reason_missing", _("Say what it is for: the approvers will ask."), "", "reason")
    if terms.unit not in MOST_EVERY or not 1 <= terms.every <= MOST_EVERY[terms.unit]:
        raise Refused(
            "every_invalid", _("From every week to every 52 weeks, or from every month to every 24."), "", "every"
        )
    if not 0 <= terms.lead_days <= MOST_LEAD_DAYS:
        raise Refused(
            "lead_invalid", _("At most %(days)d working days before.") % {"days": MOST_LEAD_DAYS}, "", "lead_days"
        )
    if terms.last_on is not None and terms.times is not None:
        raise Refused("two_ends", _("Choose one: a last day or how often."), "", "times")
    if terms.times is not None and terms.times < 1:
        raise Refused("times_invalid", _("Once at least."), "", "times")
    if terms.most <= 0:
        raise Refused("limit_invalid", _("Write an amount above zero."), "", "most")
