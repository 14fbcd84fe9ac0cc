"""The protocols that are read. A new one is a folder beside ``cxml`` and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fondaco.wire import cxml
from fondaco.wire.errors import RemoteError

if TYPE_CHECKING:
    from collections.abc import Callable


class AnyReading(NamedTuple):
    """Which protocol it was, and what was read."""

    protocol: str
    reading: cxml.Reading


PROTOCOLS: dict[str, Callable[[bytes], cxml.Reading]] = {
    "cxml": cxml.read,
}


def read_any(data: bytes) -> AnyReading:
    """``data`` in whichever protocol takes it. Raises the RemoteError of the last one that did not."""
    refused = RemoteError("wire.none", "No protocol is known.")
    for protocol, reader in PROTOCOLS.items():
        try:
            return AnyReading(protocol, reader(data))
        except RemoteError as error:
            refused = error
    raise refused
