"""An order as its page shows it: by sellers, line by line, with versions, messages and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import frozen

from fondaco import audit
from fondaco.audit.models import Line
from fondaco.bridge.journal import JournalEntry, messages_about
from fondaco.documents import Refusal
from fondaco.selling.orders.confirmation import line_refusal, order_refusal
from fondaco.selling.orders.models import Answer, LinePortion, PortionState, SalesOrder, SalesOrderLine
from fondaco.selling.orders.queries import versions_of
from fondaco.selling.orders.storing import Stored, stored_lines
from fondaco.selling.orders.words import actor_word, declined_lines

_NONE = Decimal(0)


@frozen
class ShownPortion:
    portion: LinePortion
    message: str = ""
    remedy: str = ""
    actor: str = ""


@frozen
class ShownLine:
    line: SalesOrderLine
    portions: Sequence[ShownPortion]

    def _together(self, state: PortionState) -> Decimal:
        return sum((one.portion.quantity or _NONE for one in self.portions if one.portion.state == state), _NONE)

    @property
    def accepted(self) -> Decimal:
        return self._together(PortionState.ACCEPTED)

    @property
    def later(self) -> Decimal:
        return self._together(PortionState.BACKORDERED)

    @property
    def refused(self) -> Decimal:
        return self._together(PortionState.REFUSED)

    @property
    def accepted_amount(self) -> Decimal:
        return sum((one.portion.amount for one in self.portions if one.portion.state == PortionState.ACCEPTED), _NONE)

    @property
    def provenance(self) -> bool:
        """Whether there is something to say about where the price comes from."""
        return self.line.quoted_price is not None or self.line.limit_price is not None


@frozen
class ShownPart:
    """What one seller sends, under a confirmation number of its own."""

    answer: Answer | None
    lines: Sequence[ShownLine]


@frozen
class Difference:
    """What became of one line between two versions."""

    line_number: int
    title: str
    before: SalesOrderLine | None
    now: SalesOrderLine | None

    @property
    def other_article(self) -> bool:
        return (
            self.before is not None
            and self.now is not None
            and self.before.supplier_part_id != self.now.supplier_part_id
        )


@frozen
class ShownOrder:
    order: SalesOrder
    parts: Sequence[ShownPart]
    whole: ShownPortion | None
    declined: Sequence[str]
    versions: Sequence[SalesOrder]
    differences: Sequence[Difference]
    messages: Sequence[JournalEntry]
    history: Sequence[Line]

    @property
    def has_charge(self) -> bool:
        """Whether shipping is one of its lines."""
        return any(one.line.is_charge for one in self.lines)

    @property
    def lines(self) -> Sequence[ShownLine]:
        return [line for part in self.parts for line in part.lines]


def shown_order(order: SalesOrder) -> ShownOrder:
    """Everything that the order's page shows, refusals in the active language; seven statements, more for versions."""
    stored = stored_lines(order)
    versions = versions_of(order)
    whole = order_refusal(order, stored)
    said = [one.subject for one in versions]
    return ShownOrder(
        order=order,
        parts=_parts(order, stored),
        whole=_portion(LinePortion(), whole) if whole else None,
        declined=declined_lines(order.terms_declined),
        versions=versions,
        differences=_differences(order, stored) if order.changes_id else (),
        messages=[entry for subject in said for entry in messages_about(subject)],
        history=[line for subject in said for line in audit.lines_for(subject)],
    )


def _parts(order: SalesOrder, stored: Sequence[Stored]) -> list[ShownPart]:
    shown = [(one.line.answer_id, _shown_line(order, one)) for one in stored]
    answers = list(order.answers.select_related("seller"))
    parts = [ShownPart(answer, [line for key, line in shown if key == answer.pk]) for answer in answers]
    rest = [line for key, line in shown if key is None]
    return [*parts, ShownPart(None, rest)] if rest or not parts else parts


def _shown_line(order: SalesOrder, one: Stored) -> ShownLine:
    return ShownLine(
        one.line,
        [
            _portion(part, line_refusal(order, one.line, part) if part.state == PortionState.REFUSED else None)
            for part in one.portions
        ],
    )


def _portion(portion: LinePortion, said: Refusal | None) -> ShownPortion:
    if said is None:
        return ShownPortion(portion)
    return ShownPortion(portion, said.message, said.remedy, actor_word(said.next_actor))


def _differences(order: SalesOrder, stored: Sequence[Stored]) -> list[Difference]:
    """Against the version before: lines that came, went, or ask for another quantity, price or article."""
    before = {line.line_number: line for line in SalesOrderLine.objects.filter(order_id=order.changes_id)}
    now = {one.line.line_number: one.line for one in stored}
    found = []
    for number in sorted(before.keys() | now.keys()):
        old, new = before.get(number), now.get(number)
        if _said(old) != _said(new):
            line = new or old
            assert line is not None
            found.append(Difference(number, line.description or line.supplier_part_id, old, new))
    return found


def _said(line: SalesOrderLine | None) -> tuple[object, ...]:
    return () if line is None else (line.supplier_part_id, line.quantity, line.unit_price)
