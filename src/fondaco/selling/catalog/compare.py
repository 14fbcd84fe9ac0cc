"""Up to four items side by side: what is the same, and what is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from fondaco.selling.catalog.shopfront import Row

MOST = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of every item, in the items' order; empty where an item says nothing of it."""

    label: str
    cells: list[str]

    @property
    def differs(self) -> bool:
        return len(set(self.cells)) > 1


def parts_in(parameters: QueryDict) -> list[str]:
    """The part numbers that an address asks to compare: at most :data:`MOST`, none twice."""
    told = [value.strip()[:20] for value in parameters.getlist("item")]
    return [part for part in dict.fromkeys(told) if part][:MOST]


def address_of(parts: Sequence[str]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("item", list(parts))
    return f"?{query.urlencode()}"


def facts_of(rows: Sequence[Row]) -> list[Line]:
    """Brand, category and every fact that any of the items has, those of the first item first."""
    own = [dict(row.item.facts_spoken) for row in rows]
    names = dict.fromkeys(name for facts in own for name in facts)
    return [
        Line(_("Brand"), [row.item.brand for row in rows]),
        Line(_("Category"), [row.item.category.name for row in rows]),
        *(Line(name, [facts.get(name, "") for facts in own]) for name in names),
        Line(_("Manufacturer’s part number"), [row.item.manufacturer_part_id for row in rows]),
    ]


def differences(rows: Sequence[Row]) -> dict[str, bool]:
    """In which of the things that money and delivery are about the items differ, by the name of the line."""
    of_each: dict[str, list[Any]] = {
        "price": [row.price for row in rows],
        "per_content": [(row.per_content, row.item.content_unit) for row in rows],
        "tiers": [[*row.steps[1:]] for row in rows],
        "pack": [(row.item.pack_size, row.item.content_unit, row.item.unit) for row in rows],
        "delivery": [(row.there, row.arrives_on) for row in rows],
        "seller": [row.offer.seller_id for row in rows],
        "fulfilment": [row.offer.fulfilment for row in rows],
        "policy": [row.verdict.guidance if row.verdict else None for row in rows],
    }
    return {name: any(value != values[0] for value in values) for name, values in of_each.items()}


def cheapest(rows: Sequence[Row]) -> Row | None:
    """The one whose content costs least, where all hold the same and some cost more."""
    if len({row.item.content_unit for row in rows}) != 1:
        return None
    least = min(rows, key=lambda row: row.per_content)
    return least if any(row.per_content > least.per_content for row in rows) else None
