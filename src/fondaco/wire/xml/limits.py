"""How much of a message is read. Larger ones are refused, with a clear word, before anything is built from them."""

from __future__ import annotations

from attrs import frozen


@frozen
class Limits:
    """Bounds of one message. The defaults are those of ``docs/protocol/cxml.md``.

    ``size`` counts bytes as they arrive; ``markup`` tags, opening and closing; ``attributes`` all attributes together
    and ``attributes_each`` those of one element; ``depth`` nested elements (libxml2 itself ends at 256); ``lines`` the
    items of an order, a cart or a confirmation; ``findings`` what is reported before the rest is only counted.
    """

    size: int = 10 * 1024 * 1024
    markup: int = 1_000_000
    attributes: int = 500_000
    attributes_each: int = 256
    depth: int = 256
    lines: int = 10_000
    findings: int = 1_000
