"""What can be done to a purchase request. Each is one transaction: locked, guarded, changed, noted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import frozen
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.approvals import operations as approvals
from fondaco.buying.budgets.models import Stage
from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee, Project
from fondaco.buying.lifecycle import IllegalStep, Refused, step
from fondaco.buying.policy.queries import preview
from fondaco.buying.requests import accounts, clock, registry
from fondaco.buying.requests.models import Exclusion, PurchaseRequest, RequestLine
from fondaco.buying.requests.states import (
    AGREED,
    EDITABLE,
    LINE_TRANSITIONS,
    SETTLED,
    TRANSITIONS,
    LineEvent,
    LineState,
    RequestEvent,
    RequestState,
)
from fondaco.buying.requests.subject import RequestSubject, line_digest
from fondaco.buying.requests.sums import recount
from fondaco.people.models import Person


@frozen
class Answers:
    """What the requester says about a request. ``kept`` are the numbers of the lines that they want
    ordered.
    """

    cost_centre: CostCentre | None
    deliver_to: DeliveryAddress | None
    need_by: date | None
    reason: str
    kept: frozenset[int]
    project: Project | None = None
    beneficiary: Person | None = None


@transaction.atomic
def save_request(
    *, request: PurchaseRequest, version: int, answers: Answers, by: Person, now: datetime
) -> PurchaseRequest:
    """Keep the answers for later. Raises Refused as :func:`submit_request` does, save for what is still
    missing.
    """
    request = locked_request(request, version=version, by=by)
    before = _facts(request)
    _apply(request, answers, now)
    request.save()
    _note("request.changed", request, by.pk, now, before=before)
    return request


@transaction.atomic
def submit_request(
    *, request: PurchaseRequest, version: int, answers: Answers, by: Person, now: datetime
) -> PurchaseRequest:
    """Keep the answers and send the request to its approvers.

    Raises Refused: ``changed_meanwhile`` where ``version`` is not the current one, ``not_open`` where it is
    no draft and was not sent back, ``not_yours``, and one for each answer that is missing or impossible.
    """
    request = locked_request(request, version=version, by=by)
    before = _facts(request)
    _apply(request, answers, now)
    _check_complete(request, now)
    route = preview(subject=clock.judged(request, now=now), now=now)
    if route.problems:
        raise Refused("no_route", " ".join(str(words) for words in route.problems), "", "cost_centre")
    _move(request, RequestEvent.SUBMIT, now)
    request.submitted_at, request.charged_on = now, timezone.localdate(now)
    _note("request.submitted", request, by.pk, now, before=before)
    _move(request, RequestEvent.START_APPROVAL, now)
    request.save()
    move_lines(request, LineEvent.SUBMIT)
    accounts.bind(request, Stage.REQUESTED, by=by, now=now, only=unsettled(request))
    approvals.start_round(subject=clock.judged(request, now=now), by=by, now=now)
    request.refresh_from_db()
    return request


@transaction.atomic
def revise_request(
    *, request: PurchaseRequest, version: int, answers: Answers, by: Person, now: datetime
) -> PurchaseRequest:
    """Change a request while it is being approved. Only the lines that this changes go round again; who approved the
    others is not asked about them. Raises as :func:`submit_request` does, with nothing changed.
    """
    request = locked_request(request, version=version, by=by, states=(RequestState.IN_APPROVAL,))
    before = _facts(request)
    _apply(request, answers, now)
    _check_complete(request, now)
    request.save()
    _move(request, RequestEvent.REVISE, now)
    request.save()
    move_lines(request, LineEvent.SUBMIT)
    accounts.bind(request, Stage.REQUESTED, by=by, now=now, only=unsettled(request))
    _note("request.revised", request, by.pk, now, before=before)
    approvals.start_round(subject=clock.judged(request, now=now), by=by, now=now)
    request.refresh_from_db()
    return request


@transaction.atomic
def withdraw_request(*, request: PurchaseRequest, by: Person, now: datetime) -> PurchaseRequest:
    """Raises Refused where it is somebody else's, or too late."""
    request = PurchaseRequest.objects.select_for_update().get(pk=request.pk)
    if request.requester_id != by.pk:
        raise Refused("not_yours", _("Only the requester can withdraw a request."))
    before = _facts(request)
    ordered = request.lines.filter(state=LineState.ORDERED).exists()
    try:
        in_approval = request.state == RequestState.IN_APPROVAL
        # What was ordered stays so: giving up the rest leaves an ordered request.
        _move(request, RequestEvent.ORDER if ordered else RequestEvent.WITHDRAW, now)
    except IllegalStep as reason:
        raise Refused("too_late", _("This request can no longer be withdrawn."), _what_now(request)) from reason
    request.version += 1
    request.save()
    move_lines(request, LineEvent.DROP if ordered else LineEvent.GIVE_BACK)
    accounts.release(request, by=by, now=now, only=unsettled(request))
    if in_approval:
        approvals.withdraw_round(subject=RequestSubject(request), by=by, now=now)
    _note("request.withdrawn", request, by.pk, now, before=before)
    registry.over(request, "withdrawn", by=by, now=now)
    return request


