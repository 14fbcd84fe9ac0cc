"""Addresses that come from outside, read strictly: an origin is scheme, host and port, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

_PORTS = {"https": 443, "http": 80}
# Browsers turn \\ into / and drop tabs and line ends; what may be read in two ways is not read at all.
_PLAIN = re.compile(r"[!-~]+", re.ASCII)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.ASCII)


def origin_of(url: str) -> str:
    """``https://host[:port]`` of an absolute http(s) address, lower case, the usual port left out; "" for any
    other.
    """
    if len(url) > 4096 or not _PLAIN.fullmatch(url) or "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    netloc = parts.netloc.rpartition(":")[0] if port is not None else parts.netloc
    host = netloc.lower()
    if parts.scheme not in _PORTS or "@" in parts.netloc or not _HOST.fullmatch(host):
        return ""
    if port is None or port == _PORTS[parts.scheme]:
        return f"{parts.scheme}://{host}"
    return f"{parts.scheme}://{host}:{port}"


def may_open(url: str, *, origins: Collection[str], loopback: Collection[str]) -> bool:
    """Whether a browser may be sent to ``url``: on one of ``origins``, over https or to a listed ``loopback``
    origin.
    """
    origin = origin_of(url)
    if not origin or origin not in {origin_of(known) for known in origins}:
        return False
    return origin.startswith("https://") or origin in {origin_of(known) for known in loopback}
