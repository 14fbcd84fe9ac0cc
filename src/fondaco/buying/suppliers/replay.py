"""What a supplier would say to an order, by the safeguards that it told us of: pure, from facts to findings.

The rules are those of a store that keeps such settings (the codes are those of its typed refusals), and say the same of
the same facts. A rule that nobody told us of, and a fact that nobody knows, are unknown: nothing is guessed, and what
is unknown keeps no line back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from attrs import Factory, define, field, frozen

from fondaco.documents import RefusalCode

NONE = Decimal(0)
_PLACES = Decimal("0.0001")


class Answer(StrEnum):
    """What can be said of one rule."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Missing(StrEnum):
    """Which fact is not known, where nothing can be said."""

    RULE = "rule"  # that there is not enough is known, not what the supplier makes of it
    PRICE = "price"
    STOCK = "stock"
    DAYS = "days"  # how long it takes, or whether the supplier counts working days
    SELLER = "seller"
    SHIPPING = "shipping"


@frozen
class Rules:
    """What the supplier told us; None, or "" for a word, is unknown. Amounts are in its currency, a unit's for prices.

    ``percent`` is 5 for 5 %. ``short`` is ``take_available``, ``drop_line`` or ``refuse_order``; ``seller`` is ``any``
    or ``store_fulfilled``.
    """

    percent: Decimal | None = None
    amount: Decimal | None = None
    short: str = ""
    shipping: Decimal | None = None
    delivery_days: int | None = None
    seller: str = ""

    def highest(self, ordered: Decimal) -> Decimal | None:
        """The highest unit price that is still taken for one ordered at ``ordered``; None where no limit is known."""
        limits = []
        if self.percent is not None:
            limits.append((ordered * (1 + self.percent / 100)).quantize(_PLACES, rounding=ROUND_HALF_UP))
        if self.amount is not None:
            limits.append(ordered + self.amount)
        return min(limits, default=None)


@frozen
class LineFacts:
    """One line as it would be ordered, and what is known of it; None is unknown.

    ``ordered`` is the net unit price that the order would name, ``now`` what the supplier would charge. ``available``
    counts the line's unit; lines of one ``article`` share it. Days are calendar days, at least and at most.
    ``held``: the supplier holds price and stock of all of it, so neither price, stock nor day is asked about.
    """

    key: str
    article: str
    quantity: Decimal
    ordered: Decimal
    now: Decimal | None = None
    available: Decimal | None = None
    earliest_days: int | None = None
    latest_days: int | None = None
    by_store: bool | None = None
    held: bool = False


@frozen
class Finding:
    """What one rule says: of a line, or of the whole order. ``quantity`` is how much of the line would be refused.

    ``boundary`` and ``actual`` are the limit and what meets it, as the code implies; None where either is not known.
    """

    code: RefusalCode
    answer: Answer
    boundary: Decimal | None = None
    actual: Decimal | None = None
    quantity: Decimal | None = None
    missing: Missing | None = None


@frozen
class Replayed:
    """What the supplier would say: by the line's key, and of the order as a whole."""

    lines: Mapping[str, tuple[Finding, ...]] = Factory(dict)
    order: tuple[Finding, ...] = ()

    @property
    def refused(self) -> dict[str, Finding]:
        """The first reason for each line of which something would be refused."""
        first = {key: next(filter(_refuses, found), None) for key, found in self.lines.items()}
        return {key: one for key, one in first.items() if one is not None}

    @property
    def refused_whole(self) -> Finding | None:
        """Why the whole order would be refused, if it would."""
        return next(filter(_refuses, self.order), None)

    @property
    def unknown(self) -> bool:
        """Whether of some rule nothing can be said."""
        return any(one.answer is Answer.UNKNOWN for found in (*self.lines.values(), self.order) for one in found)


def _refuses(finding: Finding) -> bool:
    return finding.answer is Answer.REFUSED


def replay(rules: Rules, lines: Sequence[LineFacts], *, shipping: Decimal | None) -> Replayed:
    """Hold an order's lines, in their sequence, against the rules. ``shipping`` is what it would cost, net."""
    found = {line.key: _of_line(rules, line) for line in lines}
    shares = _Shares(rules)
    for line in lines:
        if not any(map(_refuses, found[line.key])):
            found[line.key] += shares.of(line)
    return Replayed(
        {key: tuple(findings) for key, findings in found.items()}, tuple(_of_order(rules, lines, found, shipping))
    )