def approve_request(*, public_id: str, by: Person | None, now: datetime) -> PurchaseRequest:
    """The last approval was given. Within the caller's transaction; raises IllegalStep."""
    request = _settle(public_id, RequestEvent.APPROVE, "request.approved", by, now)
    move_lines(request, LineEvent.APPROVE)
    accounts.bind(request, Stage.COMMITTED, by=by, now=now, only=unsettled(request))
    registry.approved(request, by=by, now=now)
    return request


def mark_lines_ordered(
    *, request: PurchaseRequest, lines: Iterable[RequestLine], by: Person | None, now: datetime
) -> PurchaseRequest:
    """These lines have their orders; with the last of them the request is ordered. Within the caller's transaction;
    raises IllegalStep.
    """
    for line in lines:
        line.state = step(LINE_TRANSITIONS, line.state, LineEvent.ORDER)
        line.save(update_fields=["state"])
    left = request.lines.filter(exclusion=Exclusion.NONE).exclude(state__in=[LineState.ORDERED, LineState.DROPPED])
    if left.exists():
        return request
    request = _settle(request.public_id, RequestEvent.ORDER, "request.ordered", by, now)
    registry.over(request, "ordered", by=by, now=now)
    return request


def reject_request(*, public_id: str, by: Person | None, now: datetime, reason: str) -> PurchaseRequest:
    """An approver said no. Within the caller's transaction; raises IllegalStep."""
    ordered = RequestLine.objects.filter(request__public_id=public_id, state=LineState.ORDERED).exists()
    # What was ordered before its neighbours came back stays ordered; only the rest is given up.
    event = RequestEvent.ORDER if ordered else RequestEvent.REJECT
    request = _settle(public_id, event, "request.rejected", by, now, note=reason)
    move_lines(request, LineEvent.DROP if ordered else LineEvent.GIVE_BACK)
    accounts.release(request, by=by, now=now, only=unsettled(request))
    registry.over(request, "rejected", by=by, now=now)
    return request


def send_back_request(*, public_id: str, by: Person | None, now: datetime, reason: str) -> PurchaseRequest:
    """An approver wants something changed. Within the caller's transaction; raises IllegalStep."""
    request = _settle(public_id, RequestEvent.SEND_BACK, "request.sent_back", by, now, note=reason)
    move_lines(request, LineEvent.GIVE_BACK)
    accounts.release(request, by=by, now=now, only=unsettled(request))
    return request


@transaction.atomic
def requote_lines(*, public_id: str, lines: Mapping[str, str], by: Person | None, now: datetime) -> PurchaseRequest:
    """Send these lines (key to what is the matter: price, stock, lapsed, gone) back to whoever asked. What was approved
    beside them stays so, and the budget stays bound until somebody says what becomes of them.

    Raises Refused where one of them is ordered, left out or not on its way.
    """
    request = clock.locked(public_id)
    known = {line.key: line for line in request.lines.filter(exclusion=Exclusion.NONE).select_related("supplier")}
    settled = [key for key in lines if key not in known or known[key].state not in clock.NOT_ORDERED]
    if not lines or settled or request.state not in clock.COMES_BACK_FROM:
        raise Refused("line_settled", _("This line is ordered or on its way: it cannot be changed here."))
    back = [line for line in known.values() if line.key in lines or line.state == LineState.IN_APPROVAL]
    clock.give_back(request, back, dict(lines), now=now, by=by)
    accounts.bind(request, Stage.REQUESTED, by=by, now=now, only=list(lines))
    return request


