"""Agreed prices as people keep them: a table with a head, as CSV with commas or semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fondaco.documents import decimal_from
from fondaco.selling.catalog.agreements import Wish
from fondaco.selling.catalog.models import Offer

COLUMNS = ("part_number", "seller", "from_quantity", "unit_price", "starts_on", "ends_on")
_REQUIRED = ("part_number", "seller", "unit_price", "starts_on")
MOST_LINES = 2000
MOST_CHARACTERS = 400_000


class Flaw(StrEnum):
    """Why a line of the file cannot be read, or the whole file."""

    NO_HEAD = "no_head"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    OFFER = "offer"
    NUMBER = "number"
    DATE = "date"


class FileRefused(Exception):
    def __init__(self, why: Flaw) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line as it was read: ``number`` counts from 1, the head included; either a wish or a flaw."""

    number: int
    cells: Mapping[str, str]
    wish: Wish | None = None
    flaw: Flaw | None = None


def read(text: str) -> list[FileLine]:
    """Every line that says something. Raises :class:`FileRefused` for what is no such table. One statement."""
    rows = _rows(text)
    offers = _offers(rows)
    return [_line(number, cells, offers) for number, cells in rows]


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    if len(text) > MOST_CHARACTERS:
        raise FileRefused(Flaw.TOO_LONG)
    text = text.lstrip("\ufeff").replace("\0", "")
    head = text.partition("\n")[0]
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=";" if head.count(";") >= head.count(",") else ","))
    except csv.Error:
        raise FileRefused(Flaw.UNREADABLE) from None
    names = [name.strip().lower() for name in lines[0]] if lines else []
    if any(name not in names for name in _REQUIRED):
        raise FileRefused(Flaw.NO_HEAD)
    rows = [
        (number, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name in COLUMNS})
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise FileRefused(Flaw.EMPTY)
    if len(rows) > MOST_LINES:
        raise FileRefused(Flaw.TOO_LONG)
    return rows


def _offers(rows: Sequence[tuple[int, Mapping[str, str]]]) -> dict[tuple[str, str], Offer]:
    parts = {cells.get("part_number", "").upper()[:20] for _number, cells in rows}
    found = Offer.objects.select_related("item", "seller").filter(item__part_id__in=parts)
    return {(offer.item.part_id, offer.seller.code): offer for offer in found}


def _line(number: int, cells: Mapping[str, str], offers: Mapping[tuple[str, str], Offer]) -> FileLine:
    offer = offers.get((cells.get("part_number", "").upper(), cells.get("seller", "").lower()))
    if offer is None:
        return FileLine(number, cells, flaw=Flaw.OFFER)
    price, quantity = _number(cells["unit_price"]), _number(cells.get("from_quantity") or "1")
    if price is None or quantity is None:
        return FileLine(number, cells, flaw=Flaw.NUMBER)
    starts_on, ends_on = _date(cells.get("starts_on", "")), _date(cells.get("ends_on", ""))
    if starts_on is None or (ends_on is None and cells.get("ends_on")):
        return FileLine(number, cells, flaw=Flaw.DATE)
    return FileLine(number, cells, wish=Wish(offer, price, starts_on, ends_on, quantity))


def _number(text: str) -> Decimal | None:
    """Comma or point for the decimals; thousands are not set apart."""
    return decimal_from(text.replace(",", ".")) if len(text) <= 20 else None


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
