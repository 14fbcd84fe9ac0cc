"""Names that nobody can guess. Views and tasks call these and hand the result down."""

from __future__ import annotations

import secrets


def new_public_id() -> str:
    """128 random bits, 22 characters safe in an address."""
    return secrets.token_urlsafe(16)


def new_cookie() -> str:
    """A BuyerCookie: 128 random bits in hexadecimal (OWASP ASVS 5.0, 11.5.1; a UUID has fewer)."""
    return secrets.token_hex(16)


def new_secret() -> str:
    """A secret that is shown once or travels in an address: 256 random bits."""
    return secrets.token_urlsafe(32)
