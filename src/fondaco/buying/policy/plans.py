"""Who will be asked, in which order, for which reasons: what routing says."""

from __future__ import annotations

from attrs import field, frozen

from fondaco.buying.policy.cases import Colleague
from fondaco.buying.policy.reasons import Problem, Reason


@frozen
class Planned:
    """One who will be asked, for which reasons and about which lines (their keys)."""

    person: Colleague
    reasons: tuple[Reason, ...]
    lines: frozenset[str] = frozenset()

    @property
    def why(self) -> str:
        return "; ".join(reason.words for reason in self.reasons)


@frozen
class Group:
    """Those whom one rule leads to at one place: ``all`` of them have to approve, or ``any`` one."""

    needs: str
    people: tuple[Planned, ...]


@frozen
class Stage:
    """Groups that are asked side by side; the next stage is asked when each of them is content."""

    groups: tuple[Group, ...]


@frozen
class Said:
    """What the author of a rule says to whoever submits, and which rule it is."""

    words: str
    rule: str = ""


@frozen
class Route:
    """The stages, one after the other; who is only told; and what stands in the way: then nothing can be submitted."""

    stages: tuple[Stage, ...] = ()
    watchers: tuple[Planned, ...] = ()
    warnings: tuple[Said, ...] = ()
    blocks: tuple[Said, ...] = ()
    faults: tuple[Problem, ...] = field(default=())
    applied: tuple[str, ...] = ()
    version: str = ""  # the public id of the policy's version, where it is one

    @property
    def steps(self) -> tuple[Planned, ...]:
        """Everybody who may be asked, in order."""
        return tuple(one for stage in self.stages for group in stage.groups for one in group.people)

    @property
    def problems(self) -> list[str]:
        return [*(one.words for one in self.blocks), *(fault.words for fault in self.faults)]
