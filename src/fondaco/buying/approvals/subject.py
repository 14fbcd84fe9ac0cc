"""What approvals need to know of the thing they judge."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Protocol

from attrs import frozen


class Subject(Protocol):
    """Something that has to be approved. ``amount`` is what will be spent, in ``currency``.

    ``digest()`` covers everything that the approver agrees to: two subjects with the same digest are the same
    to them.
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
    def amount(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...
    @property
    def cost_centre_id(self) -> int | None: ...

    def digest(self) -> str: ...


@frozen
class Remark:
    """Something unusual that the approver should know. ``tone`` is ``act`` or ``calm``."""

    words: str
    tone: str = "act"


@frozen
class ShownLine:
    """A line as the approver sees it. Amounts are in the subject's currency."""

    line_number: int
    description: str
    part_id: str
    quantity: Decimal | None
    unit: str
    unit_price: Decimal | None
    amount: Decimal
    remarks: tuple[Remark, ...] = ()
    left_out: str = ""


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
    shipping: Decimal | None
    tax: Decimal | None
    total: Decimal
    lines: tuple[ShownLine, ...]
    remarks: tuple[Remark, ...] = ()
