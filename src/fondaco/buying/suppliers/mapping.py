"""What a supplier's units and classifications mean here. What nobody explained stays unknown, and waits in a queue."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Length

from fondaco.buying.company.models import Category
from fondaco.buying.suppliers.models import Mapping, MappingKind, Supplier, Unmapped
from fondaco.web.units import UNITS

OWN_DOMAIN = "COMPANY"  # codes of the company's own tree, as a supplier may send them back
LONGEST = 100
_EMPTY_PAIRS = re.compile(r"(?:00)+$")


def known_unit(code: str) -> bool:
    """Whether ``code`` is one of UN/ECE Recommendation 20 (or 21) that is called by its name here."""
    return code in UNITS


def domain_name(domain: str) -> str:
    """One writing for a domain: ``UNSPSC_v13`` and ``unspsc`` are UNSPSC, whose codes keep their meaning over the
    versions; those of eCl@ss do not, so there the version stays.
    """
    plain = re.sub(r"[^A-Z0-9.]+", "-", domain.upper().replace("@", "A")).strip("-")[:60]
    return "UNSPSC" if plain.startswith("UNSPSC") else plain


def code_beginning(domain: str, code: str) -> str:
    """``code`` as it is compared: without blanks and hyphens, an UNSPSC code without the empty pairs at its end."""
    plain = re.sub(r"[\s-]+", "", code).upper()[:LONGEST]
    return (_EMPTY_PAIRS.sub("", plain) if len(plain) % 2 == 0 else plain) if domain == "UNSPSC" else plain


def unit_of(*, supplier: Supplier, theirs: str, now: datetime, example: str = "") -> str:
    """The unit of Recommendation 20 for what ``supplier`` calls ``theirs``; "" where nobody said, which is noted.

    The supplier's own mapping goes before the company's, and both before the code itself: some write ST for a piece,
    which there means a sheet. ``example`` is what the line was about. One statement, one more for what is unknown.
    """
    said = theirs.strip()[:LONGEST]
    if not said:
        return ""
    rows = Mapping.objects.filter(_of(supplier), kind=MappingKind.UNIT, theirs=said)
    found = rows.order_by(F("supplier").asc(nulls_last=True)).values_list("unit", flat=True).first()
    if found:
        return found
    if known_unit(said):
        return said
    _note(supplier, MappingKind.UNIT, "", said, example, now)
    return ""


def category_of(
    *, supplier: Supplier, classifications: Sequence[Sequence[str]], now: datetime, example: str = ""
) -> Category | None:
    """The company's category for what ``supplier`` says of a line, as pairs of domain and code; None where nobody
    said, and the first pair is noted.

    The supplier's own mappings go before the company's; among these the longest beginning of a code wins.
    """
    pairs = [(domain_name(pair[0]), pair[1]) for pair in classifications if len(pair) == 2 and pair[1].strip()]
    pairs = [(domain, code_beginning(domain, code)) for domain, code in pairs if domain]
    if not pairs:
        return None
    begins = Q()
    for domain, code in pairs:
        begins |= Q(domain=domain, theirs__in=[code[:end] for end in range(1, len(code) + 1)])
    rows = Mapping.objects.filter(_of(supplier), begins, kind=MappingKind.CATEGORY, category__active=True)
    found = rows.select_related("category").order_by(F("supplier").asc(nulls_last=True), Length("theirs").desc())
    best = found.first()
    if best is not None:
        return best.category
    own = Category.objects.filter(active=True, code__in=[code for domain, code in pairs if domain == OWN_DOMAIN])
    for category in own:
        return category
    _note(supplier, MappingKind.CATEGORY, *pairs[0], example, now)
    return None


def _of(supplier: Supplier) -> Q:
    return Q(supplier=supplier) | Q(supplier=None)


def _note(supplier: Supplier, kind: MappingKind, domain: str, theirs: str, example: str, now: datetime) -> None:
    """Two carts at once count to one row: the database adds."""
    Unmapped.objects.bulk_create(
        [
            Unmapped(
                supplier=supplier,
                kind=kind,
                domain=domain,
                theirs=theirs,
                example=example[:300],
                times=0,
                first_seen_at=now,
                last_seen_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    Unmapped.objects.filter(supplier=supplier, kind=kind, domain=domain, theirs=theirs).update(
        times=F("times") + 1, last_seen_at=now
    )
