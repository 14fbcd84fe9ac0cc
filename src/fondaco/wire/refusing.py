"""Errors out of the tables: ``raise refused("xml.too_large", size=12, limit=10)``."""

from __future__ import annotations

from fondaco.wire.codes import CANNOT, REFUSALS
from fondaco.wire.errors import LocalError, RemoteError


def refused(reason: str, **values: object) -> RemoteError:
    """The error for ``reason``, its words filled with ``values`` in both languages."""
    told = REFUSALS[reason]
    return RemoteError(reason, told.words.format(**values), told.status, told.words_it.format(**values))


def cannot(reason: str, missing: str = "", **values: object) -> LocalError:
    """Our own error for ``reason``, ``missing`` its place, its words filled with ``values`` in both languages."""
    told = CANNOT[reason]
    return LocalError(reason, told.words.format(**values), missing, told.words_it.format(**values))
