"""The small language the tables of families are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# masculine/feminine, singular/plural
COLOURS: dict[str, tuple[str, str, str, str]] = {
    "black": ("nero", "nera", "neri", "nere"),
    "blue": ("blu", "blu", "blu", "blu"),
    "red": ("rosso", "rossa", "rossi", "rosse"),
    "green": ("verde", "verde", "verdi", "verdi"),
    "yellow": ("giallo", "gialla", "gialli", "gialle"),
    "white": ("bianco", "bianca", "bianchi", "bianche"),
    "grey": ("grigio", "grigia", "grigi", "grigie"),
    "orange": ("arancione", "arancione", "arancioni", "arancioni"),
    "pink": ("rosa", "rosa", "rosa", "rosa"),
    "purple": ("viola", "viola", "viola", "viola"),
    "brown": ("marrone", "marrone", "marroni", "marroni"),
    "clear": ("trasparente", "trasparente", "trasparenti", "trasparenti"),
    "silver": ("argento", "argento", "argento", "argento"),
}
GENDERS = ("ms", "fs", "mp", "fp")


def comma(text: str) -> str:
    """Decimal points as Italian writes them."""
    return re.sub(r"(\d)\.(\d)", r"\1,\2", text)


@dataclass(frozen=True, slots=True)
class Choice:
    en: str
    it: tuple[str, str, str, str]  # by GENDERS
    factor: float = 1.0
    colour: str = ""

    def italian(self, gender: str) -> str:
        return self.it[GENDERS.index(gender)]


@dataclass(frozen=True, slots=True)
class Dimension:
    en: str
    it: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """How it is sold: ``unit`` and ``content_unit`` are UN/ECE Recommendation 20 (21 for packages)."""

    unit: str
    size: str
    content_unit: str
    en: str
    it: str
    factor: float


@dataclass(frozen=True, slots=True)
class Family:
    key: str
    code: str
    picture: str
    brands: str
    price: tuple[float, float]
    en: str
    it: str
    gender: str
    use: tuple[str, str]
    dimensions: tuple[Dimension, ...] = ()
    packs: tuple[Pack, ...] = ()
    also: str = ""
    facts: tuple[tuple[str, str, str, str], ...] = ()
    weight: float = 1.0
    stock: int = 400
    series: int = 2
    tiers: bool = True


def colours(*names: str) -> Dimension:
    return Dimension("Colour", "Colore", tuple(Choice(name, COLOURS[name], 1.0, name) for name in names))


def choices(name: str, *values: str) -> Dimension:
    """``"Name|Nome"`` and values ``"english|italiano|factor"``; what is left out is derived or 1."""
    en, _, it = name.partition("|")
    made = []
    for value in values:
        parts = value.split("|")
        italian = parts[1] if len(parts) > 1 and parts[1] else comma(parts[0])
        factor = float(parts[2]) if len(parts) > 2 else 1.0
        made.append(Choice(parts[0], (italian,) * 4, factor))
    return Dimension(en, it or en, tuple(made))


_PACKAGES = {
    "box": ("XBX", "box of {n}", "scatola da {n}"),
    "pack": ("XPK", "pack of {n}", "confezione da {n}"),
    "set": ("SET", "set of {n}", "set da {n} pezzi"),
    "bag": ("XBG", "bag of {n}", "sacchetto da {n}"),
    "case": ("XCT", "case of {n}", "cartone da {n}"),
}
_MEASURES = {
    "litre": ("EA", "LTR", "{n} l", "{n} l"),
    "kg": ("EA", "KGM", "{n} kg", "{n} kg"),
    "metre": ("XRO", "MTR", "{n} m roll", "rotolo da {n} m"),
}


def packs(text: str) -> tuple[Pack, ...]:
    """``"each; box 12; pair; pair 12; ream 500; litre 0.75; metre 50"``."""
    return tuple(_pack(part.strip()) for part in text.split(";"))


def _pack(text: str) -> Pack:
    kind, _, n = text.partition(" ")
    n = n or "1"
    many = float(n)
    bulk = many**0.94
    if kind == "each":
        return Pack("EA", "1", "EA", "", "", 1.0)
    if kind == "pair":
        if n == "1":
            return Pack("PR", "1", "PR", "", "", 1.0)
        return Pack("XPK", n, "PR", f"pack of {n} pairs", f"confezione da {n} paia", bulk)
    if kind == "ream":
        return Pack("RM", n, "ST", f"{n} sheets", f"{n} fogli", many / 500)
    if kind == "reams":
        return Pack("XCT", str(int(many) * 500), "ST", f"box of {n} reams", f"scatola da {n} risme", bulk)
    if kind in _MEASURES:
        unit, content, en, it = _MEASURES[kind]
        return Pack(unit, n, content, en.format(n=n), it.format(n=comma(n)), many**0.9)
    unit, en, it = _PACKAGES[kind]
    return Pack(unit, n, "EA", en.format(n=n), it.format(n=n), bulk)


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    prefix: str
    quality: float  # 0 cheapest … 1 dearest
    note: tuple[str, str] = field(default=("", ""))


def family(
    key: str,
    code: str,
    picture: str,
    brands: str,
    price: tuple[float, float],
    names: str,
    gender: str,
    use: str,
    *dimensions: Dimension,
    sold: str = "each",
    also: str = "",
    facts: tuple[str, ...] = (),
    weight: float = 1.0,
    stock: int = 400,
    series: int = 2,
    tiers: bool = True,
) -> Family:
    """A family from one row of a table; ``names``, ``use`` and ``facts`` are ``english|italiano``."""
    en, it = names.split("|")
    use_en, use_it = use.split("|")
    told = []
    for fact in facts:
        left, right = fact.split("|")
        told.append((*left.split(": ", 1), *right.split(": ", 1)))
    return Family(
        key=key,
        code=code,
        picture=picture,
        brands=brands,
        price=price,
        en=en,
        it=it,
        gender=gender,
        use=(use_en, use_it),
        dimensions=dimensions,
        packs=packs(sold),
        also=also,
        facts=tuple((a, b, c, d) for a, b, c, d in told),
        weight=weight,
        stock=stock,
        series=series,
        tiers=tiers,
    )
