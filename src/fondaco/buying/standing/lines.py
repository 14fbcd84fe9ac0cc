"""What a standing order asks for: lines of a request, favourites, or lines written by hand, and how many of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests.models import Favourite, LineKind, PurchaseRequest, RequestLine
from fondaco.buying.requests.states import RequestState
from fondaco.buying.requests.writing import LineFacts, check_facts
from fondaco.buying.shopping.quotes import countable
from fondaco.buying.standing.models import Milestone, StandingLine, StandingOrder
from fondaco.buying.standing.operations import locked
from fondaco.buying.standing.states import StandingState
from fondaco.people.models import Person

MOST_LINES = 200
Quantities = Mapping[int, Decimal]

# What a line has in common with a request's.
SHARED = (
    "kind", "supplier", "supplier_part_id", "supplier_part_auxiliary_id", "description", "language", "quantity",
    "unit", "currency", "unit_price", "estimated", "category", "cost_centre", "project", "deliver_to",
    "classifications", "manufacturer_part_id", "manufacturer_name", "url",
)  # fmt: skip


def recurring(request: PurchaseRequest) -> list[RequestLine]:
    """The lines of a request that can be asked for again. Raises Refused where it was not ordered, or has none."""
    if request.state != RequestState.ORDERED:
        raise Refused(
            "not_ordered",
            _("%(number)s was not ordered yet.") % {"number": request.number},
            _("Once it is, it can be ordered regularly."),
        )
    rows = request.lines.select_related("supplier", "category", "cost_centre", "project", "deliver_to")
    found = [row for row in rows if row.included and row.quantity is not None and countable(row.quantity)]
    if not found:
        raise Refused("no_lines", _("Nothing of this request can be asked for again."))
    return found


def lines_of_request(rows: Iterable[RequestLine], quantities: Quantities) -> list[StandingLine]:
    """Lines not saved yet, as they were ordered; ``quantities`` (by line number) says how many, zero leaves one out."""
    found = []
    for row in rows:
        quantity = quantities.get(row.line_number, row.quantity)
        if quantity:
            line = StandingLine(**{name: getattr(row, name) for name in SHARED})
            line.quantity = _counted(quantity)
            found.append(line)
    return found


def lines_of_favourites(person: Person, quantities: Quantities) -> list[StandingLine]:
    """Lines not saved yet, for ``person``'s favourites (key to how many; zero leaves it out). Three statements."""
    rows = Favourite.objects.filter(person=person, pk__in=list(quantities)).select_related("supplier")
    wanted = [row for row in rows if quantities[row.pk]]
    seen = _last_seen(wanted)
    return [_of_favourite(row, _counted(quantities[row.pk]), seen) for row in wanted]


Seen = dict[tuple[int | None, str], RequestLine]


def _last_seen(rows: Iterable[Favourite]) -> Seen:
    """The latest line of each article, by its supplier and part: a favourite itself has neither unit nor price."""
    rows = list(rows)
    lines = (
        RequestLine.objects.filter(
            supplier__in={row.supplier_id for row in rows},
            supplier_part_id__in={row.supplier_part_id for row in rows},
            kind=LineKind.CATALOGUE,
        )
        .select_related("category")
        .order_by("supplier_id", "supplier_part_id", "-pk")
        .distinct("supplier_id", "supplier_part_id")
    )
    return {(line.supplier_id, line.supplier_part_id): line for line in lines}


def _of_favourite(row: Favourite, quantity: Decimal, seen: Seen) -> StandingLine:
    line = StandingLine(
        supplier=row.supplier,
        supplier_part_id=row.supplier_part_id,
        supplier_part_auxiliary_id=row.supplier_part_auxiliary_id,
        description=row.description,
        currency=row.supplier.currency,
        quantity=quantity,
    )
    last = seen.get((row.supplier_id, row.supplier_part_id))
    if last is not None:
        for name in ("unit", "currency", "unit_price", "language", "category", "classifications", "url"):
            setattr(line, name, getattr(last, name))
    return line


def line_written(facts: LineFacts, *, language: str) -> StandingLine:
    """A line not saved yet. Raises Refused as a request's own line does."""
    check_facts(facts)
    names = ("kind", "supplier", "category", "quantity", "unit_price", "currency", "estimated")
    line = StandingLine(**{name: getattr(facts, name) for name in names})
    line.description = facts.description.replace("\0", "").strip()[:2000]
    line.supplier_part_id, line.unit = facts.supplier_part_id.strip()[:200], facts.unit.strip()[:40]
    line.language = language[:20]
    return line


@transaction.atomic
def change_quantities(
    *, order: StandingOrder, version: int, quantities: Quantities, by: Person, now: datetime
) -> StandingOrder:
    """From the next cycle on so many of each line (by its number); zero takes it out. Raises Refused."""
    kept = _open(order, version)
    rows = list(kept.lines.all())
    before = _counts(rows)
    wanted = {row.line_number: quantities.get(row.line_number, row.quantity) for row in rows}
    if not any(wanted.values()):
        raise Refused("no_lines", _("That takes out every line."), _("End the standing order instead."))
    for row in rows:
        quantity = wanted[row.line_number]
        if not quantity:
            row.delete()
        elif quantity != row.quantity:
            row.quantity = _counted(quantity, f"line_{row.line_number}")
            row.save(update_fields=["quantity"])
    _done(kept, before, by, now)
    return kept


@transaction.atomic
def add_lines(
    *, order: StandingOrder, version: int, lines: Iterable[StandingLine], by: Person, now: datetime
) -> StandingOrder:
    """From the next cycle on these as well. Raises Refused for more than fit, and for none."""
    kept = _open(order, version)
    before, added = _counts(kept.lines.all()), list(lines)
    if not added:
        raise Refused("no_lines", _("Say how many you need of one at least."))
    if len(before) + len(added) > MOST_LINES:
        raise Refused("too_many", _("A standing order has at most %(count)d lines.") % {"count": MOST_LINES})
    last = kept.lines.aggregate(last=Max("line_number"))["last"] or 0
    for number, line in enumerate(added, start=last + 1):
        line.standing_order, line.line_number = kept, number
    StandingLine.objects.bulk_create(added)
    _done(kept, before, by, now)
    return kept


def _open(order: StandingOrder, version: int) -> StandingOrder:
    kept = locked(order, version=version)
    if kept.state == StandingState.ENDED:
        raise Refused("ended", _("This standing order has ended."), _("Set up a new one if it is needed again."))
    return kept


def _counted(quantity: Decimal, field: str = "") -> Decimal:
    if not countable(quantity):
        raise Refused("quantity_invalid", _("Write how many, as a number above zero."), "", field)
    return quantity


def _counts(rows: Iterable[StandingLine]) -> dict[str, str]:
    return {str(row.line_number): f"{row.quantity:f}" for row in rows}


def _done(order: StandingOrder, before: dict[str, Any], by: Person, now: datetime) -> None:
    order.version += 1
    order.save(update_fields=["version"])
    Milestone.objects.create(standing_order=order, what=Milestone.What.LINES, at=now, by=by)
    audit.write(
        action="standing.lines_changed",
        subject=order.about,
        by=by.pk,
        now=now,
        before=before,
        after=_counts(order.lines.all()),
    )
