"""Who decides in whose place: a pure function of who is away and whom they named."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from attrs import frozen

LONGEST = 5  # from one to the next


@frozen
class Acting:
    """Who is asked in the end, and by way of whom (people's keys, the first one first; empty: nobody is away)."""

    person: int
    path: tuple[int, ...] = ()


def acting_for(person: int, named: Mapping[int, Sequence[int]], *, never: Collection[int]) -> Acting:
    """Follow the delegations of ``named`` (by delegator, those named first come first) from ``person``.

    Those of ``never`` are passed over: who asks, who gets it, and who decides in the same round anyway, for four eyes
    stay four. A circle, or a way longer than five, ends where it began: the one who was meant is asked.
    """
    seen = {person}
    current, path = person, [person]
    for _step in range(LONGEST):
        away = named.get(current, ())
        if not away:
            break
        following = next((one for one in away if one not in seen and one not in never), None)
        if following is None:
            return Acting(person) if current == person else Acting(current, tuple(path[:-1]))
        seen.add(following)
        path.append(following)
        current = following
    else:
        if named.get(current):
            return Acting(person)
    return Acting(current, tuple(path[:-1]) if current != person else ())


def leads_back(delegator: int, delegate: int, named: Mapping[int, Sequence[int]]) -> bool:
    """Whether a delegation from ``delegator`` to ``delegate`` would close a circle."""
    seen, front = set(), [delegate]
    while front:
        one = front.pop()
        if one == delegator:
            return True
        if one not in seen:
            seen.add(one)
            front += named.get(one, ())
    return False
