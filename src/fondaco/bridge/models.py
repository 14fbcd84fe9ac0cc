"""Rows of the bridge: partners, what came, what goes, each attempt, mail, and who was turned away."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from fondaco.bridge.states import Sending, Taking
from fondaco.documents import Credential
from fondaco.people.models import Person
from fondaco.sealing import seal, unseal, unseal_text


def new_public_id() -> str:
    """128 random bits, 22 characters that need no escaping in an address."""
    return secrets.token_urlsafe(16)


def _choices(states: type[Sending] | type[Taking]) -> list[tuple[str, str]]:
    return [(state.value, state.value.replace("_", " ")) for state in states]


class Partner(models.Model):
    """The other side of a connection: who they are, how each proves itself, where things go, in which languages.

    ``protocol`` is what orders and their answers are written in, ``punchout_protocol`` how people go shopping. An OCI
    login is known to every browser that shops, so it is a pair of its own and opens nothing but the shop.
    """

    class Mode(models.TextChoices):
        TEST = "test", "test"
        PRODUCTION = "production", "production"

    class Protocol(models.TextChoices):
        CXML = "cxml", "cXML"
        OAGIS10 = "oagis10", "OAGIS 10"
        OAGIS9 = "oagis9", "OAGIS 9"
        OAGIS721 = "oagis721", "OAGIS 7.2.1"

    class PunchOut(models.TextChoices):
        CXML = "cxml", "cXML"
        OCI = "oci", "OCI"

    class CartField(models.TextChoices):
        URLENCODED = "cxml-urlencoded", "cxml-urlencoded"
        BASE64 = "cxml-base64", "cxml-base64"

    class Slot(models.TextChoices):
        CURRENT = "current", "current"
        PREVIOUS = "previous", "previous"

    OAGIS = (Protocol.OAGIS10, Protocol.OAGIS9, Protocol.OAGIS721)

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=200)
    protocol = models.CharField(max_length=20, choices=Protocol.choices, default=Protocol.CXML)
    punchout_protocol = models.CharField(max_length=20, choices=PunchOut.choices, default=PunchOut.CXML)
    cart_field = models.CharField(max_length=20, choices=CartField.choices, default=CartField.URLENCODED)
    oci_login = models.CharField(max_length=200, blank=True)
    oci_password_sealed = models.BinaryField(default=b"")
    # How their OCI differs from the usual; see fondaco.bridge.oci.
    oci_settings = models.JSONField(default=dict, blank=True)
    profile = models.CharField(max_length=40, default="plain")
    our_domain = models.CharField(max_length=100)
    our_identity = models.CharField(max_length=200)
    their_domain = models.CharField(max_length=100)
    their_identity = models.CharField(max_length=200)
    secret_in_sealed = models.BinaryField(default=b"")
    # The secret before that one goes on until its end, so that their side can be changed in its own time.
    secret_in_issued_at = models.DateTimeField(null=True, blank=True)
    secret_in_used_at = models.DateTimeField(null=True, blank=True)  # to the minute, as the one below
    secret_in_previous_sealed = models.BinaryField(default=b"")
    secret_in_previous_ends_at = models.DateTimeField(null=True, blank=True)
    secret_in_previous_used_at = models.DateTimeField(null=True, blank=True)
    secret_in_previous_warned_at = models.DateTimeField(null=True, blank=True)
    secret_out_sealed = models.BinaryField(default=b"")
    setup_url = models.CharField(max_length=2000, blank=True)
    order_url = models.CharField(max_length=2000, blank=True)
    return_origins = models.JSONField(default=list, blank=True)
    # What is written to them where a document has not got it and the protocol demands it; empty: writing refuses.
    default_unit = models.CharField(max_length=20, blank=True)
    default_commodity_domain = models.CharField(max_length=40, blank=True)
    default_commodity = models.CharField(max_length=60, blank=True)
    # Whether they answer what comes twice under one id as they did before. Else nothing of an unknown fate is repeated.
    deduplicates = models.BooleanField(default=True)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.PRODUCTION)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One other side may be met twice: by two companies of ours, or in test and in earnest.
            models.UniqueConstraint(
                Lower("their_domain"),
                "their_identity",
                Lower("our_domain"),
                "our_identity",
                "mode",
                name="bridge_partner_credentials",
            ),
            # An OAGIS sender names no domain: its LogicalID alone says who it is.
            models.UniqueConstraint(
                fields=["their_identity"],
                condition=models.Q(protocol__in=["oagis10", "oagis9", "oagis721"]),
                name="bridge_partner_logical_id",
            ),
            models.CheckConstraint(
                condition=models.Q(protocol__in=["cxml", "oagis10", "oagis9", "oagis721"]),
                name="bridge_partner_protocol_known",
            ),
            models.CheckConstraint(
                condition=models.Q(punchout_protocol__in=["cxml", "oci"]), name="bridge_partner_punchout_known"
            ),
            models.CheckConstraint(
                condition=models.Q(secret_in_previous_sealed=b"") | models.Q(secret_in_previous_ends_at__isnull=False),
                name="bridge_partner_previous_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(cart_field__in=["cxml-urlencoded", "cxml-base64"]),
                name="bridge_partner_cart_field_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bridge:connection", args=[self.public_id])

    def set_secret_in(self, plain: str) -> None:
        """What they prove themselves with; the caller saves."""
        self.secret_in_sealed = seal(plain)

    def rotate_secret_in(self, plain: str, *, now: datetime, previous_ends_at: datetime) -> None:
        """``plain`` from now on, and what was current until ``previous_ends_at``; the caller saves.

        What was previous until now ends with it: there are two slots.
        """
        self.secret_in_previous_sealed = bytes(self.secret_in_sealed)
        self.secret_in_previous_ends_at = previous_ends_at
        self.secret_in_previous_used_at = self.secret_in_used_at
        self.secret_in_previous_warned_at = None
        self.set_secret_in(plain)
        self.secret_in_issued_at, self.secret_in_used_at = now, None

    def previous_secret_lives(self, now: datetime) -> bool:
        """Whether the secret before the current one is still taken: up to its end, not at it."""
        ends_at = self.secret_in_previous_ends_at
        return bool(self.secret_in_previous_sealed) and ends_at is not None and now < ends_at

    def set_secret_out(self, plain: str) -> None:
        """What we prove ourselves with; the caller saves."""
        self.secret_out_sealed = seal(plain)

    def secret_in(self) -> str:
        return unseal_text(self.secret_in_sealed) if self.secret_in_sealed else ""

    def secret_out(self) -> str:
        return unseal_text(self.secret_out_sealed) if self.secret_out_sealed else ""

    def set_oci_password(self, plain: str) -> None:
        """What an OCI call proves itself with; the caller saves."""
        self.oci_password_sealed = seal(plain)

    def oci_password(self) -> str:
        return unseal_text(self.oci_password_sealed) if self.oci_password_sealed else ""

    @property
    def speaks_oagis(self) -> bool:
        return self.protocol in self.OAGIS

    @property
    def shops_by_oci(self) -> bool:
        return self.punchout_protocol == self.PunchOut.OCI

    @property
    def can_be_asked(self) -> bool:
        """Whether there is somebody to put a question to: neither OCI nor OAGIS knows one that changes nothing."""
        if self.setup_url and not self.shops_by_oci:
            return True
        return bool(self.order_url) and self.protocol == self.Protocol.CXML

    def our_credential(self) -> Credential:
        return Credential(self.our_domain, self.our_identity)

    def their_credential(self) -> Credential:
        return Credential(self.their_domain, self.their_identity)


class Message(models.Model):
    """What both directions have in common. ``about`` is ``type:public_id``, ``number`` what people call it by."""

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    protocol = models.CharField(max_length=20, choices=Partner.Protocol.choices, default=Partner.Protocol.CXML)
    document_type = models.CharField(max_length=60)
    payload_id = models.TextField(blank=True)
    number = models.CharField(max_length=200, blank=True, db_index=True)
    about = models.CharField(max_length=200, blank=True, db_index=True)
    body_sealed = models.BinaryField()
    created_at = models.DateTimeField(db_index=True)
    status_code = models.IntegerField(null=True)
    status_text = models.TextField(blank=True)
    explanation = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.document_type} {self.number or self.payload_id}"

    def get_absolute_url(self) -> str:
        return reverse("bridge:message", args=[self.public_id])

    @property
    def body(self) -> bytes:
        """The bytes as they came, or as they go save the secret."""
        return unseal(self.body_sealed)


class MessageIn(Message):
    """What a partner sent, and what we answered. ``key`` is what makes a repetition recognisable."""

    key = models.CharField(max_length=260)
    fingerprint = models.CharField(max_length=64)
    source = models.CharField(max_length=64, blank=True)
    # Which of the partner's secrets it came with; empty for what came before there were two.
    slot = models.CharField(max_length=12, choices=Partner.Slot.choices, blank=True)
    state = models.CharField(max_length=12, choices=_choices(Taking), default=Taking.STORED)
    answer_sealed = models.BinaryField(null=True)
    http_status = models.IntegerField(default=200)  # of the answer
    handled_at = models.DateTimeField(null=True)
    repeated = models.IntegerField(default=0)
    repeated_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "key"], name="bridge_in_once"),
            models.CheckConstraint(
                name="bridge_in_answered_when_settled",
                condition=models.Q(state__in=[Taking.STORED, Taking.FAILED], answer_sealed__isnull=True)
                | models.Q(state__in=[Taking.HANDLED, Taking.REFUSED], answer_sealed__isnull=False),
            ),
        ]

    @property
    def answer(self) -> bytes | None:
        return None if self.answer_sealed is None else unseal(self.answer_sealed)


class MessageOut(Message):
    """What we send a partner. ``asked`` marks a question whose answer somebody waits for: it is never repeated."""

    state = models.CharField(max_length=12, choices=_choices(Sending), default=Sending.WAITING)
    asked = models.BooleanField(default=False)
    url = models.CharField(max_length=2000, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    tries = models.IntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    # Findings, as told when it was written: what the partner's profile supplied, what the protocol could not say.
    noted = models.JSONField(default=list, blank=True)
    outcome_due = models.BooleanField(default=False)
    # When their ConfirmBOD said what became of it.
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="bridge_out_due",
                condition=models.Q(state__in=[Sending.WAITING, Sending.UNKNOWN]),
            ),
            models.Index(fields=["lease_until"], name="bridge_out_leased", condition=models.Q(state=Sending.IN_FLIGHT)),
            models.Index(
                fields=["partner", "about", "id"],
                name="bridge_out_order",
                condition=models.Q(state__in=[Sending.WAITING, Sending.IN_FLIGHT, Sending.UNKNOWN]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["partner", "payload_id"], name="bridge_out_payload_id"),
            models.CheckConstraint(
                name="bridge_out_leased_in_flight",
                condition=models.Q(state=Sending.IN_FLIGHT, lease_until__isnull=False)
                | (~models.Q(state=Sending.IN_FLIGHT) & models.Q(lease_until__isnull=True)),
            ),
        ]

    @property
    def wants_decision(self) -> bool:
        """Sent without an answer to somebody who would take a repetition for another: a person decides."""
        return self.state == Sending.UNKNOWN and self.next_attempt_at is None


class Attempt(models.Model):
    """One time that a message was sent. Written before sending, completed after; else it was interrupted."""

    message = models.ForeignKey(MessageOut, on_delete=models.CASCADE, related_name="attempts")
    number = models.IntegerField()
    at = models.DateTimeField()
    url = models.CharField(max_length=2000, blank=True)
    milliseconds = models.IntegerField(null=True)
    http_status = models.IntegerField(null=True)
    status_code = models.IntegerField(null=True)
    problem = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    answer_sealed = models.BinaryField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number", "pk"]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.number}"

    @property
    def answer(self) -> bytes | None:
        return None if self.answer_sealed is None else unseal(self.answer_sealed)


class Refused(models.Model):
    """Somebody turned away at the door. No content is kept: nobody knows whose it was."""

    class Reason(models.TextChoices):
        UNREADABLE = "unreadable", "could not be read"
        TOO_LARGE = "too_large", "too large"
        UNKNOWN_SENDER = "unknown_sender", "unknown sender"
        WRONG_SECRET = "wrong_secret", "wrong secret"
        NOT_ACTIVE = "not_active", "connection switched off"
        LOCKED = "locked", "too many failures"
        CARD_NUMBER = "card_number", "carried a card number"
        OTHER_CONTENT = "other_content", "another content under a used id"
        OTHER_SENDER = "other_sender", "named another sender inside"
        WRONG_ADDRESS = "wrong_address", "came to the wrong address"
        SECRET_ENDED = "secret_ended", "old secret after its end"

    reason = models.CharField(max_length=20, choices=Reason.choices)
    partner = models.ForeignKey(Partner, null=True, on_delete=models.CASCADE, related_name="+")
    domain = models.CharField(max_length=100, blank=True)
    identity = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["identity", "source", "at"], name="bridge_refused_lockout")]

    def __str__(self) -> str:
        return f"{self.reason} {self.identity} {self.at:%Y-%m-%d %H:%M}"


class Mail(models.Model):
    """A letter to somebody, with a life like a message's. Text and html are sealed: they carry one-use links."""

    public_id = models.CharField(max_length=40, unique=True, default=new_public_id, editable=False)
    to = models.CharField(max_length=254)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=500)
    text_sealed = models.BinaryField()
    html_sealed = models.BinaryField(default=b"")
    about = models.CharField(max_length=200, blank=True, db_index=True)
    state = models.CharField(max_length=12, choices=_choices(Sending), default=Sending.WAITING)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    lease = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="bridge_mail_due",
                condition=models.Q(state__in=[Sending.WAITING, Sending.IN_FLIGHT, Sending.UNKNOWN]),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("bridge:mail", args=[self.public_id])

    @property
    def text(self) -> str:
        return unseal_text(self.text_sealed)

    @property
    def html(self) -> str:
        return unseal_text(self.html_sealed) if self.html_sealed else ""


class Enclosure(models.Model):
    """A file that goes with a letter, sealed as its text is; ``size`` counts bytes."""

    letter = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="enclosures")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    body_sealed = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["letter", "number"], name="bridge_enclosure_number_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def body(self) -> bytes:
        return unseal(self.body_sealed)


class Sighting(models.Model):
    """The last time that a step of the handshake was seen which no message of ours shows: a browser's part of it."""

    class Step(models.TextChoices):
        START_PAGE = "start_page", "start page opened"
        CART = "cart", "cart came back"

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="sightings")
    step = models.CharField(max_length=20, choices=Step.choices)
    at = models.DateTimeField()
    went_well = models.BooleanField(default=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "step"], name="bridge_sighting_last")]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"


def is_unsettled(record: MessageOut) -> bool:
    return record.state in {Sending.WAITING, Sending.IN_FLIGHT, Sending.UNKNOWN}


def waits_until(record: MessageOut) -> datetime | None:
    """When it is sent next, as far as planned."""
    return record.next_attempt_at if is_unsettled(record) else None
