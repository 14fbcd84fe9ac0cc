"""Goods that a supplier refused are looked for elsewhere, at no more than was approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from fondaco.bridge.mail import post
from fondaco.buying.company.models import Employee, RoleName
from fondaco.buying.ids import new_public_id
from fondaco.buying.links import absolute
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.resolving import Came, Part
from fondaco.buying.release.operations import release_request
from fondaco.buying.requests.instead import take_over
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.people.models import Person


def look_elsewhere(order: PurchaseOrder, parts: Sequence[Part], by: Person, now: datetime) -> Came:
    """Hand the parts to the buyers' queue, as a request of the same requester that is approved already.

    Within the caller's transaction, which has locked the order. Raises Refused where a budget does not suffice.
    """
    wanted = {part.line.request_line_id: part.quantity for part in parts if part.line.request_line_id is not None}
    employee = Employee.objects.select_related("legal_entity", "person", "cost_centre", "address").get(
        person=order.requester_id
    )
    request = take_over(
        earlier=order.request, wanted=wanted, employee=employee, by=by, now=now, public_id=new_public_id()
    )
    release_request(request=request, by=by, now=now)
    _tell_buyers(request, order, parts, by=by, now=now)
    return Came(request.about, request.number, request.get_absolute_url())


def _tell_buyers(
    request: PurchaseRequest, order: PurchaseOrder, parts: Sequence[Part], *, by: Person, now: datetime
) -> None:
    buyers = Person.objects.filter(
        is_active=True, employee__legal_entity=order.legal_entity_id, employee__roles__name=RoleName.BUYER
    )
    for person in buyers.exclude(pk=by.pk).distinct():
        if not person.email:
            continue
        with override(person.mail_language):
            names = "\n".join(f"- {part.line.description or part.line.supplier_part_id}" for part in parts)
            facts = {"who": by.name, "supplier": order.supplier.name, "order": order.number, "number": request.number}
            text = [
                _("Hello %(name)s,") % {"name": person.name},
                _("%(supplier)s does not deliver this of order %(order)s; %(who)s asks you to find another supplier:")
                % facts,
                names,
                _("It is approved as %(number)s, up to the amount of the order. What is dearer is approved again.")
                % facts,
                _("It stands here:") + "\n" + absolute("/release/to-source"),
            ]
            subject = _("Find another supplier for %(order)s") % facts
            post(to=person, subject=subject, text="\n\n".join(text), about=request.about, now=now)
