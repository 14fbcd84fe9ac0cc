"""Stands in for a PunchOut visit, which belongs to a later slice."""

import re
from collections.abc import Callable
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse


class VisitingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visit = SimpleNamespace(state="shopping", account_id=int(request.COOKIES.get("account", "0")))
        request.visit = visit if "stranger" not in request.COOKIES else None  # type: ignore[attr-defined]
        return self.get_response(request)


def without_tokens(content: bytes) -> str:
    """A page without what is drawn anew each time: the tokens of its forms."""
    return re.sub(r"[A-Za-z0-9]{64}", "", content.decode())
