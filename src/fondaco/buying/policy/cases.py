"""What is judged, by which rules, among whom: what routing is told."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from fondaco.buying.policy.conditions import CaseLine, Condition


@frozen
class Colleague:
    """An employee as routing sees them. ``manager`` is the ``pk`` of another.

    ``limit`` is the most they may approve with nobody above them being asked, in the company's currency; None
    where nothing was said, which means that those above are asked too.
    """

    pk: int
    person_id: int
    name: str
    email: str = ""
    manager: int | None = None
    active: bool = True
    approves: bool = True
    limit: Decimal | None = None
    public_id: str = ""
    away: bool = False


@frozen
class Rule:
    """A rule as routing sees it. It applies to amounts above ``above`` up to ``up_to`` (both None: to all).

    The amount is that of the whole, or with ``of_lines`` of the lines on which ``conditions`` hold. ``people`` and
    ``instead`` are employees' keys. ``needs`` says whether all that the rule leads to must approve, or any one of
    them. With ``covers_lines`` they decide only about the lines on which the conditions hold. ``effect``: ``approve``,
    ``watch``, ``warn`` or ``block``; the last two say ``message`` and lead to nobody.
    """

    who: str
    sequence: int = 0
    pk: int = 0
    above: Decimal | None = None
    up_to: Decimal | None = None
    of_lines: bool = False
    conditions: tuple[Condition, ...] = ()
    people: tuple[int, ...] = ()
    role: str = ""
    needs: str = "all"
    covers_lines: bool = False
    instead: int | None = None
    effect: str = "approve"
    message: str = ""
    public_id: str = ""


@frozen
class Case:
    """What is judged: who asks (an employee's key) and for whom, how much, on whose account.

    Without ``lines`` it is one line on the account of ``cost_centre`` and its ``owner``.
    """

    requester: int | None
    amount: Decimal
    currency: str
    company_currency: str
    requester_name: str = ""
    cost_centre_id: int | None = None
    cost_centre: str = ""
    owner: int | None = None
    kind: str = "request"
    beneficiary: int | None = None
    lines: tuple[CaseLine, ...] = ()

    @property
    def judged(self) -> tuple[CaseLine, ...]:
        if self.lines:
            return self.lines
        return (CaseLine("", self.amount, cost_centre=self.cost_centre, cost_centre_owner=self.owner),)


People = Mapping[int, Colleague]
