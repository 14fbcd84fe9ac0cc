"""What is agreed with a supplier beside its terms: category by category, and when it refuses a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.models import Category
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.models import (
    KnownSafeguards,
    Policy,
    SafeguardSource,
    Supplier,
    SupplierCategory,
)
from fondaco.people.models import Person

SAFEGUARDS = (
    "quantity_rule",
    "price_percent",
    "price_amount",
    "shipping_above",
    "delivery_days",
    "seller_kind",
)


@transaction.atomic
def say_of_category(
    *, supplier: Supplier, category: Category, policy: Policy, note: str, by: Person, now: datetime
) -> SupplierCategory:
    """From now on ``category`` and what is below it stand so at ``supplier``; an earlier word is replaced."""
    Supplier.objects.select_for_update().get(pk=supplier.pk)
    before = SupplierCategory.objects.filter(supplier=supplier, category=category).first()
    said, _made = SupplierCategory.objects.update_or_create(
        supplier=supplier, category=category, defaults={"policy": policy, "note": note}
    )
    audit.write(
        action="supplier.category_said",
        subject=supplier.about,
        by=by.pk,
        now=now,
        before={"category": category.code, "policy": before.policy if before else ""},
        after={"category": category.code, "policy": policy},
    )
    return said


@transaction.atomic
def forget_category(*, supplier: Supplier, category: Category, by: Person, now: datetime) -> None:
    """The category stands again as the one above it, or as the supplier. Raises Refused where nothing was said."""
    said = SupplierCategory.objects.select_for_update().filter(supplier=supplier, category=category).first()
    if said is None:
        raise Refused(
            "nothing_said",
            _("Nothing is said of this category any more: somebody else was faster."),
            _("There is nothing left to do."),
        )
    before = {"category": category.code, "policy": said.policy}
    said.delete()
    audit.write(action="supplier.category_forgotten", subject=supplier.about, by=by.pk, now=now, before=before)


@transaction.atomic
def know_safeguards(
    *, supplier: Supplier, facts: Mapping[str, Any], source: SafeguardSource, by: Person | None, now: datetime
) -> KnownSafeguards:
    """What ``supplier`` refuses, as it said at ``now``. What ``facts`` leave out is unknown from now on."""
    Supplier.objects.select_for_update().get(pk=supplier.pk)
    known = KnownSafeguards.objects.filter(supplier=supplier).first() or KnownSafeguards(supplier=supplier)
    before = _said(known) if known.pk else None
    for name in SAFEGUARDS:
        empty = "" if name in {"quantity_rule", "seller_kind"} else None
        setattr(known, name, facts.get(name, empty))
    known.source, known.taken_at = source, now
    known.save()
    audit.write(
        action="supplier.safeguards_known",
        subject=supplier.about,
        by=by.pk if by else None,
        now=now,
        before=before,
        after=_said(known) | {"source": source},
    )
    return known


def _said(known: KnownSafeguards) -> dict[str, str]:
    values = {name: getattr(known, name) for name in SAFEGUARDS}
    return {name: "" if value is None else str(value) for name, value in values.items()}
