"""A policy tried without consequences: on past documents before it is published, and by who asks before submitting."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from attrs import evolve, frozen
from django.utils import timezone

from fondaco.buying.company.models import Employee
from fondaco.buying.policy.compiled import compiled, version_on
from fondaco.buying.policy.models import PolicyVersion
from fondaco.buying.policy.people import People
from fondaco.buying.policy.queries import applicable, case_of
from fondaco.buying.policy.registry import past_documents, usual_pace
from fondaco.buying.policy.routing import Route, route
from fondaco.buying.policy.subject import Subject

MOST_TRIED = 500


@frozen
class Difference:
    """A past document whose way another version would change. ``before`` and ``after`` are those asked, in order."""

    number: str
    title: str
    url: str
    submitted_at: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]
    stopped: tuple[str, ...] = ()  # what would not let it be submitted any more
    longer: timedelta | None = None  # how much longer it would usually take; negative where it is quicker

    @property
    def added(self) -> tuple[str, ...]:
        return tuple(one for one in self.after if one not in self.before)

    @property
    def spared(self) -> tuple[str, ...]:
        return tuple(one for one in self.before if one not in self.after)


@frozen
class BackTest:
    """Two versions side by side on the same documents, as the company stands today."""

    tried: int
    differences: tuple[Difference, ...]
    asked_before: int  # decisions that all of them took, by the one version
    asked_after: int

    @property
    def stopped(self) -> int:
        return sum(1 for one in self.differences if one.stopped)


def back_test(*, version: PolicyVersion, against: PolicyVersion | None, now: datetime, limit: int = 200) -> BackTest:
    """``version`` on the latest documents, against the one in force (or ``against``). Changes nothing.

    People are those of today: what is compared are the rules.
    """
    entity = version.legal_entity
    before = against or version_on(entity, timezone.localtime(now).date())
    people, tried, differences = People(entity), 0, []
    asked_before = asked_after = 0
    for submitted_at, subject in past_documents(entity, min(limit, MOST_TRIED)):
        old = _led(subject, before, people)
        new = _led(subject, version, people)
        tried += 1
        asked_before += len(old.steps)
        asked_after += len(new.steps)
        if _way(old) != _way(new):
            differences.append(_difference(subject, submitted_at, old, new))
    return BackTest(tried, tuple(differences), asked_before, asked_after)


def _led(subject: Subject, version: PolicyVersion | None, people: People) -> Route:
    asker = Employee.objects.select_related("person", "legal_entity").filter(person_id=subject.requester_id).first()
    if asker is None or version is None:
        return Route()
    people.read([asker.pk])
    case = case_of(subject, asker)
    return route(case=case, rules=applicable(compiled(version), case, people), people=people)


def _way(led: Route) -> tuple[object, ...]:
    """What makes two ways the same: who is asked, beside whom, and what stands in the way."""
    stages = tuple(
        tuple(sorted((group.needs, *sorted(str(one.person.pk) for one in group.people)) for group in stage.groups))
        for stage in led.stages
    )
    return stages, tuple(led.problems), tuple(sorted(one.words for one in led.warnings))


def _difference(subject: Subject, submitted_at: datetime, old: Route, new: Route) -> Difference:
    paces = usual_pace(old), usual_pace(new)
    return Difference(
        number=subject.number,
        title=subject.title,
        url=subject.url,
        submitted_at=submitted_at,
        before=tuple(one.person.name for one in old.steps),
        after=() if new.problems else tuple(one.person.name for one in new.steps),
        stopped=tuple(new.problems),
        longer=paces[1] - paces[0] if paces[0] is not None and paces[1] is not None else None,
    )


@frozen
class Simulation:
    """Who will be asked, in which order and how long that usually takes; with some of them away, where asked so."""

    route: Route
    usually: timedelta | None
    away: frozenset[int]


def simulate(*, subject: Subject, now: datetime, away: Collection[int] = ()) -> Simulation:
    """As if those of ``away`` (employees' keys) could not decide: who would be asked in their place."""
    asker = Employee.objects.select_related("person", "legal_entity").filter(person_id=subject.requester_id).first()
    if asker is None:
        return Simulation(Route(), None, frozenset())
    version = version_on(asker.legal_entity, timezone.localtime(now).date())
    people = People(asker.legal_entity)
    case = case_of(subject, asker)
    rules = applicable(compiled(version), case, people) if version else []
    present = {pk: evolve(one, away=pk in away) for pk, one in dict(people).items()}
    led = route(case=case, rules=rules, people=present)
    return Simulation(led, usual_pace(led), frozenset(away))
