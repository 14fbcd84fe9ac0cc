"""What happens in a visit: let in, start, fill the cart, submit it or leave without."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from attrs import frozen
from django.db import transaction
from django.db.models import F

from fondaco import audit, sealing
from fondaco.bridge import connections
from fondaco.bridge.models import Partner, Sighting
from fondaco.documents import Cart
from fondaco.selling.accounts.models import Connection, Member
from fondaco.selling.catalog.models import Offer
from fondaco.selling.shopping import homeward
from fondaco.selling.shopping.cart import Basket
from fondaco.selling.shopping.models import CartLine, StartToken, Submission, Visit
from fondaco.selling.shopping.queries import basket_of, language_of_page
from fondaco.selling.shopping.states import VisitEvent

VISIT_LASTS = timedelta(hours=4)
TOKEN_LASTS = timedelta(minutes=10)


class TokenProblem(StrEnum):
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    VISIT_OVER = "visit_over"


class TokenRefused(Exception):
    def __init__(self, why: TokenProblem) -> None:
        super().__init__(why.value)
        self.why = why


class CartClosed(Exception):
    """The cart has gone back, or the visit is over: nothing was changed."""


class CartEmpty(Exception):
    """There is nothing to submit; leaving without a cart is another verb."""


class CartWithdrawn(Exception):
    """Something in it is no longer sold; it has to be taken out first."""


class CartChanged(Exception):
    """Prices or lines are not those that were shown; nothing was submitted."""


class QuantityRefused(Exception):
    """Not so many at once. ``lowest`` and ``highest`` in the offer's unit; ``highest`` None where there is no limit."""

    def __init__(self, lowest: Decimal, highest: Decimal | None) -> None:
        super().__init__(f"between {lowest} and {highest}")
        self.lowest, self.highest = lowest, highest


class NotForSale(Exception):
    """The offer was withdrawn, or is in another currency than the account's."""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@frozen
class NewVisit:
    """What a setup said about the visit; the return address has been checked."""

    public_id: str
    buyer_cookie: str
    return_url: str
    return_origin: str
    mode: str
    language: str = ""
    punchout: str = Partner.PunchOut.CXML
    call: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def grant_visit(*, connection: Connection, member: Member, new: NewVisit, now: datetime) -> Visit:
    """The person may come in within minutes, and then shop for hours."""
    visit = Visit.objects.create(
        public_id=new.public_id,
        account_id=connection.account_id,
        connection=connection,
        partner_id=connection.partner_id,
        member=member,
        buyer_cookie=new.buyer_cookie,
        return_url=new.return_url,
        return_origin=new.return_origin,
        mode=new.mode,
        language=new.language,
        punchout=new.punchout,
        call=[list(pair) for pair in new.call],
        granted_at=now,
        expires_at=now + VISIT_LASTS,
    )
    audit.write(
        action="visit.granted",
        subject=visit.subject,
        by=member.person_id,
        now=now,
        after={"state": str(visit.state), "return_origin": new.return_origin, "mode": new.mode},
    )
    return visit


@transaction.atomic
def open_visit(*, connection: Connection, member: Member, new: NewVisit, now: datetime) -> Visit:
    """Let in and start at once: an OCI call is made by the very browser that shops."""
    visit = grant_visit(connection=connection, member=member, new=new, now=now)
    _start(visit, now)
    return visit


@transaction.atomic
def issue_start_token(*, visit: Visit, token: str, now: datetime) -> StartToken:
    """One more way in, for one use. The token itself is not kept."""
    return StartToken.objects.create(visit=visit, digest=digest_of(token), expires_at=now + TOKEN_LASTS)


@transaction.atomic
def start_visit(*, token: str, now: datetime) -> Visit:
    """Use the token up. Raises TokenRefused; of many at once, one is let in."""
    digest = digest_of(token)
    used = StartToken.objects.filter(digest=digest, used_at=None, expires_at__gt=now).update(used_at=now)
    if not used:
        raise TokenRefused(_token_problem(digest))
    visit = Visit.objects.select_for_update().get(start_tokens__digest=digest)
    if now >= visit.expires_at:
        raise TokenRefused(TokenProblem.VISIT_OVER)
    _start(visit, now)
    return visit


def _start(visit: Visit, now: datetime) -> None:
    before = str(visit.state)
    visit.take(VisitEvent.START)
    visit.started_at = visit.started_at or now
    visit.save(update_fields=["state", "started_at"])
    audit.write(
        action="visit.started",
        subject=visit.subject,
        by=visit.member.person_id,
        now=now,
        before={"state": before},
        after={"state": str(visit.state)},
    )
    connections.saw(partner=visit.partner, step=Sighting.Step.START_PAGE, now=now)


def _token_problem(digest: str) -> TokenProblem:
    known = StartToken.objects.filter(digest=digest).first()
    if known is None:
        return TokenProblem.UNKNOWN
    return TokenProblem.USED if known.used_at else TokenProblem.EXPIRED


def _open_visit(visit: Visit, now: datetime) -> Visit:
    locked = Visit.objects.select_for_update().get(pk=visit.pk)
    if not locked.open_at(now):
        raise CartClosed
    return locked


def _check_quantity(offer: Offer, quantity: Decimal) -> None:
    highest = offer.max_quantity
    whole = quantity == quantity.to_integral_value()
    if not whole or quantity < offer.min_quantity or (highest is not None and quantity > highest):
        raise QuantityRefused(offer.min_quantity, highest)


