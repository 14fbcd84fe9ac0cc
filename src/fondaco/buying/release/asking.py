"""Asking suppliers' machines again before an order goes out.

Three steps, each its own transaction: a worker takes a due question by moving it on, asks with no transaction open, and
writes down what the answer means: orders for what stands, the rest back to whoever asked. A worker that dies in between
has changed nothing, and the question is due again. Locks are taken in one order: the request, then the inquiry.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.bridge.exchange import Problem
from fondaco.bridge.transport import Transport
from fondaco.buying.lifecycle import Refused, step
from fondaco.buying.orders.operations import Said, issue_orders
from fondaco.buying.release import mails
from fondaco.buying.release.checking import limit_of, outcome_of
from fondaco.buying.release.models import Inquiry, PriceCheck
from fondaco.buying.release.states import TRANSITIONS, InquiryEvent, InquiryState, Outcome
from fondaco.buying.requests import clock
from fondaco.buying.requests.models import Exclusion, PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import requote_lines
from fondaco.buying.requests.safeguards import would_refuse
from fondaco.buying.requests.states import LINE_TRANSITIONS, LineEvent, LineState
from fondaco.buying.shopping.prices import Asked, Priced, Unanswered, ask_prices
from fondaco.buying.shopping.quotes import MOST
from fondaco.buying.suppliers.models import Supplier
from fondaco.people.models import Person

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=3)  # longer than a supplier is waited for
# Between tries: a machine that does not answer for three quarters of an hour is for a person.
PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
MOST_AT_ONCE = 20


def begin(*, request: PurchaseRequest, lines: Sequence[RequestLine], by: Person, now: datetime) -> list[Inquiry]:
    """Approved lines are to be asked about, each of its supplier. Within the caller's transaction, which has locked
    the request; nothing is asked yet.
    """
    parts: dict[Supplier, list[RequestLine]] = {}
    for line in lines:
        assert line.supplier is not None
        parts.setdefault(line.supplier, []).append(line)
    begun = []
    for supplier, mine in parts.items():
        # What was asked about a line before it was given back and came again is answered by nobody any more.
        PriceCheck.objects.filter(line__in=mine, outcome=Outcome.NONE).update(outcome=Outcome.LATE, outcome_at=now)
        inquiry = Inquiry.objects.create(request=request, supplier=supplier, by=by, next_at=now, created_at=now)
        PriceCheck.objects.bulk_create(_check(inquiry, line, request, now) for line in mine)
        for line in mine:
            _move(line, LineEvent.CHECK)
        after = {"supplier": supplier.pk, "lines": [line.key for line in mine]}
        _note("request.check_begun", request, by, now, after)
        begun.append(inquiry)
    return begun


def _check(inquiry: Inquiry, line: RequestLine, request: PurchaseRequest, now: datetime) -> PriceCheck:
    assert line.quantity is not None
    assert line.unit_price is not None
    entity = request.legal_entity
    return PriceCheck(
        inquiry=inquiry,
        line=line,
        line_number=line.line_number,
        supplier_part_id=line.supplier_part_id,
        supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        currency=line.currency,
        quoted=line.unit_price,
        limit=limit_of(line, inquiry.supplier.tolerance_for(entity), entity.currency),
        asked_at=now,
    )


def ask_due(now: datetime, *, transport: Transport | None = None) -> int:
    """Ask what is due, one after the other; how many were asked. Must not run inside a transaction of a caller's."""
    for done in range(MOST_AT_ONCE):
        inquiry = claim(now)
        if inquiry is None:
            return done
        try:
            ask(inquiry, now=now, transport=transport)
        except Exception:
            # A fault of ours. The others must not wait for it, and people hear of it after so many tries.
            log.exception("The answer to inquiry %s could not be written down", inquiry.pk)
            _after_a_fault(inquiry, now)
    return MOST_AT_ONCE


def _after_a_fault(inquiry: Inquiry, now: datetime) -> None:
    """Like no answer; where not even that can be written down, it is due again when its lease is over."""
    problem = Problem(
        "fault",
        _("What the supplier answered could not be written down here."),
        _("Whoever runs this desk finds the reason in its log. Until then, fetch new prices in the store."),
    )
    try:
        hear_nothing(inquiry=inquiry, problem=problem, now=now)
    except Exception:
        log.exception("That inquiry %s failed could not be written down either", inquiry.pk)


@transaction.atomic
def claim(now: datetime) -> Inquiry | None:
    """Take one question for the length of a lease."""
    due = Inquiry.objects.select_for_update(of=("self",), skip_locked=True).select_related("supplier__partner")
    inquiry = due.filter(state=InquiryState.WAITING, next_at__lte=now).order_by("next_at", "pk").first()
    if inquiry is not None:
        inquiry.tries += 1
        inquiry.next_at = now + LEASE
        inquiry.save(update_fields=["tries", "next_at"])
    return inquiry


def ask(inquiry: Inquiry, *, now: datetime, transport: Transport | None = None) -> None:
    """Ask the supplier and act on what comes of it. Waits for the answer."""
    checks = list(inquiry.checks.filter(outcome=Outcome.NONE, line__state=LineState.CHECKED))
    asked = [
        Asked(
            check.key, check.supplier_part_id, check.supplier_part_auxiliary_id, check.quantity, check.unit,
            check.currency,
        )
        for check in checks
    ]  # fmt: skip
    about = inquiry.request.about
    try:
        said = ask_prices(supplier=inquiry.supplier, asked=asked, about=about, now=now, transport=transport)
    except Unanswered as trouble:
        hear_nothing(inquiry=inquiry, problem=trouble.problem, now=now)
        return
    try:
        hear_answer(inquiry=inquiry, said=said, now=now)
    except Refused as refused:
        # Nothing was written: the supplier has answered, and its order cannot be made.
        problem = Problem(refused.code, refused.words, refused.remedy)
        hear_nothing(inquiry=inquiry, problem=problem, now=now, outcome=Outcome.UNWRITTEN)


