"""Beside the password, a second factor: six digits from an app (TOTP, RFC 6238) or, where it is lost, a recovery code.

A code counts for its own thirty seconds and for those before and after, as clocks differ, and once: the step it
belongs to is written down in the same statement that takes it, so of two that say it at once one comes in.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest

import pyotp
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from fondaco import audit
from fondaco.people import letters, limits
from fondaco.people.models import Person, RecoveryCode, SecondFactor, SecondFactorReset
from fondaco.people.operations import TooManyTries
from fondaco.sealing import seal

STEP = 30  # seconds
LASTS = timedelta(hours=12)  # how long a session need not show it again
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are taken for one another
_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)


class AlreadyThere(Exception):
    """The person has a second factor; nothing was changed."""


class NotThere(Exception):
    """The person has none, or none that is being set up; nothing was changed."""


class NotTheirOwn(Exception):
    """Nobody resets their own second factor; nothing was changed."""


class How(StrEnum):
    """What was shown."""

    CODE = "code"
    RECOVERY_CODE = "recovery_code"


def must_have(person: Person) -> bool:
    """Whether this site asks ``person`` for one: ``FONDACO_SECOND_FACTOR_POLICY``; without that nobody is asked."""
    path = getattr(settings, "FONDACO_SECOND_FACTOR_POLICY", "")
    return bool(path and import_string(path)(person))


def factor_of(person: Person) -> SecondFactor | None:
    """The second factor that counts."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()


def unfinished(person: Person) -> SecondFactor | None:
    """The one that is being set up."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=True).first()


def new_secret() -> str:
    return pyotp.random_base32()


def new_recovery_codes() -> list[str]:
    """Ten of twelve characters each: about 59 random bits, in three groups that can be copied by hand."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3)) for _ in range(RECOVERY_CODES)
    ]


def address_for_app(factor: SecondFactor, *, site_name: str) -> str:
    """The ``otpauth://`` address that an app reads from the picture."""
    return pyotp.TOTP(factor.secret).provisioning_uri(name=factor.person.email, issuer_name=site_name)


@transaction.atomic
def begin(*, person: Person, secret: str, now: datetime) -> SecondFactor:
    """Start setting up; what was started before and not finished is void. Raises AlreadyThere."""
    Person.objects.select_for_update().get(pk=person.pk)
    if factor_of(person) is not None:
        raise AlreadyThere
    factor, _made = SecondFactor.objects.update_or_create(
        person=person, defaults={"secret_sealed": seal(secret), "created_at": now, "last_step": 0}
    )
    audit.write(action="person.second_factor_begun", subject=_subject(person), by=person.pk, now=now)
    return factor


def confirm(*, person: Person, code: str, recovery_codes: Sequence[str], now: datetime) -> bool:
    """Finish setting up with a first code; False where it is wrong. Raises TooManyTries, NotThere, AlreadyThere.

    From then on it counts; ``recovery_codes`` stand in for it.
    """
    _count_try(person, now)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        if factor_of(person) is not None:
            raise AlreadyThere
        factor = unfinished(person)
        if factor is None:
            raise NotThere
        if not _take_code(factor, code, now):
            return False
        SecondFactor.objects.filter(pk=factor.pk).update(confirmed_at=now)
        _keep(factor, recovery_codes)
        audit.write(action="person.second_factor_set_up", subject=_subject(person), by=person.pk, now=now)
        letters.send_second_factor_set_up(person)
    _forget_tries(person)
    return True


def check(*, person: Person, said: str, now: datetime) -> How | None:
    """What ``said`` is, used up by that; None where it is nothing that counts. Raises TooManyTries, NotThere."""
    _count_try(person, now)
    factor = factor_of(person)
    if factor is None:
        raise NotThere
    with transaction.atomic():
        how = _taken_as(factor, said, now)
        audit.write(
            action="person.second_factor_shown" if how else "person.second_factor_refused",
            subject=_subject(person),
            by=person.pk,
            now=now,
            after={"how": how.value} if how else None,
        )
        if how is How.RECOVERY_CODE:
            letters.send_recovery_code_used(person, left=recovery_codes_left(factor))
    if how is not None:
        _forget_tries(person)
    return how


def renew_recovery_codes(*, person: Person, code: str, recovery_codes: Sequence[str], now: datetime) -> bool:
    """Put ``recovery_codes`` in the place of those there are; False where ``code`` is wrong.

    Raises TooManyTries, NotThere.
    """
    _count_try(person, now)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        factor = factor_of(person)
        if factor is None:
            raise NotThere
        if not _take_code(factor, code, now):
            return False
        factor.recovery_codes.all().delete()
        _keep(factor, recovery_codes)
        audit.write(action="person.recovery_codes_renewed", subject=_subject(person), by=person.pk, now=now)
    _forget_tries(person)
    return True


@transaction.atomic
def reset(*, person: Person, by: Person | None, reason: str, now: datetime) -> SecondFactorReset:
    """Take the second factor away: ``person`` sets up another when they sign in next. They are told by mail.

    ``by`` is None from the console. Raises NotThere, and NotTheirOwn where ``by`` is the person.
    """
    if by is not None and by.pk == person.pk:
        raise NotTheirOwn
    Person.objects.select_for_update().get(pk=person.pk)
    deleted, _rows = SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).delete()
    if not deleted:
        raise NotThere
    done = SecondFactorReset.objects.create(person=person, by=by, reason=reason, at=now)
    audit.write(
        action="person.second_factor_reset",
        subject=_subject(person),
        by=by.pk if by else None,
        now=now,
        after={"reset": done.pk},
    )
    letters.send_second_factor_reset(done)
    return done


def recovery_codes_left(factor: SecondFactor) -> int:
    return factor.recovery_codes.filter(used_at__isnull=True).count()


def step_at(now: datetime) -> int:
    """The thirty seconds that ``now`` lies in, counted from 1970."""
    return int(now.timestamp()) // STEP


def _taken_as(factor: SecondFactor, said: str, now: datetime) -> How | None:
    if _take_code(factor, said, now):
        return How.CODE
    unused = factor.recovery_codes.filter(digest=_digest(said), used_at__isnull=True)
    return How.RECOVERY_CODE if unused.update(used_at=now) else None


def _take_code(factor: SecondFactor, said: str, now: datetime) -> bool:
    """Whether ``said`` is a code of now that was not taken yet; it is taken by this."""
    code = "".join(said.split())
    if not _DIGITS.fullmatch(code):
        return False
    totp, present = pyotp.TOTP(factor.secret), step_at(now)
    for step in (present - 1, present, present + 1):
        # One statement: of two that come at once, the second finds the step taken.
        if compare_digest(totp.generate_otp(step), code) and SecondFactor.objects.filter(
            pk=factor.pk, last_step__lt=step
        ).update(last_step=step):
            return True
    return False


def _keep(factor: SecondFactor, recovery_codes: Sequence[str]) -> None:
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, digest=_digest(code)) for code in recovery_codes)


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return salted_hmac("fondaco.people.recovery-code", plain, algorithm="sha256").hexdigest()


def _count_try(person: Person, now: datetime) -> None:
    # From wherever: who tries has the password already, and a million codes are not many.
    place = _subject(person)
    if not limits.allow(purpose="second-factor", email=person.public_id, address=place, now=now):
        raise TooManyTries


def _forget_tries(person: Person) -> None:
    limits.forget(purpose="second-factor", email=person.public_id, address=_subject(person))


def _subject(person: Person) -> str:
    return f"person:{person.public_id}"
