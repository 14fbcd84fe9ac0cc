"""The quote clock: what is held until when, who would be too slow, and what happens when a hold ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen
from django.db import transaction
from django.utils import timezone

from fondaco import audit
from fondaco.buying.approvals import operations as approvals
from fondaco.buying.approvals.models import Round
from fondaco.buying.approvals.queries import expected_duration
from fondaco.buying.approvals.states import RoundState
from fondaco.buying.lifecycle import step
from fondaco.buying.policy.queries import preview
from fondaco.buying.requests import accounts, mails
from fondaco.buying.requests.models import Exclusion, PurchaseRequest, RequestLine
from fondaco.buying.requests.states import (
    LINE_TRANSITIONS,
    TRANSITIONS,
    LineEvent,
    LineState,
    RequestEvent,
    RequestState,
)
from fondaco.buying.requests.subject import KIND, RequestSubject
from fondaco.buying.shopping.prices import can_answer
from fondaco.buying.suppliers.models import AnswersBy, Supplier
from fondaco.clock.schedule import one_by_one
from fondaco.people.models import Person

WAITING = (RequestState.IN_APPROVAL, RequestState.APPROVED)
COMES_BACK_FROM = (*WAITING, RequestState.RETURNED)
NOT_ORDERED = (LineState.IN_APPROVAL, LineState.APPROVED, LineState.CHECKED, LineState.TO_SOURCE)
# What is being checked is not among them: the supplier's answer says what its price is worth now.
LAPSES = (LineState.IN_APPROVAL, LineState.APPROVED, LineState.TO_SOURCE)


@frozen
class Clock:
    """The hold of a request that ends first. ``late`` is by how much the approvers would usually miss it."""

    ends_at: datetime
    lapsed: bool
    late: timedelta | None = None


def clock_of(lines: Iterable[RequestLine], *, expected: timedelta | None, now: datetime) -> Clock | None:
    """None where no supplier said anything about holding its prices."""
    ends = [line.hold_expires_at for line in lines if line.included and line.hold_expires_at is not None]
    if not ends:
        return None
    first = min(ends)
    late = None if expected is None or now + expected <= first else now + expected - first
    return Clock(first, lapsed=first <= now, late=late)


def lapsing(lines: Iterable[RequestLine], *, expected: timedelta | None, now: datetime) -> frozenset[str]:
    """The keys of the lines whose hold ends before the approvers usually have decided."""
    if expected is None:
        return frozenset()
    return frozenset(
        line.key for line in lines if line.hold_expires_at is not None and line.hold_expires_at < now + expected
    )


def lapse_due(now: datetime) -> int:
    """Give back what nobody ordered in time: it is quoted again, never ordered at a price that is not held any more.
    Where the supplier's machine is asked again before anything is ordered, that end is waited for.

    How many requests that were.
    """
    due = RequestLine.objects.filter(
        request__state__in=WAITING, hold_expires_at__lte=now, exclusion=Exclusion.NONE, state__in=LAPSES
    ).exclude(supplier__in=_asked_again())
    found = due.order_by("request_id").values_list("request__public_id", flat=True).distinct()
    return one_by_one(lambda public_id: lapse(public_id, now=now), found)


def _asked_again() -> list[int]:
    """The suppliers whose machines can be asked. One statement."""
    rows = Supplier.objects.exclude(answers_by=AnswersBy.NOTHING).select_related("partner")
    return [supplier.pk for supplier in rows if can_answer(supplier)]


@transaction.atomic
def lapse(public_id: str, *, now: datetime) -> bool:
    """The request comes back for the lines whose hold has ended. What was approved about the others stays approved
    as long as they stay as they are.
    """
    request = locked(public_id)
    lines = list(request.lines.filter(exclusion=Exclusion.NONE, state__in=LAPSES).select_related("supplier__partner"))
    over = {line.key for line in lines if _over(line, now)}
    if request.state not in WAITING or not over:
        return False
    give_back(request, lines, dict.fromkeys(over, "lapsed"), now=now)
    return True


def _over(line: RequestLine, now: datetime) -> bool:
    ended = line.hold_expires_at is not None and line.hold_expires_at <= now
    return ended and not (line.supplier is not None and can_answer(line.supplier))


def locked(public_id: str) -> PurchaseRequest:
    rows = PurchaseRequest.objects.select_for_update(of=("self",)).select_related(
        "legal_entity", "requester", "beneficiary", "cost_centre", "deliver_to", "project"
    )
    return rows.get(public_id=public_id)


def judged(request: PurchaseRequest, *, now: datetime) -> RequestSubject:
    """The request for its approvers' rules, with what only its present shows: whose hold ends before they usually have
    decided, and whether a budget would be exceeded.
    """
    subject = RequestSubject(request)
    lapsing_keys = lapsing(subject.rows, expected=expected_duration(preview(subject=subject, now=now)), now=now)
    budgets = accounts.budgets_ahead(request, on=timezone.localdate(now), lines=subject.rows)
    return RequestSubject(request, lapsing=lapsing_keys, over_budget=any(one.exceeded for one in budgets))


def give_back(
    request: PurchaseRequest,
    lines: list[RequestLine],
    codes: dict[str, str],
    *,
    now: datetime,
    by: Person | None = None,
) -> None:
    """The locked request comes back to whoever asked, because of the lines in ``codes`` (key to what is the matter,
    as ``mails.why`` knows it). Within the caller's transaction.
    """
    before = {"state": str(request.state)}
    for line in lines:
        event = LineEvent.CHANGED if line.key in codes else LineEvent.GIVE_BACK
        line.state = step(LINE_TRANSITIONS, line.state, event)
        line.save(update_fields=["state"])
    in_approval = request.state == RequestState.IN_APPROVAL
    if request.state != RequestState.RETURNED:
        request.state = step(TRANSITIONS, request.state, RequestEvent.SEND_BACK)
        request.state_since = now
    request.version += 1
    request.state_note = ""
    request.save()
    if in_approval and Round.objects.filter(kind=KIND, subject_id=request.public_id, state=RoundState.OPEN).exists():
        approvals.supersede_round(subject=RequestSubject(request), now=now)
    accounts.release(request, by=by, now=now, only=[line.key for line in lines])
    audit.write(
        action="request.given_back",
        subject=request.about,
        by=by.pk if by else None,
        now=now,
        before=before,
        after={"state": str(request.state), "lines": codes},
    )
    mails.given_back(request, [line for line in lines if line.key in codes], codes, now=now, by=by)
