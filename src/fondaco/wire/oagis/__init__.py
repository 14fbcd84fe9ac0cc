"""OAGIS 10.x and 9.x: what is read and written is listed in ``docs/protocol/oagis.md``.

Reading matches names whatever their namespace, so that overlays of release 9 are read too; what is written in release
10 is valid under the stand-alone schemas of OAGIS(R) 10.4, copyright (c) Open Applications Group. All Rights Reserved.
"""

from fondaco.wire.oagis.reading import Identified, identified, read, recognise
from fondaco.wire.oagis.secrets import fingerprint, masked, with_secret
from fondaco.wire.oagis.writing import write_noting
from fondaco.wire.results import Reading, Written
from fondaco.wire.xml.limits import Limits

__all__ = [
    "Identified",
    "Limits",
    "Reading",
    "Written",
    "fingerprint",
    "identified",
    "masked",
    "read",
    "recognise",
    "with_secret",
    "write_noting",
]
