"""What letters say of goods that do not come: the same buttons as on the order's page, with where they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco.bridge.mail import post
from fondaco.buying.company.models import RoleName
from fondaco.buying.links import absolute
from fondaco.buying.orders.models import OrderLine, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.offers import CALLED_BY, mending_for, offers_for
from fondaco.buying.orders.words import refusal_words, remedy_words
from fondaco.people.models import Person


def what_can_be_done(
    order: PurchaseOrder, line: OrderLine, refusals: Sequence[StoredRefusal], person: Person
) -> list[str]:
    """The buttons that ``person`` has for the line, in one sentence, and where they are; nothing without any."""
    offers = offers_for(person, line, refusals, order)
    if not offers:
        return []
    names = " · ".join(one.words for one in offers)
    place = f"{absolute(order.get_absolute_url())}#line-{line.line_number}"
    return [_("You can: %(actions)s") % {"actions": names}, place]


def to_act(order: PurchaseOrder, refusals: Sequence[StoredRefusal], *, told: Collection[int], now: datetime) -> None:
    """Whoever has to act and does not read the requester's letter: the buyers who call, the administrators who mend."""
    for role, mine in _by_role(refusals):
        people = Person.objects.filter(
            is_active=True, employee__legal_entity=order.legal_entity_id, employee__roles__name=role
        )
        for person in people.exclude(pk__in=list(told)).distinct():
            if person.email:
                _write(order, mine, person, now=now)


def _by_role(refusals: Iterable[StoredRefusal]) -> list[tuple[RoleName, list[StoredRefusal]]]:
    refusals = list(refusals)
    buyers = [one for one in refusals if one.next_actor in CALLED_BY]
    administrators = [one for one in refusals if one.next_actor == "administrator"]
    both = [(RoleName.BUYER, buyers), (RoleName.ADMINISTRATOR, administrators)]
    return [(role, mine) for role, mine in both if mine]


def _write(order: PurchaseOrder, refusals: Sequence[StoredRefusal], person: Person, *, now: datetime) -> None:
    supplier = order.supplier
    with override(person.mail_language):
        facts = {"supplier": supplier.name, "number": order.number}
        parts = [
            _("Hello %(name)s,") % {"name": person.name},
            _("%(supplier)s does not deliver all of order %(number)s, and it is for you to act:") % facts,
        ]
        for one in refusals:
            mending = mending_for(person, one, order)
            rows = [f"- {refusal_words(one)} {remedy_words(one)}".strip()]
            if mending is not None:
                rows.append(f"  {mending.words}: {absolute(mending.url)}")
            parts.append("\n".join(rows))
        ways = ", ".join(way for way in (supplier.service_phone, supplier.service_email) if way)
        if ways and any(one.next_actor in CALLED_BY for one in refusals):
            parts.append(_("Call the supplier:") + " " + ways)
        parts.append(_("See the order here:") + "\n" + absolute(order.get_absolute_url()))
        subject = _("%(number)s: something for you to do") % facts
        post(to=person, subject=subject, text="\n\n".join(parts), about=order.about, now=now)
