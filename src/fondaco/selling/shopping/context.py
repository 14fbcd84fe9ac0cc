"""What stands above every page of a visit: that it is a test, what it came for, until when its quote is held."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fondaco.selling.shopping.models import Visit
from fondaco.selling.shopping.queries import held_until


def strip(request: HttpRequest) -> dict[str, Any]:
    """``site_strip`` is the template that the base shows above a page; ``strip_visit`` the visit that it is about."""
    visit: Visit | None = getattr(request, "visit", None)
    if visit is None:
        return {}
    submitted = visit.state == "submitted"
    if not (visit.is_test or visit.edits or visit.inspects or submitted):
        return {}
    ends = SimpleLazyObject(lambda: held_until(visit)) if submitted else None
    return {"site_strip": "selling_shopping/strip.html", "strip_visit": visit, "strip_held_until": ends}
