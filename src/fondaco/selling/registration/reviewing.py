"""The store's people look at a company: they approve it, or refuse it in words; the clock reminds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fondaco import audit
from fondaco.clock.workdays import add_working_days
from fondaco.people.models import Person
from fondaco.selling.accounts.standing import refuse_account, verify_account
from fondaco.selling.registration import mails
from fondaco.selling.registration.models import Review, VerificationRules
from fondaco.selling.registration.queries import reviewers, rules, today


class Decided(Exception):
    """Somebody decided before. Nothing was changed; ``review`` says who and how."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"the review is {review.outcome}")
        self.review = review


class ChangedMeanwhile(Exception):
    """Somebody changed the rules since they were read. Nothing was changed."""


@transaction.atomic
def approve(*, review: Review, by: Person, now: datetime) -> Review:
    """The company may trade, and its administrator is told the next step. Raises Decided."""
    review = _locked(review)
    review.account = verify_account(account=review.account, by=by, now=now)
    _decide(review, Review.Outcome.APPROVED, words="", by=by, now=now)
    mails.write_approved(review, now=now)
    return review


@transaction.atomic
def refuse(*, review: Review, words: str, by: Person, now: datetime) -> Review:
    """The company does not become a customer; ``words`` go to its administrator. Raises Decided, and ValueError
    without words.
    """
    if not words.strip():
        raise ValueError("a refusal needs words")
    review = _locked(review)
    review.account = refuse_account(account=review.account, words=words.strip(), by=by, now=now)
    _decide(review, Review.Outcome.REFUSED, words=words.strip(), by=by, now=now)
    mails.write_refused(review, now=now)
    return review


def _locked(review: Review) -> Review:
    locked = Review.objects.select_for_update(of=("self",)).select_related("account", "decided_by").get(pk=review.pk)
    if locked.outcome != Review.Outcome.WAITING:
        raise Decided(locked)
    return locked


def _decide(review: Review, outcome: Review.Outcome, *, words: str, by: Person, now: datetime) -> None:
    review.outcome, review.words, review.decided_by, review.decided_at = outcome, words, by, now
    review.save(update_fields=["outcome", "words", "decided_by", "decided_at"])
    audit.write(
        action="review.decided",
        subject=review.account.subject,
        by=by.pk,
        now=now,
        before={"outcome": str(Review.Outcome.WAITING)},
        after={"outcome": str(outcome), "due_on": review.due_on.isoformat()},
    )


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Tell the store's people, once each, what is due on the next working day and what is overdue; how many reviews."""
    day = today(now)
    soon = add_working_days(day, 1, rules().calendar_country)
    waiting = Review.objects.select_for_update(skip_locked=True, of=("self",)).select_related("account")
    due = waiting.filter(outcome=Review.Outcome.WAITING, due_on__lte=soon)
    overdue = list(due.filter(due_on__lt=day, overdue_told_at__isnull=True))
    near = list(due.filter(due_on__gte=day, reminded_at__isnull=True))
    if not overdue and not near:
        return 0
    to = reviewers()
    for review in overdue:
        _remind(review, to, overdue=True, now=now)
    for review in near:
        _remind(review, to, overdue=False, now=now)
    return len(overdue) + len(near)


def _remind(review: Review, to: Sequence[Person], *, overdue: bool, now: datetime) -> None:
    if overdue:
        review.overdue_told_at = now
    review.reminded_at = review.reminded_at or now
    review.save(update_fields=["reminded_at", "overdue_told_at"])
    audit.write(
        action="review.overdue" if overdue else "review.due_soon",
        subject=review.account.subject,
        by=None,
        now=now,
        after={"due_on": review.due_on.isoformat(), "told": len(to)},
    )
    for person in to:
        mails.write_reminder(review, person, overdue=overdue, now=now)


@transaction.atomic
def change_rules(
    *,
    countries: Sequence[str],
    working_days: int,
    calendar_country: str,
    mail_providers: Sequence[str],
    version: int,
    by: Person,
    now: datetime,
) -> VerificationRules:
    """Which companies are verified at once from now on. Raises ChangedMeanwhile where ``version`` is no longer so."""
    VerificationRules.objects.get_or_create(id=1)
    known = VerificationRules.objects.select_for_update().get(id=1)
    if known.version != version:
        raise ChangedMeanwhile
    before = _rules_said(known)
    known.countries, known.mail_providers = sorted(set(countries)), sorted(set(mail_providers))
    known.working_days, known.calendar_country = working_days, calendar_country
    known.version += 1
    known.save()
    audit.write(
        action="verification_rules.changed",
        subject="store:1",
        by=by.pk,
        now=now,
        before=before,
        after=_rules_said(known),
    )
    return known


def _rules_said(known: VerificationRules) -> dict[str, object]:
    return {
        "countries": list(known.countries),
        "working_days": known.working_days,
        "calendar_country": known.calendar_country,
        "mail_providers": list(known.mail_providers),
    }