@transaction.atomic
def resubmit(*, request: PurchaseRequest, by: Person, now: datetime) -> PurchaseRequest:
    """An approved request of which a buyer changed some lines goes to its approvers again, about those lines only.

    Within the caller's transaction, which has locked it. Raises Refused where nobody can be asked or a budget does not
    suffice.
    """
    before = _facts(request)
    for event in (RequestEvent.SEND_BACK, RequestEvent.SUBMIT, RequestEvent.START_APPROVAL):
        _move(request, event, now)
    request.version += 1
    request.save()
    move_lines(request, LineEvent.SUBMIT)
    accounts.bind(request, Stage.REQUESTED, by=by, now=now, only=unsettled(request))
    _note("request.resubmitted", request, by.pk, now, before=before)
    approvals.start_round(subject=clock.judged(request, now=now), by=by, now=now)
    return request


def unsettled(request: PurchaseRequest) -> list[str]:
    """The keys of the lines that are not ordered yet; of those left out too."""
    return [line.key for line in request.lines.exclude(state__in=SETTLED)]


def move_lines(request: PurchaseRequest, event: LineEvent) -> None:
    """Let ``event`` happen to every line that will be ordered and to which it can. Within the caller's transaction."""
    for line in request.lines.filter(exclusion=Exclusion.NONE):
        if event in LINE_TRANSITIONS[LineState(line.state)]:
            line.state = step(LINE_TRANSITIONS, line.state, event)
            line.save(update_fields=["state"])


def _settle(
    public_id: str, event: RequestEvent, action: str, by: Person | None, now: datetime, note: str = ""
) -> PurchaseRequest:
    request = PurchaseRequest.objects.select_for_update().get(public_id=public_id)
    before = _facts(request)
    _move(request, event, now)
    request.state_note = note
    request.version += 1
    request.save()
    _note(action, request, by.pk if by else None, now, before=before)
    return request


def locked_request(
    request: PurchaseRequest, *, version: int, by: Person, states: Collection[str] = EDITABLE
) -> PurchaseRequest:
    """The request, locked, where ``by`` may change it now. Raises as :func:`submit_request` does."""
    kept = (
        PurchaseRequest.objects.select_for_update(of=("self",))
        .select_related("legal_entity", "requester", "beneficiary", "cost_centre", "project", "deliver_to")
        .get(pk=request.pk)
    )
    if kept.requester_id != by.pk:
        raise Refused("not_yours", _("Only the requester can change a request."))
    if kept.state not in states:
        raise Refused("not_open", _("This request cannot be changed now."), _what_now(kept))
    if kept.version != version:
        raise Refused(
            "changed_meanwhile",
            _("This request was changed in another window since you opened it, so nothing was saved from this one."),
            _("Look at it as it is now, and change it again where it is needed."),
        )
    return kept


def _what_now(request: PurchaseRequest) -> str:
    words = {
        RequestState.SUBMITTED: _("It is with its approvers. Withdraw it if it should not be ordered."),
        RequestState.IN_APPROVAL: _("It is with its approvers. Withdraw it if it should not be ordered."),
        RequestState.APPROVED: _("It was approved and is being ordered."),
        RequestState.ORDERED: _("It was ordered. Ask the purchasing department to change the order."),
        RequestState.REJECTED: _("It was rejected. Shop again if it is still needed."),
        RequestState.WITHDRAWN: _("It was withdrawn. Shop again if it is still needed."),
    }
    return words.get(RequestState(request.state), "")


