"""The life of a request for a higher limit, as a table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fondaco.lifecycle import step


class RequestState(models.TextChoices):
    OPEN = "open", _("waiting for customer service")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class RequestEvent(models.TextChoices):
    GRANT = "grant"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


REQUEST: dict[RequestState, dict[RequestEvent, RequestState]] = {
    RequestState.OPEN: {
        RequestEvent.GRANT: RequestState.GRANTED,
        RequestEvent.DECLINE: RequestState.DECLINED,
        RequestEvent.WITHDRAW: RequestState.WITHDRAWN,
    },
    RequestState.GRANTED: {},
    RequestState.DECLINED: {},
    RequestState.WITHDRAWN: {},
}


def request_after(state: RequestState | str, event: RequestEvent) -> RequestState:
    """The state that follows. Raises IllegalStep."""
    return step(REQUEST, RequestState(state), event)
