"""What the pages of a request show, put together without changing anything."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import frozen
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco.buying.access import may
from fondaco.buying.approvals.history import steps_of
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.queries import rounds_of
from fondaco.buying.approvals.states import StepState
from fondaco.buying.company.models import CostCentre
from fondaco.buying.policy.simulation import simulate
from fondaco.buying.requests.accounts import budgets_ahead
from fondaco.buying.requests.clock import clock_of
from fondaco.buying.requests.forms import AnswersForm
from fondaco.buying.requests.models import ChargeKind, Exclusion, PurchaseRequest, RequestCharge, RequestLine
from fondaco.buying.requests.queries import TONES, pending_of
from fondaco.buying.requests.reentry import allowed
from fondaco.buying.requests.refusing import SupplierSays, aloud
from fondaco.buying.requests.registry import asked_again, ending_holds
from fondaco.buying.requests.safeguards import judgements
from fondaco.buying.requests.states import SETTLED, TRANSITIONS, LineState, RequestEvent, RequestState
from fondaco.buying.requests.subject import KIND, RequestSubject, suppliers_of
from fondaco.buying.requests.sums import charge_on, lines_of_charge, sums_of
from fondaco.buying.shopping.quotes import in_coins

STILL_TO_ORDER = frozenset({RequestState.SUBMITTED, RequestState.IN_APPROVAL, RequestState.APPROVED})


@frozen
class Row:
    """A request in a list: whom it is from, where it stands in words, and since when."""

    request: PurchaseRequest
    suppliers: str
    lines: int
    words: str
    tone: str
    since: datetime


@frozen
class Sums:
    """What the ticked lines come to, in the company's currency; ``charges`` are those that are left on them."""

    net: Decimal
    charges: tuple[RequestCharge, ...]
    tax: Decimal
    total: Decimal
    counted: int


def rows_of(requests: list[PurchaseRequest]) -> list[Row]:
    waiting = pending_of([one for one in requests if one.state == RequestState.IN_APPROVAL])
    return [
        Row(one, ", ".join(suppliers_of(one)), _count(one), *standing(one, waiting.get(one.public_id)))
        for one in requests
    ]


def _count(request: PurchaseRequest) -> int:
    return sum(1 for line in request.lines.all() if line.included)


def standing(request: PurchaseRequest, step: Step | None) -> tuple[str, str, datetime]:
    """Words, tone and since when; names the one who has to act."""
    tone = TONES[request.state]
    if request.state == RequestState.IN_APPROVAL and step is not None:
        words = _("Waiting for %(name)s") % {"name": step.person.name}
        return words, tone, step.asked_at or request.state_since
    return str(RequestState(request.state).label), tone, request.state_since


