"""A company registers, its administrator follows the link, and the rules or a person believe it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen
from django.db import IntegrityError, transaction

from fondaco import audit
from fondaco.people.links import digest_of
from fondaco.people.models import Person
from fondaco.people.operations import set_password
from fondaco.selling.accounts.models import BusinessAccount, Member, Role, Store
from fondaco.selling.accounts.operations import AlreadyThere, VatNumberThere, add_member, create_account
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.registration import mails
from fondaco.selling.registration.models import Registration, Review
from fondaco.selling.registration.queries import AlreadyKnown, already_known, rules, today, what_is_known_of, who_is
from fondaco.selling.registration.rules import due_on, reasons_to_look

LINK_LASTS = timedelta(hours=48)
LAPSED_KEPT = timedelta(days=7)  # so long a link still says that it has run out, before nothing is known of it


class WhyLinkRefused(StrEnum):
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"


class LinkRefused(Exception):
    """The link opens nothing. Nothing was changed."""

    def __init__(self, why: WhyLinkRefused) -> None:
        super().__init__(why.value)
        self.why = why


class Taken(Exception):
    """Meanwhile the company or its administrator became a customer's. Nothing was changed; the link stays good."""

    def __init__(self, why: AlreadyKnown) -> None:
        super().__init__(why.value)
        self.why = why


class NotTheirs(Exception):
    """The link is for somebody else than the person who followed it. Nothing was changed."""


class PersonThere(Exception):
    """The e-mail has a personal account already: only its owner may go on. Nothing was changed."""


@frozen
class Said:
    """What a company says of itself.

    ``vat_number`` as :func:`fondaco.people.legal.company_number` writes it, ``address`` with the fields of
    :class:`fondaco.documents.Address`; ``language`` is the one that the page was read in.
    """

    company: str
    vat_number: str
    country: str
    address: Mapping[str, object]
    admin_name: str
    admin_email: str
    language: str


@transaction.atomic
def begin_registration(*, said: Said, public_id: str, token: str, now: datetime) -> None:
    """Keep what was said and mail the link; or, where the company or the person is a customer's, mail that and no link.

    Whoever asks learns nothing of it here: only who reads that mailbox does.
    """
    subject = f"registration:{public_id}"
    known = already_known(company=said.company, vat_number=said.vat_number, email=said.admin_email)
    if known is not None:
        audit.write(action="registration.turned_away", subject=subject, by=None, now=now, after={"why": str(known)})
        mails.write_known(said, known, about=subject, now=now)
        return
    registration = Registration.objects.create(
        public_id=public_id,
        company=said.company,
        vat_number=said.vat_number,
        country=said.country,
        address=dict(said.address),
        admin_name=said.admin_name,
        admin_email=said.admin_email,
        language=said.language,
        digest=digest_of(token),
        begun_at=now,
        expires_at=now + LINK_LASTS,
    )
    audit.write(action="registration.begun", subject=subject, by=None, now=now, after={"country": said.country})
    mails.write_link(registration, token, now=now)


def open_registration(*, token: str, now: datetime, lock: bool = False) -> Registration:
    """The registration that a link opens. Raises LinkRefused. With ``lock``, for the rest of the transaction."""
    rows = Registration.objects.select_for_update() if lock else Registration.objects.all()
    registration = rows.filter(digest=digest_of(token)).first()
    if registration is None:
        raise LinkRefused(WhyLinkRefused.UNKNOWN)
    if registration.confirmed_at is not None:
        raise LinkRefused(WhyLinkRefused.USED)
    if registration.expires_at <= now:
        raise LinkRefused(WhyLinkRefused.EXPIRED)
    return registration


