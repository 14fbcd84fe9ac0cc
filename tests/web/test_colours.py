"""Every pair of colours that meets on a page can be read: WCAG 2.2 AA, in light and in dark, on both sites."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fondaco.web

TOKENS = (Path(fondaco.web.__file__).parent / "static" / "fondaco" / "tokens.css").read_text("utf-8")
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")

# Text and what it stands on: 4.5 to 1.
TEXT = [
    *[("ink", ground) for ground in ("paper", "surface", "sunk", "accent-wash", "calm-wash")],
    *[("ink", f"{tone}-wash") for tone in ("good", "act", "wrong")],
    *[("ink-soft", ground) for ground in ("paper", "surface", "sunk")],
    *[("accent", ground) for ground in ("paper", "surface", "sunk")],
    ("accent-strong", "accent-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-band", "band"),
    ("calm", "calm-wash"),
    *[(tone, ground) for tone in ("good", "act", "wrong") for ground in (f"{tone}-wash", "paper", "surface", "sunk")],
]
# The edges of controls, focus and drawings: 3 to 1.
EDGES = [("line-strong", "paper"), ("line-strong", "surface"), ("accent", "accent-wash"), ("calm", "surface")]


def colours(site: str, mode: int) -> dict[str, str]:
    shared, *rest = TOKENS.split("[data-site=")
    own = next(part for part in rest if part.startswith(f'"{site}"'))
    return {name: pair[mode] for part in (shared, own) for name, *pair in PAIR.findall(part)}


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("site", ["desk", "shop"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(site: str, mode: int, text: str, ground: str) -> None:
    known = colours(site, mode)

    assert contrast(known[text], known[ground]) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("site", ["desk", "shop"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_can_be_seen(site: str, mode: int, edge: str, ground: str) -> None:
    known = colours(site, mode)

    assert contrast(known[edge], known[ground]) >= 3


def test_black_on_white_measures_21() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
