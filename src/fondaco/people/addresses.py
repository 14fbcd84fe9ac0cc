"""Where a request comes from, and where a person may be led."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def client_address(request: HttpRequest) -> str:
    """The address that connected. Behind a proxy of ours (``FONDACO_TRUST_PROXY``), the one that the proxy saw."""
    if getattr(settings, "FONDACO_TRUST_PROXY", False):
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded[:64]
    return str(request.META.get("REMOTE_ADDR", ""))[:64]


def next_address(request: HttpRequest, given: str, default: str = "/") -> str:
    """``given`` if it is a page of this site, ``default`` otherwise: nobody is led elsewhere by a link to us."""
    safe = url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return given if safe and given.startswith("/") else resolve_url(default)
