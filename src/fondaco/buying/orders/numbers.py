"""Order numbers without gaps, per legal entity and year."""

from __future__ import annotations

from attrs import frozen

from fondaco.buying.company.models import LegalEntity
from fondaco.buying.orders.models import OrderCounter


@frozen
class OrderNumber:
    text: str
    year: int
    serial: int


def next_number(*, entity: LegalEntity, year: int) -> OrderNumber:
    """The next number, in the caller's transaction: whoever comes at the same time waits for its end, and a
    transaction that is undone gives the number back.

    The first legal entity counts ``PO``, the second ``PO2`` and so on: suppliers that serve both see no number
    twice.
    """
    OrderCounter.objects.get_or_create(legal_entity=entity, year=year)
    counter = OrderCounter.objects.select_for_update().get(legal_entity=entity, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    earlier = LegalEntity.objects.filter(pk__lt=entity.pk).count()
    prefix = f"PO{earlier + 1}" if earlier else "PO"
    return OrderNumber(f"{prefix}-{year}-{counter.last:06d}", year, counter.last)
