"""PunchOut sessions and the carts that came back from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from fondaco.buying.shopping.states import SessionState
from fondaco.buying.suppliers.models import Supplier


class PunchOutSession(models.Model):
    """One visit to a supplier's store.

    ``buyer_cookie`` is 128 random bits in hexadecimal. ``return_token_hash`` is the SHA-256 of the secret in the return
    address: who only reads the database cannot post a cart. A session returns once.
    """

    public_id = models.CharField(max_length=32, unique=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="sessions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="punchout_sessions"
    )
    state = models.CharField(max_length=20, choices=SessionState.choices, default=SessionState.ASKED)
    buyer_cookie = models.CharField(max_length=64, unique=True)
    return_token_hash = models.CharField(max_length=64, unique=True)
    currency = models.CharField(max_length=3)
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    problem_code = models.CharField(max_length=40, blank=True)
    problem_words = models.TextField(blank=True)
    problem_remedy = models.TextField(blank=True)
    setup_message_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["person", "-asked_at"]), models.Index(fields=["state", "expires_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SessionState.values), name="buying_session_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ReturnedCart(models.Model):
    """What came back, to the byte and encrypted. ``digest`` is the SHA-256 of the cart as it was posted, in hex."""

    session = models.OneToOneField(PunchOutSession, on_delete=models.PROTECT, related_name="cart")
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    size = models.PositiveIntegerField()
    origin = models.CharField(max_length=255, blank=True)
    received_at = models.DateTimeField()
    line_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.digest[:12]
