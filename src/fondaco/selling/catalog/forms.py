"""What a search address may say. It is typed, bookmarked and mangled by people: what makes no sense is left out."""

from __future__ import annotations

from decimal import Decimal

from django.http import QueryDict

from fondaco.documents import decimal_from
from fondaco.selling.catalog.search.port import LAST_PAGE, PAGE_SIZES, Query, Sort

_MOST_CHOICES = 30


def query_from(parameters: QueryDict, language: str, customer: int) -> Query:
    """The question in an address, asked by ``customer`` (the row id of an account); never raises."""
    category = parameters.get("category", "")
    sort = parameters.get("sort", "")
    low, high = _price(parameters.get("price_from")), _price(parameters.get("price_to"))
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Query(
        text=_clean(parameters.get("q", "")),
        language=language,
        category=category if len(category) == 8 and category.isascii() and category.isdigit() else "",
        sellers=_several(parameters, "seller"),
        brands=_several(parameters, "brand"),
        price_from=low,
        price_to=high,
        in_stock=parameters.get("stock") == "1",
        sort=Sort(sort) if sort in list(Sort) else Sort.RELEVANCE,
        page=_number(parameters.get("page"), 1, LAST_PAGE),
        page_size=next((size for size in PAGE_SIZES if str(size) == parameters.get("size")), PAGE_SIZES[0]),
        customer=customer,
    )


def _clean(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)[:200]


def _several(parameters: QueryDict, name: str) -> tuple[str, ...]:
    values = [_clean(value)[:60] for value in parameters.getlist(name) if value.strip()]
    return tuple(dict.fromkeys(values[:_MOST_CHOICES]))


def _number(text: str | None, least: int, most: int) -> int:
    if not text or not (text.isascii() and text.isdigit()) or len(text) > 6:
        return least
    return max(least, min(int(text), most))


def _price(text: str | None) -> Decimal | None:
    """A price as typed, with comma or point; ``None`` for anything else."""
    number = decimal_from(text.strip().replace(",", ".")) if text and len(text) <= 20 else None
    return number if number is not None and number >= 0 else None
