"""Addresses of this site for those who are not in a browser on it: the readers of letters."""

from __future__ import annotations

from django.conf import settings


def absolute(path: str) -> str:
    """``path`` with the site's public address before it."""
    return f"{settings.FONDACO_BASE_URL}{path}"
