"""What an article costs now, and how many there are: a question between systems that binds nobody."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from attrs import field, frozen

from fondaco.documents.envelope import aware
from fondaco.documents.values import Money, finite


@frozen
class AvailabilityQuestion:
    """One article asked about: so many of it, in ``unit``. ``key`` is the asker's and names it in the answer."""

    key: str
    supplier_part_id: str
    supplier_part_auxiliary_id: str = ""
    quantity: Decimal | None = field(default=None, validator=finite)
    unit: str = ""


@frozen
class AvailabilityRequest:
    """The question for price and availability."""

    lines: tuple[AvailabilityQuestion, ...]


@frozen
class AvailabilityLine:
    """What the supplier says of one article. Where it is not ``found`` nothing else is said.

    ``unit_price`` is net for one ``unit`` at the quantity asked about. ``available`` is what can be had of it at once,
    None for no word. ``hold_expires_at`` is until when price and stock are held, None where they are not;
    ``supplier_part_auxiliary_id`` is what an order of it should carry.
    """

    key: str
    found: bool
    unit_price: Money | None = None
    unit: str = ""
    available: Decimal | None = field(default=None, validator=finite)
    lead_time_days: int | None = None
    hold_expires_at: datetime | None = field(default=None, validator=aware)
    supplier_part_auxiliary_id: str = ""


@frozen
class AvailabilityAnswer:
    """A line for each that was asked about, in the same order."""

    lines: tuple[AvailabilityLine, ...]
