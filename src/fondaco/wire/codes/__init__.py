"""Every remark and every refusal that ``wire`` can make: stable codes, in two languages, one table per protocol.

Tables, so that the documentation lists what the code knows and nothing else, and no translation can be forgotten.
"""

from __future__ import annotations

from fondaco.wire.codes import availability, cif, cxml, local, oagis, oagis721, oci, oracle, xml
from fondaco.wire.codes.kinds import Cannot, Refused, Remark
from fondaco.wire.codes.local import CANNOT_IT

CODES: dict[str, Remark] = {
    **xml.CODES,
    **local.CODES,
    **cxml.CODES,
    **oci.CODES,
    **oagis.CODES,
    **oagis721.CODES,
    **oracle.CODES,
    **cif.CODES,
    **availability.CODES,
}
REFUSALS: dict[str, Refused] = {
    **xml.REFUSALS,
    **cxml.REFUSALS,
    **oci.REFUSALS,
    **oagis.REFUSALS,
    **oagis721.REFUSALS,
    **oracle.REFUSALS,
    **cif.REFUSALS,
    **availability.REFUSALS,
}
CANNOT: dict[str, Cannot] = {**local.CANNOT, **oagis721.CANNOT}

__all__ = ["CANNOT", "CANNOT_IT", "CODES", "REFUSALS", "Cannot", "Refused", "Remark"]
