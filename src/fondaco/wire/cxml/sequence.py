"""The order in which the DTD wants elements; what stands elsewhere is read all the same, with a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes


def _ranks(names: str) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(names.split())}


SETUP = _ranks("BuyerCookie Extrinsic BrowserFormPost Contact SupplierSetup ShipTo SelectedItem ItemOut")
CART_HEADER = _ranks("SourcingStatus Total ShipTo Shipping Tax SupplierOrderInfo")
ORDER_HEADER = _ranks(
    "Total ShipTo BillTo BusinessPartner LegalEntity OrganizationalUnit Shipping Tax Payment PaymentTerm Contact "
    "Comments Followup ControlKeys DocumentReference SupplierOrderInfo TermsOfDelivery DeliveryPeriod IdReference "
    "OrderRequestHeaderIndustry Extrinsic"
)
CONFIRMATION_HEADER = _ranks("DocumentReference Total Shipping Tax Contact Hazard Comments IdReference Extrinsic")


SHIP_HEADER = _ranks(
    "ServiceLevel DocumentReference Contact LegalEntity OrganizationalUnit Hazard Comments TermsOfDelivery "
    "TermsOfTransport Packaging Extrinsic IdReference ReferenceDocumentInfo"
)
INVOICE_HEADER = _ranks(
    "InvoiceDetailHeaderIndicator InvoiceDetailLineIndicator InvoicePartner DocumentReference InvoiceIDInfo "
    "PaymentProposalIDInfo InvoiceDetailShipping ShipNoticeIDInfo InvoiceDetailPaymentTerm PaymentTerm "
    "PaymentInformation Period Comments IdReference Extrinsic"
)
INVOICE_SUMMARY = _ranks(
    "SubtotalAmount Tax SpecialHandlingAmount ShippingAmount GrossAmount InvoiceDetailDiscount "
    "InvoiceHeaderModifications InvoiceDetailSummaryLineItemModifications TotalCharges TotalAllowances "
    "TotalAmountWithoutTax NetAmount DepositAmount DueAmount InvoiceDetailSummaryIndustry"
)


def in_order(parent: _Element, ranks: dict[str, int], notes: Notes) -> Iterator[_Element]:
    """The children of ``parent``; a finding for the first one that stands out of its place."""
    highest = 0
    told = False
    for child in parent:
        rank = ranks.get(child.tag, highest)
        if rank < highest and not told:
            told = True
            notes.add("element.order", child, found=child.tag)
        highest = max(highest, rank)
        yield child
