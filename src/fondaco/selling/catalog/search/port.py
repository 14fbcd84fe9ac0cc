"""What the pages ask of a search engine, and what they get."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

PAGE_SIZES = (25, 50, 100)
LAST_PAGE = 200


class Sort(StrEnum):
    RELEVANCE = "relevance"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"
    DELIVERY = "delivery"


class IndexMissing(Exception):
    """There is no index to search yet; ``fondaco selling index`` builds it."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a person looks for. Prices are net, in euro, both bounds included.

    ``category`` is a UNSPSC code of any level. Price and sorting look at the item's best offer; several sellers or
    brands mean any of them. With sellers chosen, ``in_stock`` means that one of those has it. ``customer`` is the row
    id of the business account who asks: its agreed prices and the items it may know of; 0 is nobody in particular.
    """

    text: str = ""
    language: str = "en"
    category: str = ""
    sellers: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    in_stock: bool = False
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    page_size: int = PAGE_SIZES[0]
    customer: int = 0

    @property
    def filtered(self) -> bool:
        return bool(
            self.category
            or self.sellers
            or self.brands
            or self.in_stock
            or self.price_from is not None
            or self.price_to is not None
        )


@dataclass(frozen=True, slots=True)
class Count:
    """How many items a choice would show; ``value`` is a code, a name, or ``from-to`` of a price band."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts per choice. A facet does not narrow itself: other brands keep their counts when one is chosen.

    ``category`` counts the level below the chosen category.
    """

    category: tuple[Count, ...] = ()
    seller: tuple[Count, ...] = ()
    brand: tuple[Count, ...] = ()
    price: tuple[Count, ...] = ()
    in_stock: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits (row ids of items, best first) and the exact total.

    ``corrected`` is the text that was searched instead, where nothing was found for what was typed; ``relaxed``
    says that only some of the words are in the hits; ``without_filters`` counts what the words alone would find,
    where the filters left nothing.
    """

    hits: tuple[int, ...]
    total: int
    facets: Facets
    corrected: str = ""
    relaxed: bool = False
    without_filters: int = 0


class SearchPort(Protocol):
    def search(self, query: Query) -> Results:
        """One page of what matches. Raises :class:`IndexMissing`; never for what a person typed."""
        ...

    def count(self, query: Query) -> int:
        """How many items match, words taken as they stand. Raises :class:`IndexMissing`."""
        ...


# Inclusive at both ends: a price on the border counts in both, as it is shown by both.
PRICE_BANDS: tuple[tuple[int, int | None], ...] = ((0, 5), (5, 20), (20, 50), (50, 200), (200, None))
