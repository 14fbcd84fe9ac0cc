"""What can be done to projects, categories and exchange rates. Each is one transaction and leaves an audit line."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.models import Category, Employee, ExchangeRate, LegalEntity, Project
from fondaco.buying.company.queries import category_lines
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person

# A tree is locked as a whole: two that are moved below each other at once would close a circle.
_TREE = 7_201_412


@frozen
class ProjectFacts:
    """What somebody says about a project; both days are included."""

    code: str
    name: str
    owner: Employee | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    active: bool = True


@transaction.atomic
def add_project(
    *, entity: LegalEntity, facts: ProjectFacts, by: Person | None, now: datetime, public_id: str
) -> Project:
    """Raises Refused for a code that is taken, and dates the wrong way round."""
    project = Project(public_id=public_id, legal_entity=entity)
    _fill_project(project, facts)
    _note("company.project_added", f"project:{public_id}", by, now, after=_project_facts(project))
    return project


@transaction.atomic
def change_project(*, project: Project, facts: ProjectFacts, by: Person | None, now: datetime) -> Project:
    """Raises Refused as :func:`add_project` does."""
    kept = Project.objects.select_for_update(of=("self",)).select_related("legal_entity").get(pk=project.pk)
    before = _project_facts(kept)
    _fill_project(kept, facts)
    _note("company.project_changed", f"project:{kept.public_id}", by, now, before=before, after=_project_facts(kept))
    return kept


def _fill_project(project: Project, facts: ProjectFacts) -> None:
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise Refused("dates_crossed", _("It ends before it begins."), "", "ends_on")
    if facts.owner is not None and facts.owner.legal_entity_id != project.legal_entity_id:
        raise Refused("not_ours", _("This person works in another legal entity."), "", "owner")
    project.code, project.name, project.owner = facts.code, facts.name, facts.owner
    project.starts_on, project.ends_on, project.active = facts.starts_on, facts.ends_on, facts.active
    _save_once(project, _("Another project has this code."))


def _project_facts(project: Project) -> dict[str, object]:
    return {
        "code": project.code,
        "owner": project.owner_id,
        "from": project.starts_on.isoformat() if project.starts_on else None,
        "to": project.ends_on.isoformat() if project.ends_on else None,
        "active": project.active,
    }


@transaction.atomic
def add_category(
    *,
    code: str,
    name: str,
    parent: Category | None,
    owner: Employee | None,
    by: Person | None,
    now: datetime,
    public_id: str,
) -> Category:
    """Raises Refused for a code that is taken."""
    made = Category(public_id=public_id, code=code, name=name, parent=parent, owner=owner)
    _save_once(made, _("Another category has this code."))
    _note("company.category_added", f"category:{public_id}", by, now, after=_category_facts(made))
    return made


@transaction.atomic
def change_category(
    *,
    category: Category,
    code: str,
    name: str,
    parent: Category | None,
    owner: Employee | None,
    active: bool,
    by: Person | None,
    now: datetime,
) -> Category:
    """Raises Refused for a code that is taken, and for a place below itself."""
    _lock_tree()
    kept = Category.objects.select_for_update().get(pk=category.pk)
    if parent is not None and kept.pk in category_lines([parent.pk])[parent.pk]:
        raise Refused(
            "category_circle",
            _("%(parent)s stands below this category, or is the same.") % {"parent": parent},
            _("Choose one that stands above."),
            "parent",
        )
    before = _category_facts(kept)
    kept.code, kept.name, kept.parent, kept.owner, kept.active = code, name, parent, owner, active
    _save_once(kept, _("Another category has this code."))
    _note("company.category_changed", f"category:{kept.public_id}", by, now, before=before, after=_category_facts(kept))
    return kept


def _lock_tree() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TREE])


def _category_facts(category: Category) -> dict[str, object]:
    names = ("code", "parent_id", "owner_id", "active")
    return {name.removesuffix("_id"): getattr(category, name) for name in names}


@transaction.atomic
def set_rate(
    *,
    entity: LegalEntity,
    currency: str,
    on: date,
    rate: Decimal,
    source: str,
    by: Person | None,
    now: datetime,
    today: date,
) -> ExchangeRate:
    """One unit of ``currency`` in the entity's on a day. A rate of the same day is corrected: what was counted with
    it before stays as it was, since every line keeps its own rate. Raises Refused for the entity's own currency, a day
    to come, and what is no rate.
    """
    if currency == entity.currency:
        raise Refused("own_currency", _("This is the company's own currency."), "", "currency")
    if on > today:
        raise Refused("day_to_come", _("Nobody knows yet what it will be worth on that day."), "", "on")
    if rate <= 0:
        raise Refused("no_rate", _("A rate is greater than zero."), "", "rate")
    found, added = ExchangeRate.objects.select_for_update().get_or_create(
        currency=currency, into=entity.currency, on=on, defaults={"rate": rate, "source": source}
    )
    before = None if added else {"rate": f"{found.rate:f}"}
    if not added:
        found.rate, found.source = rate, source
        found.save(update_fields=["rate", "source"])
    subject = f"rate:{currency}-{entity.currency}-{on.isoformat()}"
    action = "company.rate_added" if added else "company.rate_changed"
    _note(action, subject, by, now, before=before, after={"rate": f"{rate:f}"})
    return found


def _save_once(row: Project | Category, words: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as reason:
        raise Refused("code_taken", words, "", "code") from reason


def _note(
    action: str,
    subject: str,
    by: Person | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.write(action=action, subject=subject, by=by.pk if by else None, now=now, before=before, after=after)
