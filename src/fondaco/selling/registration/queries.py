"""What the pages of registration and review need to know, each with a known number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone

from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Member, StaffMember, StaffRole
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.registration.likeness import alike
from fondaco.selling.registration.models import Registration, Review, VerificationRules
from fondaco.selling.registration.rules import Known


class AlreadyKnown(StrEnum):
    """Why a registration cannot become a customer: somebody or something of it is here."""

    VAT_NUMBER = "vat_number"
    NAME = "name"
    PERSON = "person"  # belongs to a business account
    STAFF = "staff"  # works for the store
    LOCKED = "locked"  # the person's account is closed


def rules() -> VerificationRules:
    """The store's rules; the defaults, unsaved, where nobody ever changed them. One statement."""
    return VerificationRules.objects.first() or VerificationRules(id=1)


def already_known(*, company: str, vat_number: str, email: str) -> AlreadyKnown | None:
    """What stands in the way of a new customer, the company before the person. Up to five statements."""
    standing = BusinessAccount.objects.exclude(state=AccountState.REFUSED)
    if standing.filter(vat_number__iexact=vat_number).exists():
        return AlreadyKnown.VAT_NUMBER
    if standing.filter(name__iexact=company).exists():
        return AlreadyKnown.NAME
    person = Person.objects.with_email(email)
    return who_is(person) if person else None


def who_is(person: Person) -> AlreadyKnown | None:
    """What keeps ``person`` from running a new account; nothing for one whose company was refused. Two statements."""
    if not person.is_active:
        return AlreadyKnown.LOCKED
    if StaffMember.objects.filter(person=person).exists():
        return AlreadyKnown.STAFF
    members = Member.objects.standing().filter(person=person).exclude(account__state=AccountState.REFUSED)
    return AlreadyKnown.PERSON if members.exists() else None


def what_is_known_of(registration: Registration) -> Known:
    """What bears on whether to believe it. Two statements."""
    refused = BusinessAccount.objects.filter(state=AccountState.REFUSED, vat_number__iexact=registration.vat_number)
    return Known(similar=bool(similar_names(registration.company)), refused_before=refused.exists())


def similar_names(company: str, *, but: BusinessAccount | None = None) -> list[str]:
    """Names of customers that could be taken for this one. One statement."""
    others = BusinessAccount.objects.exclude(state=AccountState.REFUSED).order_by("name")
    if but is not None:
        others = others.exclude(pk=but.pk)
    return alike(company, others.values_list("name", flat=True))


def similar_companies(account: BusinessAccount) -> list[BusinessAccount]:
    """Customers whose names could be taken for that of ``account``, and those with its VAT number. Two statements."""
    names = similar_names(account.name, but=account)
    same = BusinessAccount.objects.exclude(pk=account.pk).exclude(vat_number="")
    found = BusinessAccount.objects.filter(name__in=names).exclude(pk=account.pk)
    return list((found | same.filter(vat_number__iexact=account.vat_number)).order_by("name", "id"))


def waiting_reviews() -> QuerySet[Review]:
    """The queue: what is due first, first. One statement."""
    return Review.objects.filter(outcome=Review.Outcome.WAITING).select_related("account", "account__registration")


def decided_reviews() -> QuerySet[Review]:
    """What was decided, the last first. One statement."""
    return (
        Review.objects.exclude(outcome=Review.Outcome.WAITING)
        .select_related("account", "account__registration", "decided_by")
        .order_by("-decided_at", "-id")
    )


def review_of(public_id: str) -> Review | None:
    """The review of the company with this id. One statement."""
    return (
        Review.objects.filter(account__public_id=public_id)
        .select_related("account", "account__registration", "decided_by")
        .first()
    )


def reviewers() -> Sequence[Person]:
    """Who is reminded: customer service; where nobody is in it, the store's administrators. Up to two statements."""
    staff = Person.objects.filter(staff__isnull=False, is_active=True).exclude(email="").order_by("pk")
    service = list(staff.filter(staff__role=StaffRole.SERVICE))
    return service or list(staff.filter(staff__role=StaffRole.ADMINISTRATOR))


def today(now: datetime) -> date:
    """The day it is for the store."""
    return timezone.localdate(now)
