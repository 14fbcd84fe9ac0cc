"""Questions about suppliers, in a fixed number of statements."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When

from fondaco.buying.company.models import Category
from fondaco.buying.suppliers.models import Mapping, MappingKind, Policy, Supplier, Unmapped

# How many visits in a row have to end without a cart before the page asks why, and how long each is waited for.
LOST_VISITS = 3
BACK_WITHIN = timedelta(hours=12)


def to_shop_at(*, person: Any) -> QuerySet[Supplier]:
    """Suppliers with a connection that are not blocked, preferred ones first, each with ``last_visit`` by ``person``.
    One statement.
    """
    rank = Case(
        When(policy=Policy.PREFERRED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return (
        Supplier.objects.select_related("partner")
        .exclude(policy=Policy.BLOCKED)
        .exclude(partner=None)
        .annotate(rank=rank, last_visit=Max("sessions__asked_at", filter=Q(sessions__person=person)))
        .order_by("rank", "name")
    )


def by_mail() -> QuerySet[Supplier]:
    """Suppliers that have no store here: what is bought from them is written by hand."""
    return Supplier.objects.filter(partner=None).exclude(policy=Policy.BLOCKED)


def blocked() -> QuerySet[Supplier]:
    return Supplier.objects.filter(policy=Policy.BLOCKED).select_related("partner")


def named_like(words: str) -> list[int]:
    """Keys of the suppliers with ``words`` in the name, for a search among what came from them. One statement.

    Known before the larger statement is planned, so that the database can tell one supplier from nearly all.
    """
    return list(Supplier.objects.filter(name__icontains=words).values_list("pk", flat=True))


def supplier_choices(_entity: Any) -> list[tuple[str, str]]:
    """Every supplier by its public id, for whoever names some. One statement."""
    return list(Supplier.objects.order_by("name").values_list("public_id", "name"))


def all_suppliers(*, words: str = "", policy: str = "", state: str = "") -> QuerySet[Supplier]:
    """Suppliers whose name has ``words``, with ``waiting``, the number of their words that nobody explained.

    ``state`` is broken, off or mail; empty for all.
    """
    found = Supplier.objects.select_related("partner").annotate(waiting=Count("unmapped")).order_by("name")
    if words:
        found = found.filter(name__icontains=words)
    if policy:
        found = found.filter(policy=policy)
    where = {"broken": Q(tried="failed"), "off": Q(partner__active=False), "mail": Q(partner=None)}.get(state)
    return found.filter(where) if where is not None else found


def lost_carts(supplier: Supplier, *, now: datetime) -> int:
    """How many of the last visits in a row opened the store and brought nothing back, where these are enough to ask
    why; else 0. One statement.
    """
    opened = supplier.sessions.exclude(opened_at=None).filter(asked_at__lt=now - BACK_WITHIN)
    lost = 0
    for returned in opened.order_by("-asked_at").values_list("returned_at", flat=True)[:20]:
        if returned is not None:
            break
        lost += 1
    return lost if lost >= LOST_VISITS else 0


def unmapped(*, supplier: Supplier | None = None, kind: str = "") -> QuerySet[Unmapped]:
    """Words that nobody explained, those last seen first."""
    found = Unmapped.objects.select_related("supplier")
    if supplier is not None:
        found = found.filter(supplier=supplier)
    return found.filter(kind=kind) if kind in MappingKind.values else found


def mappings(*, supplier: Supplier | None, kind: str = "") -> QuerySet[Mapping]:
    """What was explained for ``supplier`` alone; for None, what holds for all that have no other word."""
    found = Mapping.objects.filter(supplier=supplier).select_related("category")
    return found.filter(kind=kind) if kind in MappingKind.values else found


def categories_in_use() -> list[Category]:
    """One statement."""
    return list(Category.objects.filter(active=True).only("code", "name"))
