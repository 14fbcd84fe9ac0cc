"""The commercial life of a purchase order. How its message fares is the bridge's, and kept apart."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    ISSUED = "issued", _("Issued")
    CONFIRMED_IN_PART = "confirmed_in_part", _("Confirmed in part")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused by the supplier")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class OrderEvent(StrEnum):
    CONFIRM_PART = "confirm_part"  # something is accepted or later, not everything
    CONFIRM_ALL = "confirm_all"
    REFUSE = "refuse"  # nothing will come
    CLOSE = "close"  # nothing more is expected
    CANCEL = "cancel"  # the supplier never had it
    ASK_ANEW = "ask_anew"  # changed, so that the supplier answers once more
    CALL_OFF = "call_off"  # the supplier took the cancellation: nothing of it comes


S, E = OrderState, OrderEvent

# A supplier may take back what it said, either way, until the order is closed.
_SAID: dict[OrderEvent, OrderState] = {
    E.CONFIRM_PART: S.CONFIRMED_IN_PART,
    E.CONFIRM_ALL: S.CONFIRMED,
    E.REFUSE: S.REFUSED,
}

_OR: dict[OrderEvent, OrderState] = {E.ASK_ANEW: S.ISSUED, E.CLOSE: S.CLOSED, E.CALL_OFF: S.CANCELLED}

TRANSITIONS: dict[OrderState, dict[OrderEvent, OrderState]] = {
    S.ISSUED: {**_SAID, E.CANCEL: S.CANCELLED, E.CALL_OFF: S.CANCELLED},
    S.CONFIRMED_IN_PART: {**_SAID, **_OR},
    S.CONFIRMED: {**_SAID, **_OR},
    S.REFUSED: {**_SAID, **_OR},
    S.CLOSED: {},
    S.CANCELLED: {},
}

OVER = frozenset({S.CLOSED, S.CANCELLED})


class Delivery(models.TextChoices):
    """How the order's message fares, as the bridge told it last."""

    WAITING = "waiting", _("Being sent")
    IN_FLIGHT = "in_flight", _("Being sent")
    DELIVERED = "delivered", _("Received by the supplier")
    REFUSED = "refused", _("Turned away by the supplier's system")
    UNKNOWN = "unknown", _("Sent, no answer yet")
    DEAD = "dead", _("Could not be delivered")


STUCK = frozenset({Delivery.REFUSED, Delivery.DEAD})
