"""A returned cart becomes a purchase request, once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from attrs import frozen
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.models import Category, Employee
from fondaco.buying.lifecycle import IllegalStep, Refused
from fondaco.buying.requests import registry
from fondaco.buying.requests.models import (
    CartProblem,
    ChargeKind,
    Exclusion,
    LineKind,
    PurchaseRequest,
    RequestCharge,
    RequestLine,
)
from fondaco.buying.requests.numbers import next_number
from fondaco.buying.requests.states import EDITABLE, LineState
from fondaco.buying.requests.sums import recount
from fondaco.buying.shopping.models import Operation, PunchOutSession, ReturnedCart
from fondaco.buying.shopping.operations import mark_claimed
from fondaco.buying.shopping.queries import quote_from, taken_cart
from fondaco.buying.shopping.quotes import PRICE_PLACES, Quote, QuotedLine, countable, held_until, price_of
from fondaco.buying.shopping.states import SessionState
from fondaco.buying.suppliers.mapping import category_of, unit_of
from fondaco.buying.suppliers.models import Supplier

T = TypeVar("T")


@frozen
class Claimed:
    """The request that a cart is in now. ``instead`` is the one that it was fetched for and cannot go into any more."""

    request: PurchaseRequest
    instead: PurchaseRequest | None = None


@transaction.atomic
def claim_cart(*, session: PunchOutSession, employee: Employee, now: datetime, public_id: str) -> Claimed:
    """The cart goes into the request that it was fetched for, or becomes one; the same however often it is claimed.

    What was fetched for a request that was submitted, withdrawn or ordered meanwhile is not lost: it becomes a request
    of its own. Raises Refused for somebody else's cart, and where there is none to claim (any more).
    """
    session = PunchOutSession.objects.select_for_update().get(pk=session.pk)
    if session.person_id != employee.person_id:
        raise Refused("not_yours", _("This cart was filled by somebody else."))
    if session.state == SessionState.CLAIMED:
        return Claimed(PurchaseRequest.objects.filter(lines__session=session).distinct().get())
    cart = taken_cart(session)
    try:
        session = mark_claimed(session=session, by=employee.person, now=now)
    except IllegalStep as step:
        raise Refused("nothing_to_claim", _("There is no cart to take over from this visit.")) from step
    if cart is None:
        raise Refused("nothing_to_claim", _("There is no cart to take over from this visit."))
    meant = _meant(session, employee)
    if meant is not None and meant.state in EDITABLE:
        request, meant = _into(meant, session, cart, employee, now), None
    else:
        request = _request_from(session=session, cart=cart, employee=employee, now=now, public_id=public_id)
    registry.claimed(request, session, now=now)
    return Claimed(request, instead=meant)


def _meant(session: PunchOutSession, employee: Employee) -> PurchaseRequest | None:
    """The request that the cart was fetched for, locked; None for none, and for somebody else's."""
    if not session.for_request:
        return None
    rows = PurchaseRequest.objects.select_for_update(of=("self",)).select_related("legal_entity")
    return rows.filter(public_id=session.for_request, requester=employee.person).first()


def _into(
    request: PurchaseRequest, session: PunchOutSession, cart: ReturnedCart, employee: Employee, now: datetime
) -> PurchaseRequest:
    """The cart's lines after those that are there; an edited cart takes the place of the one before it."""
    before = {"lines": request.lines.count(), "net": str(request.net)}
    quote = quote_from(cart, currency=session.currency)
    waiting = _waiting(request, session.supplier)
    if session.operation == Operation.EDIT:
        _take_out(request, session)
    made = _add_cart(request, session, cart, quote, now)
    _take_the_place(request, made, waiting)
    recount(request, on=timezone.localdate(now))
    request.version += 1
    request.save()
    after = {"lines": request.lines.count(), "net": str(request.net), "cart": cart.digest}
    audit.write(
        action="request.cart_added", subject=request.about, by=employee.person_id, now=now, before=before, after=after
    )
    return request


def _take_out(request: PurchaseRequest, session: PunchOutSession) -> None:
    """What an edited cart replaces: this supplier's lines from carts that are still open, and their charges."""
    old = request.lines.filter(supplier=session.supplier, session__isnull=False).exclude(session=session)
    old.filter(state__in=[LineState.OPEN, LineState.REQUOTE]).delete()
    charges = request.charges.filter(supplier=session.supplier).exclude(session=session)
    kept = request.lines.filter(supplier=session.supplier).values("session")
    charges.exclude(session__in=kept).delete()


def _request_from(
    *, session: PunchOutSession, cart: ReturnedCart, employee: Employee, now: datetime, public_id: str
) -> PurchaseRequest:
    request = PurchaseRequest.objects.create(
        public_id=public_id,
        number=next_number(prefix="R", now=now),
        requester=employee.person,
        beneficiary=employee.person,
        legal_entity=employee.legal_entity,
        state_since=now,
        cost_centre=_in_use(employee.cost_centre),
        deliver_to=_in_use(employee.address),
        currency=employee.legal_entity.currency,
        created_at=now,
    )
    quote = quote_from(cart, currency=session.currency)
    _add_cart(request, session, cart, quote, now)
    recount(request, on=timezone.localdate(now))
    request.save()
    after = {"number": request.number, "net": str(request.net), "lines": len(quote.lines), "cart": cart.digest}
    audit.write(action="request.made", subject=request.about, by=employee.person_id, now=now, after=after)
    return request


