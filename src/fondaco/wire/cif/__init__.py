"""CIF 3.0, the Catalog Interchange Format: a header of keywords, then one line an item, in comma-separated values.

Ariba's specification is not public. What is read and written here is what public descriptions and sample files agree
on; ``docs/protocol/cif.md`` says which. How several values stand in one field (Parametric Data, Classification Codes,
Territory Available) is left out: such fields are kept under their names, as they stand.
"""

from fondaco.wire.cif.reading import read, recognise
from fondaco.wire.cif.writing import write_noting

__all__ = ["read", "recognise", "write_noting"]