@transaction.atomic
def confirm_registration(
    *, token: str, person: Person | None, password: str, account_public_id: str, now: datetime
) -> BusinessAccount:
    """The link was followed: the business account, its first administrator, and a review where the rules want one.

    ``person`` is who proved to be the owner of the e-mail's personal account; without one, a new person is made.
    ``password`` is theirs from now on, where one is given. Raises LinkRefused, PersonThere, NotTheirs and Taken, each
    with nothing changed.
    """
    registration = open_registration(token=token, now=now, lock=True)
    person = person or _new_person(registration)
    if person.email.casefold() != registration.admin_email.casefold():
        raise NotTheirs
    hindrance = who_is(person)
    if hindrance is not None:
        raise Taken(hindrance)
    store_rules, known = rules(), what_is_known_of(registration)
    reasons = reasons_to_look(
        country=registration.country, email=registration.admin_email, known=known, rules=store_rules
    )
    if password:
        set_password(person=person, password=password, by=person, now=now)
    account = _account_of(registration, account_public_id, in_review=bool(reasons), by=person, now=now)
    _run_by(account, person, now)
    registration.confirmed_at, registration.account = now, account
    registration.save(update_fields=["confirmed_at", "account"])
    audit.write(
        action="registration.confirmed",
        subject=f"registration:{registration.public_id}",
        by=person.pk,
        now=now,
        after={"account": account.public_id, "state": str(account.state), "reasons": [str(one) for one in reasons]},
    )
    if not reasons:
        mails.write_verified(account, person, now=now)
        return account
    due = due_on(today(now), store_rules)
    review = Review.objects.create(account=account, reasons=[str(one) for one in reasons], asked_at=now, due_on=due)
    mails.write_in_review(review, person, now=now)
    return account


def _new_person(registration: Registration) -> Person:
    if Person.objects.with_email(registration.admin_email) is not None:
        raise PersonThere
    try:
        with transaction.atomic():
            person = Person.objects.create_person(email=registration.admin_email, name=registration.admin_name)
    except IntegrityError:
        raise PersonThere from None  # a moment ago, by another road
    person.seen_language = registration.language
    person.save(update_fields=["seen_language"])
    return person


def _account_of(
    registration: Registration, public_id: str, *, in_review: bool, by: Person, now: datetime
) -> BusinessAccount:
    try:
        return create_account(
            public_id=public_id,
            name=registration.company,
            currency=Store.objects.get().currency,
            vat_number=registration.vat_number,
            country=registration.country,
            address=registration.address,
            state=AccountState.IN_REVIEW if in_review else AccountState.VERIFIED,
            by=by,
            now=now,
        )
    except VatNumberThere:
        raise Taken(AlreadyKnown.VAT_NUMBER) from None
    except AlreadyThere:
        raise Taken(AlreadyKnown.NAME) from None


def _run_by(account: BusinessAccount, person: Person, now: datetime) -> None:
    """Make ``person`` the account's first administrator; one whose company was refused leaves that behind."""
    left = Member.objects.standing().filter(person=person, account__state=AccountState.REFUSED)
    for member in left.select_for_update(of=("self",)):
        Member.objects.filter(pk=member.pk).update(removed_at=now)
        audit.write(action="member.left_refused_account", subject=member.subject, by=person.pk, now=now)
    try:
        member = add_member(account=account, person=person, roles=[Role.ADMINISTRATOR], by=person, now=now)
    except AlreadyThere:
        raise Taken(AlreadyKnown.PERSON) from None
    account.first_administrator = member
    account.save(update_fields=["first_administrator"])


@transaction.atomic
def sweep_lapsed(*, now: datetime) -> int:
    """Forget what was never confirmed, a week after its link ran out; how many."""
    lapsed = Registration.objects.filter(confirmed_at__isnull=True, expires_at__lte=now - LAPSED_KEPT)
    ids = list(lapsed.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if ids:
        Registration.objects.filter(pk__in=ids).delete()
        audit.write(
            action="registrations.forgotten", subject="registration:lapsed", by=None, now=now, after={"count": len(ids)}
        )
    return len(ids)
