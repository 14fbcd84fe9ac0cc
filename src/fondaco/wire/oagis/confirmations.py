"""AcknowledgePurchaseOrder: what the supplier says to an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    Item,
    OrderConfirmation,
    OrderOperation,
    Portion,
    PortionKind,
    RefusalLevel,
)
from fondaco.wire.oagis import items
from fondaco.wire.oagis.kinds import DAY, MOMENT, word
from fondaco.wire.oagis.many import Lines, One
from fondaco.wire.oagis.money import Charged, Price, Taxes
from fondaco.wire.oagis.parties import Others
from fondaco.wire.oagis.parts import Amount, Attribute, Counted, Leaf, Named, Own, Part, Place, Shape, Values, Within
from fondaco.wire.oagis.refusals import Decision, decided

if TYPE_CHECKING:
    from datetime import datetime

    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

# An update replaces all that was said before under the same number.
OPERATION = word(
    OrderOperation,
    {"new": "Add", "update": "Replace", "delete": "Delete"},
    {"Change": "update", "UpSert": "update", "Update": "update"},
)
_ANSWERS = {ConfirmationKind.ACCEPT: "Accepted", ConfirmationKind.REJECT: "Rejected"}
_MODIFIED = "Modified"
_KINDS = {"accepted": ConfirmationKind.ACCEPT, "rejected": ConfirmationKind.REJECT, "modified": ConfirmationKind.DETAIL}
_PORTIONS = {ConfirmationKind.ACCEPT: PortionKind.ACCEPT, ConfirmationKind.REJECT: PortionKind.REJECT}

_DECISION = Decision(decided(PortionKind), RefusalLevel.LINE)
# A line that fares as one says it itself; of several portions each stands in a schedule.
_WHOLE = Shape(
    Portion,
    (
        items.NOTED,
        _DECISION,
        items.QUANTITY,
        Price(fields=("unit_price",)),
        Charged("shipping", tag="DistributeCharge"),
        Taxes(),
        Leaf("shipping_on", Place("PromisedShipDateTime"), DAY),
        Leaf("delivery_on", Place("PromisedDeliveryDateTime"), DAY),
    ),
    silent=frozenset({"extrinsics"}),
)
_PERIOD = Within(
    "ScheduleTimePeriod",
    (Leaf("shipping_on", Place("StartDateTime"), DAY), Leaf("delivery_on", Place("EndDateTime"), DAY)),
)
_SCHEDULE = Shape(
    Portion,
    (
        items.NOTED,
        _DECISION,
        One("replaced_by", Place("Item"), Shape(Item, items.ITEM.parts)),
        items.QUANTITY,
        _PERIOD,
        Charged("shipping"),
        Price(fields=("unit_price",)),
        Named(),
    ),
)
_ORDERED = Counted("quantity", "unit", Place("OrderQuantity"))
_BACK = Counted("quantity", "unit", Place("BackOrderedQuantity"))
_NAMED = Named()


class _Portions(Part):
    """The portions of a line, and the quantity that was ordered."""

    fields = ("portions", "quantity", "unit")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        whole = said.portions[0] if len(said.portions) == 1 and said.portions[0].replaced_by is None else None
        if whole is not None:
            _WHOLE.put(pen, parent, whole, f"{path}.portions[1]")
        _ORDERED.put(pen, parent, said, path)
        if whole is not None:
            _NAMED.put(pen, parent, whole, f"{path}.portions[1]")
        else:
            for place, portion in enumerate(said.portions, 1):
                schedule = pen.sub(parent, "PurchaseOrderSchedule")
                _SCHEDULE.put(pen, schedule, portion, f"{path}.portions[{place}]")

    def take(self, bag: Bag, values: Values) -> None:
        _ORDERED.take(bag, values)
        scheduled = bag.bags("PurchaseOrderSchedule")
        assumed = bag.about.answer
        if scheduled:
            of_line: Values = {}
            _DECISION.take(bag, of_line)
            assumed = of_line.pop("kind", assumed)
            found = [{"kind": assumed, **of_line, **_SCHEDULE.values(one)} for one in scheduled]
        else:
            whole = _WHOLE.values(bag)
            _NAMED.take(bag, whole)
            found = [{"kind": assumed, **whole}] if whole else []
            found += _backordered(bag, found)
        values["portions"] = tuple(Portion(**one) for one in found)


def _backordered(bag: Bag, found: list[Values]) -> list[Values]:
    """BackOrderedQuantity as a portion of its own, taken off what is confirmed where that counts it too."""
    back: Values = {}
    _BACK.take(bag, back)
    quantity = back.get("quantity")
    if not quantity:
        return []
    for one in found:
        whole = one.get("quantity")
        if whole is not None and whole > quantity:
            one["quantity"] = whole - quantity
        elif whole == quantity:
            found.remove(one)
            break
    return [{"kind": PortionKind.BACKORDERED, **back}]


def _numbered(bag: Bag, values: Values) -> None:
    if "line_number" not in values:
        values["line_number"] = bag.notes.position
        bag.notes.add("oagis.line.number.missing", bag.element, "/LineNumberID")


_LINE = Shape(ConfirmationLine, (items.NUMBER, _Portions()), _numbered)


class _Answer(Part):
    """The verb: which message is answered, and Accepted, Modified or Rejected."""

    fields = ("order_payload_id", "kind")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.order_payload_id:
            put_original(pen, parent, said.order_payload_id, said.ordered_at, path)
        expression = pen.make(parent, "ResponseCriteria/ResponseExpression")
        expression.set("actionCode", _ANSWERS.get(said.kind, _MODIFIED))

    def take(self, bag: Bag, values: Values) -> None:
        payload_id = take_original(bag)
        if payload_id:
            values["order_payload_id"] = payload_id
        criteria = bag.inside("ResponseCriteria")
        expression = criteria.opened("ResponseExpression") if criteria is not None else None
        if expression is not None:
            kind = _KINDS.get((expression.get("actionCode") or "").casefold())
            expression.about.answer = _PORTIONS.get(kind, PortionKind.UNKNOWN)  # type: ignore[arg-type]
            if kind is not None:
                values["kind"] = kind


def put_original(pen: Pen, verb: _Element, payload_id: str, at: datetime | None, path: str) -> None:
    """The BODID of the message that is answered, in its ApplicationArea.

    The schema wants the time of that message with it. Where the document does not know it, it is that of the answer.
    """
    area = pen.sub(verb, "OriginalApplicationArea")
    when = (None if at is None else MOMENT.write(at)) or MOMENT.write(pen.at) or ""
    pen.sub(area, "CreationDateTime").text = when
    pen.note("oagis.original.time", path, when)
    pen.say(pen.sub(area, "BODID"), payload_id, path)


def take_original(verb: Bag) -> str:
    area = verb.inside("OriginalApplicationArea")
    if area is None:
        return ""
    area.take("CreationDateTime")
    return area.text("BODID")


_HEADER: tuple[Part, ...] = (
    Leaf("order_number", Place("ID", "DocumentID/ID")),
    Leaf("noticed_at", Place("DocumentDateTime"), MOMENT),
    items.NOTED,
    items.ATTACHED,
    Decision(decided(ConfirmationKind), RefusalLevel.ORDER),
    Others(),
    Amount("total", Place("ExtendedAmount", also=("TotalAmount",))),
    Taxes(),
    Charged("shipping"),
    Leaf("ordered_at", Place("OrderDateTime"), MOMENT),
    Leaf("number", Place("SalesOrderReference/ID", "SalesOrderReference/DocumentID/ID")),
    Named(),
    Own("changes_number", "ChangesNumber"),
    Own("changes_payload_id", "ChangesBODID"),
)


class _Assumed(Part):
    """Between header and lines: what the lines fare where they do not say it."""

    fields = ()

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        """Nothing: every line says it."""

    def take(self, bag: Bag, values: Values) -> None:
        if "kind" in values:
            bag.about.answer = _PORTIONS.get(values["kind"], PortionKind.UNKNOWN)


def _complete(bag: Bag, values: Values) -> None:
    if not values.get("order_number"):
        values["order_number"] = ""
        bag.notes.add("oagis.confirmation.order.missing", bag.element, "/PurchaseOrder/PurchaseOrderHeader/ID")
    if "kind" not in values:
        bag.notes.add(
            "oagis.confirmation.kind.missing", bag.element, "/Acknowledge/ResponseCriteria/ResponseExpression"
        )
        values["kind"] = ConfirmationKind.DETAIL


CONFIRMATION = Shape(
    OrderConfirmation,
    (
        Within("Acknowledge", (_Answer(),)),
        Within(
            "PurchaseOrder",
            (
                Attribute("operation", "actionCode", OPERATION, default=OrderOperation.NEW),
                Within("PurchaseOrderHeader", _HEADER),
                _Assumed(),
                Lines("PurchaseOrderLine", _LINE),
            ),
        ),
    ),
    _complete,
)
