"""What the base templates show of the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fondaco.people.demo import demo_people
from fondaco.people.gate import awaited


def demo(request: HttpRequest) -> dict[str, Any]:
    """``demo_people`` for the bar; empty where this is no demo."""
    if not settings.FONDACO_DEMO:
        return {"demo_people": []}
    return {"demo_people": SimpleLazyObject(lambda: demo_people(_current(request)))}


def _current(request: HttpRequest) -> int | None:
    # Error pages may be made before anybody looked who is there.
    user = awaited(request) or getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None
