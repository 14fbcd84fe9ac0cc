"""Price and availability between a desk and a store of this house: a question and an answer in JSON, of one version.

The codec's door: :func:`read`, :func:`write_noting`, :func:`write_answer`. The format is told in
``docs/protocol/availability.md``.
"""

from fondaco.wire.availability.format import CONTENT_TYPE, FORMAT, MOST_BYTES, MOST_LINES, PATH
from fondaco.wire.availability.reading import read
from fondaco.wire.availability.writing import write_answer, write_noting

__all__ = [
    "CONTENT_TYPE",
    "FORMAT",
    "MOST_BYTES",
    "MOST_LINES",
    "PATH",
    "read",
    "write_answer",
    "write_noting",
]