def of_draft(
    request: PurchaseRequest,
    *,
    form: AnswersForm,
    kept: frozenset[int],
    now: datetime,
    away: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The page after the return: lines, questions, sums, and who would have to approve."""
    lines = list(request.lines.all())
    sums = _sums(request, lines, kept)
    chosen = form["cost_centre"].value()
    centre = _centre(form, chosen)
    subject = RequestSubject(request, cost_centre=centre)
    subject.cost_centre_id = centre.pk if centre else None
    subject.amount = sums.total - sums.tax
    simulation = simulate(subject=subject, now=now, away=away)
    route, expected = simulation.route, simulation.usually
    return {
        "purchase_request": request,
        "form": form,
        "lines": [(line, line.line_number in kept) for line in lines],
        "left_out": [line for line in lines if line.exclusion not in (Exclusion.NONE, Exclusion.REMOVED)],
        "sums": sums,
        "sums_differ": [one for one in request.cart_problems.all() if one.code == "total_differs"],
        "charges_unread": [one for one in request.cart_problems.all() if one.code.endswith("_unreadable")],
        "suppliers": suppliers_of(request),
        "files": list(request.attachments.defer("body_sealed")),
        "budgets": budgets_ahead(request, on=timezone.localdate(now), lines=lines),
        "route": route,
        "route_steps": [{"person": step.person, "why": step.why} for step in route.steps],
        "simulation": simulation,
        "clock": clock_of(lines, expected=expected, now=now),
        "again": _to_quote_again(lines, now),
        "says": _says(request, lines, now),
        "stores": _stores(request, lines),
        "centre": centre,
        "sent_back": request.state == RequestState.RETURNED,
        "rounds": rounds_of(KIND, request.public_id) if request.state == RequestState.RETURNED else [],
        "prices": asked_again(request) if request.submitted_at else [],
    }


def _to_quote_again(lines: list[RequestLine], now: datetime) -> list[dict[str, Any]]:
    """By supplier, what has to be quoted again before the request can be submitted."""
    found: dict[int, dict[str, Any]] = {}
    for line in lines:
        over = line.hold_expires_at is not None and line.hold_expires_at <= now and line.state == LineState.OPEN
        if line.included and line.supplier is not None and (over or line.state == LineState.REQUOTE):
            one = found.setdefault(line.supplier.pk, {"supplier": line.supplier, "names": []})
            one["names"].append(line.description or line.supplier_part_id)
    return [{**one, "names": ", ".join(one["names"][:5])} for one in found.values()]


def _says(request: PurchaseRequest, lines: list[RequestLine], now: datetime) -> list[SupplierSays]:
    """What suppliers would say to what is not ordered yet."""
    return aloud(judgements(request, [line for line in lines if line.state not in SETTLED], now=now))


def _stores(request: PurchaseRequest, lines: list[RequestLine]) -> list[dict[str, Any]]:
    """The suppliers whose carts are in the request, and how each lets its cart be opened again."""
    found: dict[int, dict[str, Any]] = {}
    for line in lines:
        if line.supplier is not None and line.session_id is not None and line.state != LineState.ORDERED:
            one = found.setdefault(line.supplier.pk, {"supplier": line.supplier, "count": 0})
            one["count"] += 1
    return [{**one, "allows": allowed(request, one["supplier"])} for one in found.values()]


def of_settled(request: PurchaseRequest, *, person: Any) -> dict[str, Any]:
    """The page of a request that nobody edits now."""
    lines = list(request.lines.all())
    rounds = rounds_of(KIND, request.public_id)
    own = request.requester_id == person.pk
    waits = own and request.state == RequestState.IN_APPROVAL
    step = next((one for one in rounds[-1].steps.all() if one.state == StepState.PENDING), None) if rounds else None
    words, tone, since = standing(request, step)
    return {
        "purchase_request": request,
        "suppliers": suppliers_of(request),
        "charges": [one for one in request.charges.all() if one.amount and one.kind != ChargeKind.TAX],
        "lines": lines,
        "counted": sum(1 for line in lines if line.included),
        "says": _says(request, lines, timezone.now()) if request.state in STILL_TO_ORDER else [],
        "may_change_suppliers": may(person, "change_suppliers"),
        "files": list(request.attachments.defer("body_sealed")),
        "may_ask": may(person, "request"),
        "may_order_regularly": request.state == RequestState.ORDERED
        and person.pk in {request.requester_id, request.beneficiary_id}
        and may(person, "request"),
        "words": words,
        "tone": tone,
        "since": since,
        "rounds": [{"round": one, "steps": steps_of(one)} for one in rounds],
        "questions": _questions(rounds) if own else [],
        "own": own,
        "may_withdraw": own and RequestEvent.WITHDRAW in TRANSITIONS[RequestState(request.state)],
        "orders": _orders(request) if may(person, "see_order", request) else [],
        "ending": ending_holds(request, now=timezone.now()) if waits else [],
        "prices": asked_again(request) if request.submitted_at else [],
    }


def _orders(request: PurchaseRequest) -> list[Any]:
    """The orders that came of it, the latest first. Orders stand above requests: only the relation is known here."""
    return list(request.orders.order_by("-pk"))


def _centre(form: AnswersForm, chosen: Any) -> CostCentre | None:
    key = str(chosen or "")
    if not (key.isascii() and key.isdecimal() and len(key) < 18):
        return None
    found: CostCentre | None = form.fields["cost_centre"].queryset.filter(pk=int(key)).first()  # type: ignore[attr-defined]
    return found


def _sums(request: PurchaseRequest, lines: list[RequestLine], kept: frozenset[int]) -> Sums:
    """As if only ``kept`` were ticked. The rows are changed in memory and not saved."""
    for line in lines:
        if line.exclusion in (Exclusion.NONE, Exclusion.REMOVED):
            line.exclusion = Exclusion.NONE if line.line_number in kept else Exclusion.REMOVED
    charges = list(request.charges.all())
    for charge in charges:
        charge.amount = charge_on(charge, lines_of_charge(charge, lines))
        charge.company_amount = in_coins(charge.amount * charge.rate, request.currency)
    net, other, tax = sums_of(lines, charges)
    shown = tuple(one for one in charges if one.amount and one.kind != ChargeKind.TAX)
    return Sums(net, shown, tax, net + other + tax, sum(1 for line in lines if line.included))


def _questions(rounds: list[Round]) -> list[Any]:
    """Each with whether it still waits for an answer."""
    if not rounds:
        return []
    asked = [(step, question) for step in rounds[-1].steps.all() for question in step.questions.all()]
    return [
        {"step": step, "question": question, "waits": not question.answer and rounds[-1].state == "open"}
        for step, question in asked
    ]
