"""The commercial life of a sales order, as a table. Delivery of its messages and its money are kept elsewhere."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    ACCEPTED_IN_PART = "accepted_in_part", _("accepted in part")
    REFUSED = "refused", _("refused")


class OrderEvent(models.TextChoices):
    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept_in_part"
    REFUSE = "refuse"


TRANSITIONS: dict[OrderState, dict[OrderEvent, OrderState]] = {
    OrderState.RECEIVED: {
        OrderEvent.ACCEPT: OrderState.ACCEPTED,
        OrderEvent.ACCEPT_IN_PART: OrderState.ACCEPTED_IN_PART,
        OrderEvent.REFUSE: OrderState.REFUSED,
    },
    OrderState.ACCEPTED: {},
    OrderState.ACCEPTED_IN_PART: {},
    OrderState.REFUSED: {},
}


class IllegalTransition(Exception):
    """The state does not take the event; nothing was changed."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"an order that is {state} does not take {event}")
        self.state, self.event = state, event


def after(state: OrderState, event: OrderEvent) -> OrderState:
    """The state that follows. Raises :class:`IllegalTransition`."""
    try:
        return TRANSITIONS[state][event]
    except KeyError:
        raise IllegalTransition(state, event) from None
