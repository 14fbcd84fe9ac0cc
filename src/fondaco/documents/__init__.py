"""What is said between a buyer and a supplier: frozen documents, in the trade's own words.

Nothing here knows a file format, a database, the clock or the network. A constructor refuses only what cannot be
represented at all (an amount without a currency, ``NaN``, a naive datetime) with :class:`ValueError`; what a sender
forgot is a :class:`Finding`; what makes no sense in the trade (a negative quantity in an order) is for the operation
that acts on the document to refuse, line by line.
"""

from fondaco.documents.availability import (
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityQuestion,
    AvailabilityRequest,
)
from fondaco.documents.carriage import Copy, Data, DataAvailable, DataRequest, Pending, PendingRequest
from fondaco.documents.catalog import (
    Catalog,
    CatalogItem,
    CatalogItemAction,
    CatalogUpload,
    SearchGroup,
    UploadOperation,
)
from fondaco.documents.envelope import ConfirmationWanted, Credential, CredentialMac, Envelope, Message, Mode
from fondaco.documents.findings import Finding, Level
from fondaco.documents.invoice import (
    Invoice,
    InvoiceLine,
    InvoiceOperation,
    InvoicePortion,
    InvoicePurpose,
    InvoiceSummary,
    Remittance,
    RemittanceLine,
)
from fondaco.documents.item import Item, ItemType
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
    CatalogFunction,
    PunchOutSetup,
    PunchOutSetupAnswer,
    SetupOperation,
)
from fondaco.documents.quote import Quote, QuoteAnswer, QuoteLine, QuoteRequest, QuoteRequestType
from fondaco.documents.receipt import GoodsReceipt, ReceiptKind, ReceiptLine, ReceiptPortion
from fondaco.documents.refusals import NextActor, Refusal, RefusalCode, RefusalLevel
from fondaco.documents.shipping import (
    Carrier,
    Fulfillment,
    OrderReference,
    Package,
    ShipLine,
    ShipmentKind,
    ShipNotice,
    ShipPortion,
)
from fondaco.documents.status import Status
from fondaco.documents.values import (
    Attachment,
    Charge,
    Classification,
    Distribution,
    Extra,
    InvoiceCharge,
    Money,
    PaymentTerm,
    PriceBasis,
    Segment,
    TaxDetail,
    decimal_from,
    quantity_text,
)

Document = (
    PunchOutSetup
    | PunchOutSetupAnswer
    | Cart
    | PurchaseOrder
    | OrderConfirmation
    | ShipNotice
    | GoodsReceipt
    | Invoice
    | Remittance
    | StatusUpdate
    | QuoteRequest
    | Quote
    | Catalog
    | CatalogUpload
    | Copy
    | PendingRequest
    | Pending
    | DataAvailable
    | DataRequest
    | Data
    | ProfileRequest
    | Profile
    | AvailabilityRequest
    | AvailabilityAnswer
    | Status
)

__all__ = [
    "Address",
    "Attachment",
    "AvailabilityAnswer",
    "AvailabilityLine",
    "AvailabilityQuestion",
    "AvailabilityRequest",
    "Carrier",
    "Cart",
    "CartLine",
    "Catalog",
    "CatalogFunction",
    "CatalogItem",
    "CatalogItemAction",
    "CatalogUpload",
    "Charge",
    "Classification",
    "ConfirmationKind",
    "ConfirmationLine",
    "ConfirmationWanted",
    "Contact",
    "Copy",
    "Credential",
    "CredentialMac",
    "Data",
    "DataAvailable",
    "DataRequest",
    "Distribution",
    "Document",
    "Envelope",
    "Extra",
    "Finding",
    "Fulfillment",
    "GoodsReceipt",
    "Invoice",
    "InvoiceCharge",
    "InvoiceLine",
    "InvoiceOperation",
    "InvoicePortion",
    "InvoicePurpose",
    "InvoiceSummary",
    "Item",
    "ItemType",
    "Level",
    "Message",
    "Mode",
    "Money",
    "NextActor",
    "OrderConfirmation",
    "OrderLine",
    "OrderOperation",
    "OrderReference",
    "Package",
    "PaymentTerm",
    "Pending",
    "PendingRequest",
    "Person",
    "Portion",
    "PortionKind",
    "PriceBasis",
    "Profile",
    "ProfileRequest",
    "PunchOutSetup",
    "PunchOutSetupAnswer",
    "PurchaseOrder",
    "Quote",
    "QuoteAnswer",
    "QuoteLine",
    "QuoteRequest",
    "QuoteRequestType",
    "ReceiptKind",
    "ReceiptLine",
    "ReceiptPortion",
    "Refusal",
    "RefusalCode",
    "RefusalLevel",
    "Remittance",
    "RemittanceLine",
    "SearchGroup",
    "Segment",
    "SetupOperation",
    "ShipLine",
    "ShipNotice",
    "ShipPortion",
    "ShipmentKind",
    "Status",
    "StatusUpdate",
    "TaxDetail",
    "Transaction",
    "UploadOperation",
    "decimal_from",
    "quantity_text",
]
