"""What every page of both sites knows without its view saying so."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from fondaco.web.navigation import NavItem

THEMES = ("light", "dark")
THEME_COOKIE = "fondaco_theme"
LANGUAGES = (("it", "Italiano"), ("en", "English"))


def look(request: HttpRequest) -> dict[str, Any]:
    """Site, navigation, theme, languages: for the base templates."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "site": "shop" if getattr(settings, "FONDACO_SITE", "") == "selling" else "desk",
        "site_name": getattr(settings, "FONDACO_SITE_NAME", "Fondaco"),
        "theme": theme if theme in THEMES else "",
        "languages": LANGUAGES,
        "language": (get_language() or "en").partition("-")[0],
        "demo_mode": bool(getattr(settings, "FONDACO_DEMO", False)),
        "navigation": SimpleLazyObject(lambda: list(_navigation(request))),
        "find_url": _find_url(),
        "reader": SimpleLazyObject(lambda: _reader(request)),
        "here": request.get_full_path() if request.method == "GET" else request.path,
    }


def _reader(request: HttpRequest) -> Any:
    """Who reads: the person signed in or, at the store, the one whom a customer's site has sent."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return user
    member = getattr(request, "member", None)
    return member.person if member is not None else None


def _navigation(request: HttpRequest) -> Sequence[NavItem]:
    path = getattr(settings, "FONDACO_NAVIGATION", "")
    if not path:
        return ()
    navigation: Callable[[HttpRequest], Sequence[NavItem]] = import_string(path)
    return navigation(request)


def _find_url() -> str:
    try:
        return reverse(getattr(settings, "FONDACO_FIND_URL_NAME", "find"))
    except NoReverseMatch:
        return ""
