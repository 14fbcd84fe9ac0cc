"""The second factor's gate: who must show one and has not, in this session, is nobody until they do.

Not a door on some pages, which a new page would forget: the person is taken out of the request, so that every page
treats the session as one in which nobody has signed in. Only :mod:`fondaco.people.views_second_factor` asks who waits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fondaco.people.models import Person, SecondFactor
from fondaco.people.second_factor import LASTS, must_have

_KEY = "fondaco_second_factor"


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        if person.is_authenticated and must_have(person) and not shown(request, person, timezone.now()):
            request.awaited = person  # type: ignore[attr-defined]
            nobody = AnonymousUser()
            request.user = nobody

            async def later() -> AnonymousUser:
                return nobody

            request.auser = later
        return self._get_response(request)


def awaited(request: HttpRequest) -> Person | None:
    """Who signed in with a password and has yet to show a second factor."""
    person: Person | None = getattr(request, "awaited", None)
    return person


def let_through(request: HttpRequest, person: Person, now: datetime) -> None:
    """Note in the session that the second factor was shown; the session's key changes, as at a sign-in."""
    factor = SecondFactor.objects.get(person=person)
    request.session.cycle_key()
    request.session[_KEY] = {"factor": factor.pk, "at": now.timestamp()}


def shown(request: HttpRequest, person: Person, now: datetime) -> bool:
    """Whether this session showed the second factor that the person has now, less than twelve hours ago."""
    noted = request.session.get(_KEY)
    if not isinstance(noted, dict):
        return False
    age = now - datetime.fromtimestamp(float(noted["at"]), UTC)
    # One that was reset since counts no more, though the session lives.
    return (
        age < LASTS
        and SecondFactor.objects.filter(pk=noted["factor"], person=person, confirmed_at__isnull=False).exists()
    )
