"""Prices by quantity as a drawing: one falling line per seller."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pygal
from pygal.style import Style

from fondaco.selling.catalog import queries
from fondaco.selling.catalog.models import Offer
from fondaco.web.formatting import format_money, format_number

# Read on light and dark paper alike.
_COLOURS = ("#b8503a", "#3f8a93", "#8a6fb0", "#8f8a3a", "#5b7fb5", "#a2577c")
_INK = "#7d858a"
_SHARED = Decimal("1.25")  # how far a line goes on beyond the last tier


def price_graph(offers: Sequence[Offer], language: str, empty: str) -> bytes:
    """SVG with steps: the price holds until the next tier. ``offers`` are ranked; the first is drawn strongest."""
    style = Style(
        background="transparent",
        plot_background="transparent",
        foreground=_INK,
        foreground_strong=_INK,
        foreground_subtle="#7d858a55",
        colors=_COLOURS,
        guide_stroke_color=_INK,
        major_guide_stroke_color=_INK,
        stroke_width="2.5",
        stroke_opacity="1",
        font_family="system-ui, sans-serif",
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=13,
    )
    last = max((step[0] for offer in offers for step in queries.price_steps(offer)), default=Decimal(1))
    end = max(last * _SHARED, Decimal(5))
    chart = pygal.XY(
        style=style,
        js=[],
        range=_span(offers),
        width=560,
        height=260,
        margin=8,
        # pygal forgets the last row of a legend in two columns when it is half full
        margin_bottom=30 if len(offers) > 1 and len(offers[: len(_COLOURS)]) % 2 else 8,
        show_legend=len(offers) > 1,
        show_dots=False,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        legend_box_size=10,
        y_labels_major_count=4,
        show_minor_y_labels=False,
        x_labels=_ticks(offers),
        x_value_formatter=lambda value: format_number(Decimal(str(value)), language),
        value_formatter=lambda value: format_money(Decimal(str(round(value, 2))), "EUR", language),
        disable_xml_declaration=True,
        no_data_text=empty,
        pretty_print=False,
    )
    for offer in offers[: len(_COLOURS)]:
        chart.add(offer.seller.name, _steps(offer, end))
    chart.add_xml_filter(_without_scripts)
    rendered: bytes = chart.render()
    return rendered


def _without_scripts(root: Any) -> Any:
    for element in list(root.iter()):
        for child in list(element):
            if str(child.tag).endswith("script"):
                element.remove(child)
    return root


def _span(offers: Sequence[Offer]) -> tuple[float, float]:
    prices = [price for offer in offers for _start, price in queries.price_steps(offer)]
    return float(min(prices, default=Decimal(0))) * 0.9, float(max(prices, default=Decimal(1))) * 1.05


def _ticks(offers: Sequence[Offer]) -> list[float]:
    starts = {step[0] for offer in offers for step in queries.price_steps(offer)}
    return sorted(float(start) for start in starts)


def _steps(offer: Offer, end: Decimal) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for start, price in queries.price_steps(offer):
        if points:
            points.append((float(start), points[-1][1]))
        points.append((float(start), float(price)))
    points.append((float(end), points[-1][1]))
    return points
