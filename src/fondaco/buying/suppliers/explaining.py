"""Saying what a supplier's word means here. What waits for it is told at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import frozen
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.models import Category
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.mapping import LONGEST, code_beginning, domain_name, known_unit
from fondaco.buying.suppliers.models import Mapping, MappingKind, Supplier, Unmapped
from fondaco.buying.suppliers.registry import tell_mapped
from fondaco.people.models import Person


@frozen
class Explained:
    """The mapping, and to how many lines that are still open it was applied."""

    mapping: Mapping
    lines: int


@transaction.atomic
def explain_unit(*, supplier: Supplier | None, theirs: str, unit: str, by: Person, now: datetime) -> Explained:
    """``theirs`` is ``unit`` from now on: for ``supplier``, or for all that have no other word for it.

    Raises Refused for a unit that is not one of Recommendation 20, or a word that is none.
    """
    word = theirs.strip()[:LONGEST]
    if not word:
        raise Refused("no_word", _("Enter the unit as the supplier writes it."), "", "theirs")
    if not known_unit(unit):
        raise Refused(
            "unit_unknown",
            _("“%(unit)s” is not a unit that is known here.") % {"unit": unit[:20]},
            _("Choose one of the list: it has the codes of UN/ECE Recommendation 20."),
            "unit",
        )
    facts: dict[str, Any] = {"unit": unit, "category": None}
    return _explain(supplier, MappingKind.UNIT, "", word, facts, said=unit, by=by, now=now)


@transaction.atomic
def explain_category(
    *, supplier: Supplier | None, domain: str, theirs: str, category: Category, by: Person, now: datetime
) -> Explained:
    """Codes of ``domain`` that begin with ``theirs`` are ``category`` from now on, unless a longer beginning says
    something else.

    Raises Refused for a code or a domain that is none, and for a category that is out of use.
    """
    named = domain_name(domain)
    if not named:
        raise Refused("no_domain", _("Enter the classification that the code is of."), "", "domain")
    begins = code_beginning(named, theirs)
    if not begins:
        raise Refused("no_word", _("Enter the code, or how it begins."), "", "theirs")
    if named == "UNSPSC" and not (begins.isascii() and begins.isdigit() and len(begins) % 2 == 0 and len(begins) <= 10):
        raise Refused(
            "not_unspsc",
            _("A code of UNSPSC has two digits for each level, four levels as a rule."),
            _("Enter 2, 4, 6 or 8 digits."),
            "theirs",
        )
    if not category.active:
        raise Refused(
            "category_unused",
            _("%(category)s is not in use any more.") % {"category": category},
            _("Choose a category that is."),
            "category",
        )
    facts = {"unit": "", "category": category}
    return _explain(supplier, MappingKind.CATEGORY, named, begins, facts, said=category.code, by=by, now=now)


@transaction.atomic
def forget_mapping(*, mapping: Mapping, by: Person, now: datetime) -> None:
    """The word means nothing again; what was already read with it stays. Raises Refused where somebody was faster."""
    kept = Mapping.objects.select_for_update().filter(pk=mapping.pk).first()
    if kept is None:
        raise Refused(
            "mapping_gone", _("This is no longer there: somebody else was faster."), _("There is nothing left to do.")
        )
    before = {"kind": kept.kind, "theirs": kept.theirs, "domain": kept.domain, "unit": kept.unit}
    kept.delete()
    audit.write(action="mapping.forgotten", subject=f"mapping:{mapping.pk}", by=by.pk, now=now, before=before)


def _explain(
    supplier: Supplier | None,
    kind: MappingKind,
    domain: str,
    theirs: str,
    facts: dict[str, Any],
    *,
    said: str,
    by: Person,
    now: datetime,
) -> Explained:
    mapping, _made = Mapping.objects.update_or_create(
        supplier=supplier,
        kind=kind,
        domain=domain,
        theirs=theirs,
        defaults=facts,
        create_defaults=facts | {"created_at": now},
    )
    waiting = Unmapped.objects.filter(kind=kind, domain=domain)
    waiting = (
        waiting.filter(theirs__startswith=theirs) if kind == MappingKind.CATEGORY else waiting.filter(theirs=theirs)
    )
    if supplier is not None:
        waiting = waiting.filter(supplier=supplier)
    waiting.delete()
    lines = tell_mapped(mapping, by=by, now=now)
    audit.write(
        action="mapping.explained",
        subject=supplier.about if supplier else f"mapping:{mapping.pk}",
        by=by.pk,
        now=now,
        after={"kind": kind, "domain": domain, "theirs": theirs, "means": said, "lines": lines},
    )
    return Explained(mapping, lines)
