"""Refusals out of the tables: ``raise refused("xml.too_large", found=12, limit=10)``."""

from __future__ import annotations

from fondaco.wire.codes import REFUSALS
from fondaco.wire.errors import RemoteError


def refused(reason: str, **values: object) -> RemoteError:
    """The error for ``reason``, its words filled with ``values`` in both languages."""
    told = REFUSALS[reason]
    return RemoteError(reason, told.words.format(**values), told.status, told.words_it.format(**values))
