"""Letters about changes, each in its reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco.bridge.mail import post
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.states import ChangeState
from fondaco.buying.company.models import RoleName
from fondaco.buying.links import absolute
from fondaco.people.models import Person


def to_be_agreed(change: OrderChange, *, now: datetime) -> None:
    """The supplier takes no changes by message: the buyers call it, or it was written to; they record what it says."""
    for person in _buyers(change):
        with override(person.mail_language):
            facts = _facts(change)
            if change.order.supplier.partner_id is None:
                parts = [
                    _("%(number)s was approved, and %(supplier)s was written to with the order as it shall be.")
                    % facts,
                    _("Record what it answers. Until then the order stays as it is."),
                ]
            else:
                parts = [
                    _("%(number)s was approved. %(supplier)s takes no changes from our system.") % facts,
                    _("Call the supplier, then record what was agreed. Until then the order stays as it is."),
                ]
            parts.append(absolute(change.get_absolute_url()))
            _send(person, _("Agree %(number)s with %(supplier)s") % facts, parts, change, now)


def settled(change: OrderChange, *, now: datetime) -> None:
    """Whoever asked, whoever the order is for, and where it was refused the buyers, hear what the supplier said."""
    taken = change.state == ChangeState.TAKEN
    readers: list[Person] = [change.requester, change.order.requester]
    if not taken:
        readers += _buyers(change)
    for person in {one.pk: one for one in readers}.values():
        with override(person.mail_language):
            facts = _facts(change)
            if taken:
                subject = _("%(supplier)s took %(number)s") % facts
                parts = [_("%(supplier)s took the change %(number)s. The order is changed.") % facts]
            else:
                subject = _("%(supplier)s did not take %(number)s") % facts
                parts = [
                    _("%(supplier)s did not take the change %(number)s. The order stays as it was.") % facts,
                    _("Who acts now: the buyers. They can call the supplier, and record what was agreed."),
                ]
            if change.supplier_words:
                parts.append(_("It said: %(words)s") % {"words": change.supplier_words})
            parts.append(absolute(change.get_absolute_url()))
            _send(person, subject, parts, change, now)


def _buyers(change: OrderChange) -> Iterable[Person]:
    rows = Person.objects.filter(
        is_active=True,
        employee__legal_entity=change.order.legal_entity_id,
        employee__roles__name=RoleName.BUYER,
    )
    return list(rows.distinct())


def _facts(change: OrderChange) -> dict[str, str]:
    return {"number": change.number, "supplier": change.order.supplier.name}


def _send(person: Person, subject: str, parts: list[str], change: OrderChange, now: datetime) -> None:
    if person.email:
        text = "\n\n".join([_("Hello %(name)s,") % {"name": person.name}, *parts])
        post(to=person, subject=subject, text=text, about=change.about, now=now)
