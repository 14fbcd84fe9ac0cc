"""The pages that belong to no slice: errors, the theme, the page of all components."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from fondaco.web import context, errors, views

ERRORS: list[tuple[Callable[..., HttpResponse], int, str]] = [
    (errors.bad_request, 400, "could not be understood"),
    (errors.forbidden, 403, "not open to you"),
    (errors.csrf_failure, 403, "no longer valid"),
    (errors.not_found, 404, "nothing at this address"),
    (errors.too_large, 413, "too large"),
    (errors.server_error, 500, "broke on our side"),
]


@pytest.mark.parametrize(("handler", "status", "words"), ERRORS, ids=[words for _h, _s, words in ERRORS])
def test_an_error_says_what_happened_in_words(
    request_to_page: HttpRequest, handler: Callable[..., HttpResponse], status: int, words: str
) -> None:
    answer = handler(request_to_page)

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "<h1>" in answer.content.decode()


def test_an_error_speaks_the_language_of_its_reader(request_to_page: HttpRequest) -> None:
    with translation.override("it"):
        page = errors.not_found(request_to_page).content.decode()

    assert 'lang="it"' in page
    assert "A questo indirizzo non c’è nulla" in page


def test_a_reason_for_refusing_is_shown_and_escaped(request_to_page: HttpRequest) -> None:
    page = errors.forbidden(request_to_page, PermissionDenied("Only <b>buyers</b> may.")).content.decode()

    assert "Only &lt;b&gt;buyers&lt;/b&gt; may." in page


def test_too_much_data_is_told_apart_from_a_bad_request(request_to_page: HttpRequest) -> None:
    assert errors.bad_request(request_to_page, RequestDataTooBig()).status_code == 413


def test_the_last_resort_needs_no_template(request_to_page: HttpRequest, settings: Any) -> None:
    settings.TEMPLATES = []

    answer = errors.server_error(request_to_page)

    assert answer.status_code == 500
    assert b"Something broke" in answer.content


def post(path: str, **data: str) -> HttpRequest:
    return RequestFactory().post(path, data)


def test_a_chosen_theme_is_kept_in_a_cookie_and_one_stays_where_one_was() -> None:
    answer = views.theme(post("/look/theme", theme="dark", next="/orders?page=2"))

    assert answer.cookies[context.THEME_COOKIE].value == "dark"
    assert answer["Location"] == "/orders?page=2"


@pytest.mark.parametrize("chosen", ["system", "", "<script>"])
def test_any_other_theme_follows_the_device(chosen: str) -> None:
    answer = views.theme(post("/look/theme", theme=chosen, next="/"))

    assert answer.cookies[context.THEME_COOKIE].value == ""


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_theme_switch_sends_nobody_elsewhere(elsewhere: str) -> None:
    assert views.theme(post("/look/theme", theme="dark", next=elsewhere))["Location"] == "/"


def test_a_theme_cookie_with_anything_else_in_it_is_ignored(request_to_page: HttpRequest) -> None:
    request_to_page.COOKIES[context.THEME_COOKIE] = '"><script>'

    assert context.look(request_to_page)["theme"] == ""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "it"])
def test_the_page_of_all_components_shows_in_a_demonstration(client: Client, settings: Any, language: str) -> None:
    settings.FONDACO_DEMO = True
    settings.ALLOWED_HOSTS = ["*"]

    answer = client.get("/look/", headers={"Accept-Language": language})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "PO-2026-000017" in page
    assert f'lang="{language}"' in page


@pytest.mark.django_db
def test_the_page_of_all_components_is_not_there_on_a_real_site(client: Client, settings: Any) -> None:
    settings.FONDACO_DEMO = False
    settings.ALLOWED_HOSTS = ["*"]

    assert client.get("/look/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/%00", "/orders/%00", "/orders/PO-%00/pdf", "/messages/%00"])
def test_a_path_that_names_nothing_is_answered_as_one(client: Client, settings: Any, path: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    answer = client.get(path, headers={"Accept-Language": "en"})

    assert answer.status_code == 404
    assert "nothing at this address" in answer.content.decode()