@transaction.atomic
def add_to_cart(*, visit: Visit, offer: Offer, quantity: Decimal, now: datetime) -> CartLine:
    """So many more of it. Raises CartClosed, NotForSale, QuantityRefused."""
    locked = _open_visit(visit, now)
    if not offer.sold or offer.currency != locked.account.currency:
        raise NotForSale
    line = CartLine.objects.filter(visit=locked, offer=offer).first()
    together = quantity + (line.quantity if line else 0)
    _check_quantity(offer, together)
    if line is None:
        line = CartLine(visit=locked, offer=offer, added_at=now)
    line.quantity = together
    line.save()
    _note_cart(locked, "cart.added", offer, together, now)
    return line


@transaction.atomic
def change_quantity(*, visit: Visit, line: CartLine, quantity: Decimal, now: datetime) -> CartLine:
    """So many of it, no more and no less. Raises CartClosed, QuantityRefused, CartLine.DoesNotExist."""
    locked = _open_visit(visit, now)
    current = CartLine.objects.select_related("offer__item", "offer__seller").get(pk=line.pk, visit=locked)
    _check_quantity(current.offer, quantity)
    current.quantity = quantity
    current.save(update_fields=["quantity"])
    _note_cart(locked, "cart.changed", current.offer, quantity, now)
    return current


@transaction.atomic
def remove_from_cart(*, visit: Visit, line: CartLine, now: datetime) -> None:
    """Raises CartClosed, CartLine.DoesNotExist."""
    locked = _open_visit(visit, now)
    current = CartLine.objects.select_related("offer").get(pk=line.pk, visit=locked)
    current.delete()
    _note_cart(locked, "cart.removed", current.offer, Decimal(0), now)


def _note_cart(visit: Visit, action: str, offer: Offer, quantity: Decimal, now: datetime) -> None:
    audit.write(
        action=action,
        subject=visit.subject,
        by=visit.member.person_id,
        now=now,
        after={"offer": offer.key, "quantity": str(quantity)},
    )


@transaction.atomic
def submit_cart(*, visit: Visit, shown: str, payload_id: str, now: datetime) -> Submission:
    """Freeze the cart and write the message that takes it home.

    ``shown`` is the digest of the cart as the person saw it. Raises CartClosed, CartEmpty, CartWithdrawn, CartChanged.
    """
    locked = _open_visit(visit, now)
    basket = basket_of(locked)
    if not basket.lines:
        raise CartEmpty
    if basket.withdrawn:
        raise CartWithdrawn
    if basket_digest(basket) != shown:
        raise CartChanged
    return _send_home(locked, basket, VisitEvent.SUBMIT, payload_id, now)


def basket_digest(basket: Basket) -> str:
    """What the cart page hands back, so that nobody submits another price than the one they saw."""
    return content_digest(basket.document(buyer_cookie="", language="en"))


@transaction.atomic
def leave_empty(*, visit: Visit, payload_id: str, now: datetime) -> Submission:
    """Go back without a cart. Raises CartClosed."""
    locked = _open_visit(visit, now)
    return _send_home(locked, Basket.empty(locked.account.currency), VisitEvent.LEAVE, payload_id, now)


def _send_home(visit: Visit, basket: Basket, event: VisitEvent, payload_id: str, now: datetime) -> Submission:
    before = str(visit.state)
    visit.take(event)
    visit.ended_at = now
    visit.save(update_fields=["state", "ended_at"])
    cart = basket.document(buyer_cookie=visit.buyer_cookie, language=language_of_page())
    message = homeward.written(visit, cart, payload_id=payload_id, now=now)
    submission = Submission.objects.create(
        visit=visit,
        payload_id=payload_id,
        digest=content_digest(cart),
        message=sealing.seal(message),
        line_count=len(cart.lines),
        total=basket.net,
        currency=basket.currency,
        submitted_at=now,
        sent_last_at=now,
    )
    audit.write(
        action="visit.submitted" if event is VisitEvent.SUBMIT else "visit.left_empty",
        subject=visit.subject,
        by=visit.member.person_id,
        now=now,
        before={"state": before},
        after={"state": str(visit.state), "digest": submission.digest, "net": str(basket.net)},
    )
    connections.saw(partner=visit.partner, step=Sighting.Step.CART, now=now)
    return submission


def content_digest(cart: Cart) -> str:
    """SHA-256 over what was offered, line by line; the same for the same lines, whoever carries them."""
    lines = [
        [
            line.supplier_part_id,
            line.supplier_part_auxiliary_id,
            str(line.quantity),
            line.unit,
            str(line.unit_price),
        ]
        for line in cart.lines
    ]
    return hashlib.sha256(json.dumps(lines, ensure_ascii=True).encode()).hexdigest()


@transaction.atomic
def send_again(*, visit: Visit, now: datetime) -> Submission:
    """The frozen cart once more, to the letter. Raises Submission.DoesNotExist."""
    submission = Submission.objects.select_for_update().get(visit=visit)
    Submission.objects.filter(pk=submission.pk).update(sent_count=F("sent_count") + 1, sent_last_at=now)
    audit.write(
        action="visit.sent_again",
        subject=visit.subject,
        by=visit.member.person_id,
        now=now,
        after={"digest": submission.digest},
    )
    return submission


@transaction.atomic
def expire_visits(*, now: datetime, limit: int = 500) -> int:
    """Close the visits whose time is over; how many."""
    due = (
        Visit.objects.select_for_update(skip_locked=True)
        .filter(state__in=["granted", "shopping"], expires_at__lte=now)
        .order_by("expires_at")[:limit]
    )
    visits = list(due)
    for visit in visits:
        before = str(visit.state)
        visit.take(VisitEvent.EXPIRE)
        visit.ended_at = now
        visit.save(update_fields=["state", "ended_at"])
        audit.write(
            action="visit.expired",
            subject=visit.subject,
            by=None,
            now=now,
            before={"state": before},
            after={"state": str(visit.state)},
        )
    return len(visits)
