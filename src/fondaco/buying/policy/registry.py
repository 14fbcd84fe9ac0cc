"""What rules can depend on, and documents to try them on: told by the rooms that know.

Registered explicitly in ``buying.handlers``. The dimensions of the company's own things are known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol

from attrs import frozen
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import Category, CostCentre, Employee, LegalEntity, Project
from fondaco.buying.policy.plans import Route
from fondaco.buying.policy.subject import Subject

Choices = Callable[[LegalEntity], list[tuple[str, str]]]


@frozen
class Dimension:
    """Something a condition can be about: its values with their words, for one legal entity."""

    name: str
    label: Promise
    choices: Choices


FLAG_WORDS = {
    "free": _("written without a catalogue"),
    "service": _("a service"),
    "estimated": _("at an estimated price"),
    "no_contract": _("from a supplier without an agreement"),
    "blocked": _("of a category not to be bought from its supplier"),
    "price_changed": _("dearer than before"),
    "hold_lapsing": _("with a hold that ends before it is usually approved"),
    "over_budget": _("beyond the budget"),
    "new_supplier": _("from a supplier never bought from"),
}
KIND_WORDS = {
    "request": _("requests"),
    "change": _("changes of orders"),
    "standing": _("standing orders"),
}


def _centres(entity: LegalEntity) -> list[tuple[str, str]]:
    return [(one.code, str(one)) for one in CostCentre.objects.filter(legal_entity=entity, active=True)]


def _projects(entity: LegalEntity) -> list[tuple[str, str]]:
    return [(one.code, str(one)) for one in Project.objects.filter(legal_entity=entity, active=True)]


def _categories(entity: LegalEntity) -> list[tuple[str, str]]:
    return [(one.code, str(one)) for one in Category.objects.filter(active=True)]


def _employees(entity: LegalEntity) -> list[tuple[str, str]]:
    rows = Employee.objects.filter(legal_entity=entity, person__is_active=True).select_related("person")
    return [(one.public_id, one.person.name) for one in rows.order_by("person__name")]


def _managers(entity: LegalEntity) -> list[tuple[str, str]]:
    rows = Employee.objects.filter(legal_entity=entity, reports__isnull=False).select_related("person").distinct()
    return [(one.public_id, one.person.name) for one in rows.order_by("person__name")]


def _said(words: dict[str, Promise]) -> list[tuple[str, str]]:
    return [(key, str(word)) for key, word in words.items()]


_dimensions: dict[str, Dimension] = {
    one.name: one
    for one in (
        Dimension(
            "kind", _("kind of document"), lambda _entity: [(key, str(word)) for key, word in KIND_WORDS.items()]
        ),
        Dimension("category", _("category"), _categories),
        Dimension("cost_centre", _("cost centre"), _centres),
        Dimension("project", _("project"), _projects),
        Dimension("requester", _("requester"), _employees),
        Dimension("department", _("department of"), _managers),
        Dimension(
            "flag", _("what is particular"), lambda _entity: [(key, str(word)) for key, word in FLAG_WORDS.items()]
        ),
    )
}


def register_dimension(name: str, label: Promise, choices: Choices) -> None:
    """A later registration replaces an earlier one."""
    _dimensions[name] = Dimension(name, label, choices)


def dimensions() -> list[Dimension]:
    return list(_dimensions.values())


class Past(Protocol):
    """Documents of one kind, the latest first: when each was submitted, and what was judged.

    Those submitted before ``until`` (None: all), without the first ``skip``, at most ``limit``.
    """

    def __call__(
        self, entity: LegalEntity, limit: int, *, skip: int = 0, until: datetime | None = None
    ) -> Iterable[tuple[datetime, Subject]]: ...


Counted = Callable[[LegalEntity, datetime], int]
_past: dict[str, tuple[Past, Counted]] = {}
_pace: list[Callable[[Route], timedelta | None]] = []
_delegates: list[Callable[[LegalEntity], dict[int, tuple[int, ...]]]] = []


def register_past(kind: str, past: Past, counted: Counted) -> None:
    """``counted`` says how many there are that were submitted before a moment."""
    _past[kind] = past, counted


def past_documents(entity: LegalEntity, limit: int) -> list[tuple[datetime, Subject]]:
    """The latest documents of every kind, at most ``limit`` in all, the latest first."""
    found = [one for past, _counted in _past.values() for one in past(entity, limit)]
    return sorted(found, key=lambda one: one[0], reverse=True)[:limit]


def past_part(entity: LegalEntity, *, until: datetime, skip: int, limit: int) -> list[tuple[datetime, Subject]]:
    """A part of all documents submitted before ``until``, kind by kind, the latest of each first."""
    found: list[tuple[datetime, Subject]] = []
    for past, counted in _past.values():
        many = counted(entity, until)
        if skip < many and len(found) < limit:
            found += past(entity, limit - len(found), skip=skip, until=until)
        skip = max(skip - many, 0)
    return found


def past_count(entity: LegalEntity, until: datetime) -> int:
    return sum(counted(entity, until) for _past_of, counted in _past.values())


def register_pace(pace: Callable[[Route], timedelta | None]) -> None:
    """Say how long a route usually takes; approvals know, which stand above."""
    _pace[:] = [pace]


def usual_pace(route: Route) -> timedelta | None:
    return _pace[0](route) if _pace else None


def register_delegates(delegates: Callable[[LegalEntity], dict[int, tuple[int, ...]]]) -> None:
    """Say who decides in whose place now or later: employees' keys, by the key of the one they stand in for."""
    _delegates[:] = [delegates]


def delegates_of(entity: LegalEntity) -> dict[int, tuple[int, ...]]:
    return _delegates[0](entity) if _delegates else {}
