"""Payload ids in the shape of a system; what is unique about them is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from fondaco.wire.profiles.dialect import Dialect


def payload_id(dialect: Dialect, *, now: datetime, unique: str, guid: str, host: str) -> str:
    """An id as the system shapes it.

    ``unique`` is a number in digits and ``guid`` a UUID, both new each time; ``host`` the sending machine's name.
    """
    return dialect.xml.payload_id.format(
        stamp=f"{now:%Y%m%d%H%M%S}",
        epoch=int(now.timestamp()),
        milliseconds=f"{now.microsecond // 1000:03d}",
        fraction=f"{now.microsecond:06d}",
        unique=unique,
        guid=guid.upper(),
        host=host,
    )
