"""How often somebody may try: counted in the database, so that every web process counts the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from fondaco.people.models import SignInAttempt

WINDOW = timedelta(minutes=15)
PER_PERSON = 5  # tries for one e-mail from one address within the window
PER_ADDRESS = 50  # tries from one address: an office behind one router signs in in the morning


def who(purpose: str, email: str) -> str:
    """A keyed digest of the e-mail: the table says how often, not who."""
    return salted_hmac(f"fondaco.people.{purpose}", email.strip().casefold(), algorithm="sha256").hexdigest()


def allow(*, purpose: str, email: str, address: str, now: datetime) -> bool:
    """Count a try before it is judged; False where there were too many. Tries of one address take turns here."""
    name = who(purpose, email)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7201))", [address])
        recent = SignInAttempt.objects.filter(address=address, at__gt=now - WINDOW)
        if recent.filter(who=name).count() >= PER_PERSON or recent.count() >= PER_ADDRESS:
            return False
        SignInAttempt.objects.create(who=name, address=address, at=now)
        return True


def forget(*, purpose: str, email: str, address: str) -> None:
    """It was really them: their own failures count no more."""
    SignInAttempt.objects.filter(who=who(purpose, email), address=address).delete()


def sweep(now: datetime) -> None:
    """Drop what no longer counts; for the site's schedule."""
    SignInAttempt.objects.filter(at__lte=now - WINDOW).delete()
