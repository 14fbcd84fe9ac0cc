"""Who: a person, their second factor, how often signing in failed, and who may be played in the demo."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from fondaco.sealing import unseal_text


def new_public_id() -> str:
    """128 random bits, 22 characters that need no escaping in an address."""
    return secrets.token_urlsafe(16)


class PersonManager(BaseUserManager["Person"]):
    def create_person(self, *, email: str, name: str, language: str = "", password: str | None = None) -> Person:
        """A new person; without ``password`` they set one first. Raises IntegrityError for a taken e-mail."""
        person = Person(email=email.strip(), name=name, language=language)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def with_email(self, email: str) -> Person | None:
        """The person with this e-mail, whatever the case of its letters; None for nobody and for an empty one."""
        plain = email.strip().replace("\0", "")
        return self.filter(email__iexact=plain).first() if plain else None


class Person(AbstractBaseUser):
    """Somebody who acts. ``email`` is empty for shoppers whom a customer's system names by a login only."""

    class Language(models.TextChoices):
        ASK = "", "as the browser asks"
        ITALIAN = "it", "Italiano"
        ENGLISH = "en", "English"

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True, default="")
    # What the pages last spoke to who chose no language: mail follows it.
    seen_language = models.CharField(max_length=2, blank=True, default="")
    is_active = models.BooleanField(default=True)
    # Raised to end every session of theirs at once, whatever browser holds it.
    session_epoch = models.PositiveIntegerField(default=0)

    objects: ClassVar[PersonManager] = PersonManager()

    # What a session and Django's own checks need to be unique; people sign in with their e-mail.
    USERNAME_FIELD = "public_id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="people_person_email", condition=~models.Q(email="")),
        ]

    @property
    def mail_language(self) -> str:
        """In which language to write to this person: chosen, else last seen, else the site's own."""
        return self.language or self.seen_language or str(settings.LANGUAGE_CODE)

    def get_session_auth_hash(self) -> str:
        return self._bound_to_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._bound_to_epoch, super().get_session_auth_fallback_hash())

    def _bound_to_epoch(self, known: str) -> str:
        """What a session must hold: the password's hash, and from the first ending on which epoch it began in."""
        return f"{known}.{self.session_epoch}" if self.session_epoch else known

    def __str__(self) -> str:
        return self.name or self.email


class SignInAttempt(models.Model):
    """A try to sign in or to have a password sent, while it counts. ``who`` is a keyed digest, no e-mail."""

    who = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="people_attempt_address")]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%Y-%m-%d %H:%M}"


class DemoPerson(models.Model):
    """Somebody whom the demo bar lets one play."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="demo")
    role = models.CharField(max_length=100)
    order = models.IntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.role}: {self.person}"


class SecondFactor(models.Model):
    """What makes a person's codes (TOTP, RFC 6238). It counts from ``confirmed_at`` on: until then it is being set up.

    ``last_step`` is the time step of the last code that was taken; that one and those before it are never taken again.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="second_factor")
    secret_sealed = models.BinaryField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)

    @property
    def secret(self) -> str:
        return unseal_text(self.secret_sealed)


class RecoveryCode(models.Model):
    """Stands in for one code where the app is lost. ``digest`` is a keyed SHA-256 (hex); the code is kept nowhere."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "digest"], name="people_recovery_code_once")]


class SecondFactorReset(models.Model):
    """A second factor that was taken away so that its owner can set up another; ``by`` is empty from the console."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="second_factor_resets")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="people_reset_has_reason")]
        ordering = ["-at", "-pk"]
