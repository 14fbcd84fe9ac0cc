"""The dialects of the systems that speak cXML, OCI and OAGIS: data, a small file each.

``load("coupa")`` gives one, ``load_dir`` reads a folder of one's own; ``write`` writes as that system sends or expects.
"""

from fondaco.wire.profiles.agreements import call_settings, cart_form, cart_settings
from fondaco.wire.profiles.dialect import Dialect
from fondaco.wire.profiles.ids import payload_id
from fondaco.wire.profiles.loading import all_of, find, load, load_dir, load_file, names
from fondaco.wire.profiles.persons import acting
from fondaco.wire.profiles.writing import Needs, write

__all__ = [
    "Dialect",
    "Needs",
    "acting",
    "all_of",
    "call_settings",
    "cart_form",
    "cart_settings",
    "find",
    "load",
    "load_dir",
    "load_file",
    "names",
    "payload_id",
    "write",
]
