"""cXML 1.2: what is read and written is listed in ``docs/protocol/cxml.md``.

Reading is tolerant and says what was off; writing is valid under the DTD, every time.
"""

from fondaco.wire.cxml.attachments import content_type_of
from fondaco.wire.cxml.build import Supplied
from fondaco.wire.cxml.cards import card_numbers, card_numbers_in_text
from fondaco.wire.cxml.forms import cart_form_value, read_cart_form
from fondaco.wire.cxml.macs import Verdict, verified
from fondaco.wire.cxml.reading import Identified, identified, read
from fondaco.wire.cxml.secrets import fingerprint, masked, with_mac, with_secret
from fondaco.wire.cxml.writing import write, write_answer, write_answer_noting, write_noting
from fondaco.wire.results import Reading, Written
from fondaco.wire.xml.limits import Limits

__all__ = [
    "Identified",
    "Limits",
    "Reading",
    "Supplied",
    "Verdict",
    "Written",
    "card_numbers",
    "card_numbers_in_text",
    "cart_form_value",
    "content_type_of",
    "fingerprint",
    "identified",
    "masked",
    "read",
    "read_cart_form",
    "verified",
    "with_mac",
    "with_secret",
    "write",
    "write_answer",
    "write_answer_noting",
    "write_noting",
]
