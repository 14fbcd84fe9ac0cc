"""A policy tried on past documents before it is published, without consequences."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco.buying.company.models import Employee, LegalEntity
from fondaco.buying.policy.cases import Case
from fondaco.buying.policy.compiled import Compiled, compiled, version_on
from fondaco.buying.policy.models import PolicyVersion
from fondaco.buying.policy.people import People
from fondaco.buying.policy.plans import Route
from fondaco.buying.policy.queries import applicable, case_of
from fondaco.buying.policy.registry import past_documents, usual_pace
from fondaco.buying.policy.routing import route
from fondaco.buying.policy.simulation import simulate as simulate  # the other trial, by whoever asks
from fondaco.buying.policy.spans import span_words
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
    freed: bool = False  # it could not have been submitted by the one version, and could by the other
    longer: timedelta | None = None  # how much longer it would usually take; negative where it is quicker

    @property
    def longer_words(self) -> str:
        """How much longer or shorter it usually takes; empty where that is not known or makes no difference."""
        if not self.longer or abs(self.longer) < timedelta(minutes=1):
            return ""
        words = _("%(span)s longer") if self.longer > timedelta() else _("%(span)s shorter")
        return words % {"span": span_words(self.longer)}

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

    @property
    def longer(self) -> timedelta:
        """How much longer all of them would have waited together, where that is known."""
        return sum((one.longer for one in self.differences if one.longer), timedelta())

    @property
    def longer_words(self) -> str:
        return together_words(self.longer)


def together_words(longer: timedelta) -> str:
    """How much longer or less the documents would have waited together; empty where it makes no difference."""
    if abs(longer) < timedelta(minutes=1):
        return ""
    words = (
        _("Together they would have waited %(span)s longer.")
        if longer > timedelta()
        else _("Together they would have waited %(span)s less.")
    )
    return words % {"span": span_words(longer)}


def back_test(*, version: PolicyVersion, against: PolicyVersion | None, now: datetime, limit: int = 200) -> BackTest:
    """``version`` on the latest documents, against the one in force (or ``against``). Changes nothing.

    People are those of today: what is compared are the rules.
    """
    bench = bench_of(version, against=against, now=now)
    tried = [bench.tried(*one) for one in past_documents(version.legal_entity, min(limit, MOST_TRIED))]
    return BackTest(
        len(tried),
        tuple(one.difference for one in tried if one.difference is not None),
        sum(one.asked_before for one in tried),
        sum(one.asked_after for one in tried),
    )


@frozen
class Tried:
    """One document by both versions: the decisions it took and would take, and what is different where anything is."""

    asked_before: int
    asked_after: int
    difference: Difference | None


def bench_of(version: PolicyVersion, *, against: PolicyVersion | None, now: datetime) -> Bench:
    """``version`` beside ``against``, or beside the one in force."""
    entity = version.legal_entity
    before = against or version_on(entity, timezone.localtime(now).date())
    return Bench(entity, compiled(before) if before else None, compiled(version))


class Bench:
    """Both versions, read once, and the people and requesters that were met."""

    def __init__(self, entity: LegalEntity, before: Compiled | None, after: Compiled) -> None:
        self._policies = before, after
        self._people = People(entity)
        self._askers: dict[int, Employee | None] = {}

    def tried(self, submitted_at: datetime, subject: Subject) -> Tried:
        old, new = self._led(subject)
        different = _difference(subject, submitted_at, old, new) if _way(old) != _way(new) else None
        return Tried(len(old.steps), len(new.steps), different)

    def _led(self, subject: Subject) -> tuple[Route, Route]:
        """The ways of ``subject`` by the one and by the other. No way where its requester has no place any more."""
        asker = self._asker(subject.requester_id)
        if asker is None:
            return Route(), Route()
        case = case_of(subject, asker)
        before, after = (self._by(policy, case) for policy in self._policies)
        return before, after

    def _asker(self, person: int) -> Employee | None:
        if person not in self._askers:
            found = Employee.objects.select_related("person", "legal_entity").filter(person_id=person)
            self._askers[person] = found.first()
        return self._askers[person]

    def _by(self, policy: Compiled | None, case: Case) -> Route:
        if policy is None:
            return Route()
        return route(case=case, rules=applicable(policy, case, self._people), people=self._people)


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
        freed=bool(old.problems) and not new.problems,
        longer=paces[1] - paces[0] if paces[0] is not None and paces[1] is not None else None,
    )
