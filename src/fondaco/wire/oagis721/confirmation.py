"""ACKNOWLEDGE_PO_008 ⇄ OrderConfirmation.

No public text shows this message from the inside. It is written with the segments of PROCESS_PO_007, whose noun it
shares: the order's number as POID, its lines by POLINENUM, what becomes of a line as its schedules. What is said of
them (accepted, backordered, rejected, why) stands in the USERAREA, since no code for it is known; so two systems that
both write this read each other, and others need an agreement. A message without our words is read as accepting nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import (
    ConfirmationKind,
    ConfirmationLine,
    NextActor,
    OrderConfirmation,
    OrderOperation,
    Portion,
    PortionKind,
    Refusal,
    RefusalCode,
    RefusalLevel,
)
from fondaco.documents.values import decimal_from
from fondaco.wire.cxml.values import one_of
from fondaco.wire.oagis721.order import HEADERS, LINES, SCHEDULES, header, lined
from fondaco.wire.oagis721.parties import Parties
from fondaco.wire.oagis721.parts import (
    CHARGE,
    DAY,
    MOMENT,
    TEXT,
    Amount,
    Day,
    Moment,
    Named,
    Number,
    Own,
    Part,
    Quantity,
    Shape,
    Text,
    Values,
    word,
)
from fondaco.wire.oagis721.segment import AREA, Segment

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis721.pen import Pen

_BOUNDS = ("boundary", "actual")
_WORDS = {"code": RefusalCode, "level": RefusalLevel, "next_actor": NextActor}
_TEXTS = ("path", "message", "remedy")


class Refused(Part):
    """``refusal``: each of its fields under its own key."""

    fields = ("refusal",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        value: Refusal | None = said.refusal
        for key in (*_WORDS, *_TEXTS) if value is not None else ():
            if getattr(value, key):
                pen.own(parent, "refusal", str(getattr(value, key)), f"{path}.refusal.{key}", key=key)
        for key in _BOUNDS if value is not None else ():
            number: Decimal | None = getattr(value, key)
            if number is not None:
                pen.own(parent, "refusal", format(number, "f"), f"{path}.refusal.{key}", key=key)
                if decimal_from(format(number, "f")) is None:
                    pen.lost(f"{path}.refusal.{key}", number)

    def take(self, segment: Segment, values: Values) -> None:
        owned = segment.owned("refusal")
        if not owned:
            return
        said = {one.get("key", ""): segment.leaf(one) for one in owned}
        values["refusal"] = Refusal(
            code=one_of(RefusalCode, said.get("code", "")) or RefusalCode.OTHER,
            level=one_of(RefusalLevel, said.get("level", "")) or RefusalLevel.LINE,
            path=said.get("path", ""),
            next_actor=one_of(NextActor, said.get("next_actor", "")) or NextActor.BUYER,
            message=said.get("message", ""),
            remedy=said.get("remedy", ""),
            boundary=decimal_from(said.get("boundary", "")),
            actual=decimal_from(said.get("actual", "")),
        )


def _portioned(segment: Segment, values: Values) -> None:
    if "kind" not in values:
        segment.notes.add("oagis721.portion", segment.element, f"/{AREA}")
        values["kind"] = PortionKind.UNKNOWN


PORTION = Shape(
    Portion,
    (
        Quantity(),
        Day("shipping_on", "PROMISESHIP"),
        Amount("unit_price", f"{AREA}/OPERAMT", "UNIT"),
        Own("kind", word(PortionKind)),
        Own("delivery_on", DAY),
        Own("comments", TEXT),
        Own("tax", CHARGE),
        Own("shipping", CHARGE),
        Refused(),
        Named(),
    ),
    finish=_portioned,
)


@frozen
class Portions(Part):
    """A schedule for each portion."""

    fields: tuple[str, ...] = ("portions",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, portion in enumerate(said.portions, 1):
            schedule = pen.sub(parent, SCHEDULES[0])
            pen.sub(schedule, "PSCLINENUM", str(place))
            PORTION.put(pen, schedule, portion, f"{path}.portions[{place}]")

    def take(self, segment: Segment, values: Values) -> None:
        portions: list[Portion] = []
        for element in segment.every(*SCHEDULES):
            schedule = Segment(element, segment.notes)
            schedule.take("PSCLINENUM")
            found = PORTION.values(schedule)
            schedule.close()
            portions.append(Portion(**found))
        values["portions"] = tuple(portions)


def _confirmed(segment: Segment, values: Values) -> None:
    if "order_number" not in values:
        segment.notes.add("oagis721.order.number", segment.element, "/POID")
        values["order_number"] = ""
    if "kind" not in values:
        segment.notes.add("oagis721.confirmation.kind", segment.element, f"/{AREA}")
        values["kind"] = ConfirmationKind.DETAIL


HEADER = Shape(
    OrderConfirmation,
    (
        Moment("noticed_at", "DOCUMENT", plain=True),
        Amount("total", "OPERAMT", "EXTENDED"),
        Text("order_number", "POID"),
        Text("comments", "DESCRIPTN"),
        Own("kind", word(ConfirmationKind)),
        Own("operation", word(OrderOperation)),
        *(Own(field, TEXT) for field in ("number", "order_payload_id", "changes_number")),
        Own("ordered_at", MOMENT),
        *(Own(field, CHARGE) for field in ("shipping", "tax")),
        Refused(),
        Named(),
        Parties(),
    ),
    frozenset({"lines"}),
    _confirmed,
)

LINE = Shape(ConfirmationLine, (Quantity(), Number("line_number", "POLINENUM"), Portions()))


def put(pen: Pen, body: _Element, said: OrderConfirmation) -> None:
    HEADER.put(pen, pen.sub(body, HEADERS[0]), said, "OrderConfirmation")
    for place, line in enumerate(said.lines, 1):
        LINE.put(pen, pen.sub(body, LINES[0]), line, f"OrderConfirmation.lines[{place}]")


def take(body: Segment, limit: int) -> OrderConfirmation:
    values = header(body, HEADER, *HEADERS)
    lines = tuple(ConfirmationLine(**one) for one in lined(body, LINE, body.every(*LINES), limit))
    body.close()
    return OrderConfirmation(**values, lines=lines, extras=body.notes.extras())
