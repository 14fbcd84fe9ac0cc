"""PunchOut sessions and the carts that came back from them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.exchange import Problem
from fondaco.bridge.models import Partner
from fondaco.buying.shopping.states import TRANSITIONS, CartFate, SessionEvent, SessionState
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.trouble import said_again
from fondaco.sealing import unseal


class Operation(models.TextChoices):
    """What is done in the store: a new cart, one that came before changed, or only looked at."""

    CREATE = "create", _("shop")
    EDIT = "edit", _("change")
    INSPECT = "inspect", _("look")


class PunchOutSession(models.Model):
    """One visit to a supplier's store. ``for_request`` is the public id of the request that the cart is to go into,
    empty where it becomes one of its own.

    ``buyer_cookie`` is 128 random bits in hexadecimal. ``return_token_hash`` is the SHA-256 of the secret in
    the return address: who only reads the database cannot post a cart. A session returns once.
    """

    public_id = models.CharField(max_length=32, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="sessions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="punchout_sessions")
    state = models.CharField(max_length=20, choices=SessionState.choices, default=SessionState.ASKED)
    buyer_cookie = models.CharField(max_length=64, unique=True)
    return_token_hash = models.CharField(max_length=64, unique=True)
    for_request = models.CharField(max_length=32, blank=True)
    operation = models.CharField(max_length=10, choices=Operation.choices, default=Operation.CREATE)
    currency = models.CharField(max_length=3)
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    problem_code = models.CharField(max_length=40, blank=True)
    problem_words = models.TextField(blank=True)
    problem_remedy = models.TextField(blank=True)
    problem_who = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["person", "-asked_at"]), models.Index(fields=["state", "expires_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="buying_session_state_known"),
            models.CheckConstraint(condition=Q(operation__in=Operation.values), name="buying_session_operation_known"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def about(self) -> str:
        return f"session:{self.public_id}"

    def state_at(self, now: datetime) -> SessionState:
        """The state as it is in truth: what has expired is so before the worker writes it down."""
        state = SessionState(self.state)
        return SessionState.EXPIRED if SessionEvent.LAPSE in TRANSITIONS[state] and now >= self.expires_at else state

    @property
    def problem(self) -> Problem:
        return said_again(code=self.problem_code, said=self.problem_words, remedy=self.problem_remedy)


class ReturnedCart(models.Model):
    """One post to a session's return address, to the byte and encrypted, whatever became of it.

    ``digest`` is the SHA-256 of the cart as it was posted, in hex: of the message that a cXML form carries, or of the
    OCI form itself. ``allows`` is how the store lets it be opened again. At most one of a session's posts is taken.
    """

    session = models.ForeignKey(PunchOutSession, on_delete=models.PROTECT, related_name="carts")
    digest = models.CharField(max_length=64)
    protocol = models.CharField(max_length=20, choices=Partner.PunchOut.choices, default=Partner.PunchOut.CXML)
    body_sealed = models.BinaryField()
    size = models.PositiveIntegerField()
    origin = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    allows = models.CharField(max_length=10, choices=Operation.choices, default=Operation.CREATE)
    fate = models.CharField(max_length=20, choices=CartFate.choices, default=CartFate.STORED)
    line_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "digest"], name="buying_cart_stored_once"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(fate__in=[CartFate.TAKEN, CartFate.EMPTY]),
                name="buying_session_returns_once",
            ),
            models.CheckConstraint(condition=Q(fate__in=CartFate.values), name="buying_cart_fate_known"),
            models.CheckConstraint(condition=Q(protocol__in=["cxml", "oci"]), name="buying_cart_protocol_known"),
        ]

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def body(self) -> bytes:
        return unseal(self.body_sealed)
