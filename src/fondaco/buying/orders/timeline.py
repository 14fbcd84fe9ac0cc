"""Everything that happened with an order, put into words, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from attrs import frozen
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fondaco.audit.models import Line
from fondaco.bridge.journal import JournalEntry
from fondaco.buying.approvals.models import Round
from fondaco.buying.approvals.states import DECIDED, StepState
from fondaco.buying.orders.models import Confirmation, PurchaseOrder, SupplierWord
from fondaco.buying.requests.models import Origin
from fondaco.documents import ConfirmationKind
from fondaco.people.models import Person


@frozen
class Entry:
    """One thing that happened, for the timeline component."""

    at: datetime
    words: str
    tone: str = "calm"
    by: Any = None
    detail: str = ""
    url: str = ""
    url_label: str = ""


def timeline_of(
    order: PurchaseOrder,
    *,
    rounds: Iterable[Round],
    confirmations: Iterable[Confirmation],
    messages: Iterable[JournalEntry],
    show_messages: bool,
    lines: Iterable[Line],
) -> list[Entry]:
    """Newest first. ``show_messages`` links each message to its page; without it only what they say is told."""
    entries = [*_request(order), *decisions(rounds), *_issued(order), *_actions(lines)]
    entries += exchanged(messages, show_messages)
    entries += [_confirmation(one) for one in confirmations]
    entries += [_word(one) for one in order.words.all()]
    return newest_first(entries)


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """By when it happened; what happened in one moment keeps its order."""
    return [entry for _place, entry in sorted(enumerate(entries), key=lambda pair: (pair[1].at, pair[0]))][::-1]


def _request(order: PurchaseOrder) -> Iterable[Entry]:
    request = order.request
    if request.origin == Origin.ELSEWHERE and request.submitted_at is not None:
        yield Entry(
            request.submitted_at,
            _("Request %(number)s took over what was approved and did not come") % {"number": request.number},
            url=request.get_absolute_url(),
            url_label=request.number,
        )
        return
    if request.submitted_at is not None:
        yield Entry(
            request.submitted_at,
            _("Request %(number)s was submitted") % {"number": request.number},
            by=order.requester,
            url=request.get_absolute_url(),
            url_label=request.number,
        )


def decisions(rounds: Iterable[Round]) -> Iterable[Entry]:
    """What approvers decided, each with what they wrote."""
    words = {
        StepState.APPROVED: (_("Approved"), "good"),
        StepState.REJECTED: (_("Rejected"), "wrong"),
        StepState.RETURNED: (_("Sent back for changes"), "act"),
    }
    for round_ in rounds:
        for step in round_.steps.all():
            if step.state in DECIDED and step.decided_at is not None:
                said, tone = words[StepState(step.state)]
                yield Entry(step.decided_at, said, tone, by=step.person, detail=step.note)


def _issued(order: PurchaseOrder) -> Iterable[Entry]:
    yield Entry(
        order.issued_at,
        _("Order %(number)s was issued and put in line to be sent") % {"number": order.number},
        "going",
    )


def _actions(lines: Iterable[Line]) -> Iterable[Entry]:
    words = {
        "order.sent_again": (_("Told the desk to send the order again"), "going"),
        "order.cancelled": (_("Cancelled the order"), "calm"),
        "order.closed": (_("Closed the order"), "calm"),
        "order.remedy_again": (_("Asked again for what does not come"), "going"),
        "order.remedy_elsewhere": (_("Had what does not come looked for elsewhere"), "going"),
        "order.remedy_accept": (_("Put the supplier's price to the approvers"), "going"),
        "order.remedy_give_up": (_("Gave up what does not come"), "calm"),
        "order.vouched_for": (_("Said that the supplier has the order"), "good"),
        "order.supplier_reminded": (_("Reminded the supplier by mail"), "going"),
        "order.silent": (_("The supplier had not answered in time; the buyers were reminded"), "act"),
    }
    lines = [line for line in lines if line.action in words]
    people = Person.objects.in_bulk({line.by for line in lines if line.by}) if lines else {}
    for line in lines:
        said, tone = words[line.action]
        yield Entry(line.at, said, tone, by=people.get(line.by or 0))


def exchanged(messages: Iterable[JournalEntry], show: bool) -> Iterable[Entry]:
    """What went to and fro, and how each message fared; ``show`` links it to its page."""
    for one in messages:
        names = {"document": one.document, "partner": one.partner_name, "state": one.words}
        if one.direction == "out":
            words = _("%(document)s to %(partner)s: %(state)s") % names
        else:
            words = _("%(document)s from %(partner)s: %(state)s") % names
        detail = one.explanation
        if one.attempts > 1:
            tries = ngettext("%(count)d try", "%(count)d tries", one.attempts) % {"count": one.attempts}
            detail = " · ".join(part for part in (tries, detail) if part)
        url = one.url if show else ""
        yield Entry(one.at, words, one.tone, detail=detail, url=url, url_label=_("Message"))


def _confirmation(one: Confirmation) -> Entry:
    words = {
        ConfirmationKind.ACCEPT: (_("The supplier accepted the whole order"), "good"),
        ConfirmationKind.REJECT: (_("The supplier refused the order"), "wrong"),
        ConfirmationKind.BACKORDERED: (_("The supplier will deliver later"), "act"),
        ConfirmationKind.EXCEPT: (_("The supplier accepted the order with exceptions"), "act"),
    }
    said, tone = words.get(ConfirmationKind(one.kind), (_("The supplier answered line by line"), "good"))
    if one.recorded_by is not None:
        said = _("Recorded what the supplier said: %(words)s") % {"words": said}
    if one.replaced_at is not None:
        said, tone = _("%(words)s (replaced since by a later answer)") % {"words": said}, "calm"
    number = _("Supplier's order number: %(number)s") % {"number": one.number} if one.number else ""
    detail = " · ".join(part for part in (number, one.comments) if part)
    return Entry(one.received_at, said, tone, by=one.recorded_by, detail=detail)


def _word(one: SupplierWord) -> Entry:
    said = " · ".join(part for part in (one.status_text, one.explanation) if part)
    tone = "wrong" if one.status_code >= 400 else "calm"
    words = _("The supplier's system reports: %(words)s") % {"words": said or one.status_code}
    return Entry(one.received_at, words, tone)
