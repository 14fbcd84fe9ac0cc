"""OCI 4.0 and 5.0, SAP's Open Catalog Interface: the call into a shop, and the cart that comes back.

The codec's door: :func:`read_call`, :func:`read_cart`, :func:`write_call`, :func:`write_cart`, and for files
:func:`read` and :func:`write_noting`. Facts and what stays unknown: ``docs/protocol/oci.md``.
"""

from fondaco.wire.oci.call import SAPEVENT, is_sapevent, read_call, write_call
from fondaco.wire.oci.cart_reading import looks_like_cart, read_cart
from fondaco.wire.oci.cart_writing import write_cart
from fondaco.wire.oci.forms import Form, encoded, fields_of
from fondaco.wire.oci.reading import read, read_validated, recognise
from fondaco.wire.oci.settings import CallSettings, CartSettings
from fondaco.wire.oci.writing import write_noting

__all__ = [
    "SAPEVENT",
    "CallSettings",
    "CartSettings",
    "Form",
    "encoded",
    "fields_of",
    "is_sapevent",
    "looks_like_cart",
    "read",
    "read_call",
    "read_cart",
    "read_validated",
    "recognise",
    "write_call",
    "write_cart",
    "write_noting",
]
