"""Text from outside, made fit for the database."""

from __future__ import annotations


def storable(text: str, length: int = 4000) -> str:
    """``text`` without what PostgreSQL cannot store (NUL, lone surrogates), cut to ``length`` characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:length]
