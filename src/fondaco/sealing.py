"""Sealing what must not lie in the clear: shared secrets, messages, mail, what a second factor is made from."""

from __future__ import annotations

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """Sealed with a key that is no longer among ``FONDACO_DATA_KEYS``, or damaged."""


@lru_cache(maxsize=4)
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _box() -> MultiFernet:
    return _keys(tuple(settings.FONDACO_DATA_KEYS))


def seal(plain: str | bytes) -> bytes:
    """``plain`` encrypted and authenticated (Fernet) with the first data key; text as UTF-8."""
    return _box().encrypt(plain.encode() if isinstance(plain, str) else plain)


def unseal(sealed: bytes | memoryview) -> bytes:
    """What was sealed, with whichever data key it was. Raises Unreadable."""
    try:
        return _box().decrypt(bytes(sealed))
    except InvalidToken as trouble:
        raise Unreadable("sealed with a key that is not among the data keys, or damaged") from trouble


def unseal_text(sealed: bytes | memoryview) -> str:
    return unseal(sealed).decode()
