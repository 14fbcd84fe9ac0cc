"""What approvals need to know of the thing they judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from attrs import frozen

# What may be said of a line beside its facts. A rule can ask for each.
FLAGS = (
    "free",  # written by hand, without a catalogue
    "service",
    "estimated",  # its price is the requester's guess
    "no_contract",  # from a supplier that is neither preferred for its category nor under agreed terms
    "blocked",  # of a category that may not be bought from this supplier
    "price_changed",  # dearer than when it was approved or quoted before
    "hold_lapsing",  # the supplier's hold ends before the approvers' usual pace
    "over_budget",
    "new_supplier",
)


@frozen
class SubjectLine:
    """One line of what is judged. ``key`` names it within its subject and never changes hands.

    ``digest`` (SHA-256, hex) covers everything an approver agrees to about this line, the words of the whole that
    touch it included: where it differs, the line goes round again. ``amount`` is in the company's currency, with the
    line's share of the charges, without VAT. ``categories`` are codes from the root of the tree down; ``supplier`` is
    a public id, empty where none is chosen yet.
    """

    key: str
    digest: str
    words: str
    amount: Decimal
    categories: tuple[str, ...] = ()
    supplier: str = ""
    cost_centre_id: int | None = None
    project_id: int | None = None
    flags: frozenset[str] = frozenset()
    hold_expires_at: datetime | None = None
    budget_owners: tuple[int, ...] = ()


class Subject(Protocol):
    """Something that has to be approved. ``amount`` is what will be spent in all, in ``currency``, the company's.

    ``digest()`` covers everything that the approver agrees to: two subjects with the same digest are the same
    to them. ``lines`` are those that have to be approved (none of those left out). Neither the requester nor the
    beneficiary may approve.
    """

    @property
    def kind(self) -> str: ...
    @property
    def public_id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def requester_id(self) -> int: ...
    @property
    def beneficiary_id(self) -> int: ...
    @property
    def legal_entity_id(self) -> int: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...
    @property
    def cost_centre_id(self) -> int | None: ...
    @property
    def lines(self) -> Sequence[SubjectLine]: ...

    def digest(self) -> str: ...


@frozen
class Remark:
    """Something unusual that the approver should know. ``tone`` is ``act`` or ``calm``."""

    words: str
    tone: str = "act"


@frozen
class ShownPrices:
    """What was quoted, what the supplier says now, and the most that is paid without asking again: net, for one
    ``unit``, in ``currency``; ``now`` in ``now_currency``, None where nothing was said.

    ``waits`` while the supplier is being asked; ``trouble`` is why it had not answered when it was last asked.
    """

    description: str
    unit: str
    currency: str
    quoted: Decimal
    limit: Decimal
    now: Decimal | None
    now_currency: str
    quantity: Decimal
    available: Decimal | None
    at: datetime
    words: str
    tone: str
    supplier: str = ""
    waits: bool = False
    trouble: str = ""

    @property
    def comparable(self) -> bool:
        return self.now is not None and self.now_currency == self.currency

    @property
    def marks(self) -> dict[str, int]:
        """Where the three stand on a scale from 0 to 100; the middle for all where they are the same."""
        known = {"quoted": self.quoted, "limit": self.limit}
        if self.comparable and self.now is not None:
            known["now"] = self.now
        low, high = min(known.values()), max(known.values())
        if low == high:
            return dict.fromkeys(known, 50)
        return {name: 8 + int((price - low) * 84 / (high - low)) for name, price in known.items()}

    @property
    def above(self) -> bool:
        return self.comparable and self.now is not None and self.now > self.limit

    @property
    def short(self) -> bool:
        return self.available is not None and self.available < self.quantity


@frozen
class ShownLine:
    """A line as the approver sees it. Prices and ``amount`` are in ``currency``, the line's own.

    ``company_amount`` is the same in the subject's currency; ``key`` is that of the :class:`SubjectLine`.
    """

    line_number: int
    description: str
    part_id: str
    quantity: Decimal | None
    unit: str
    unit_price: Decimal | None
    amount: Decimal
    currency: str
    company_amount: Decimal
    key: str = ""
    supplier: str = ""
    category: str = ""
    cost_centre: str = ""
    hold_expires_at: datetime | None = None
    remarks: tuple[Remark, ...] = ()
    left_out: str = ""
    prices: ShownPrices | None = None


@frozen
class ShownCharge:
    """A charge as the approver sees it, in the subject's currency."""

    words: str
    supplier: str
    amount: Decimal


@frozen
class ShownBudget:
    """A budget that the subject draws on, in the company's currency: ``before`` and ``after`` are what is left."""

    name: str
    amount: Decimal
    before: Decimal
    after: Decimal
    blocks: bool
    url: str = ""

    @property
    def exceeded(self) -> bool:
        return self.after < 0


@frozen
class Shown:
    """A subject's content for the page on which somebody decides."""

    supplier: str
    reason: str
    cost_centre: str
    deliver_to: str
    need_by: date | None
    currency: str
    net: Decimal
    charges: tuple[ShownCharge, ...]
    tax: Decimal
    total: Decimal
    lines: tuple[ShownLine, ...]
    remarks: tuple[Remark, ...] = ()
    budgets: tuple[ShownBudget, ...] = ()
    asked_for: str = ""

    @property
    def unusual(self) -> bool:
        """Whether something about the whole should make the approver look twice."""
        return any(remark.tone == "act" for remark in self.remarks)
