"""The way home: a cart is submitted and held, or the person returns without one; and what was lost is sent again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import F

from fondaco import audit, sealing
from fondaco.bridge import connections
from fondaco.bridge.models import Sighting
from fondaco.documents import Cart
from fondaco.selling.integration.models import Milestone
from fondaco.selling.integration.operations import note_milestone
from fondaco.selling.shopping import holds, homeward
from fondaco.selling.shopping.cart import NOT_HELD, UNCHANGED, Basket, Promise
from fondaco.selling.shopping.models import CartLine, Hold, Submission, Visit
from fondaco.selling.shopping.operations import open_cart, open_visit_of
from fondaco.selling.shopping.queries import basket_of, hold_ends, language_of_page, terms_of
from fondaco.selling.shopping.return_address import checked_origin
from fondaco.selling.shopping.states import HoldState, VisitEvent


class CartEmpty(Exception):
    """There is nothing to submit; leaving without a cart is another verb."""


class CartWithdrawn(Exception):
    """Something in it is no longer sold; it has to be taken out first."""


class CartBlocked(Exception):
    """The customer's own policy keeps something of it out; it has to be taken out first."""


class BelowMinimum(Exception):
    """The cart is too small for the customer's minimum order. ``missing`` is net, in the account's currency."""

    def __init__(self, missing: Decimal) -> None:
        super().__init__(str(missing))
        self.missing = missing


class CartChanged(Exception):
    """Prices or lines are not those that were shown; nothing was submitted."""


class NothingToRemove(Exception):
    """Only a visit that edits can take everything off the request that it came from."""


@transaction.atomic
def submit_cart(*, visit: Visit, shown: str, payload_id: str, new_key: Callable[[], str], now: datetime) -> Submission:
    """Freeze the cart, hold its prices and its stock, and write the message that takes it home.

    ``shown`` is the digest of the cart as the person saw it; ``new_key`` gives a key nobody can guess, one for each
    hold. Raises CartClosed, ReadOnly, CartEmpty, CartWithdrawn, CartBlocked, BelowMinimum, CartChanged.
    """
    locked = open_cart(visit, now)
    earlier = _earlier_holds(locked)
    basket = basket_of(locked, now=now)
    if not basket.lines:
        raise CartEmpty
    if basket.withdrawn:
        raise CartWithdrawn
    if basket.blocked:
        raise CartBlocked
    if basket.missing_for_minimum:
        raise BelowMinimum(basket.missing_for_minimum)
    if basket_digest(basket) != shown:
        raise CartChanged
    ends = hold_ends(locked, now=now)
    promise = _promise(basket, ends, new_key)
    submission = _send_home(locked, basket, VisitEvent.SUBMIT, payload_id, now, promise=promise)
    _move_holds(submission, basket, promise, earlier, ends, now)
    note_milestone(
        group_id=locked.connection.group_id, milestone=Milestone.CART_RETURNED, about=locked.subject, now=now
    )
    return submission


@transaction.atomic
def remove_all(*, visit: Visit, payload_id: str, now: datetime) -> Submission:
    """Take every line off the request that is edited: an empty cart goes home, and what was held is let go.

    Raises CartClosed, ReadOnly, NothingToRemove where the visit edits nothing.
    """
    locked = open_cart(visit, now)
    if not locked.edits:
        raise NothingToRemove
    earlier = _earlier_holds(locked)
    CartLine.objects.filter(visit=locked).delete()
    basket = Basket(locked.account.currency, (), terms=terms_of(locked))
    submission = _send_home(locked, basket, VisitEvent.SUBMIT, payload_id, now)
    holds.release_all(earlier, now=now, by=locked.member.person_id)
    return submission


@transaction.atomic
def leave_empty(*, visit: Visit, payload_id: str, now: datetime) -> Submission:
    """Go back without a cart; from a visit that edits or inspects: without a change. Raises CartClosed."""
    locked = open_visit_of(visit, now)
    basket = Basket(locked.account.currency, (), terms=terms_of(locked))
    return _send_home(locked, basket, VisitEvent.LEAVE, payload_id, now)


def _earlier_holds(visit: Visit) -> list[Hold]:
    """The holds that stand of what is edited, locked."""
    if not visit.edits:
        return []
    keys = visit.brought_lines.exclude(hold=None).values_list("hold__key", flat=True)
    found = holds.holds_named(keys, account_id=visit.account_id)
    return [hold for hold in found.values() if hold.state == HoldState.HELD]


def _promise(basket: Basket, ends: datetime, new_key: Callable[[], str]) -> Promise:
    """Each line's hold: the one that it came back with where that still stands for it, else a new one."""
    return Promise(
        keys={line.offer_id: line.hold_key or new_key() for line in basket.lines},
        moments={line.offer_id: line.held_until or ends for line in basket.lines},
    )


def _move_holds(
    submission: Submission, basket: Basket, promise: Promise, earlier: Iterable[Hold], ends: datetime, now: datetime
) -> None:
    """Hold what is new, let go of what was changed or taken out; what is as it was stays held as it was."""
    kept = {line.hold_key for line in basket.lines if line.hold_key}
    gone = [hold for hold in earlier if hold.key not in kept]
    quoted = [
        holds.Quoted(promise.keys[line.offer_id], line.offer_id, line.part_id, line.quantity, line.unit_price)
        for line in basket.lines
        if not line.hold_key
    ]
    if gone:
        holds.lock_offers([*(hold.offer_id for hold in gone), *(line.offer_id for line in quoted)])
        holds.release_all(gone, now=now, by=submission.visit.member.person_id)
    holds.hold_lines(submission=submission, lines=quoted, expires_at=ends, now=now)


def basket_digest(basket: Basket) -> str:
    """What the cart page hands back, so that nobody submits another price than the one they saw."""
    return content_digest(basket.document(buyer_cookie="", language="en"))


def _send_home(
    visit: Visit,
    basket: Basket,
    event: VisitEvent,
    payload_id: str,
    now: datetime,
    *,
    promise: Promise = NOT_HELD,
) -> Submission:
    before = str(visit.state)
    visit.take(event)
    visit.ended_at = now
    visit.save(update_fields=["state", "ended_at"])
    # Status 204 says that the cart is as it was; without it an empty one would take the lines off what was edited.
    unchanged = event is VisitEvent.LEAVE and (visit.edits or visit.inspects)
    cart = basket.document(
        buyer_cookie=visit.buyer_cookie,
        language=language_of_page(),
        promise=promise,
        status=UNCHANGED if unchanged else None,
    )
    message = homeward.written(visit, cart, payload_id=payload_id, now=now)
    submission = Submission.objects.create(
        visit=visit,
        payload_id=payload_id,
        digest=content_digest(cart),
        message=sealing.seal(message),
        line_count=len(basket.lines),
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
def send_again(*, public_id: str, now: datetime) -> Submission:
    """The frozen cart of that visit once more, to the letter.

    Raises Submission.DoesNotExist, and AddressRefused where carts may no longer be sent where it was to go.
    """
    rows = Submission.objects.select_for_update(of=("self",)).select_related("visit__partner", "visit__member")
    submission = rows.get(visit__public_id=public_id)
    visit = submission.visit
    checked_origin(
        visit.return_url,
        registered=visit.partner.return_origins,
        plain_http=settings.FONDACO_OUTBOUND_ORIGINS,
    )
    Submission.objects.filter(pk=submission.pk).update(sent_count=F("sent_count") + 1, sent_last_at=now)
    audit.write(
        action="visit.sent_again",
        subject=visit.subject,
        by=visit.member.person_id,
        now=now,
        after={"digest": submission.digest},
    )
    return submission
