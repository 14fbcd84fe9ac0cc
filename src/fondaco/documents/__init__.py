"""What is said between a buyer and a supplier: frozen documents, in the trade's own words.

Nothing here knows a file format, a database, the clock or the network. A constructor refuses only what cannot be
represented at all (an amount without a currency, ``NaN``, a naive datetime) with :class:`ValueError`; what a sender
forgot is a :class:`Finding`; what makes no sense in the trade (a negative quantity in an order) is for the operation
that acts on the document to refuse, line by line.
"""

from fondaco.documents.envelope import Credential, Envelope, Message, Mode
from fondaco.documents.findings import Finding, Level
from fondaco.documents.order import (
    ConfirmationKind,
    ConfirmationLine,
    OrderConfirmation,
    OrderLine,
    OrderOperation,
    Portion,
    PortionKind,
    PurchaseOrder,
    StatusUpdate,
)
from fondaco.documents.parties import Address, Contact, Person
from fondaco.documents.profile import Profile, ProfileRequest, Transaction
from fondaco.documents.punchout import (
    Cart,
    CartLine,
    PunchOutSetup,
    PunchOutSetupAnswer,
    SetupOperation,
)
from fondaco.documents.refusals import NextActor, Refusal, RefusalCode, RefusalLevel
from fondaco.documents.status import Status
from fondaco.documents.values import Charge, Classification, Extra, Money, TaxDetail, decimal_from, quantity_text

Document = (
    PunchOutSetup
    | PunchOutSetupAnswer
    | Cart
    | PurchaseOrder
    | OrderConfirmation
    | StatusUpdate
    | ProfileRequest
    | Profile
    | Status
)

__all__ = [
    "Address",
    "Cart",
    "CartLine",
    "Charge",
    "Classification",
    "ConfirmationKind",
    "ConfirmationLine",
    "Contact",
    "Credential",
    "Document",
    "Envelope",
    "Extra",
    "Finding",
    "Level",
    "Message",
    "Mode",
    "Money",
    "NextActor",
    "OrderConfirmation",
    "OrderLine",
    "OrderOperation",
    "Person",
    "Portion",
    "PortionKind",
    "Profile",
    "ProfileRequest",
    "PunchOutSetup",
    "PunchOutSetupAnswer",
    "PurchaseOrder",
    "Refusal",
    "RefusalCode",
    "RefusalLevel",
    "SetupOperation",
    "Status",
    "StatusUpdate",
    "TaxDetail",
    "Transaction",
    "decimal_from",
    "quantity_text",
]