def _apply(request: PurchaseRequest, answers: Answers, now: datetime) -> None:
    for field in ("cost_centre", "deliver_to", "project"):
        chosen = getattr(answers, field)
        if chosen is not None and chosen.legal_entity_id != request.legal_entity_id:
            raise Refused("not_ours", _("This is not one of your company's."), "", field)
    if answers.need_by is not None and answers.need_by < timezone.localdate(now):
        raise Refused("need_by_past", _("This day has passed."), _("Choose today or a later day."), "need_by")
    agreed = {line: line_digest(request, line) for line in request.lines.filter(state__in=AGREED)}
    request.cost_centre, request.deliver_to = answers.cost_centre, answers.deliver_to
    request.project = answers.project
    request.beneficiary = _beneficiary(request, answers)
    request.need_by, request.reason = answers.need_by, answers.reason.strip()
    _keep_lines(request, answers.kept, on=timezone.localdate(now))
    # What was approved and is not ordered yet was approved as it stood: changed, it has to be agreed to again.
    for line, digest in agreed.items():
        if line_digest(request, line) != digest or line.line_number not in answers.kept:
            line.state = step(LINE_TRANSITIONS, line.state, LineEvent.GIVE_BACK)
            line.save(update_fields=["state"])
    request.version += 1


def _beneficiary(request: PurchaseRequest, answers: Answers) -> Person:
    """Who it is for; the requester where nobody else is named. Raises Refused for somebody of another company."""
    person = answers.beneficiary
    if person is None or person.pk == request.requester_id:
        return request.requester
    works_here = Employee.objects.filter(person=person, person__is_active=True, legal_entity=request.legal_entity_id)
    if not works_here.exists():
        raise Refused("not_ours", _("This is not one of your company's."), "", "beneficiary")
    return person


def _keep_lines(request: PurchaseRequest, kept: Collection[int], *, on: date) -> None:
    """Take lines out or put them back; those that cannot be ordered stay out. Sums follow."""
    choice = request.lines.filter(exclusion__in=[Exclusion.NONE, Exclusion.REMOVED])
    choice = choice.exclude(state__in=SETTLED)
    choice.filter(exclusion=Exclusion.NONE).exclude(line_number__in=kept).update(exclusion=Exclusion.REMOVED)
    choice.filter(exclusion=Exclusion.REMOVED, line_number__in=kept).update(exclusion=Exclusion.NONE)
    recount(request, on=on)


def _check_complete(request: PurchaseRequest, now: datetime) -> None:
    if not request.lines.filter(exclusion=Exclusion.NONE).exists():
        raise Refused("no_lines", _("Nothing is left to be ordered."), _("Keep at least one line, or withdraw."))
    again = request.lines.filter(exclusion=Exclusion.NONE, state=LineState.REQUOTE)
    if again.exists():
        names = ", ".join(line.description[:60] for line in again[:3])
        raise Refused(
            "requote",
            _("These have to be quoted again before they can be submitted: %(names)s.") % {"names": names},
            _("Open the cart again at the supplier, or leave them out."),
        )
    lapsed = request.lines.filter(exclusion=Exclusion.NONE, state=LineState.OPEN, hold_expires_at__lte=now)
    if lapsed.exists():
        names = ", ".join(line.description[:60] for line in lapsed[:3])
        raise Refused(
            "hold_lapsed",
            _("The supplier no longer holds the price of: %(names)s.") % {"names": names},
            _("Open the cart again at the supplier for new prices, or leave them out."),
        )
    if request.cost_centre is None or not request.cost_centre.active:
        raise Refused("cost_centre_missing", _("Say who bears the cost."), "", "cost_centre")
    if request.deliver_to is None or not request.deliver_to.active:
        raise Refused("deliver_to_missing", _("Say where it has to be delivered."), "", "deliver_to")
    if not request.reason:
        raise Refused("reason_missing", _("Say what it is for: the approvers will ask."), "", "reason")


def _move(request: PurchaseRequest, event: RequestEvent, now: datetime) -> None:
    request.state = step(TRANSITIONS, request.state, event)
    request.state_since = now
    request.state_note = ""


def _facts(request: PurchaseRequest) -> dict[str, Any]:
    return {
        "state": str(request.state),
        "version": request.version,
        "net": str(request.net),
        "total": str(request.total),
        "cost_centre": request.cost_centre_id,
    }


def _note(
    action: str,
    request: PurchaseRequest,
    by: int | None,
    now: datetime,
    before: dict[str, Any] | None = None,
) -> None:
    audit.write(action=action, subject=request.about, by=by, now=now, before=before, after=_facts(request))
