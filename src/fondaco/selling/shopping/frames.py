"""Whether a start address was opened where the shop can work: in a tab of its own, with a cookie.

Browsers say where a page is opened (Sec-Fetch-Dest, W3C Fetch Metadata). In a frame of another site they block the
store's cookie, and a start address that was used up there would be lost. Those too old to say it are asked for a
cookie first; programs, which call themselves no Mozilla, are not.
"""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpRequest

_FRAMES = {"iframe", "frame", "embed", "object", "fencedframe"}
PROBE = "fondaco_store_probe"
ASKED = "cookie"  # in the query: the browser was asked, and should have brought it


class Place(StrEnum):
    TAB = "tab"
    FRAME = "frame"
    ASK = "ask"  # nothing is known yet: ask for a cookie
    NO_COOKIE = "no_cookie"


def place_of(request: HttpRequest) -> Place:
    """Where the start address is opened."""
    destination = request.headers.get("Sec-Fetch-Dest", "")
    if destination:
        return Place.FRAME if destination.lower() in _FRAMES else Place.TAB
    if not request.headers.get("User-Agent", "").startswith("Mozilla/") or PROBE in request.COOKIES:
        return Place.TAB
    return Place.NO_COOKIE if ASKED in request.GET else Place.ASK
