"""What no page has to look out for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from fondaco.web.errors import not_found


class NothingThereMiddleware:
    """A path with a NUL names nothing: no row has one in it, and asking the database for one is an error there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return not_found(request) if "\0" in request.path_info else self._get_response(request)