@transaction.atomic
def hear_answer(*, inquiry: Inquiry, said: Mapping[str, Priced], now: datetime) -> None:
    """What stands is ordered, at the price that was approved or at less where the supplier says less; the rest goes
    back, alone. An answer that nobody waits for changes nothing. Raises Refused where an order cannot be made.
    """
    request, kept = _locked(inquiry)
    if kept.state != InquiryState.WAITING:
        return
    lines = _waiting(request, kept)
    good: dict[str, Said] = {}
    codes: dict[str, str] = {}
    for check in kept.checks.filter(outcome=Outcome.NONE):
        answer = said.get(check.key)
        line = lines.get(check.line_id or 0)
        if line is None or answer is None:
            _put(check, Outcome.LATE, answer, now)
            continue
        outcome = outcome_of(check, answer)
        _put(check, outcome, answer, now)
        if outcome is Outcome.WITHIN:
            assert answer.unit_price is not None
            good[line.key] = Said(min(answer.unit_price, check.quoted), answer.supplier_part_auxiliary_id)
        else:
            codes[line.key] = outcome.value
    # What the machine just said is known to the supplier's safeguards, which may refuse what our limits let pass.
    against = would_refuse(request, [line for line in lines.values() if line.key in good], now=now)
    codes |= against
    good = {key: one for key, one in good.items() if key not in against}
    for line in lines.values():
        if line.key in good:
            _move(line, LineEvent.GO_ON)
    _settle(kept, InquiryEvent.ANSWER if lines else InquiryEvent.DROP, now)
    _note("request.checked", request, kept.by, now, {"supplier": kept.supplier_id, "goes_on": [*good], "back": codes})
    if good:
        others = request.lines.filter(state=LineState.APPROVED).exclude(line_number__in=[int(key) for key in good])
        without = {line.key for line in others}
        issue_orders(request=request, by=kept.by, now=now, without=without, said=good)
    if codes:
        requote_lines(public_id=request.public_id, lines=codes, by=None, now=now)


@transaction.atomic
def hear_nothing(*, inquiry: Inquiry, problem: Problem, now: datetime, outcome: Outcome = Outcome.UNANSWERED) -> None:
    """No answer, or none to order by: it is tried again after a pause. After the last one people are told, and
    whoever asked is asked for a new quote: nothing is ordered at a price that nobody has looked at.
    """
    request, kept = _locked(inquiry)
    if kept.state != InquiryState.WAITING or kept.tries != inquiry.tries:
        return  # settled meanwhile, or in somebody else's hands
    lines = _waiting(request, kept)
    kept.problem_code, kept.problem_words, kept.problem_remedy = problem.code[:40], problem.words, problem.remedy
    if lines and kept.tries <= len(PAUSES):
        kept.next_at = now + PAUSES[kept.tries - 1]
        kept.save()
        return
    for check in kept.checks.filter(outcome=Outcome.NONE):
        _put(check, outcome if check.line_id in lines else Outcome.LATE, None, now)
    _settle(kept, InquiryEvent.GIVE_UP if lines else InquiryEvent.DROP, now)
    if not lines:
        return
    codes = {line.key: outcome.value for line in lines.values()}
    after = {"supplier": kept.supplier_id, "problem": kept.problem_code, "lines": [*codes]}
    _note("request.check_given_up", request, None, now, after)
    mails.nobody_answered(kept, list(lines.values()), now=now)
    requote_lines(public_id=request.public_id, lines=codes, by=None, now=now)


def _locked(inquiry: Inquiry) -> tuple[PurchaseRequest, Inquiry]:
    request = clock.locked(inquiry.request.public_id)
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("supplier", "by")
    kept = rows.get(pk=inquiry.pk)
    kept.request = request
    return request, kept


def _waiting(request: PurchaseRequest, inquiry: Inquiry) -> dict[int, RequestLine]:
    """By key of its row, each line that still waits for this answer."""
    mine: Collection[int | None] = inquiry.checks.filter(outcome=Outcome.NONE).values_list("line_id", flat=True)
    rows = (
        request.lines.select_for_update(of=("self",))
        .select_related("supplier")
        .filter(pk__in=[pk for pk in mine if pk is not None], state=LineState.CHECKED, exclusion=Exclusion.NONE)
    )
    return {line.pk: line for line in rows}


def _put(check: PriceCheck, outcome: Outcome, said: Priced | None, now: datetime) -> None:
    check.outcome, check.outcome_at = outcome, now
    if said is not None:
        check.now, check.now_currency = said.unit_price, said.currency[:3]
        check.available = None if said.available is None else min(said.available, MOST)
    check.save()


def _settle(inquiry: Inquiry, event: InquiryEvent, now: datetime) -> None:
    inquiry.state = step(TRANSITIONS, inquiry.state, event)
    inquiry.settled_at = now
    inquiry.save()


def _move(line: RequestLine, event: LineEvent) -> None:
    line.state = step(LINE_TRANSITIONS, line.state, event)
    line.save(update_fields=["state"])


def _note(action: str, request: PurchaseRequest, by: Person | None, now: datetime, after: Mapping[str, object]) -> None:
    audit.write(action=action, subject=request.about, by=by.pk if by else None, now=now, after=after)
