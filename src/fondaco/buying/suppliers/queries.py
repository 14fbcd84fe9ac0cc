"""Questions about suppliers, in a fixed number of statements."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, IntegerField, Max, Q, QuerySet, Value, When

from fondaco.buying.suppliers.models import Policy, Supplier


def to_shop_at(*, person: Any) -> QuerySet[Supplier]:
    """Suppliers that are not blocked, preferred ones first, each with ``last_visit`` by ``person``. One
    statement.
    """
    rank = Case(
        When(policy=Policy.PREFERRED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (
        Supplier.objects.select_related("partner")
        .exclude(policy=Policy.BLOCKED)
        .annotate(rank=rank, last_visit=Max("sessions__asked_at", filter=Q(sessions__person=person)))
        .order_by("rank", "name")
    )


def blocked() -> QuerySet[Supplier]:
    return Supplier.objects.filter(policy=Policy.BLOCKED).select_related("partner")


def supplier_choices(_entity: Any) -> list[tuple[str, str]]:
    """Every supplier by its public id, for whoever names some. One statement."""
    return list(Supplier.objects.order_by("name").values_list("public_id", "name"))
