"""What else happens when a cart was taken over, or a request approved or over. Later slices register it; none is known
here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fondaco.buying.policy.subject import ShownPrices
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.shopping.models import PunchOutSession
from fondaco.people.models import Person

# Each is called within the transaction of what it follows.
Claimed = Callable[[PurchaseRequest, PunchOutSession, datetime], None]
Approved = Callable[[PurchaseRequest, Person | None, datetime], None]

Over = Callable[[PurchaseRequest, str, Person | None, datetime], None]

_claimed: list[Claimed] = []
_approved: list[Approved] = []
_over: list[Over] = []


def on_claimed(callback: Claimed) -> None:
    """Let ``callback(request, session, now)`` follow every cart that came into a request. Once is enough."""
    if callback not in _claimed:
        _claimed.append(callback)


def on_approved(callback: Approved) -> None:
    """Let ``callback(request, by, now)`` follow the last approval of every request. Once is enough."""
    if callback not in _approved:
        _approved.append(callback)


def on_over(callback: Over) -> None:
    """Let ``callback(request, how, by, now)`` follow the end of every request: it was ``withdrawn``, ``rejected`` or
    ``ordered``, and nothing more is ordered of it. Once is enough.
    """
    if callback not in _over:
        _over.append(callback)


def claimed(request: PurchaseRequest, session: PunchOutSession, *, now: datetime) -> None:
    for callback in _claimed:
        callback(request, session, now)


def approved(request: PurchaseRequest, *, by: Person | None, now: datetime) -> None:
    for callback in _approved:
        callback(request, by, now)


def over(request: PurchaseRequest, how: str, *, by: Person | None, now: datetime) -> None:
    for callback in _over:
        callback(request, how, by, now)


# What suppliers' machines said of a request's lines before it was ordered.
Asked = Callable[[PurchaseRequest], list[ShownPrices]]

_asked: list[Asked] = []


def register_asked(callback: Asked) -> None:
    """Let ``callback(request)`` say what suppliers said of its lines. Once is enough."""
    if callback not in _asked:
        _asked.append(callback)


# Until when a supplier holds its prices, and where whoever asked fetches new ones before.
Ending = Callable[[PurchaseRequest, datetime], list[tuple[str, datetime, str]]]

_ending: list[Ending] = []


def register_ending(callback: Ending) -> None:
    """Let ``callback(request, now)`` say which holds are about to end: supplier, moment, address. Once is enough."""
    if callback not in _ending:
        _ending.append(callback)


def ending_holds(request: PurchaseRequest, *, now: datetime) -> list[tuple[str, datetime, str]]:
    """One statement."""
    return [one for callback in _ending for one in callback(request, now)]


def asked_again(request: PurchaseRequest) -> list[ShownPrices]:
    """One statement."""
    return [one for callback in _asked for one in callback(request)]
