"""The demo's categories, projects and exchange rates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from fondaco.buying.company.models import Category, LegalEntity
from fondaco.buying.company.structure import ProjectFacts, add_category, add_project, set_rate
from fondaco.buying.ids import new_public_id

# Code, name, code of the one above.
CATEGORIES = (
    ("UFF", "Ufficio", ""),
    ("UFF-CAN", "Cancelleria", "UFF"),
    ("UFF-ARR", "Arredo", "UFF"),
    ("IT", "Informatica", ""),
    ("IT-HW", "Computer e periferiche", "IT"),
    ("IT-SW", "Software e licenze", "IT"),
    ("OFF", "Officina", ""),
    ("OFF-UTE", "Utensileria", "OFF"),
    ("OFF-DPI", "Protezione individuale", "OFF"),
    ("SER", "Servizi", ""),
    ("SER-PUL", "Pulizia e igiene", "SER"),
    ("SER-MAN", "Manutenzione", "SER"),
)
# What one unit was worth in euro about the time of the story; the last days differ a little.
RATES = (("USD", "0.8640"), ("GBP", "1.1390"), ("CHF", "1.0710"))


def structure_of(*, entity: LegalEntity, now: datetime) -> None:
    """A tree of categories, one project of this year, and rates of the last week."""
    made: dict[str, Category] = {}
    for code, name, parent in CATEGORIES:
        made[code] = add_category(
            code=code,
            name=name,
            parent=made.get(parent),
            owner=None,
            by=None,
            now=now,
            public_id=new_public_id(),
        )
    today = timezone.localdate(now)
    facts = ProjectFacts("CAP-3", "Nuovo capannone", starts_on=date(today.year, 1, 1), ends_on=date(today.year, 12, 31))
    add_project(entity=entity, facts=facts, by=None, now=now, public_id=new_public_id())
    for currency, rate in RATES:
        for days in range(7):
            value = Decimal(rate) + Decimal(days) / 2000
            set_rate(
                entity=entity,
                currency=currency,
                on=today - timedelta(days=days),
                rate=value,
                source="BCE",
                by=None,
                now=now,
                today=today,
            )
