"""The commercial life of a sales order, as a table. Delivery of its messages and its money are kept elsewhere."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fondaco.lifecycle import step


class OrderState(models.TextChoices):
    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    ACCEPTED_IN_PART = "accepted_in_part", _("accepted in part")
    BACKORDERED = "backordered", _("some of it comes later")
    REFUSED = "refused", _("refused")
    REPLACED = "replaced", _("replaced by a later version")
    CANCELLED = "cancelled", _("cancelled")
    CARRIED_OUT = "carried_out", _("carried out")


class OrderEvent(models.TextChoices):
    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept_in_part"
    WAIT = "wait"  # what is not there is expected
    REFUSE = "refuse"
    REPLACE = "replace"
    CANCEL = "cancel"
    CARRY_OUT = "carry_out"  # of a message that cancels another order: that is all it says


_ENDS: dict[OrderEvent, OrderState] = {
    OrderEvent.REPLACE: OrderState.REPLACED,
    OrderEvent.CANCEL: OrderState.CANCELLED,
}

TRANSITIONS: dict[OrderState, dict[OrderEvent, OrderState]] = {
    OrderState.RECEIVED: {
        OrderEvent.ACCEPT: OrderState.ACCEPTED,
        OrderEvent.ACCEPT_IN_PART: OrderState.ACCEPTED_IN_PART,
        OrderEvent.WAIT: OrderState.BACKORDERED,
        OrderEvent.REFUSE: OrderState.REFUSED,
        OrderEvent.CARRY_OUT: OrderState.CARRIED_OUT,
    },
    # The last of what was waited for has come, or will not.
    OrderState.BACKORDERED: {
        OrderEvent.ACCEPT: OrderState.ACCEPTED,
        OrderEvent.ACCEPT_IN_PART: OrderState.ACCEPTED_IN_PART,
        OrderEvent.REFUSE: OrderState.REFUSED,
        **_ENDS,
    },
    OrderState.ACCEPTED: _ENDS,
    OrderState.ACCEPTED_IN_PART: _ENDS,
    OrderState.REFUSED: {},
    OrderState.REPLACED: {},
    OrderState.CANCELLED: {},
    OrderState.CARRIED_OUT: {},
}

# The store has promised to deliver: what such orders come to is owed, and their stock is set aside.
STANDING = frozenset({OrderState.ACCEPTED, OrderState.ACCEPTED_IN_PART, OrderState.BACKORDERED})


def after(state: OrderState, event: OrderEvent) -> OrderState:
    """The state that follows. Raises IllegalStep."""
    return step(TRANSITIONS, state, event)
