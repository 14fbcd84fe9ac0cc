"""Oracle's own XML: the cart that a store gives back to iProcurement (OrderLinesDataElements), read.

Facts and what stays unknown: ``docs/protocol/oci.md``, at its end.
"""

from fondaco.wire.oracle.reading import read, recognise

__all__ = ["read", "recognise"]
