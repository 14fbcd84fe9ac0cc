"""The life of a purchase request."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", _("Approved")
    ORDERED = "ordered", _("Ordered")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RETURNED = "returned", _("Sent back for changes")


class RequestEvent(StrEnum):
    SUBMIT = "submit"
    START_APPROVAL = "start_approval"
    APPROVE = "approve"
    ORDER = "order"
    REJECT = "reject"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"


S, E = RequestState, RequestEvent

TRANSITIONS: dict[RequestState, dict[RequestEvent, RequestState]] = {
    S.DRAFT: {E.SUBMIT: S.SUBMITTED, E.WITHDRAW: S.WITHDRAWN},
    S.SUBMITTED: {E.START_APPROVAL: S.IN_APPROVAL, E.WITHDRAW: S.WITHDRAWN},
    S.IN_APPROVAL: {
        E.APPROVE: S.APPROVED,
        E.REJECT: S.REJECTED,
        E.SEND_BACK: S.RETURNED,
        E.WITHDRAW: S.WITHDRAWN,
    },
    S.RETURNED: {E.SUBMIT: S.SUBMITTED, E.WITHDRAW: S.WITHDRAWN},
    S.APPROVED: {E.ORDER: S.ORDERED, E.WITHDRAW: S.WITHDRAWN},
    S.ORDERED: {},
    S.REJECTED: {},
    S.WITHDRAWN: {},
}

EDITABLE = frozenset({S.DRAFT, S.RETURNED})
