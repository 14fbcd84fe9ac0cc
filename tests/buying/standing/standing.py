"""Standing orders to test with, and a supplier whose machine says what it is given to say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import define, evolve, field
from django.db import connection

from fondaco.bridge.exchange import Problem
from fondaco.bridge.models import Mail
from fondaco.buying.company.models import Employee
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.shopping.prices import Priced, Unanswered
from fondaco.buying.standing import operations
from fondaco.buying.standing.models import StandingLine, StandingOrder
from fondaco.buying.standing.terms import Terms
from fondaco.buying.suppliers.models import AnswersBy, Supplier
from fondaco.sealing import unseal
from tests.buying.world import World

# A Monday, half past nine in London; in Rome an hour later.
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def on(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:30:00+00:00")


def terms(world: World, **told: Any) -> Terms:
    """Every week on Monday, from today, asked for on the day itself, up to 500."""
    facts = {
        "name": "Pens for the workshop", "cost_centre": world.centre, "deliver_to": world.address,
        "reason": "Used up every week", "unit": "weeks", "every": 1, "day": 0, "shift": "before", "lead_days": 0,
        "first_on": TODAY, "most": Decimal(500),
    }  # fmt: skip
    return Terms(**{**facts, **told})


def pens(world: World, **told: Any) -> StandingLine:
    facts = {
        "supplier": world.supplier, "supplier_part_id": "PEN", "supplier_part_auxiliary_id": "offer-1",
        "description": "Pens", "quantity": Decimal(10), "unit": "EA", "currency": "EUR", "unit_price": Decimal("2.00"),
        "classifications": [["UNSPSC", "44121706"]],
    }  # fmt: skip
    return StandingLine(**{**facts, **told})


def standing(
    world: World, *rows: StandingLine, by: Employee | None = None, now: datetime = NOW, **told: Any
) -> StandingOrder:
    return operations.begin_standing(
        employee=by or world.asker,
        terms=terms(world, **told),
        lines=rows or [pens(world)],
        now=now,
        public_id=f"standing-{StandingOrder.objects.count()}",
    )


def written(world: World, **told: Any) -> StandingLine:
    """A service of a supplier that gets its orders by mail."""
    return StandingLine(**{
        "kind": "service", "description": "Cleaning", "quantity": Decimal(1), "unit": "EA", "currency": "EUR",
        "unit_price": Decimal(80), **told,
    })  # fmt: skip


@define
class Machine:
    """A supplier's machine: ``prices`` by part, each a price or a whole answer; it may be down."""

    prices: dict[str, Any] = field(factory=lambda: {"PEN": "2.10"})
    down: bool = False
    asked: list[Any] = field(factory=list)
    inside: list[bool] = field(factory=list)

    def __call__(self, *, supplier: Supplier, asked: Any, about: str, now: datetime, transport: Any) -> Any:
        self.asked.append([one.supplier_part_id for one in asked])
        self.inside.append(connection.in_atomic_block)
        if self.down:
            raise Unanswered(Problem("down", "It is down.", "Wait."))
        return {one.key: self._said(one, now) for one in asked}

    def _said(self, one: Any, now: datetime) -> Priced:
        said = self.prices[one.supplier_part_id]
        if isinstance(said, Priced):
            return evolve(said, key=one.key)
        return Priced(one.key, True, Decimal(said), "EUR", None, 2, now + timedelta(days=3), "offer-2")


def answers_by_machine(supplier: Supplier) -> None:
    supplier.answers_by, supplier.answers_api = AnswersBy.API, "machine"
    supplier.save()


def no_machine(supplier: Supplier) -> None:
    supplier.answers_by, supplier.answers_api = AnswersBy.NOTHING, ""
    supplier.save()


def letters(to: Employee, words: str = "") -> list[str]:
    rows = Mail.objects.filter(to=to.person.email, subject__contains=words).order_by("pk")
    return [unseal(bytes(row.text_sealed)).decode() for row in rows]


def quantities(order: StandingOrder) -> Mapping[int, Decimal]:
    return dict(order.lines.values_list("line_number", "quantity"))


def the_request(order: StandingOrder) -> PurchaseRequest:
    """The latest that was made."""
    cycle = order.cycles.exclude(request=None).select_related("request").first()
    assert cycle is not None
    assert cycle.request is not None
    return cycle.request
