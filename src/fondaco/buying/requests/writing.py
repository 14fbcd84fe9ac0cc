"""Requests and lines written by hand, and what is set of a line: account, category, address.

Each is one transaction and leaves an audit line.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import frozen
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.models import Category, CostCentre, DeliveryAddress, Employee, Project
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests.models import Exclusion, LineKind, Origin, PurchaseRequest, RequestLine
from fondaco.buying.requests.numbers import next_number
from fondaco.buying.requests.operations import locked_request
from fondaco.buying.requests.states import LineState
from fondaco.buying.requests.sums import recount
from fondaco.buying.shopping.quotes import MOST, PRICE_PLACES, countable, in_coins
from fondaco.buying.suppliers.models import Policy, Supplier
from fondaco.people.models import Person

MOST_LINES = 1000


@transaction.atomic
def begin_request(
    *, employee: Employee, now: datetime, public_id: str, origin: str = Origin.WRITTEN
) -> PurchaseRequest:
    """An empty draft, to write lines into or to fill at stores."""
    centre, place = employee.cost_centre, employee.address
    request = PurchaseRequest.objects.create(
        public_id=public_id,
        number=next_number(prefix="R", now=now),
        requester=employee.person,
        beneficiary=employee.person,
        legal_entity=employee.legal_entity,
        origin=origin,
        state_since=now,
        cost_centre=centre if centre is not None and centre.active else None,
        deliver_to=place if place is not None and place.active else None,
        currency=employee.legal_entity.currency,
        created_at=now,
    )
    after = {"number": request.number, "origin": origin}
    audit.write(action="request.made", subject=request.about, by=employee.person_id, now=now, after=after)
    return request


@frozen
class LineFacts:
    """What somebody writes about a line without a catalogue. ``unit_price`` is net for one unit, in ``currency``.

    ``supplier`` is None where a buyer is to find one. ``estimated`` says that the price is a guess.
    """

    kind: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    currency: str
    estimated: bool = True
    supplier: Supplier | None = None
    supplier_part_id: str = ""
    category: Category | None = None


@transaction.atomic
def write_line(*, request: PurchaseRequest, version: int, facts: LineFacts, by: Person, now: datetime) -> RequestLine:
    """Add a line to a draft. Raises Refused for what cannot be ordered, and as ``save_request`` does."""
    kept = locked_request(request, version=version, by=by)
    check_facts(facts)
    if kept.lines.count() >= MOST_LINES:
        raise Refused("too_many", _("A request has at most %(count)d lines.") % {"count": MOST_LINES})
    number = (kept.lines.aggregate(last=Max("line_number"))["last"] or 0) + 1
    line = RequestLine(request=kept, line_number=number)
    _fill(line, facts, kept)
    line.save()
    _counted(kept, now)
    _note("request.line_written", kept, by, now, after={"line": number, "amount": f"{line.amount:f} {line.currency}"})
    return line


@transaction.atomic
def rewrite_line(
    *, request: PurchaseRequest, version: int, number: int, facts: LineFacts, by: Person, now: datetime
) -> RequestLine:
    """Change a line that was written by hand. Raises Refused as :func:`write_line` does."""
    kept = locked_request(request, version=version, by=by)
    line = _line(kept, number)
    if line.kind == LineKind.CATALOGUE:
        raise Refused("from_a_store", _("This line came from a store: change it there."))
    before = {"line": number, "amount": f"{line.amount:f} {line.currency}"}
    check_facts(facts)
    _fill(line, facts, kept)
    line.save()
    _counted(kept, now)
    after = {"line": number, "amount": f"{line.amount:f} {line.currency}"}
    _note("request.line_rewritten", kept, by, now, before=before, after=after)
    return line


@transaction.atomic
def delete_line(*, request: PurchaseRequest, version: int, number: int, by: Person, now: datetime) -> None:
    """Take a line out that was written by hand. What came from a store is left out instead, and stays to be seen."""
    kept = locked_request(request, version=version, by=by)
    line = _line(kept, number)
    if line.kind == LineKind.CATALOGUE:
        raise Refused("from_a_store", _("This line came from a store: leave it out instead."))
    line.delete()
    _counted(kept, now)
    _note("request.line_deleted", kept, by, now, before={"line": number})


@frozen
class LineAccount:
    """Where one line differs from the request: None is what the request says."""

    cost_centre: CostCentre | None
    project: Project | None
    category: Category | None
    deliver_to: DeliveryAddress | None


@transaction.atomic
def charge_line(
    *, request: PurchaseRequest, version: int, number: int, account: LineAccount, by: Person, now: datetime
) -> RequestLine:
    """Say which account bears one line, what it is, and where it goes. Raises Refused for what is not the company's."""
    kept = locked_request(request, version=version, by=by)
    line = _line(kept, number)
    for name in ("cost_centre", "project", "deliver_to"):
        chosen = getattr(account, name)
        if chosen is not None and chosen.legal_entity_id != kept.legal_entity_id:
            raise Refused("not_ours", _("This is not one of your company's."), "", name)
    before = _account(line)
    line.cost_centre, line.project = account.cost_centre, account.project
    line.category, line.deliver_to = account.category, account.deliver_to
    line.save(update_fields=["cost_centre", "project", "category", "deliver_to"])
    kept.version += 1
    kept.save(update_fields=["version"])
    _note("request.line_charged", kept, by, now, before=before, after=_account(line))
    return line


