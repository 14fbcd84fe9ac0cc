"""Before a hold ends that no machine can ask about: whoever asked for the goods is told to fetch new prices in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import frozen
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.approvals.queries import expected_duration
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.queries import preview
from fondaco.buying.release import mails
from fondaco.buying.release.models import HoldReminder
from fondaco.buying.requests import clock
from fondaco.buying.requests.models import Exclusion, PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import requote_lines
from fondaco.buying.requests.states import LineState, RequestState
from fondaco.buying.requests.subject import RequestSubject
from fondaco.buying.shopping.prices import can_answer
from fondaco.buying.suppliers.models import Supplier
from fondaco.clock.schedule import one_by_one
from fondaco.people.models import Person

SHARE = 4  # a reminder goes when a quarter of the hold is left,
AHEAD = timedelta(days=2)  # but no earlier than this, however long the hold was
AT_LEAST = timedelta(hours=1)  # and with time enough to do something about it


@frozen
class Ending:
    """The hold of a supplier that ends first in a request, and the lines that are held no longer than that."""

    supplier: Supplier
    ends_at: datetime
    lines: tuple[RequestLine, ...]


def remind_due(now: datetime) -> int:
    """Write to whoever asked, once for each hold, where it ends soon or before the approvers usually have decided.

    How many letters that were.
    """
    due = RequestLine.objects.filter(
        request__state=RequestState.IN_APPROVAL,
        state__in=[LineState.IN_APPROVAL, LineState.APPROVED],
        exclusion=Exclusion.NONE,
        hold_expires_at__gt=now,
    )
    found = due.order_by("request_id").values_list("request__public_id", flat=True).distinct()
    return one_by_one(lambda public_id: remind(public_id, now=now), found)


@transaction.atomic
def remind(public_id: str, *, now: datetime) -> int:
    """The letters about one request. A hold that was written about is not again, nor one that a machine is asked of."""
    request = clock.locked(public_id)
    if request.state != RequestState.IN_APPROVAL:
        return 0
    told = set(request.hold_reminders.values_list("supplier_id", "hold_expires_at"))
    endings = [one for one in endings_of(request, now=now) if (one.supplier.pk, one.ends_at) not in told]
    if not endings:
        return 0
    expected = expected_duration(preview(subject=RequestSubject(request), now=now))
    sent = [one for one in endings if _is_time(one, expected, now)]
    for one in sent:
        HoldReminder.objects.create(request=request, supplier=one.supplier, hold_expires_at=one.ends_at, sent_at=now)
        mails.hold_ends(request, one.supplier, one.ends_at, one.lines, now=now)
        after = {"supplier": one.supplier.pk, "ends_at": one.ends_at.isoformat()}
        audit.write(action="request.hold_reminded", subject=request.about, by=None, now=now, after=after)
    return len(sent)


def endings_of(request: PurchaseRequest, *, now: datetime) -> list[Ending]:
    """By supplier that no machine answers for, the hold that ends next of what waits to be approved. One statement."""
    rows = request.lines.filter(
        exclusion=Exclusion.NONE,
        state__in=[LineState.IN_APPROVAL, LineState.APPROVED],
        hold_expires_at__gt=now,
        supplier__isnull=False,
    ).select_related("supplier__partner")
    parts: dict[Supplier, list[RequestLine]] = {}
    for line in rows:
        assert line.supplier is not None
        if not can_answer(line.supplier):
            parts.setdefault(line.supplier, []).append(line)
    return [_ending(supplier, lines) for supplier, lines in parts.items()]


def reminded_of(request: PurchaseRequest, now: datetime) -> list[tuple[str, datetime, str]]:
    """The holds that whoever asked was written to about and that have not ended: supplier, moment, and where new
    prices are fetched. One statement.
    """
    rows = request.hold_reminders.filter(hold_expires_at__gt=now).select_related("supplier")
    return [
        (
            one.supplier.name,
            one.hold_expires_at,
            reverse("release:renew", args=[request.public_id, one.supplier.public_id]),
        )
        for one in rows
    ]


def _ending(supplier: Supplier, lines: Sequence[RequestLine]) -> Ending:
    first = min(line.hold_expires_at for line in lines if line.hold_expires_at is not None)
    return Ending(supplier, first, tuple(line for line in lines if line.hold_expires_at == first))


def _is_time(ending: Ending, expected: timedelta | None, now: datetime) -> bool:
    left = ending.ends_at - now
    if left < AT_LEAST:
        return False
    if expected is not None and expected > left:
        return True
    quoted = [line.quoted_at for line in ending.lines if line.quoted_at is not None]
    whole = ending.ends_at - min(quoted) if quoted else AHEAD * SHARE
    return left <= min(whole / SHARE, AHEAD)


@transaction.atomic
def renew(*, request: PurchaseRequest, supplier: Supplier, by: Person, now: datetime) -> PurchaseRequest:
    """Take a supplier's held lines out of the approval, to be quoted again: the request comes back to whoever asked,
    and only what they fetch anew goes round again.

    Raises Refused where it is somebody else's, or not in approval any more.
    """
    kept = clock.locked(request.public_id)
    if kept.requester_id != by.pk:
        raise Refused("not_yours", _("Only the requester can change a request."))
    held = kept.lines.filter(
        exclusion=Exclusion.NONE,
        supplier=supplier,
        session__isnull=False,
        state__in=[LineState.IN_APPROVAL, LineState.APPROVED],
    )
    codes = {line.key: "renewed" for line in held}
    if kept.state != RequestState.IN_APPROVAL or not codes:
        raise Refused(
            "not_in_approval",
            _("Nothing of this request waits for its approvers at these prices any more."),
            _("Look at the request: it says what is to be done now."),
        )
    return requote_lines(public_id=kept.public_id, lines=codes, by=by, now=now)
