"""What is to be paid, and what was: the invoice, its credit and debit memos, and the remittance."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.envelope import aware
from fondaco.documents.parties import Contact
from fondaco.documents.shipping import OrderReference
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
    finite,
)


class InvoicePurpose(StrEnum):
    """cXML InvoiceDetailRequestHeader/@purpose."""

    STANDARD = "standard"
    CREDIT_MEMO = "creditMemo"
    DEBIT_MEMO = "debitMemo"
    LINE_LEVEL_CREDIT_MEMO = "lineLevelCreditMemo"
    LINE_LEVEL_DEBIT_MEMO = "lineLevelDebitMemo"


class InvoiceOperation(StrEnum):
    NEW = "new"
    DELETE = "delete"


@frozen(slots=False)
class InvoiceLine:
    """One line that is invoiced.

    ``line_number`` is the invoice's, ``order_line_number`` the order's, None where the sender names none. ``quantity``
    counts ``unit`` and is negative on a line-level credit memo; ``unit_price`` is net for one unit or for
    ``price_basis``. ``subtotal`` is quantity times price, ``gross`` with tax, ``net`` after what is taken off.
    """

    line_number: int
    order_line_number: int | None = None
    quantity: Decimal | None = field(default=None, validator=finite)
    unit: str = ""
    unit_price: Money | None = None
    price_basis: PriceBasis | None = None
    supplier_part_id: str = ""
    supplier_part_auxiliary_id: str = ""
    buyer_part_id: str = ""
    manufacturer_part_id: str = ""
    manufacturer_name: str = ""
    description: str = ""
    language: str = ""
    classifications: tuple[Classification, ...] = ()
    service: bool = False
    subtotal: Money | None = None
    tax: Charge | None = None
    shipping: Charge | None = None
    special_handling: Charge | None = None
    charges: tuple[InvoiceCharge, ...] = ()
    discount: Money | None = None
    discount_percent: Decimal | None = field(default=None, validator=finite)
    gross: Money | None = None
    net: Money | None = None
    shipment_number: str = ""
    parent_line_number: int | None = None
    distributions: tuple[Distribution, ...] = ()
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class InvoicePortion:
    """What is invoiced of one order. ``order`` is None where the invoice names none.

    A summary invoice (``header``) says amounts for the order as a whole and has no lines.
    """

    order: OrderReference | None = None
    contract_number: str = ""
    contract_payload_id: str = ""
    lines: tuple[InvoiceLine, ...] = ()
    header: InvoiceSummary | None = None
    extras: tuple[Extra, ...] = ()


@frozen
class InvoiceSummary:
    """The amounts of the whole, None where nothing was said. ``due`` is to be paid, negative on a credit memo."""

    subtotal: Money | None = None
    tax: Charge | None = None
    special_handling: Charge | None = None
    shipping: Charge | None = None
    charges: tuple[InvoiceCharge, ...] = ()
    discount: Money | None = None
    discount_percent: Decimal | None = field(default=None, validator=finite)
    gross: Money | None = None
    net: Money | None = None
    deposit: Money | None = None
    due: Money | None = None
    comments: str = ""  # of a portion of a summary invoice
    extras: tuple[Extra, ...] = ()


@frozen
class Invoice:
    """An invoice, or a memo that corrects one.

    ``number`` is the supplier's. ``summary_only`` says that the lines are whole orders (cXML isHeaderInvoice).
    ``corrects_number`` and ``corrects_payload_id`` name the invoice that a memo, or a delete, is about.
    ``tax_in_line``, ``shipping_in_line``, ``discount_in_line`` say that the lines carry what else the summary does.
    Parties are ``contacts`` with roles: from, billTo, remitTo, soldTo, shipFrom, shipTo, taxRepresentative.
    """

    number: str
    invoiced_at: datetime | None = field(default=None, validator=aware)
    purpose: InvoicePurpose = InvoicePurpose.STANDARD
    operation: InvoiceOperation = InvoiceOperation.NEW
    summary_only: bool = False
    portions: tuple[InvoicePortion, ...] = ()
    summary: InvoiceSummary = InvoiceSummary()
    corrects_number: str = ""
    corrects_payload_id: str = ""
    contacts: tuple[Contact, ...] = ()
    payment_terms: tuple[PaymentTerm, ...] = ()
    payment_references: tuple[tuple[str, str], ...] = ()  # IdReference: domain and identifier
    period_from: date | None = None
    period_to: date | None = None
    supplier_order_number: str = ""
    shipment_number: str = ""
    tax_in_line: bool = False
    special_handling_in_line: bool = False
    shipping_in_line: bool = False
    discount_in_line: bool = False
    accounting_in_line: bool = False
    comments: str = ""
    attachments: tuple[Attachment, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()
    price_adjustment_in_line: bool = False  # the lines carry allowances and charges
    corrects_on: date | None = None  # the date of the invoice that is corrected


@frozen
class RemittanceLine:
    """What was paid of one invoice. ``adjustment`` is what was taken off or added besides the discount."""

    invoice_number: str
    line_number: int | None = None
    invoice_payload_id: str = ""
    invoiced_on: date | None = None
    order_number: str = ""
    gross: Money | None = None
    discount: Money | None = None
    adjustment: Money | None = None
    net: Money | None = None
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class Remittance:
    """The buyer says what was paid, and for which invoices (cXML PaymentRemittanceRequest).

    ``method`` is the DTD's word (ach, check, wire, creditTransfer …); ``reference`` the bank's or the cheque's number.
    ``voided`` takes back what was said under that number.
    """

    number: str
    paid_at: datetime | None = field(default=None, validator=aware)
    method: str = ""
    reference: str = ""
    lines: tuple[RemittanceLine, ...] = ()
    gross: Money | None = None
    discount: Money | None = None
    adjustment: Money | None = None
    net: Money | None = None
    contacts: tuple[Contact, ...] = ()  # payer, payee, originatingBank, receivingBank
    comments: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()
    voided: bool = False
