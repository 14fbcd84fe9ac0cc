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
    REVISE = "revise"  # changed while it is being approved: what changed goes round again
    TAKE_OVER = "take_over"  # agreed to in an earlier request whose goods did not come


S, E = RequestState, RequestEvent

TRANSITIONS: dict[RequestState, dict[RequestEvent, RequestState]] = {
    S.DRAFT: {E.SUBMIT: S.SUBMITTED, E.WITHDRAW: S.WITHDRAWN, E.TAKE_OVER: S.APPROVED},
    S.SUBMITTED: {E.START_APPROVAL: S.IN_APPROVAL, E.WITHDRAW: S.WITHDRAWN},
    S.IN_APPROVAL: {
        E.APPROVE: S.APPROVED,
        E.REJECT: S.REJECTED,
        E.SEND_BACK: S.RETURNED,
        E.WITHDRAW: S.WITHDRAWN,
        E.REVISE: S.IN_APPROVAL,
        E.ORDER: S.ORDERED,
    },
    # Some lines may have been ordered before others came back: then giving up the rest leaves an ordered request.
    S.RETURNED: {E.SUBMIT: S.SUBMITTED, E.WITHDRAW: S.WITHDRAWN, E.ORDER: S.ORDERED},
    S.APPROVED: {E.ORDER: S.ORDERED, E.WITHDRAW: S.WITHDRAWN, E.SEND_BACK: S.RETURNED},
    S.ORDERED: {},
    S.REJECTED: {},
    S.WITHDRAWN: {},
}

EDITABLE = frozenset({S.DRAFT, S.RETURNED})


class LineState(models.TextChoices):
    """Where one line stands: a changed line goes round again alone."""

    OPEN = "open", _("Open")
    IN_APPROVAL = "in_approval", _("In approval")
    APPROVED = "approved", _("Approved")
    TO_SOURCE = "to_source", _("A supplier is being looked for")
    CHECKED = "checked", _("Being checked with the supplier")
    REQUOTE = "requote", _("Has to be quoted again")
    ORDERED = "ordered", _("Ordered")
    DROPPED = "dropped", _("Taken out")


class LineEvent(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    GIVE_BACK = "give_back"  # sent back, withdrawn or rejected with the request
    TAKE_OVER = "take_over"  # agreed to in an earlier request
    SOURCE = "source"  # approved, and nobody to order it from
    SOURCED = "sourced"
    CHECK = "check"  # the supplier's machine is asked before it is released
    GO_ON = "go_on"  # the check passed
    QUOTE = "quote"  # the supplier's machine said today's price
    CHANGED = "changed"  # price, stock or hold: it has to be quoted and approved again
    ORDER = "order"
    DROP = "drop"


L, LE = LineState, LineEvent

SETTLED = frozenset({L.ORDERED, L.DROPPED})  # nothing is asked about these any more
AGREED = frozenset({L.APPROVED, L.CHECKED, L.TO_SOURCE})

LINE_TRANSITIONS: dict[LineState, dict[LineEvent, LineState]] = {
    L.OPEN: {LE.SUBMIT: L.IN_APPROVAL, LE.TAKE_OVER: L.APPROVED, LE.DROP: L.DROPPED},
    L.IN_APPROVAL: {LE.APPROVE: L.APPROVED, LE.GIVE_BACK: L.OPEN, LE.CHANGED: L.REQUOTE, LE.DROP: L.DROPPED},
    L.APPROVED: {
        LE.SOURCE: L.TO_SOURCE,
        LE.CHECK: L.CHECKED,
        LE.CHANGED: L.REQUOTE,
        LE.ORDER: L.ORDERED,
        LE.GIVE_BACK: L.OPEN,
        LE.DROP: L.DROPPED,
    },
    L.TO_SOURCE: {LE.SOURCED: L.APPROVED, LE.CHANGED: L.REQUOTE, LE.GIVE_BACK: L.OPEN, LE.DROP: L.DROPPED},
    L.CHECKED: {LE.GO_ON: L.APPROVED, LE.CHANGED: L.REQUOTE, LE.GIVE_BACK: L.OPEN, LE.DROP: L.DROPPED},
    L.REQUOTE: {LE.SUBMIT: L.IN_APPROVAL, LE.QUOTE: L.OPEN, LE.GIVE_BACK: L.OPEN, LE.DROP: L.DROPPED},
    L.ORDERED: {},
    L.DROPPED: {},
}
