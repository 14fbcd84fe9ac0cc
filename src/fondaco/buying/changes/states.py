"""The life of a change: asked for, approved, put to the supplier, and taken or refused by it."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeState(models.TextChoices):
    IN_APPROVAL = "in_approval", _("With its approvers")
    APPROVED = "approved", _("Approved, to be agreed with the supplier")
    SENT = "sent", _("Sent to the supplier")
    TAKEN = "taken", _("Taken by the supplier")
    REFUSED = "refused", _("Refused by the supplier")
    REJECTED = "rejected", _("Rejected")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeEvent(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    SEND = "send"  # the supplier's system is told
    TAKE = "take"  # the supplier agrees: the order is another from now on
    REFUSE = "refuse"  # the order stays as it was


S, E = ChangeState, ChangeEvent

TRANSITIONS: dict[ChangeState, dict[ChangeEvent, ChangeState]] = {
    S.IN_APPROVAL: {
        E.APPROVE: S.APPROVED,
        E.REJECT: S.REJECTED,
        E.SEND_BACK: S.SENT_BACK,
        E.WITHDRAW: S.WITHDRAWN,
    },
    S.APPROVED: {E.SEND: S.SENT, E.TAKE: S.TAKEN, E.REFUSE: S.REFUSED, E.WITHDRAW: S.WITHDRAWN},
    S.SENT: {E.TAKE: S.TAKEN, E.REFUSE: S.REFUSED},
    S.TAKEN: {},
    S.REFUSED: {},
    S.REJECTED: {},
    S.SENT_BACK: {},
    S.WITHDRAWN: {},
}

OPEN = frozenset({S.IN_APPROVAL, S.APPROVED, S.SENT})
