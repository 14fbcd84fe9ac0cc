"""OnlineSession and OnlineOrder: going to the store and coming back, as OAGIS has it natively."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import (
    Cart,
    CartLine,
    CatalogFunction,
    PunchOutSetup,
    PunchOutSetupAnswer,
    SetupOperation,
    Status,
)
from fondaco.wire.oagis import items
from fondaco.wire.oagis.kinds import MONEY, NUMBER, word
from fondaco.wire.oagis.many import Lines
from fondaco.wire.oagis.money import OwnCharge, Price
from fondaco.wire.oagis.parties import ADDRESS, Others, person
from fondaco.wire.oagis.parts import Attribute, Leaf, Named, Own, Part, Place, Shape, Values, Within
from fondaco.wire.oagis.references import About

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

_OPERATION = word(SetupOperation)
_SHIP_TO = "ShipTo"


class _ShipTo(Part):
    """Where it is wanted: a Party, for neither noun has a ShipToParty."""

    fields = ("ship_to",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.ship_to is not None:
            element = pen.sub(parent, "Party")
            element.set("typeCode", _SHIP_TO)
            ADDRESS.put(pen, element, said.ship_to, f"{path}.ship_to")

    def take(self, bag: Bag, values: Values) -> None:
        for element in bag.those("Party", lambda one: one.get("typeCode") == _SHIP_TO)[:1]:
            party = bag.open(element)
            party.get("typeCode")
            values["ship_to"] = ADDRESS.take(party)


class _Search(Part):
    """What the store is to open at: search terms, told apart by their qualifier."""

    fields = ("selected_part_id", "selected_part_auxiliary_id", "search_text")
    _qualifiers = (
        ("selected_part_id", "SupplierPartID"),
        ("selected_part_auxiliary_id", "SupplierPartAuxiliaryID"),
        ("search_text", ""),
    )

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for name, qualifier in self._qualifiers:
            value = getattr(said, name)
            if value:
                term = pen.sub(parent, "SearchTerm")
                pen.say(pen.sub(term, "SearchValue" if pen.nine else "SearchValueText"), value, f"{path}.{name}")
                if qualifier:
                    pen.sub(term, "SearchQualifier").text = qualifier

    def take(self, bag: Bag, values: Values) -> None:
        fields = {qualifier: name for name, qualifier in self._qualifiers}
        for term in bag.bags("SearchTerm"):
            name = fields.get(term.peek("SearchQualifier") or "", "search_text")
            if name not in values:
                if name != "search_text":
                    term.text("SearchQualifier")
                values[name] = term.text("SearchValueText", "SearchValue")


class _Cookie(Part):
    """SessionID: opaque, and echoed to the letter, so that the one who made it knows it again."""

    fields = ("buyer_cookie",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.buyer_cookie:
            pen.sub(parent, "SessionID").text = pen.clean(said.buyer_cookie, f"{path}.buyer_cookie", exact=True)

    def take(self, bag: Bag, values: Values) -> None:
        element = bag.take("SessionID")
        if element is not None and bag.leaf(element):
            values["buyer_cookie"] = element.text


def _remark_session(bag: Bag, values: Values) -> None:
    if not values.get("buyer_cookie"):
        values["buyer_cookie"] = ""
        bag.notes.add("oagis.session.missing", bag.element, "/OnlineSession/SessionID")
    if not values.get("return_url"):
        bag.notes.add("oagis.reply_url.missing", bag.element, "/OnlineSession/ReplyURL")


SESSION = Shape(
    PunchOutSetup,
    (
        Within(
            "OnlineSession",
            (
                Attribute("operation", "typeCode", _OPERATION, default=SetupOperation.CREATE),
                _Cookie(),
                Leaf("return_url", Place("ReplyURL")),
                person("OriginatorParty/Contact", "User"),
                _ShipTo(),
                Others(),
                _Search(),
                Named(),
                Own("function", "Function", word(CatalogFunction), default=CatalogFunction.SHOP),
                Own("selected_quantity", "SelectedQuantity", NUMBER),
                Own("supplier_setup_url", "SupplierSetupURL"),
                Own("vendor", "Vendor"),
                Own("return_target", "ReturnTarget"),
            ),
        ),
    ),
    _remark_session,
)


def _remark_answer(bag: Bag, values: Values) -> None:
    if not values.get("start_url"):
        values["start_url"] = ""
        bag.notes.add("oagis.return_url.missing", bag.element, "/OnlineSession/ReturnURL")


ANSWER = Shape(
    PunchOutSetupAnswer, (Within("OnlineSession", (Leaf("start_url", Place("ReturnURL")),)),), _remark_answer
)


class _Said(Part):
    """The cart's Status: code, phrase and explanation. Codes that are no cXML Status are kept as they stand."""

    fields = ("status",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        status: Status | None = said.status
        if status is None:
            return
        element = pen.sub(parent, "Status")
        pen.sub(element, "Code").text = f"{status.code:03d}"
        if status.text:
            pen.say(pen.sub(element, "Description"), status.text, f"{path}.status.text")
        if status.explanation:
            pen.say(pen.sub(element, "Reason"), status.explanation, f"{path}.status.explanation")

    def take(self, bag: Bag, values: Values) -> None:
        for element in bag.those("Status", _is_code)[:1]:
            status = bag.open(element)
            code = int(status.text("Code"))
            values["status"] = Status(code, status.text("Description"), status.text("Reason"))


def _is_code(element: _Element) -> bool:
    code = (element.findtext("Code") or "").strip()
    return len(code) == 3 and code.isascii() and code.isdigit()


class _Supplier(Part):
    """Who sells it, where a cart has lines of several: SupplierParty/ID/@schemeID."""

    fields = ("supplier_id", "supplier_id_domain")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.supplier_id or said.supplier_id_domain:
            element = pen.make(parent, "SupplierParty/PartyIDs/ID" if pen.nine else "SupplierParty/ID")
            pen.set(element, "schemeID", said.supplier_id_domain, f"{path}.supplier_id_domain")
            pen.say(element, said.supplier_id, f"{path}.supplier_id")

    def take(self, bag: Bag, values: Values) -> None:
        element = bag.first(("SupplierParty/ID", "SupplierParty/PartyIDs/ID"))
        if element is not None:
            values["supplier_id"] = bag.leaf(element, "schemeID")
            values["supplier_id_domain"] = element.get("schemeID", "").strip()


def _remark_line(bag: Bag, values: Values) -> None:
    if "quantity" not in values:
        bag.notes.add("oagis.line.quantity.missing", bag.element, "/Quantity")
    if values.get("unit_price") is None:
        bag.notes.add("oagis.line.price.missing", bag.element, "/UnitPrice")
    if not values.get("supplier_part_id"):
        bag.notes.add("oagis.line.part.missing", bag.element, "/Item/SupplierItemIdentification/ID")


_LINE = Shape(
    CartLine,
    (
        items.NUMBER,
        items.NOTED,
        About("contract_number", "Contract", line="contract_line"),
        About("quote_number", "Quote", line="quote_line"),
        items.ATTACHED,
        items.ITEM,
        items.QUANTITY,
        Price(),
        _Supplier(),
        _ShipTo(),
        Others(),
        Named(),
        OwnCharge("shipping", "Shipping"),
        OwnCharge("tax", "Tax"),
        *items.OWN,
    ),
    _remark_line,
)


def _remark_cart(bag: Bag, values: Values) -> None:
    if not values.get("buyer_cookie"):
        values["buyer_cookie"] = ""
        bag.notes.add("oagis.session.missing", bag.element, "/OnlineOrder/OnlineOrderHeader/SessionID")


CART = Shape(
    Cart,
    (
        Within(
            "OnlineOrder",
            (
                Attribute("operation_allowed", "typeCode", _OPERATION, default=SetupOperation.CREATE),
                Within(
                    "OnlineOrderHeader",
                    (
                        _Said(),
                        _Cookie(),
                        _ShipTo(),
                        Named(),
                        Own("total", "TotalAmount", MONEY),
                        OwnCharge("shipping", "Shipping"),
                        OwnCharge("tax", "Tax"),
                        Own("supplier_order_number", "SupplierOrderNumber"),
                    ),
                ),
                Lines("OnlineOrderLine", _LINE),
            ),
        ),
    ),
    _remark_cart,
)
