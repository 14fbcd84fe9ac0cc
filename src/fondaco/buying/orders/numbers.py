"""Order numbers without gaps, per legal entity and year: given, used by an order, or void and kept as such.

Each happens within the caller's transaction, which has locked the request.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from fondaco import audit
from fondaco.buying.company.models import LegalEntity, NumbersAt
from fondaco.buying.orders.series import NumberState, OrderCounter, OrderNumber, VoidReason
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.shopping.models import PunchOutSession
from fondaco.buying.suppliers.models import Supplier
from fondaco.people.models import Person


def next_number(
    *,
    entity: LegalEntity,
    now: datetime,
    by: Person | None,
    request: PurchaseRequest | None = None,
    supplier: Supplier | None = None,
) -> OrderNumber:
    """The next number of the year in which ``now`` lies where the desk is. Whoever comes at the same time waits for
    the end of the transaction; one that is undone gives the number back.

    The first legal entity counts ``PO``, the second ``PO2`` and so on: suppliers that serve both see no number
    twice.
    """
    year = timezone.localtime(now).year
    OrderCounter.objects.get_or_create(legal_entity=entity, year=year)
    counter = OrderCounter.objects.select_for_update().get(legal_entity=entity, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    earlier = LegalEntity.objects.filter(pk__lt=entity.pk).count()
    prefix = f"PO{earlier + 1}" if earlier else "PO"
    return OrderNumber.objects.create(
        legal_entity=entity,
        year=year,
        serial=counter.last,
        text=f"{prefix}-{year}-{counter.last:06d}",
        request=request,
        supplier=supplier,
        given_at=now,
        given_by=by,
    )


def reserve_at_cart(request: PurchaseRequest, session: PunchOutSession, now: datetime) -> None:
    """A cart was received: where the company gives numbers then, its supplier has one in this request from now on."""
    if request.legal_entity.numbers_at != NumbersAt.CART:
        return
    supplier = session.supplier
    if OrderNumber.objects.filter(request=request, supplier=supplier, state=NumberState.RESERVED).exists():
        return
    number = next_number(entity=request.legal_entity, now=now, by=session.person, request=request, supplier=supplier)
    after = {"number": number.text, "supplier": supplier.public_id}
    audit.write(action="number.given", subject=request.about, by=session.person_id, now=now, after=after)


def number_for(*, request: PurchaseRequest, supplier: Supplier, by: Person, now: datetime) -> OrderNumber:
    """The number that the supplier has in the request, else the next one. A number given in another year stays."""
    reserved = OrderNumber.objects.filter(request=request, supplier=supplier, state=NumberState.RESERVED)
    found = reserved.select_for_update().first()
    return found or next_number(entity=request.legal_entity, now=now, by=by, request=request, supplier=supplier)


def void_unused(request: PurchaseRequest, how: str, by: Person | None, now: datetime) -> None:
    """Nothing more is ordered of the request, which was ``withdrawn``, ``rejected`` or ``ordered``: what is left of
    its numbers is void, and says why.
    """
    left = list(
        OrderNumber.objects.select_for_update().filter(request=request, state=NumberState.RESERVED).order_by("pk")
    )
    reason = {"withdrawn": VoidReason.WITHDRAWN, "rejected": VoidReason.REJECTED}.get(how, VoidReason.NOTHING_LEFT)
    for number in left:
        number.state, number.voided_at, number.voided_by = NumberState.VOIDED, now, by
        number.void_reason, number.void_words = reason, request.state_note
        number.save(update_fields=["state", "voided_at", "voided_by", "void_reason", "void_words"])
        after = {"number": number.text, "why": str(reason)}
        audit.write(action="number.voided", subject=request.about, by=by.pk if by else None, now=now, after=after)
