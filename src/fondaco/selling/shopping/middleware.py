"""Puts the visit that the browser's session holds beside the request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fondaco.selling.shopping.queries import visit_of_session

SESSION_KEY = "visit"


class VisitMiddleware:
    """``request.visit`` and ``request.member`` for a browser that punched out; both None for any other.

    ``request.visit_lost`` says why one that came in is not let on.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        public_id = request.session.get(SESSION_KEY)
        visit, why = visit_of_session(public_id, timezone.now()) if public_id else (None, None)
        request.visit, request.visit_lost = visit, why  # type: ignore[attr-defined]
        request.member = visit.member if visit else None  # type: ignore[attr-defined]
        return self.get_response(request)
