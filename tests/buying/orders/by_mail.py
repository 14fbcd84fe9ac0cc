"""An order that went to a supplier without a connection."""

from __future__ import annotations

from fondaco.bridge.models import Mail
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.requests.models import RequestCharge, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request
from tests.buying.world import NOW, Lines, World, add_mail_supplier, approve_all, draft

TWO: Lines = (("5", "20.00"), ("10", "1.50"))


def ordered_by_mail(world: World, *, lines: Lines = TWO, terms: str = "30 days, end of month") -> PurchaseOrder:
    """To the printer; the letters before are gone."""
    supplier = add_mail_supplier()
    supplier.payment_terms, supplier.service_phone = terms, "+39 010 123456"
    supplier.save()
    request = draft(world, lines=lines)
    RequestLine.objects.filter(request=request).update(supplier=supplier)
    RequestCharge.objects.filter(request=request).update(supplier=supplier)
    answers = Answers(
        cost_centre=world.centre,
        deliver_to=world.address,
        need_by=None,
        reason="Needed in the workshop",
        kept=frozenset(range(1, len(lines) + 1)),
    )
    request = submit_request(request=request, version=1, answers=answers, by=request.requester, now=NOW)
    Mail.objects.all().delete()
    return approve_all(request)
