"""The life of a PunchOut session at the desk."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionState(models.TextChoices):
    ASKED = "asked", _("Asked")
    OPEN = "open", _("At the store")
    RETURNED = "returned", _("Back with a cart")
    CLAIMED = "claimed", _("In a request")
    ABANDONED = "abandoned", _("Left without buying")
    REFUSED = "refused", _("Refused")
    EXPIRED = "expired", _("Expired")


class CartFate(models.TextChoices):
    """What became of one post to the return address."""

    STORED = "stored", _("Stored")
    TAKEN = "taken", _("Taken")
    EMPTY = "empty", _("Empty")
    UNREADABLE = "unreadable", _("Not readable")
    CURRENCY = "currency", _("In another currency")
    CARD_NUMBER = "card_number", _("With a card number, not kept")


class SessionEvent(StrEnum):
    LET_IN = "let_in"  # the store gave a start page
    TURNED_AWAY = "turned_away"  # it did not, or not one that may be opened
    CART_CAME = "cart_came"
    LEFT_EMPTY = "left_empty"  # a cart without lines, or the person said so
    CLAIM = "claim"
    LAPSE = "lapse"


S, E = SessionState, SessionEvent

# Returned carts lapse too: a cart that nobody claimed for weeks is no quote any more.
TRANSITIONS: dict[SessionState, dict[SessionEvent, SessionState]] = {
    S.ASKED: {E.LET_IN: S.OPEN, E.TURNED_AWAY: S.REFUSED, E.LAPSE: S.EXPIRED},
    S.OPEN: {E.CART_CAME: S.RETURNED, E.LEFT_EMPTY: S.ABANDONED, E.LAPSE: S.EXPIRED},
    S.RETURNED: {E.CLAIM: S.CLAIMED, E.LAPSE: S.EXPIRED},
    S.CLAIMED: {},
    S.ABANDONED: {},
    S.REFUSED: {},
    S.EXPIRED: {},
}
