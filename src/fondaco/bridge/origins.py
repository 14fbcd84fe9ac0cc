"""Where we may send: origins, and the addresses behind them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
_PUBLIC_PORTS = {443, 8443}
# Special-purpose blocks (IANA) that not every version of Python's table knows: local NAT64, documentation, segment
# routing, and the relay anycast of 6to4.
_ALSO_INWARD = tuple(
    ipaddress.ip_network(block) for block in ("64:ff9b:1::/48", "3fff::/20", "5f00::/16", "192.88.99.0/24")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def origin_of(url: str) -> str:
    """``scheme://host:port`` of an http(s) address, in one spelling; empty where it has none that may be trusted.

    User names, backslashes, spaces and control characters in the address make it empty: parsers disagree about them.
    """
    if not url or not url.isascii() or any(character <= " " or character in "\\\x7f" for character in url):
        return ""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc or port == 0:
        return ""
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}:{port or _PORTS[parts.scheme]}"


def origins_of(urls: Iterable[str]) -> set[str]:
    """The origins of those addresses that have one."""
    return {origin for origin in map(origin_of, urls) if origin}


def refusal(url: str, *, registered: Iterable[str], listed: Iterable[str]) -> str:
    """Why nothing may be sent to ``url``, as a stable word; empty where it may.

    ``registered`` are the partner's own addresses, ``listed`` the operator's exceptions: origins that may be plain
    http or lie inside the network.
    """
    origin = origin_of(url)
    if not origin:
        return "not_an_address"
    if origin not in origins_of(registered):
        return "not_registered"
    if origin in origins_of(listed):
        return ""
    parts = urlsplit(origin)
    if parts.scheme != "https":
        return "not_https"
    return "" if parts.port in _PUBLIC_PORTS else "port"


def is_public(address: str) -> bool:
    """Whether an IP address lies in the open internet, as do the IPv4 addresses it may carry inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        carried = [inside for inside in inner if inside is not None]
        if carried:
            return all(is_public(str(inside)) for inside in carried)
    if any(ip.version == block.version and ip in block for block in _ALSO_INWARD):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified
