"""What the pages about messages ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen
from django.db.models import CharField, F, Q, QuerySet, Value
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from fondaco.bridge import words
from fondaco.bridge.journal import JournalEntry, entry
from fondaco.bridge.models import MessageIn, MessageOut, Partner
from fondaco.bridge.states import Sending, Taking
from fondaco.bridge.text import storable


@frozen
class Wanted:
    """What a reader of the list narrows it to. Empty narrows nothing."""

    direction: str = ""
    state: str = ""
    partner: str = ""
    number: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> Wanted:
        return cls(
            *(storable(query.get(name, ""), 200).strip() for name in ("direction", "state", "partner", "number"))
        )

    @property
    def anything(self) -> bool:
        return bool(self.direction or self.state or self.partner or self.number)


def messages(partners: Sequence[Partner], wanted: Wanted) -> QuerySet[Any, dict[str, Any]]:
    """Both directions in one list, newest first: which and when, not yet the rows."""
    came = _narrowed(MessageIn.objects.all(), partners, wanted, "in")
    went = _narrowed(MessageOut.objects.all(), partners, wanted, "out")
    return came.union(went, all=True).order_by("-created_at", "-row")


def _narrowed(rows: QuerySet[Any], partners: Sequence[Partner], wanted: Wanted, direction: str) -> QuerySet[Any]:
    rows = rows.filter(partner__in=partners)
    if wanted.direction not in {"", direction}:
        rows = rows.none()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.partner:
        rows = rows.filter(partner__public_id=wanted.partner)
    if wanted.number:
        text = wanted.number
        rows = rows.filter(Q(number__icontains=text) | Q(payload_id__icontains=text) | Q(public_id=text))
    # A union takes its columns by position: both sides name the same ones.
    return rows.order_by().values("created_at", row=F("pk"), way=Value(direction, output_field=CharField()))


def entries(page: Iterable[dict[str, Any]]) -> list[JournalEntry]:
    """The rows behind a page of :func:`messages`, in its order. Two statements."""
    keys = [(one["way"], one["row"]) for one in page]
    came = [pk for way, pk in keys if way == "in"]
    went = [pk for way, pk in keys if way == "out"]
    rows_in = MessageIn.objects.select_related("partner").defer("body_sealed", "answer_sealed").in_bulk(came)
    rows_out = MessageOut.objects.select_related("partner").defer("body_sealed").in_bulk(went)
    found: list[MessageIn | MessageOut | None] = [
        rows_in.get(pk) if way == "in" else rows_out.get(pk) for way, pk in keys
    ]
    return [entry(record) for record in found if record is not None]


def message_or_404(public_id: str) -> MessageIn | MessageOut:
    came = MessageIn.objects.select_related("partner").filter(public_id=public_id).first()
    return came or message_out_or_404(public_id)


def message_out_or_404(public_id: str) -> MessageOut:
    went = MessageOut.objects.select_related("partner", "by").filter(public_id=public_id).first()
    if went is None:
        raise Http404
    return went


def directions() -> list[tuple[str, str]]:
    return [("in", _("received")), ("out", _("sent"))]


def states() -> list[tuple[str, str]]:
    """Every state of either direction with its words."""
    known = {state.value: words.taking(state)[0] for state in Taking}
    known |= {state.value: words.sending(state.value)[0] for state in Sending}
    # "refused" is a state of both: whose refusal it is says the direction.
    known["refused"] = _("refused")
    return list(known.items())
