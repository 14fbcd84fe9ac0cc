from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from fondaco.web import messages


@pytest.fixture(scope="session", autouse=True)
def translations() -> None:
    """The compiled catalogues, as ``make setup`` leaves them."""
    messages.compile_all()
    translation.trans_real._translations = {}  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def request_to_page() -> HttpRequest:
    request = RequestFactory().get("/anywhere?page=2&brand=Volta&brand=Brio")
    request.user = Stranger()  # type: ignore[assignment]
    return request


class Stranger:
    """Nobody, without asking the database."""

    is_authenticated = False
    is_active = False
    pk = None
    name = ""
    email = ""


@pytest.fixture
def rendered(request_to_page: HttpRequest) -> Callable[..., str]:
    """Render a piece of a template with the look's tags loaded."""

    def render(piece: str, /, **context: Any) -> str:
        template = engines["django"].from_string("{% load i18n fondaco %}" + piece)
        return template.render({"site": "desk", **context}, request_to_page)

    return render
