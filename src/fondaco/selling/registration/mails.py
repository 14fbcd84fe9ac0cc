"""The letters of registration: each in its reader's language, in the transaction of what it tells."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fondaco.bridge import mail
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.accounts.standing import administrators_of
from fondaco.selling.registration.models import Registration, Review
from fondaco.web.formatting import exact_day, exact_time

if TYPE_CHECKING:
    from fondaco.selling.registration.operations import Said
    from fondaco.selling.registration.queries import AlreadyKnown


def _address(name: str, *args: str) -> str:
    return settings.FONDACO_BASE_URL + reverse(name, args=args)


def _write(
    to: Person | str, letter: str, subject: Promise, *, language: str, about: str, now: datetime, **told: object
) -> None:
    """``subject`` may name ``%(company)s`` and ``%(store)s``, where ``told`` has a ``company``."""
    given = {"store": settings.FONDACO_SITE_NAME, **told}
    with translation.override(language or settings.LANGUAGE_CODE):
        line = str(subject) % {"company": given.get("company", ""), "store": given["store"]}
        text = render_to_string(f"selling_registration/mail/{letter}.txt", given)
    mail.post(to=to, subject=line, text=text, about=about, now=now)


def write_link(registration: Registration, token: str, *, now: datetime) -> None:
    """To whoever the company names as its first administrator: the link that goes on."""
    _write(
        registration.admin_email,
        "link",
        _("Go on with the registration of %(company)s"),
        language=registration.language,
        about=f"registration:{registration.public_id}",
        now=now,
        name=registration.admin_name,
        company=registration.company,
        link=_address("selling_registration:link", token),
        until=exact_time(timezone.localtime(registration.expires_at), registration.language or "en"),
    )


def write_known(said: Said, known: AlreadyKnown, *, about: str, now: datetime) -> None:
    """Instead of the link: why there is none, and what helps. Names nobody, and says nothing of the customer."""
    _write(
        said.admin_email,
        "known",
        _("About the registration of %(company)s"),
        language=said.language,
        about=about,
        now=now,
        name=said.admin_name,
        company=said.company,
        known=str(known),
        sign_in=_address("people:sign-in"),
    )


def write_verified(account: BusinessAccount, person: Person, *, now: datetime) -> None:
    _to_person(account, person, "verified", _("%(company)s is a customer of %(store)s"), now=now)


def write_in_review(review: Review, person: Person, *, now: datetime) -> None:
    day = exact_day(review.due_on, person.mail_language)
    _to_person(review.account, person, "in_review", _("We are looking at %(company)s"), now=now, review=review, day=day)


def write_approved(review: Review, *, now: datetime) -> None:
    for person in administrators_of(review.account):
        _to_person(review.account, person, "approved", _("%(company)s is verified"), now=now, review=review)


def write_refused(review: Review, *, now: datetime) -> None:
    for person in administrators_of(review.account):
        _to_person(review.account, person, "refused", _("%(company)s could not be verified"), now=now, review=review)


def _to_person(
    account: BusinessAccount, person: Person, letter: str, subject: Promise, *, now: datetime, **told: object
) -> None:
    _write(
        person,
        letter,
        subject,
        language=person.mail_language,
        about=account.subject,
        now=now,
        name=person.name,
        company=account.name,
        link=_address("business" if account.trades else "selling_registration:standing"),
        **told,
    )


def write_reminder(review: Review, person: Person, *, overdue: bool, now: datetime) -> None:
    """To the store's people: an answer is due, or overdue."""
    _write(
        person,
        "reminder",
        _("Overdue: %(company)s waits for an answer") if overdue else _("%(company)s waits for an answer"),
        language=person.mail_language,
        about=review.account.subject,
        now=now,
        name=person.name,
        company=review.account.name,
        day=exact_day(review.due_on, person.mail_language),
        overdue=overdue,
        link=_address("selling_registration:review", review.account.public_id),
    )