def _add_cart(
    request: PurchaseRequest, session: PunchOutSession, cart: ReturnedCart, quote: Quote, now: datetime
) -> list[RequestLine]:
    """Lines after those that are there, the charges that came with them, and what could not be believed."""
    after = request.lines.aggregate(last=Max("line_number"))["last"] or 0
    made = [_line(request, session, cart, quoted, after + quoted.position) for quoted in quote.lines]
    _explain(made, session.supplier, now)
    RequestLine.objects.bulk_create(made, batch_size=500)
    quoted_on = max(quote.net, quote.stated_total or Decimal(0))
    charges = (
        (ChargeKind.FREIGHT, quote.shipping, quote.shipping_words, False),
        (ChargeKind.TAX, quote.tax, quote.tax_words, True),
    )
    for kind, amount, words, scales in charges:
        if amount is None:
            if words:
                CartProblem.objects.create(
                    request=request, session=session, code=f"{kind}_unreadable", said=words[:300]
                )
            continue
        RequestCharge.objects.create(
            request=request,
            supplier=session.supplier,
            session=session,
            kind=kind,
            words=words,
            currency=quote.currency,
            quoted=amount,
            quoted_on=quoted_on,
            amount=amount,
            company_amount=amount,
            scales=scales,
        )
    if total_differs(quote):
        said = f"{quote.stated_total:f} {quote.currency}"
        CartProblem.objects.create(request=request, session=session, code="total_differs", said=said)
    elif quote.stated_total is None:
        CartProblem.objects.create(request=request, session=session, code="no_total")
    return made


def _waiting(request: PurchaseRequest, supplier: Supplier) -> dict[str, RequestLine]:
    """The lines of this supplier that have to be quoted again, by its article number."""
    rows = request.lines.filter(supplier=supplier, state=LineState.REQUOTE, kind=LineKind.CATALOGUE)
    return {line.supplier_part_id: line for line in rows}


def _take_the_place(request: PurchaseRequest, made: list[RequestLine], waiting: dict[str, RequestLine]) -> None:
    """A new quote ends the wait of the same article's line: what was said of that line holds for the new one, and the
    price before stays beside the new one, so that the approvers see what it rose from.
    """
    for line in made:
        old = waiting.pop(line.supplier_part_id, None)
        if old is None:
            continue
        line.cost_centre, line.project, line.deliver_to = old.cost_centre, old.project, old.deliver_to
        line.category = line.category or old.category
        line.instead_of = old.instead_of
        line.price_quoted = old.unit_price if old.currency == line.currency else None
        line.save()
        RequestLine.objects.filter(pk=old.pk).delete()


def _explain(lines: list[RequestLine], supplier: Supplier, now: datetime) -> None:
    """Categories of the company's tree for the supplier's codes, each asked for once. A unit stays as the supplier
    writes it, for that is what it is ordered by; one that nobody explained yet is noted for the buyers.
    """
    for unit, line in {line.unit: line for line in lines}.items():
        unit_of(supplier=supplier, theirs=unit, now=now, example=line.description[:300])
    seen: dict[tuple[tuple[str, ...], ...], Category | None] = {}
    for line in lines:
        codes = tuple(tuple(pair) for pair in line.classifications)
        if codes not in seen:
            seen[codes] = category_of(supplier=supplier, classifications=codes, now=now, example=line.description[:300])
        line.category = seen[codes]


def total_differs(quote: Quote) -> bool:
    """Whether the supplier's stated total is further from the sum of its lines than rounding explains."""
    if quote.stated_total is None:
        return False
    priced = [one.line for one in quote.lines if one.line.quantity is not None and price_of(one.line) is not None]
    exact = sum((line.quantity * price_of(line).amount for line in priced), Decimal(0))  # type: ignore[operator,union-attr]
    return abs(quote.stated_total - exact) > Decimal("0.01") * max(1, len(priced))


def _in_use(thing: T | None) -> T | None:
    return thing if thing is not None and getattr(thing, "active", True) else None


def _line(
    request: PurchaseRequest, session: PunchOutSession, cart: ReturnedCart, quoted: QuotedLine, number: int
) -> RequestLine:
    line = quoted.line
    price = price_of(line)
    same = price is not None and price.currency == session.currency
    lead = line.lead_time_days
    return RequestLine(
        request=request,
        line_number=number,
        supplier=session.supplier,
        currency=session.currency,
        supplier_part_id=line.supplier_part_id,
        supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
        description=line.description or line.short_name,
        language=line.language[:20],
        quantity=line.quantity if countable(line.quantity) else None,
        unit=line.unit[:40],
        unit_price=price.amount if price and same and countable(price.amount, PRICE_PLACES) else None,
        amount=quoted.amount,
        classifications=[[one.domain, one.code] for one in line.classifications],
        manufacturer_part_id=line.manufacturer_part_id,
        manufacturer_name=line.manufacturer_name,
        url=line.url,
        lead_time_days=lead if lead is not None and 0 <= lead < 10_000 else None,
        exclusion=Exclusion(quoted.fault.value) if quoted.fault else Exclusion.NONE,
        exclusion_words=_as_sent(quoted),
        session=session,
        cart_digest=cart.digest,
        cart_line=quoted.position,
        price_quoted=price.amount if price and countable(price.amount, PRICE_PLACES) else None,
        quoted_at=cart.received_at,
        hold_expires_at=held_until(line, name=session.supplier.hold_field),
    )


def _as_sent(quoted: QuotedLine) -> str:
    """For a line that cannot be ordered: what stood there, as far as it could be read."""
    if quoted.fault is None:
        return ""
    quantity = quoted.line.quantity
    price = quoted.line.unit_price
    return f"{quantity:f} × {price}"[:300] if quantity is not None and price is not None else ""