def _account(line: RequestLine) -> dict[str, Any]:
    names = ("cost_centre_id", "project_id", "category_id", "deliver_to_id")
    return {"line": line.line_number, **{name: getattr(line, name) for name in names}}


def _line(request: PurchaseRequest, number: int) -> RequestLine:
    line = request.lines.filter(line_number=number).first()
    if line is None:
        raise Refused("no_line", _("There is no such line any more."))
    if line.state not in {LineState.OPEN, LineState.REQUOTE}:
        raise Refused("line_settled", _("This line is ordered or on its way: it cannot be changed here."))
    return line


def check_facts(facts: LineFacts) -> None:
    """Raises Refused for a line that could not be ordered."""
    if facts.kind not in {LineKind.FREE, LineKind.SERVICE}:
        raise Refused("kind_unknown", _("Choose goods or a service."), "", "kind")
    if not facts.description.replace("\0", "").strip():
        raise Refused("description_missing", _("Write what you need."), "", "description")
    if not countable(facts.quantity):
        raise Refused("quantity_invalid", _("Write how many, as a number above zero."), "", "quantity")
    if not countable(facts.unit_price, PRICE_PLACES):
        raise Refused("price_invalid", _("Write about what one costs, as a number above zero."), "", "unit_price")
    if facts.quantity * facts.unit_price >= MOST:
        raise Refused("price_invalid", _("This comes to more than can be ordered."), "", "unit_price")
    if facts.supplier is not None:
        check_can_be_written(facts.supplier)
    if facts.supplier is not None and facts.supplier.policy == Policy.BLOCKED:
        raise Refused(
            "supplier_closed",
            _("Nobody can shop at %(supplier)s at the moment.") % {"supplier": facts.supplier.name},
            _("Choose another, or leave it to the buyers to find one."),
            "supplier",
        )


def check_can_be_written(supplier: Supplier) -> None:
    """Raises Refused where an order to ``supplier`` would lack the commodity code that its protocol wants of each line:
    a line written by hand has none of its own.
    """
    if supplier.partner is None or supplier.partner.default_commodity:
        return
    raise Refused(
        "commodity_missing",
        _("Orders to %(supplier)s need a commodity code, which a line written by hand does not have.")
        % {"supplier": supplier.name},
        _("A buyer can enter the agreed code on the supplier's page; or let the buyers find a supplier."),
        "supplier",
    )


def _fill(line: RequestLine, facts: LineFacts, request: PurchaseRequest) -> None:
    line.kind, line.supplier, line.category = facts.kind, facts.supplier, facts.category
    line.description = facts.description.replace("\0", "").strip()[:2000]
    line.supplier_part_id = facts.supplier_part_id.strip()[:200]
    line.quantity, line.unit, line.unit_price = facts.quantity, facts.unit.strip()[:40], facts.unit_price
    line.currency, line.estimated = facts.currency, facts.estimated
    line.amount = in_coins(facts.quantity * facts.unit_price, facts.currency)
    line.exclusion = Exclusion.NONE
    line.language = request.requester.language[:20]


def _counted(request: PurchaseRequest, now: datetime) -> None:
    try:
        recount(request, on=timezone.localdate(now))
    except Refused as refused:
        raise Refused(refused.code, refused.words, refused.remedy, "currency") from refused
    request.version += 1
    request.save()


def _note(
    action: str,
    request: PurchaseRequest,
    by: Person,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.write(action=action, subject=request.about, by=by.pk, now=now, before=before, after=after)
