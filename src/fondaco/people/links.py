"""Links that open something once: whoever has the token may, and only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, 43 characters that need no escaping in an address."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """SHA-256 (hex). A token is random enough that its digest needs neither salt nor stretching."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