def _of_line(rules: Rules, line: LineFacts) -> list[Finding]:
    """In the sequence in which a store asks: who sends it, what it costs, when it comes."""
    findings = []
    if rules.seller == "store_fulfilled":
        findings.append(_seller(line))
    if line.held:
        return findings
    highest = rules.highest(line.ordered)
    if highest is not None:
        findings.append(_price(line, highest))
    if rules.delivery_days is not None:
        findings.append(_days(line, rules.delivery_days))
    return findings


def _seller(line: LineFacts) -> Finding:
    code = RefusalCode.SELLER_NOT_TAKEN
    if line.by_store is None:
        return Finding(code, Answer.UNKNOWN, missing=Missing.SELLER)
    return Finding(code, Answer.TAKEN) if line.by_store else Finding(code, Answer.REFUSED, quantity=line.quantity)


def _price(line: LineFacts, highest: Decimal) -> Finding:
    code = RefusalCode.PRICE_MOVED
    if line.now is None:
        return Finding(code, Answer.UNKNOWN, highest, missing=Missing.PRICE)
    if line.now > highest:
        return Finding(code, Answer.REFUSED, highest, line.now, line.quantity)
    return Finding(code, Answer.TAKEN, highest, line.now)


def _days(line: LineFacts, most: int) -> Finding:
    """Too late where even the earliest day is, in time where the latest is; between them nobody can say."""
    code, limit = RefusalCode.DELIVERY_LATER, Decimal(most)
    if line.earliest_days is not None and line.earliest_days > most:
        return Finding(code, Answer.REFUSED, limit, Decimal(line.earliest_days), line.quantity)
    if line.latest_days is not None and line.latest_days <= most:
        return Finding(code, Answer.TAKEN, limit, Decimal(line.latest_days))
    actual = None if line.latest_days is None else Decimal(line.latest_days)
    return Finding(code, Answer.UNKNOWN, limit, actual, missing=Missing.DAYS)


@define
class _Shares:
    """Sharing out what there is, line by line; what an earlier line takes is gone for a later one."""

    rules: Rules
    left: dict[str, Decimal] = field(factory=dict)

    def of(self, line: LineFacts) -> list[Finding]:
        code = RefusalCode.QUANTITY_UNAVAILABLE
        if line.held:
            return []
        if line.available is None:
            return (
                [Finding(code, Answer.UNKNOWN, actual=line.quantity, missing=Missing.STOCK)] if self.rules.short else []
            )
        there = min(self.left.setdefault(line.article, max(line.available, NONE)), line.quantity)
        if there == line.quantity:
            self.left[line.article] -= there
            return [Finding(code, Answer.TAKEN, there, line.quantity)]
        if not self.rules.short:
            return [Finding(code, Answer.UNKNOWN, there, line.quantity, missing=Missing.RULE)]
        if self.rules.short == "take_available" and there:
            self.left[line.article] -= there
            return [Finding(code, Answer.REFUSED, there, line.quantity, line.quantity - there)]
        return [Finding(code, Answer.REFUSED, there, line.quantity, line.quantity)]


def _of_order(
    rules: Rules, lines: Sequence[LineFacts], found: Mapping[str, Sequence[Finding]], shipping: Decimal | None
) -> list[Finding]:
    findings = []
    short = [one for line in lines for one in found[line.key] if one.code is RefusalCode.QUANTITY_UNAVAILABLE]
    if rules.short == "refuse_order":
        findings += [Finding(one.code, one.answer, one.boundary, one.actual) for one in short if _refuses(one)][:1]
    # What comes wholly by a hold was shown with its shipping: the rule says nothing of that.
    if rules.shipping is not None and not all(line.held for line in lines if _comes(line, found[line.key])):
        findings.append(_shipping(rules.shipping, shipping))
    return findings


def _comes(line: LineFacts, found: Sequence[Finding]) -> bool:
    """Whether any of it may come."""
    return not any(_refuses(one) and one.quantity == line.quantity for one in found)


def _shipping(most: Decimal, cost: Decimal | None) -> Finding:
    code = RefusalCode.SHIPPING_ABOVE
    if cost is None:
        return Finding(code, Answer.UNKNOWN, most, missing=Missing.SHIPPING)
    return Finding(code, Answer.REFUSED if cost > most else Answer.TAKEN, most, cost)
