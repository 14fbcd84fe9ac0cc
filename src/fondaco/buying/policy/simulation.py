"""For whoever asks, before they submit: who, in which order, how long it takes, and what if somebody is away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import evolve, frozen
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fondaco.buying.company.models import Employee
from fondaco.buying.policy.cases import Case, Colleague
from fondaco.buying.policy.compiled import compiled, version_on
from fondaco.buying.policy.naming import above_of, unable
from fondaco.buying.policy.people import People
from fondaco.buying.policy.plans import Group, Planned, Route, Stage
from fondaco.buying.policy.queries import applicable, case_of
from fondaco.buying.policy.registry import delegates_of, usual_pace
from fondaco.buying.policy.routing import route
from fondaco.buying.policy.spans import span_words
from fondaco.buying.policy.subject import Subject


@frozen
class Absence:
    """What happens to what waits for somebody who is away: ``name`` decides instead, at once where they were named as a
    delegate, else after ``days`` working days; nobody where both are empty.
    """

    name: str = ""
    days: int = 0

    @property
    def words(self) -> str:
        if not self.name:
            return _("It waits until they are back, or until an administrator names somebody else.")
        if not self.days:
            return _("%(name)s stands in for them.") % {"name": self.name}
        words = ngettext(
            "After %(days)d working day %(name)s is asked in their place.",
            "After %(days)d working days %(name)s is asked in their place.",
            self.days,
        )
        return words % {"name": self.name, "days": self.days}


@frozen
class Asked:
    """One who will be asked; ``absence`` is None while they are there."""

    planned: Planned
    absence: Absence | None = None

    @property
    def person(self) -> Colleague:
        return self.planned.person

    @property
    def why(self) -> str:
        return self.planned.why


@frozen
class Beside:
    """Those of one group."""

    needs: str
    people: tuple[Asked, ...]


@frozen
class Step:
    """Groups asked side by side, and how long they usually take; None where that is not known."""

    groups: tuple[Beside, ...]
    usually: timedelta | None = None

    @property
    def usual_words(self) -> str:
        return "" if self.usually is None else _("usually %(span)s") % {"span": span_words(self.usually)}

    @property
    def several(self) -> bool:
        return sum(len(group.people) for group in self.groups) > 1


@frozen
class Simulation:
    """The way of a document as it would be now. ``route`` passes over those who are away, as if they could not decide;
    ``steps`` say what happens where they are asked.
    """

    route: Route
    steps: tuple[Step, ...] = ()
    usually: timedelta | None = None
    away: frozenset[str] = frozenset()

    @property
    def people(self) -> list[Colleague]:
        """Everybody who may be asked, each once: those of whom one can ask "what if they are away"."""
        named = [one.person for step in self.steps for group in step.groups for one in group.people]
        return list({one.pk: one for one in named}.values())

    @property
    def usual_words(self) -> str:
        if self.usually is None:
            return ""
        return _("In all this usually takes %(span)s.") % {"span": span_words(self.usually)}


def simulate(*, subject: Subject, now: datetime, away: Collection[str | int] = ()) -> Simulation:
    """``away`` are employees' public ids or keys; those who would not be asked do not matter. Changes nothing."""
    asker = Employee.objects.select_related("person", "legal_entity").filter(person_id=subject.requester_id).first()
    if asker is None:
        return Simulation(Route())
    version = version_on(asker.legal_entity, timezone.localtime(now).date())
    people = People(asker.legal_entity)
    case = case_of(subject, asker)
    rules = applicable(compiled(version), case, people) if version else []
    usual = route(case=case, rules=rules, people=people)
    gone = frozenset(one.person.public_id for one in usual.steps if {one.person.public_id, one.person.pk} & set(away))
    delegates = delegates_of(asker.legal_entity) if gone else {}
    people.read({pk for named in delegates.values() for pk in named})
    there = {pk: evolve(one, away=one.public_id in gone) for pk, one in dict(people).items()}
    absences = _Absences(case, there, delegates, asker.legal_entity.escalate_after_days)
    return Simulation(
        route=route(case=case, rules=rules, people=there) if gone else usual,
        steps=tuple(_step(stage, absences) for stage in usual.stages),
        usually=usual_pace(usual),
        away=gone,
    )


@frozen
class _Absences:
    case: Case
    people: Mapping[int, Colleague]
    delegates: Mapping[int, Sequence[int]]
    days: int

    def of(self, colleague: Colleague) -> Absence | None:
        if not self.people[colleague.pk].away:
            return None
        stand_in = self._stand_in(colleague.pk, {colleague.pk})
        if stand_in is not None:
            return Absence(stand_in.name)
        above = next((one for one in above_of(colleague, self.people) if not unable(one, self.case)), None)
        return Absence(above.name, self.days) if above is not None and self.days else Absence()

    def _stand_in(self, pk: int, seen: set[int]) -> Colleague | None:
        """Whom they named, or whom those named, where they may decide about this."""
        for one in self.delegates.get(pk, ()):
            if one in seen or one not in self.people:
                continue
            seen.add(one)
            if not unable(self.people[one], self.case):
                return self.people[one]
            found = self._stand_in(one, seen)
            if found is not None:
                return found
        return None


def _step(stage: Stage, absences: _Absences) -> Step:
    return Step(tuple(_beside(group, absences) for group in stage.groups), usual_pace(Route(stages=(stage,))))


def _beside(group: Group, absences: _Absences) -> Beside:
    return Beside(group.needs, tuple(Asked(one, absences.of(one.person)) for one in group.people))
