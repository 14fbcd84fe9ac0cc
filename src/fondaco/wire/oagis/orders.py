"""PurchaseOrder with the verbs Process, Change and Cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import OrderLine, PurchaseOrder
from fondaco.wire.oagis import items
from fondaco.wire.oagis.kinds import DAY, MOMENT
from fondaco.wire.oagis.many import Lines, One
from fondaco.wire.oagis.money import DISTRIBUTIONS, Charged, Price, Taxes, Terms
from fondaco.wire.oagis.parties import ADDRESS, Others, Party, person
from fondaco.wire.oagis.parts import Amount, Attribute, Leaf, Named, Own, Part, Place, Shape, Values, Within

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

SUPPLIER = Party("SupplierParty", "supplierCorporate")
CUSTOMER = Party("CustomerParty", "soldTo")


class Delivered(Part):
    """Terms of delivery: the Incoterms code, or words where it is none."""

    fields = ("delivery_terms",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        terms = said.delivery_terms
        if terms:
            code = len(terms) == 3 and terms.isascii() and terms.isupper()
            element = pen.make(parent, "TransportationTerm/" + ("IncotermsCode" if code else "Description"))
            pen.say(element, terms, f"{path}.delivery_terms")

    def take(self, bag: Bag, values: Values) -> None:
        terms = bag.text("TransportationTerm/IncotermsCode", "TransportationTerm/Description")
        if terms:
            values["delivery_terms"] = terms


def number_line(bag: Bag, values: Values) -> None:
    """The position where the sender numbered nothing; a price and a quantity are remarked on."""
    if "line_number" not in values:
        values["line_number"] = bag.notes.position
        bag.notes.add("oagis.line.number.missing", bag.element, "/LineNumberID")
    if "quantity" not in values:
        bag.notes.add("oagis.line.quantity.missing", bag.element, "/Quantity")


def _complete(bag: Bag, values: Values) -> None:
    number_line(bag, values)
    if not values.get("supplier_part_id"):
        bag.notes.add("oagis.line.part.missing", bag.element, "/Item/SupplierItemIdentification/ID")
    if values.get("unit_price") is None:
        bag.notes.add("oagis.line.price.missing", bag.element, "/UnitPrice")


LINE = Shape(
    OrderLine,
    (
        items.NUMBER,
        items.NOTED,
        items.ATTACHED,
        items.ITEM,
        items.QUANTITY,
        Price(),
        *items.reference("contract_number", "contract_line", "ContractReference"),
        Leaf("requested_on", Place("RequiredDeliveryDateTime"), DAY),
        Others(),
        One("ship_to", Place("ShipToParty"), ADDRESS),
        Charged("shipping", tag="DistributeCharge"),
        Taxes(),
        Leaf("requisition_number", Place("RequisitionReference/ID", "RequisitionReference/DocumentID/ID")),
        *items.reference("quote_number", "quote_line", "QuoteReference"),
        Within("PurchaseOrderSchedule", (DISTRIBUTIONS,)),
        Named(),
        *items.SUPPLIER,
        *items.OWN,
    ),
    _complete,
)

HEADER: tuple[Part, ...] = (
    Leaf("number", Place("ID", "DocumentID/ID")),
    Leaf("version", Place("RevisionID", "DocumentID/RevisionID")),
    Leaf("ordered_at", Place("DocumentDateTime", also=("OrderDateTime",)), MOMENT),
    items.NOTED,
    items.ATTACHED,
    Others((CUSTOMER, SUPPLIER)),
    CUSTOMER,
    SUPPLIER,
    One("ship_to", Place("ShipToParty"), ADDRESS),
    Leaf("contract_number", Place("ContractReference/ID", "ContractReference/DocumentID/ID")),
    Amount("total", Place("ExtendedAmount", also=("TotalAmount",))),
    One("bill_to", Place("BillToParty"), ADDRESS),
    Delivered(),
    Terms(),
    Taxes(),
    Charged("shipping"),
    person("BuyerParty/Contact", "BuyerParty/BuyerContact"),
    Leaf("requisition_number", Place("RequisitionReference/ID", "RequisitionReference/DocumentID/ID")),
    Named(),
    Own("changes_payload_id", "ChangesBODID"),
)


def _remark(bag: Bag, values: Values) -> None:
    if not values.get("number"):
        values["number"] = ""
        bag.notes.add("oagis.order.number.missing", bag.element, "/PurchaseOrder/PurchaseOrderHeader/ID")
    if not values["lines"]:
        bag.notes.add("oagis.order.lines.missing", bag.element, "/PurchaseOrder/PurchaseOrderLine")


ORDER = Shape(
    PurchaseOrder,
    (
        Within(
            "PurchaseOrder",
            (
                Attribute("order_type", "typeCode", default="regular"),
                Within("PurchaseOrderHeader", HEADER),
                Lines("PurchaseOrderLine", LINE),
            ),
        ),
    ),
    _remark,
    silent=frozenset({"operation"}),
)
