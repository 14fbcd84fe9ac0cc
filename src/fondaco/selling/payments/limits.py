"""Paying by invoice: what the store grants by itself, and what customer service decides."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from fondaco import audit
from fondaco.lifecycle import IllegalStep
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.payments import letters
from fondaco.selling.payments.models import LimitRequest, PaymentMethod
from fondaco.selling.payments.operations import add_invoice
from fondaco.selling.payments.queries import grantable, methods_of, store
from fondaco.selling.payments.states import RequestEvent, RequestState, request_after


class OpenAlready(Exception):
    """One request at a time; the one before is not decided yet."""


class Decided(Exception):
    """Somebody else decided it, or it was withdrawn; nothing was changed."""


@transaction.atomic
def ask_invoice(
    *, account: BusinessAccount, limit: Decimal, words: str, by: Person, now: datetime
) -> PaymentMethod | LimitRequest:
    """Pay by invoice, with ``limit`` open at a time at most.

    Within the store's rules it holds at once. Above them the store's own limit holds at once where there is none yet,
    and the rest becomes a request to customer service. Raises OpenAlready.
    """
    BusinessAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    known = methods_of(account).filter(kind=PaymentMethod.Kind.INVOICE).first()
    granted, rules = grantable(account), store()
    terms = rules.invoice_terms_days if known is None else known.terms_days or 0
    if limit <= granted:
        return add_invoice(account=account, terms_days=terms, credit_limit=limit, by=by, now=now)
    if LimitRequest.objects.filter(account=account, state=RequestState.OPEN).exists():
        raise OpenAlready
    if known is None and granted > 0:
        add_invoice(account=account, terms_days=terms, credit_limit=granted, by=by, now=now)
    request = LimitRequest.objects.create(account=account, wanted=limit, words=words, asked_by=by, asked_at=now)
    _write("payment.limit_asked", request, by, now, after={"wanted": str(limit)})
    letters.limit_asked(request, now=now)
    return request


@transaction.atomic
def withdraw(*, request: LimitRequest, by: Person, now: datetime) -> None:
    """The customer needs it no more. Raises Decided."""
    row = _locked(request)
    _decide(row, RequestEvent.WITHDRAW, by, now)
    _write("payment.limit_withdrawn", row, by, now)


@transaction.atomic
def grant(
    *, request: LimitRequest, limit: Decimal, terms_days: int, answer: str, by: Person, now: datetime
) -> PaymentMethod:
    """Customer service grants ``limit``, which may be less than was asked. Raises Decided."""
    row = _locked(request)
    row.granted, row.answer = limit, answer
    _decide(row, RequestEvent.GRANT, by, now)
    method = add_invoice(account=row.account, terms_days=terms_days, credit_limit=limit, by=by, now=now)
    _write("payment.limit_granted", row, by, now, after={"limit": str(limit), "terms": terms_days})
    letters.limit_decided(row, now=now)
    return method


@transaction.atomic
def decline(*, request: LimitRequest, answer: str, by: Person, now: datetime) -> None:
    """Customer service declines, in words. Raises Decided."""
    row = _locked(request)
    row.answer = answer
    _decide(row, RequestEvent.DECLINE, by, now)
    _write("payment.limit_declined", row, by, now)
    letters.limit_decided(row, now=now)


def _locked(request: LimitRequest) -> LimitRequest:
    BusinessAccount.objects.select_for_update(no_key=True).get(pk=request.account_id)
    return LimitRequest.objects.select_related("account", "asked_by").get(pk=request.pk)


def _decide(row: LimitRequest, event: RequestEvent, by: Person, now: datetime) -> None:
    try:
        row.state = request_after(row.state, event)
    except IllegalStep:
        raise Decided from None
    row.decided_by, row.decided_at = by, now
    row.save()


def _write(
    action: str, request: LimitRequest, by: Person, now: datetime, after: dict[str, object] | None = None
) -> None:
    account = request.account.public_id
    audit.write(action=action, subject=request.subject, by=by.pk, now=now, after={"account": account, **(after or {})})
