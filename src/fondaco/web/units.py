"""Units of measure in words: codes of UN/ECE Recommendation 20 (and 21 for packages), as orders carry them."""

from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

UNITS: dict[str, str | Promise] = {
    "EA": ngettext_lazy("piece", "pieces", "number"),
    "C62": ngettext_lazy("piece", "pieces", "number"),
    "H87": ngettext_lazy("piece", "pieces", "number"),
    "PCE": ngettext_lazy("piece", "pieces", "number"),
    "NAR": ngettext_lazy("article", "articles", "number"),
    "PK": ngettext_lazy("pack", "packs", "number"),
    "XPK": ngettext_lazy("pack", "packs", "number"),
    "PA": ngettext_lazy("packet", "packets", "number"),
    "XPA": ngettext_lazy("packet", "packets", "number"),
    "BX": ngettext_lazy("box", "boxes", "number"),
    "XBX": ngettext_lazy("box", "boxes", "number"),
    "CT": ngettext_lazy("carton", "cartons", "number"),
    "XCT": ngettext_lazy("carton", "cartons", "number"),
    "CS": ngettext_lazy("case", "cases", "number"),
    "XCS": ngettext_lazy("case", "cases", "number"),
    "BG": ngettext_lazy("bag", "bags", "number"),
    "XBG": ngettext_lazy("bag", "bags", "number"),
    "BO": ngettext_lazy("bottle", "bottles", "number"),
    "XBO": ngettext_lazy("bottle", "bottles", "number"),
    "CA": ngettext_lazy("can", "cans", "number"),
    "XCA": ngettext_lazy("can", "cans", "number"),
    "TU": ngettext_lazy("tube", "tubes", "number"),
    "XTU": ngettext_lazy("tube", "tubes", "number"),
    "RO": ngettext_lazy("roll", "rolls", "number"),
    "XRO": ngettext_lazy("roll", "rolls", "number"),
    "PF": ngettext_lazy("pallet", "pallets", "number"),
    "XPX": ngettext_lazy("pallet", "pallets", "number"),
    "SET": ngettext_lazy("set", "sets", "number"),
    "PR": ngettext_lazy("pair", "pairs", "number"),
    "NPR": ngettext_lazy("pair", "pairs", "number"),
    "DZN": ngettext_lazy("dozen", "dozens", "number"),
    "DZ": ngettext_lazy("dozen", "dozens", "number"),
    "CEN": ngettext_lazy("hundred", "hundreds", "number"),
    "MIL": ngettext_lazy("thousand", "thousands", "number"),
    "RM": ngettext_lazy("ream", "reams", "number"),
    "SH": ngettext_lazy("sheet", "sheets", "number"),
    "ST": ngettext_lazy("sheet", "sheets", "number"),
    "LEF": ngettext_lazy("leaf", "leaves", "number"),
    "KT": ngettext_lazy("kit", "kits", "number"),
    "AS": ngettext_lazy("assortment", "assortments", "number"),
    "E48": ngettext_lazy("service", "services", "number"),
    "HUR": ngettext_lazy("hour", "hours", "number"),
    "DAY": ngettext_lazy("day", "days", "number"),
    "MON": ngettext_lazy("month", "months", "number"),
    "ANN": ngettext_lazy("year", "years", "number"),
    "MMT": "mm",
    "CMT": "cm",
    "MTR": "m",
    "KMT": "km",
    "MTK": "m²",
    "MTQ": "m³",
    "GRM": "g",
    "KGM": "kg",
    "TNE": "t",
    "MLT": "ml",
    "LTR": "l",
    "KWH": "kWh",
    "INH": "in",
    "FOT": "ft",
    "LBR": "lb",
    "ONZ": "oz",
    "GLL": "gal",
}


def unit_word(code: str, number: int) -> str:
    """The word for a unit, in the number that goes with the quantity; a code we do not know is shown as it is."""
    word = UNITS.get(code.upper(), code)
    if isinstance(word, str):
        return word
    return str(word % {"number": number})


# What people write by hand is counted in; the plain piece first.
USUAL = ("EA", "SET", "PR", "BX", "PK", "HUR", "DAY", "MON", "E48", "KGM", "LTR", "MTR", "MTK")


def unit_choices() -> list[tuple[str, str]]:
    """The usual units, each by its code with its word."""
    return [(code, unit_word(code, 2)) for code in USUAL]
