"""What many rules ask for, as few people as possible asked once each."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from fondaco.buying.policy.plans import Group, Planned, Stage

Standing = list[list[tuple[str, list[Planned]]]]
Spots = dict[int, tuple[int, int, int]]


def merged(places: Sequence[Sequence[Group]]) -> tuple[Stage, ...]:
    """Whoever is led to twice is asked once, at the first place at which they must approve, for both reasons.

    Of several of whom any one does nobody more is asked where one of them must approve anyway, sooner or later.
    """
    spots: Spots = {}  # where those stand who must approve anyway
    stages: Standing = [[] for _ in places]
    choices: list[tuple[int, Group]] = []
    for place, groups in enumerate(places):
        for group in groups:
            if group.needs == "any" and len(group.people) > 1:
                choices.append((place, group))
                continue
            left = _met(group, stages, spots)
            if left:
                spots |= {one.person.pk: (place, len(stages[place]), at) for at, one in enumerate(left)}
                stages[place].append(("all", left))
    for place, group in choices:
        left = _met(group, stages, spots)
        if len(left) == len({one.person.pk for one in group.people}):
            stages[place].append(("any", left))
    return tuple(Stage(tuple(Group(needs, tuple(people)) for needs, people in groups)) for groups in stages if groups)


def _met(group: Group, stages: Standing, spots: Spots) -> list[Planned]:
    """Those of ``group`` who do not have to approve anyway; the others get its reasons where they stand."""
    left: dict[int, Planned] = {}
    for one in group.people:
        pk = one.person.pk
        if pk in spots:
            stage, place, position = spots[pk]
            people = stages[stage][place][1]
            people[position] = _both(people[position], one)
        else:
            left[pk] = _both(left[pk], one) if pk in left else one
    return list(left.values())


def _both(one: Planned, other: Planned) -> Planned:
    reasons = (*one.reasons, *(reason for reason in other.reasons if reason not in one.reasons))
    return evolve(one, reasons=reasons, lines=one.lines | other.lines)
