"""Where a cart may be sent: one strict reading of an address, stricter than any browser's.

Browsers mend what they are given (backslashes, full-width dots, white space, letter case), so two readings of one odd
address can name two hosts. What is not plainly written is therefore not an address here (WHATWG URL, section 4.4).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

_ADDRESS = re.compile(
    r"(?P<scheme>[a-z]+)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?"
    r"(?:[/?][!-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_DEFAULT_PORTS = {"https": 443, "http": 80}
_MOST_CHARACTERS = 4000


class WrongAddress(StrEnum):
    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_HTTPS = "not_https"
    NOT_REGISTERED = "not_registered"


class AddressRefused(Exception):
    """Carts are not sent there. ``origin`` is empty where none could be read."""

    def __init__(self, why: WrongAddress, origin: str = "") -> None:
        super().__init__(f"{why} {origin}".strip())
        self.why, self.origin = why, origin


def origin_of(url: str) -> str:
    """``scheme://host`` with the port where it is not the scheme's own, in small letters. Raises AddressRefused."""
    if not url.strip():
        raise AddressRefused(WrongAddress.MISSING)
    found = _ADDRESS.fullmatch(url)
    # A backslash is a slash to a browser: "https://ours\@theirs" would be read apart differently.
    if found is None or "\\" in url or len(url) > _MOST_CHARACTERS or ".." in found["host"]:
        raise AddressRefused(WrongAddress.UNREADABLE)
    scheme, host, port = found["scheme"].lower(), found["host"].lower(), found["port"]
    if scheme not in _DEFAULT_PORTS:
        raise AddressRefused(WrongAddress.NOT_HTTPS)
    if port and not 0 < int(port) < 65536:
        raise AddressRefused(WrongAddress.UNREADABLE)
    if not port or int(port) == _DEFAULT_PORTS[scheme]:
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{int(port)}"


def checked_origin(url: str, *, registered: Collection[str], plain_http: Collection[str]) -> str:
    """The origin of ``url`` where the customer registered it; over http only where ``plain_http`` lists it too.

    Raises AddressRefused.
    """
    origin = origin_of(url)
    if origin.startswith("http://") and origin not in _origins(plain_http):
        raise AddressRefused(WrongAddress.NOT_HTTPS, origin)
    if origin not in _origins(registered):
        raise AddressRefused(WrongAddress.NOT_REGISTERED, origin)
    return origin


def _origins(urls: Collection[str]) -> set[str]:
    readable = set()
    for url in urls:
        try:
            readable.add(origin_of(url))
        except AddressRefused:
            continue
    return readable
