"""Small drawings as numbers: the templates turn them into SVG, whose attributes need no style."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

WIDTH = 640
HEIGHT = 160
BAR_WIDTH = 100
STEP_HEIGHT = 36


class Segment(NamedTuple):
    """A part of a bar, in hundredths of its length."""

    tone: str
    x: str
    width: str


class Column(NamedTuple):
    """A column of a chart, in its own units."""

    label: str
    value: Decimal
    x: str
    y: str
    width: str
    height: str
    middle: str
    above: str


class Step(NamedTuple):
    """One tier's height, in its own units."""

    x: str
    y: str
    width: str
    height: str


def _text(value: float | Decimal) -> str:
    # SVG wants a point, whatever the reader's language.
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def segments(parts: Sequence[tuple[str, Decimal]], total: Decimal) -> list[Segment]:
    """The parts of a bar, one after the other; they never run over its end."""
    whole = max(total, sum((amount for _tone, amount in parts), Decimal(0)))
    if whole <= 0:
        return []
    found, position = [], Decimal(0)
    for tone, amount in parts:
        if amount <= 0:
            continue
        width = amount * BAR_WIDTH / whole
        found.append(Segment(tone, _text(position), _text(width)))
        position += width
    return found


def columns(rows: Sequence[tuple[str, Decimal]]) -> list[Column]:
    """Columns that share the width; the highest reaches the top, a negative one is drawn as nothing."""
    if not rows:
        return []
    highest = max(max(value for _label, value in rows), Decimal(0)) or Decimal(1)
    slot = WIDTH / len(rows)
    width = min(slot * 0.7, 56)
    found = []
    for index, (label, value) in enumerate(rows):
        height = float(max(value, Decimal(0)) / highest) * HEIGHT
        x = index * slot + (slot - width) / 2
        found.append(
            Column(
                label,
                value,
                _text(x),
                _text(HEIGHT - height),
                _text(width),
                _text(height),
                _text(x + width / 2),
                _text(HEIGHT - height - 6),
            )
        )
    return found


def falling_steps(prices: Sequence[Decimal]) -> list[Step]:
    """A step for each tier, as high as its price is against the first."""
    if not prices or max(prices) <= 0:
        return []
    width = BAR_WIDTH / len(prices)
    found = []
    for index, price in enumerate(prices):
        height = float(price / max(prices)) * STEP_HEIGHT
        found.append(Step(_text(index * width), _text(STEP_HEIGHT - height), _text(width - 1), _text(height)))
    return found
