"""A connection as its steps, each from what was really seen last."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fondaco import audit, rows
from fondaco.bridge import exchange, words
from fondaco.bridge.models import MessageIn, MessageOut, Partner, Refused, Sighting
from fondaco.bridge.states import Sending, Taking
from fondaco.bridge.text import storable
from fondaco.bridge.transport import Transport
from fondaco.documents import ProfileRequest
from fondaco.people.models import Person

_LAST: rows.Question[Sighting] = rows.Question(
    lambda partner, step: Sighting.objects.filter(partner_id=partner, step=step), partner=int, step=str
)


@frozen
class Step:
    """One of the five. ``tone`` is calm (never seen), good, act or wrong; ``way`` is out, back or empty."""

    title: str
    words: str
    tone: str
    state: str
    way: str
    at: datetime | None = None


@frozen
class Turned:
    """Somebody with this identity was turned away."""

    at: datetime
    words: str
    remedy: str
    source: str


def saw(*, partner: Partner, step: Sighting.Step, now: datetime, went_well: bool = True, said: str = "") -> None:
    """Note that a browser did its part: opened the start page, brought the cart. ``said`` is for people.

    To the minute, where nothing else changed: not every visit writes the row that all of a partner's visits share.
    """
    seen = {"at": now, "went_well": went_well, "words": storable(said, 500)}
    last = _LAST.first(partner=partner.pk, step=step)
    same = last is not None and (last.went_well, last.words) == (went_well, seen["words"])
    if last is None or not same or abs(now - last.at) >= timedelta(minutes=1):
        Sighting.objects.update_or_create(partner=partner, step=step, defaults=seen)


def handshake(partner: Partner) -> list[Step]:
    """The steps, as the side that asks to shop sees them or as the side that is asked does.

    Five where cXML is spoken; OCI has no first one, for there the browser asks.
    """
    start, cart = Sighting.Step.START_PAGE, Sighting.Step.CART
    asked = partner.punchout_protocol == Partner.PunchOut.CXML
    if partner.setup_url:
        return [
            *([_sent(partner, "PunchOutSetup", _("Ask to shop"))] if asked else []),
            _seen(partner, start, _("Open their start page"), "out"),
            _seen(partner, cart, _("The cart comes back"), "back"),
            _sent(partner, "PurchaseOrder", _("Deliver the order")),
            _came(partner, "OrderConfirmation", _("Take their confirmation"), "back"),
        ]
    return [
        *([_came(partner, "PunchOutSetup", _("They ask to shop"), "back")] if asked else []),
        _seen(partner, start, _("Their person opens the start page"), "back"),
        _seen(partner, cart, _("Their person takes the cart home"), "out"),
        _came(partner, "PurchaseOrder", _("Take their order"), "back"),
        _sent(partner, "OrderConfirmation", _("Deliver our confirmation")),
    ]


def _never(title: str, way: str) -> Step:
    return Step(title, _("Not seen yet."), "calm", _("not yet"), way)


def _sent(partner: Partner, document_type: str, title: str) -> Step:
    rows = MessageOut.objects.filter(partner=partner, document_type=document_type).defer("body_sealed")
    last = rows.order_by("-created_at", "-pk").first()
    if last is None:
        return _never(title, "out")
    said, tone = words.sending(last.state, last.problem)
    problem = words.problem(last.problem)
    tone = "wrong" if last.state in {Sending.DEAD, Sending.REFUSED} else tone
    sentence = f"{problem.words} {problem.remedy}" if problem else _("It went through.")
    if problem is None and last.state != Sending.DELIVERED:
        sentence = _("It is on its way.")
    return Step(title, " ".join(filter(None, [sentence, last.explanation])), tone, said, "out", last.created_at)


def _came(partner: Partner, document_type: str, title: str, way: str) -> Step:
    rows = MessageIn.objects.filter(partner=partner, document_type=document_type)
    last = rows.defer("body_sealed", "answer_sealed").order_by("-created_at", "-pk").first()
    refused = _refusals(partner).first()
    if refused is not None and (last is None or refused.at > last.created_at):
        said = turned(refused)
        return Step(title, f"{said.words} {said.remedy}", "wrong", _("turned away"), way, refused.at)
    if last is None:
        return _never(title, way)
    said_state, tone = words.taking(last.state)
    sentence = last.explanation if last.state == Taking.REFUSED else _("It came and was answered.")
    if last.state in {Taking.STORED, Taking.FAILED}:
        sentence = _("It came, and something broke on our side. They send it again.")
    return Step(title, sentence, tone, said_state, way, last.created_at)


def _seen(partner: Partner, step: Sighting.Step, title: str, way: str) -> Step:
    last = Sighting.objects.filter(partner=partner, step=step).first()
    if last is None:
        return _never(title, way)
    if last.went_well:
        return Step(title, last.words or _("It went well."), "good", _("seen"), way, last.at)
    return Step(title, last.words or _("It did not go well."), "wrong", _("failed"), way, last.at)


def turned_away(partner: Partner, limit: int = 10) -> list[Turned]:
    """The last times that somebody under their identity was turned away, also under another domain."""
    return [turned(row) for row in _refusals(partner)[:limit]]


def _refusals(partner: Partner) -> QuerySet[Refused]:
    in_another_domain = Q(partner=None, identity__iexact=partner.their_identity) & ~Q(identity="")
    return Refused.objects.filter(Q(partner=partner) | in_another_domain).order_by("-at", "-pk")


def turned(row: Refused) -> Turned:
    """A refusal in words for people."""
    said, remedy = _refusal_words(Refused.Reason(row.reason))
    return Turned(row.at, said, remedy, row.source)


def _refusal_words(reason: Refused.Reason) -> tuple[str, str]:
    return {
        Refused.Reason.UNREADABLE: (_("It could not be read."), _("Ask them to check what they send.")),
        Refused.Reason.TOO_LARGE: (_("It was larger than 10 MB."), _("Ask them to send it in parts.")),
        Refused.Reason.UNKNOWN_SENDER: (
            _("Nobody is known here under that identity."),
            _("Compare domain and identity with theirs."),
        ),
        Refused.Reason.WRONG_SECRET: (
            _("They came with a wrong secret."),
            _("Enter the same shared secret on both sides."),
        ),
        Refused.Reason.NOT_ACTIVE: (
            _("The connection is switched off here."),
            _("Switch it on when both sides are ready."),
        ),
        Refused.Reason.LOCKED: (
            _("Too many failures from one address; the door was closed for a quarter of an hour."),
            _("Mend the secret, then wait a quarter of an hour."),
        ),
        Refused.Reason.CARD_NUMBER: (
            _("The document carried a payment card number, and was not kept."),
            _("Ask them to leave card numbers out."),
        ),
        Refused.Reason.OTHER_CONTENT: (
            _("Another content came under an id that was used before."),
            _("Ask them to give each new document a new payloadID."),
        ),
        Refused.Reason.OTHER_SENDER: (
            _("The document named another sender than the one that proved itself."),
            _("Ask them to send their own LogicalID, the one that stands here as their identity."),
        ),
        Refused.Reason.WRONG_ADDRESS: (
            _("The document came to an address that does not take it: setups and orders have one each."),
            _("Ask them to enter both addresses as they stand here. Nothing was kept; the answer named the right one."),
        ),
        Refused.Reason.SECRET_ENDED: (
            _("They came with the old secret, after its end."),
            _("Enter the current secret in their system; if nobody has it any more, issue a new one."),
        ),
    }[reason]


def last_try(partner: Partner) -> MessageOut | None:
    """The last time that the connection was tried from its page."""
    rows = MessageOut.objects.filter(partner=partner, document_type="ProfileRequest", asked=True)
    return rows.order_by("-created_at", "-pk").first()


def try_out(*, partner: Partner, by: Person, now: datetime, transport: Transport | None = None) -> exchange.Answered:
    """Ask them what they take: it shows address, encryption, identity and secret, and changes nothing there.

    Only for partners that ``can_be_asked``.
    """
    url = partner.order_url if partner.shops_by_oci else partner.setup_url or partner.order_url
    answered = exchange.ask(
        partner=partner,
        body=ProfileRequest(),
        url=url,
        about=f"partner:{partner.public_id}",
        now=now,
        transport=transport,
    )
    code = answered.problem.code if answered.problem else "answered"
    audit.write(
        action="partner.tried",
        subject=f"partner:{partner.public_id}",
        by=by.pk,
        now=now,
        after={"result": code},
        message=answered.record.public_id,
    )
    return answered
