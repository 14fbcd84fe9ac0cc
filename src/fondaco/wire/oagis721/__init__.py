"""OAGIS 7.2.1, the generation of DTDs in capitals: orders, confirmations, ship notices, invoices and ConfirmBOD.

Which element is written and on whose word is in ``docs/protocol/oagis721.md``. No schema is at hand.
"""

from fondaco.wire.oagis721.reading import read, recognise
from fondaco.wire.oagis721.secrets import fingerprint, masked
from fondaco.wire.oagis721.writing import write_noting

__all__ = ["fingerprint", "masked", "read", "recognise", "write_noting"]
