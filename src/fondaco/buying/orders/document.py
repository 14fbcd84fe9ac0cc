"""The order as a document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from typing import Any

from fondaco import documents
from fondaco.buying.company.models import DeliveryAddress
from fondaco.buying.orders.models import OrderCharge, OrderLine, PurchaseOrder
from fondaco.buying.requests.models import ChargeKind
from fondaco.people.models import Person

# cXML wants a description with every tax and shipping amount; used where the cart carried none.
TAX_WORDS = "VAT"
SHIPPING_WORDS = "Shipping"
BESIDE = frozenset({ChargeKind.FEE, ChargeKind.DISCOUNT})
ZERO = Decimal(0)


def order_document(
    order: PurchaseOrder,
    lines: Sequence[OrderLine],
    charges: Sequence[OrderCharge],
    *,
    deliver_to: DeliveryAddress | None,
    requester: Person,
) -> documents.PurchaseOrder:
    """What is sent. Part ids and auxiliary ids are the supplier's own and go back unchanged.

    Freight and tax have places of their own; fees and discounts go beside them, and where a protocol has no place for
    them the message says that they were left out. The request's reason stays in the house: it is the company's
    business, not the supplier's.
    """
    return documents.PurchaseOrder(
        number=order.number,
        lines=tuple(_line(line, order) for line in lines),
        ordered_at=order.issued_at.astimezone(UTC),
        total=documents.Money(order.net, order.currency),
        ship_to=deliver_to.as_document(for_person=requester.name) if deliver_to else None,
        bill_to=order.legal_entity.bill_to(),
        shipping=_charge(charges, ChargeKind.FREIGHT, order.currency, SHIPPING_WORDS),
        tax=_charge(charges, ChargeKind.TAX, order.currency, TAX_WORDS),
        charges=tuple(_beside(one, order.currency) for one in charges if one.kind in BESIDE),
        person=documents.Person(email=requester.email, name=requester.name),
        contacts=(documents.Contact(role="endUser", name=requester.name, email=requester.email),),
        comments=order.request.number,
    )


def _line(line: OrderLine, order: PurchaseOrder) -> documents.OrderLine:
    return documents.OrderLine(
        line_number=line.line_number,
        supplier_part_id=line.supplier_part_id,
        supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
        quantity=line.ordered,
        unit_price=documents.Money(line.unit_price, order.currency),
        description=line.description,
        language=line.language,
        unit=line.unit,
        classifications=tuple(classification(one) for one in line.classifications),
        manufacturer_part_id=line.manufacturer_part_id,
        manufacturer_name=line.manufacturer_name,
        requested_on=order.requested_on,
    )


def classification(stored: Any) -> documents.Classification:
    """A commodity code as a line keeps it: ``[domain, code]``, or the same by name."""
    if isinstance(stored, dict):
        return documents.Classification(str(stored.get("domain", "")), str(stored.get("code", "")))
    domain, code = stored
    return documents.Classification(str(domain), str(code))


def _charge(charges: Sequence[OrderCharge], kind: str, currency: str, words: str) -> documents.Charge | None:
    """All of one kind as the one that a document has room for; None where there is none."""
    mine = [one for one in charges if one.kind == kind]
    if not mine:
        return None
    said = ", ".join(dict.fromkeys(one.words for one in mine if one.words))
    return documents.Charge(documents.Money(sum((one.amount for one in mine), ZERO), currency), said or words)


def _beside(charge: OrderCharge, currency: str) -> documents.InvoiceCharge:
    return documents.InvoiceCharge(
        documents.Money(abs(charge.amount), currency),
        allowance=charge.kind == ChargeKind.DISCOUNT,
        kind=str(charge.kind),
        description=charge.words,
    )
