"""Signing in and what a person may change about themselves."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from fondaco import audit
from fondaco.people import limits
from fondaco.people.models import Person


class TooManyTries(Exception):
    """Too many tries from there in the last quarter of an hour; nothing was looked at."""


def check_sign_in(*, email: str, password: str, address: str, now: datetime) -> Person | None:
    """The person who may come in, or None, for whatever reason. Raises TooManyTries.

    An unknown e-mail costs as much work as a wrong password, so that the time taken tells nothing either.
    """
    if not limits.allow(purpose="sign-in", email=email, address=address, now=now):
        raise TooManyTries
    person = Person.objects.with_email(email)
    if person is None or not person.has_usable_password():
        make_password(password)
        return None
    if not check_password(password, person.password) or not person.is_active:
        return None
    limits.forget(purpose="sign-in", email=email, address=address)
    audit.write(action="person.signed_in", subject=f"person:{person.public_id}", by=person.pk, now=now)
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, by: Person, now: datetime) -> None:
    """Give ``person`` a new password; every other session of theirs ends with it."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    person.password = locked.password
    audit.write(action="person.password_set", subject=f"person:{person.public_id}", by=by.pk, now=now)


@transaction.atomic
def end_sessions(*, person: Person, by: Person | None, now: datetime) -> None:
    """Every browser in which ``person`` is signed in has to sign in again, from the next click on."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    locked.session_epoch += 1
    locked.save(update_fields=["session_epoch"])
    person.session_epoch = locked.session_epoch
    audit.write(
        action="person.sessions_ended",
        subject=f"person:{person.public_id}",
        by=by.pk if by else None,
        now=now,
        after={"epoch": locked.session_epoch},
    )


@transaction.atomic
def choose_language(*, person: Person, language: str, now: datetime) -> None:
    """Remember the language that ``person`` wants to read. Raises ValueError for one that we do not speak."""
    if language not in Person.Language.values:
        raise ValueError(f"not a language we speak: {language!r:.20}")
    locked = Person.objects.select_for_update().get(pk=person.pk)
    before, locked.language = locked.language, language
    locked.save(update_fields=["language"])
    person.language = language
    audit.write(
        action="person.language_chosen",
        subject=f"person:{person.public_id}",
        by=person.pk,
        now=now,
        before={"language": before},
        after={"language": language},
    )


def remember_language(*, person: Person, language: str) -> None:
    """Note in which language the pages spoke to ``person``, for mail. Nothing of business, so no line is left."""
    if language in Person.Language.values and language != person.seen_language:
        Person.objects.filter(pk=person.pk).update(seen_language=language)
