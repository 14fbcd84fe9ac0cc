"""Searching with tantivy. This process only reads; a new generation or commit is noticed at the next search."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order

from fondaco.selling.catalog.search import generations, port
from fondaco.selling.catalog.search.port import Count, Facets, IndexMissing, Query, Results, Sort
from fondaco.selling.catalog.search.schema import LEVELS, PRICE_SCALE, prepare, scaled
from fondaco.selling.catalog.search.sight import Sight
from fondaco.selling.catalog.search.typed import Typed

_MOST_VALUES = 1000
_HIGHEST = Decimal(10**12)  # above any price; larger bounds would not fit the index's numbers


class TantivySearch:
    """One per process and folder; safe for threads."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._index: tantivy.Index | None = None
        self._stamp = (0, 0)

    def search(self, query: Query) -> Results:
        index, searcher = self._open()
        sight = Sight(index.schema, query.customer)
        typed = Typed(query.text, query.language, index.schema, searcher, sight)
        return _Search(query, index.schema, searcher, sight).run(typed)

    def count(self, query: Query) -> int:
        index, searcher = self._open()
        sight = Sight(index.schema, query.customer)
        typed = Typed(query.text, query.language, index.schema, searcher, sight)
        return _Search(query, index.schema, searcher, sight).matching(typed.strict())

    def _open(self) -> tuple[tantivy.Index, tantivy.Searcher]:
        with self._lock:
            folder = generations.current(self._base)
            if folder is None:
                raise IndexMissing
            status = (folder / "meta.json").stat()
            stamp = (status.st_ino, status.st_mtime_ns)
            if self._index is None or folder != self._folder:
                self._index = prepare(tantivy.Index.open(str(folder)))
                self._index.config_reader("manual")
                self._index.reload()
                self._folder = folder
            elif stamp != self._stamp:
                self._index.reload()
            self._stamp = stamp
            return self._index, self._index.searcher()


