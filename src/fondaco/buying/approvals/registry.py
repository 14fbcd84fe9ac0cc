"""What can be approved: for each kind of subject how it is loaded, how it is shown, and who hears the result.

Registered explicitly in ``buying.handlers``, so that approvals import no slice that stands above them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from fondaco.buying.approvals.models import Round
from fondaco.buying.policy.subject import Shown, Subject
from fondaco.people.models import Person


class Load(Protocol):
    """The subject as it is now. With ``lock`` nobody can change it until the transaction ends."""

    def __call__(self, public_id: str, *, lock: bool) -> Subject: ...


class Heard(Protocol):
    """Called in the transaction of the decision. ``result``: ``approved``, ``rejected`` or ``sent_back``."""

    def __call__(self, round: Round, result: str, *, by: Person, now: datetime) -> None: ...


class Show(Protocol):
    """The subject's content as the approver sees it."""

    def __call__(self, subject: Subject, *, now: datetime) -> Shown: ...


_kinds: dict[str, tuple[Load, Show]] = {}
_results: dict[str, Heard] = {}


def register(kind: str, *, load: Load, show: Show) -> None:
    """Say how subjects of this kind are found and shown. A later registration replaces an earlier one."""
    _kinds[kind] = (load, show)


def on_result(kind: str, callback: Heard) -> None:
    """Say who acts on the result for subjects of this kind. A later registration replaces an earlier one."""
    _results[kind] = callback


def load(kind: str, public_id: str, *, lock: bool = False) -> Subject:
    """Raises KeyError for a kind that nobody registered, whatever ``load`` raises for one that is not there."""
    return _kinds[kind][0](public_id, lock=lock)


def show(subject: Subject, *, now: datetime) -> Shown:
    return _kinds[subject.kind][1](subject, now=now)


def tell(round_: Round, result: str, *, by: Person, now: datetime) -> None:
    """Hand the result on. Raises KeyError where nobody would hear it: a decision that changes nothing is a fault."""
    _results[round_.kind](round_, result, by=by, now=now)
