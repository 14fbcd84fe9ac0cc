"""Status: what was decided, in a code, and why, in words for a person and a type for a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import NextActor, Refusal, RefusalCode, RefusalLevel
from fondaco.wire.oagis.kinds import NUMBER, Kind, word
from fondaco.wire.oagis.parts import Leaf, Own, Part, Place, Shape, Values

if TYPE_CHECKING:
    from enum import StrEnum

    from lxml.etree import _Element

    from fondaco.wire.oagis.bag import Bag
    from fondaco.wire.oagis.pen import Pen

# What Oracle's collaboration messaging looks for, on the header and on lines (docs.oracle.com, facmm).
ACCEPTED = ("ACCEPT", "AT", "IA", "Accepted")
REJECTED = ("REJECT", "RD", "IR", "Rejected")

_REASON = Leaf("code", Place("ReasonCode"), word(RefusalCode))
_REFUSAL = Shape(
    Refusal,
    (
        Leaf("remedy", Place("Description")),
        _REASON,
        Leaf("message", Place("Reason")),
        Own("level", "Level", word(RefusalLevel)),
        Own("path", "Path"),
        Own("next_actor", "NextActor", word(NextActor)),
        Own("boundary", "Boundary", NUMBER),
        Own("actual", "Actual", NUMBER),
    ),
)


def decided(words: type[StrEnum]) -> Kind:
    """Kinds of an answer as codes: accept and reject as Oracle spells them, the others by their cXML name."""
    also = {**dict.fromkeys(ACCEPTED, "accept"), **dict.fromkeys(REJECTED, "reject")}
    return word(words, {"accept": ACCEPTED[0], "reject": REJECTED[0]}, also)


@frozen
class Decision(Part):
    """``kind`` in Status/Code, and a ``refusal`` in what stands beside it. ``level`` is that of one without its own."""

    kind: Kind
    level: RefusalLevel
    fields: tuple[str, ...] = ("kind", "refusal")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        status = pen.sub(parent, "Status")
        code = self.kind.write(said.kind)
        pen.sub(status, "Code").text = code
        if said.refusal is not None:
            _REFUSAL.put(pen, status, said.refusal, f"{path}.refusal")

    def take(self, bag: Bag, values: Values) -> None:
        status = bag.opened("Status")
        if status is None:
            return
        code = status.first(("Code",))
        if code is not None:
            kind = self.kind.read(status.leaf(code), bag.notes, code)
            if kind is not None:
                values["kind"] = kind
        refusal = _REFUSAL.values(status)
        if refusal:
            values["refusal"] = _refusal(refusal, self.level)


def _refusal(found: Values, level: RefusalLevel) -> Refusal:
    """A refusal with what is missing supplied: a partner who gives a reason need not know our types."""
    return Refusal(
        **{
            "code": RefusalCode.OTHER,
            "level": level,
            "path": "",
            "next_actor": NextActor.BUYER,
            "message": "",
            "remedy": "",
            **found,
        }
    )
