"""What the company says about buying something from a supplier."""

from __future__ import annotations

from fondaco.buying.company.models import Category
from fondaco.buying.suppliers.models import Policy, Supplier


def standing(*, supplier: Supplier, category: Category | None) -> Policy:
    """The word for ``category`` at ``supplier``: its own, else that of the nearest above it, else the supplier's.

    A blocked supplier is blocked for everything. Two statements, one where the supplier has no categories of its own,
    none where it is blocked or no category is known.
    """
    overall = Policy(supplier.policy)
    if overall == Policy.BLOCKED or category is None:
        return overall
    said = dict(supplier.categories.values_list("category_id", "policy"))
    if not said:
        return overall
    for key in _upwards(category):
        if key in said:
            return Policy(said[key])
    return overall


def _upwards(category: Category) -> list[int]:
    """The category and all above it, nearest first."""
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    way: list[int] = []
    current: int | None = category.pk
    while current is not None and current not in way:
        way.append(current)
        current = parents.get(current)
    return way
