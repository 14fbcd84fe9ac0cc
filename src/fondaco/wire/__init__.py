"""How it is written: bytes to documents and back. Knows no Django, no socket, no clock and no randomness.

The door to a protocol is its own package (``fondaco.wire.cxml``); :func:`read_any` tries them all.
"""

from fondaco.wire.errors import LocalError, RemoteError
from fondaco.wire.protocols import PROTOCOLS, AnyReading, read_any

__all__ = ["PROTOCOLS", "AnyReading", "LocalError", "RemoteError", "read_any"]