class _Search:
    """One question, asked strictly first and then ever more kindly."""

    def __init__(self, query: Query, schema: tantivy.Schema, searcher: tantivy.Searcher, sight: Sight) -> None:
        self.query = query
        self.sight = sight
        self.schema = schema
        self.searcher = searcher
        self.filters = self._filters()

    def run(self, typed: Typed) -> Results:
        words = typed.strict()
        results = self._page(words)
        if results.total or not typed.given:
            return results
        without_filters = self._count(self.sight.of(words)) if self.query.filtered else 0
        if without_filters:
            return Results((), 0, results.facets, without_filters=without_filters)
        for trusting in (True, False):
            corrected = typed.corrected(trusting=trusting)
            better = self._page(corrected.strict()) if corrected else results
            if corrected and better.total:
                return replace(better, corrected=corrected.text)
        some = self._page(typed.relaxed())
        return replace(some, relaxed=True) if some.total else results

    def _filters(self) -> dict[str, tantivy.Query]:
        query, filters = self.query, {}
        level = _level(query.category)
        if query.category:
            filters["category"] = self._any(level, [query.category])
        if query.sellers:
            filters["seller"] = self._any("seller_stocked" if query.in_stock else "seller", query.sellers)
        if query.brands:
            filters["brand"] = self._any("brand", query.brands)
        if query.price_from is not None or query.price_to is not None:
            filters["price"] = self._between(query.price_from, query.price_to)
        if query.in_stock:
            filters["in_stock"] = tantivy.Query.term_query(self.schema, "available", 1)
        return filters

    def _any(self, field: str, values: Iterable[str]) -> tantivy.Query:
        return tantivy.Query.term_set_query(self.schema, field, list(values))

    def _between(self, low: Decimal | None, high: Decimal | None) -> tantivy.Query:
        bounds = [None if bound is None else scaled(min(max(bound, Decimal(0)), _HIGHEST)) for bound in (low, high)]
        return tantivy.Query.range_query(self.schema, "price", FieldType.Integer, bounds[0], bounds[1])

    def _narrowed(self, words: tantivy.Query, but: str = "") -> tantivy.Query:
        parts = [(Occur.Must, words), *self.sight.clauses()]
        parts += [
            (Occur.Must, tantivy.Query.const_score_query(part, 0.0))
            for name, part in self.filters.items()
            if name != but
        ]
        return tantivy.Query.boolean_query(parts)

    def matching(self, words: tantivy.Query) -> int:
        return self._count(self._narrowed(words))

    def _count(self, words: tantivy.Query) -> int:
        found: Any = self.searcher.search(words, 1)
        return int(found.count)

    def _page(self, words: tantivy.Query) -> Results:
        query = self.query
        size = max(1, min(query.page_size, port.PAGE_SIZES[-1]))
        page = max(1, min(query.page, port.LAST_PAGE))
        found: Any = self.searcher.search(
            self._narrowed(words), limit=size, count=True, offset=(page - 1) * size, **self._order()
        )
        ids = self.searcher.fast_field_values("id", [address for _score, address in found.hits])
        return Results(tuple(int(pk or 0) for pk in ids), int(found.count), self._facets(words))

    def _order(self) -> dict[str, Any]:
        match self.query.sort:
            case Sort.PRICE_UP:
                return {"order_by_field": "price", "order": Order.Asc}
            case Sort.PRICE_DOWN:
                return {"order_by_field": "price", "order": Order.Desc}
            case Sort.DELIVERY:
                return {"order_by_field": "lead", "order": Order.Asc}
            case Sort.RELEVANCE if not self.query.text.strip():
                return {"order_by_field": "mix", "order": Order.Asc}
        return {}

    def _facets(self, words: tantivy.Query) -> Facets:
        """One pass over the hits, and one more for each facet that is chosen from."""
        below = _below(self.query.category)
        seller_field = "seller_stocked" if self.query.in_stock else "seller"
        wanted: dict[str, dict[str, Any]] = {
            "category": _terms(below) if below else {},
            "seller": _terms(seller_field),
            "brand": _terms("brand"),
            "price": _bands(),
            "in_stock": {"range": {"field": "available", "ranges": [{"from": 1, "to": 2}]}},
        }
        # The category facet shows what lies below the chosen one, so its own filter stays.
        apart = [name for name in ("seller", "brand", "price", "in_stock") if name in self.filters]
        shared = {name: agg for name, agg in wanted.items() if name not in apart and agg}
        answers = dict(self.searcher.aggregate(self._narrowed(words), shared)) if shared else {}
        for name in apart:
            answers.update(self.searcher.aggregate(self._narrowed(words, but=name), {name: wanted[name]}))
        return Facets(
            category=_counts(answers.get("category")),
            seller=_counts(answers.get("seller")),
            brand=_counts(answers.get("brand")),
            price=_band_counts(answers["price"]),
            in_stock=sum(int(row["doc_count"]) for row in _ranges(answers["in_stock"]) if row.get("from") == 1),
        )


def _level(category: str) -> str:
    if category.endswith("000000"):
        return "segment"
    return "family" if category.endswith("0000") else "commodity"


def _below(category: str) -> str:
    if not category:
        return "segment"
    level = LEVELS.index(_level(category))
    return LEVELS[level + 1] if level + 1 < len(LEVELS) else ""


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}


def _bands() -> dict[str, Any]:
    """Ranges that do not overlap, as tantivy wants them: each border between bands is a range of its own."""
    borders = sorted({high * PRICE_SCALE for _low, high in port.PRICE_BANDS if high is not None})
    edges = [0, *(edge for border in borders for edge in (border, border + 1))]
    ranges = [{"from": low, "to": high} for low, high in pairwise(edges)]
    return {"range": {"field": "price", "ranges": [*ranges, {"from": edges[-1]}]}}


def _counts(answer: dict[str, Any] | None) -> tuple[Count, ...]:
    buckets = answer["buckets"] if answer else []
    counts = [Count(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(counts, key=lambda count: (-count.count, count.value)))


def _ranges(answer: dict[str, Any]) -> list[dict[str, Any]]:
    buckets = answer["buckets"]
    return list(buckets.values() if isinstance(buckets, dict) else buckets)


def _band_counts(answer: dict[str, Any]) -> tuple[Count, ...]:
    starts = [(round(row["from"]), row["doc_count"]) for row in _ranges(answer) if row.get("from") is not None]
    counts = []
    for low, high in port.PRICE_BANDS:
        last = high * PRICE_SCALE if high is not None else None
        inside = sum(n for start, n in starts if start >= low * PRICE_SCALE and (last is None or start <= last))
        counts.append(Count(f"{low}-{'' if high is None else high}", int(inside)))
    return tuple(counts)
