"""What happens in a visit before anything goes home: let in, start, fill the cart."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from attrs import asdict, frozen
from django.db import transaction

from fondaco import audit, rows
from fondaco.bridge import connections
from fondaco.bridge.models import Partner, Sighting
from fondaco.bridge.text import storable
from fondaco.documents import Address, SetupOperation
from fondaco.selling.accounts.models import Connection, Member, SharedAddress
from fondaco.selling.catalog.models import Offer
from fondaco.selling.catalog.policy import verdicts
from fondaco.selling.integration.operations import setup_seen
from fondaco.selling.shopping.models import CartLine, StartToken, Visit
from fondaco.selling.shopping.states import VisitEvent, VisitState

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


class QuantityRefused(Exception):
    """Not so many at once. ``lowest`` and ``highest`` in the offer's unit; ``highest`` None where there is no limit."""

    def __init__(self, lowest: Decimal, highest: Decimal | None) -> None:
        super().__init__(f"between {lowest} and {highest}")
        self.lowest, self.highest = lowest, highest


class NotForSale(Exception):
    """The offer was withdrawn, or is in another currency than the account's."""


class Blocked(Exception):
    """The customer's own buying policy keeps it out; ``message`` is in the customer's words, or empty."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ReadOnly(Exception):
    """The visit only looks at a cart: nothing was changed."""


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@frozen
class NewVisit:
    """What a setup said about the visit; the return address has been checked.

    ``selected_part_id`` and ``selected_key`` are what the shop opens on, ``ship_to`` where the buyer wants things sent.
    """

    public_id: str
    buyer_cookie: str
    return_url: str
    return_origin: str
    mode: str
    language: str = ""
    operation: SetupOperation = SetupOperation.CREATE
    selected_part_id: str = ""
    selected_key: str = ""
    ship_to: Address | None = None
    punchout: str = Partner.PunchOut.CXML
    call: tuple[tuple[str, str], ...] = ()


_USE_UP = rows.Change(
    lambda digest, now: (
        StartToken.objects.filter(digest=digest, used_at=None, expires_at__gt=now),
        {"used_at": now},
    ),
    digest=str,
    now=datetime,
)
_ENTERED: rows.Question[Visit] = rows.Question(
    lambda digest: (
        Visit.objects.select_related("connection__group", "partner", "member__person")
        .select_for_update(of=("self",))
        .filter(start_tokens__digest=digest)
    ),
    digest=str,
)


@rows.in_transaction
def grant_visit(*, connection: Connection, member: Member, new: NewVisit, now: datetime) -> Visit:
    """The person may come in within minutes, and then shop for hours."""
    visit = rows.insert(
        Visit(
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
            operation=new.operation.value,
            selected_part_id=storable(new.selected_part_id.strip(), 255),
            selected_key=storable(new.selected_key.strip(), 255),
            told_ship_to=_said(new.ship_to),
            punchout=new.punchout,
            call=[list(pair) for pair in new.call],
            granted_at=now,
            expires_at=now + VISIT_LASTS,
        )
    )
    audit.write(
        action="visit.granted",
        subject=visit.subject,
        by=member.person_id,
        now=now,
        after={
            "state": str(visit.state),
            "return_origin": new.return_origin,
            "mode": new.mode,
            "operation": visit.operation,
        },
    )
    return visit


def _said(address: Address | None) -> dict[str, object]:
    """What can be kept of an address; PostgreSQL knows no NUL, and XML allows none."""
    return asdict(address) if address else {}


@transaction.atomic
def open_visit(*, connection: Connection, member: Member, new: NewVisit, now: datetime) -> Visit:
    """Let in and start at once: an OCI call is made by the very browser that shops."""
    visit = grant_visit(connection=connection, member=member, new=new, now=now)
    _start(visit, now)
    return visit


def issue_start_token(*, visit: Visit, token: str, now: datetime) -> StartToken:
    """One more way in, for one use. The token itself is not kept."""
    made = StartToken(visit=visit, digest=digest_of(token), expires_at=now + TOKEN_LASTS)
    rows.later(rows.inserting([made]))
    return made


@transaction.atomic
def start_visit(*, token: str, now: datetime) -> Visit:
    """Use the token up. Raises TokenRefused; of many at once, one is let in."""
    digest = digest_of(token)
    if not _USE_UP.run(digest=digest, now=now):
        raise TokenRefused(_token_problem(digest))
    (visit,) = _ENTERED.all(digest=digest)
    if now >= visit.expires_at:
        raise TokenRefused(TokenProblem.VISIT_OVER)
    with rows.gathering():
        _start(visit, now)
    return visit


def _start(visit: Visit, now: datetime) -> None:
    before = str(visit.state)
    visit.take(VisitEvent.START)
    visit.started_at = visit.started_at or now
    rows.later(rows.updating(visit, "state", "started_at"))
    audit.write(
        action="visit.started",
        subject=visit.subject,
        by=visit.member.person_id,
        now=now,
        before={"state": before},
        after={"state": str(visit.state)},
    )
    connections.saw(partner=visit.partner, step=Sighting.Step.START_PAGE, now=now)
    if before == VisitState.GRANTED:
        setup_seen(connection=visit.connection, about=visit.subject, now=now)


def _token_problem(digest: str) -> TokenProblem:
    known = StartToken.objects.filter(digest=digest).first()
    if known is None:
        return TokenProblem.UNKNOWN
    return TokenProblem.USED if known.used_at else TokenProblem.EXPIRED


def open_cart(visit: Visit, now: datetime) -> Visit:
    """The visit, locked, with a cart that can be changed. Raises CartClosed, ReadOnly."""
    locked = open_visit_of(visit, now)
    if locked.inspects:
        raise ReadOnly
    return locked


def open_visit_of(visit: Visit, now: datetime) -> Visit:
    """The visit, locked, while it has not gone back. Raises CartClosed."""
    visits = Visit.objects.select_for_update(of=("self",))
    locked = visits.select_related("account", "connection", "member", "partner", "address").get(pk=visit.pk)
    if not locked.open_at(now):
        raise CartClosed
    return locked


def _check_quantity(offer: Offer, quantity: Decimal) -> None:
    highest = offer.max_quantity
    whole = quantity == quantity.to_integral_value()
    if not whole or quantity < offer.min_quantity or (highest is not None and quantity > highest):
        raise QuantityRefused(offer.min_quantity, highest)


def _check_policy(visit: Visit, offer: Offer) -> None:
    verdict = verdicts(visit.account_id, [offer]).get(offer.pk)
    if verdict is not None and verdict.blocked:
        raise Blocked(verdict.message)


@transaction.atomic
def add_to_cart(*, visit: Visit, offer: Offer, quantity: Decimal, now: datetime) -> CartLine:
    """So many more of it. Raises CartClosed, ReadOnly, NotForSale, Blocked, QuantityRefused."""
    locked = open_cart(visit, now)
    if not offer.sold or offer.currency != locked.account.currency:
        raise NotForSale
    _check_policy(locked, offer)
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
    """So many of it, no more and no less. Raises CartClosed, ReadOnly, QuantityRefused, CartLine.DoesNotExist."""
    locked = open_cart(visit, now)
    current = CartLine.objects.select_related("offer__item", "offer__seller").get(pk=line.pk, visit=locked)
    _check_quantity(current.offer, quantity)
    current.quantity = quantity
    current.save(update_fields=["quantity"])
    _note_cart(locked, "cart.changed", current.offer, quantity, now)
    return current


@transaction.atomic
def remove_from_cart(*, visit: Visit, line: CartLine, now: datetime) -> None:
    """Raises CartClosed, ReadOnly, CartLine.DoesNotExist."""
    locked = open_cart(visit, now)
    current = CartLine.objects.select_related("offer").get(pk=line.pk, visit=locked)
    current.delete()
    _note_cart(locked, "cart.removed", current.offer, Decimal(0), now)


@transaction.atomic
def choose_address(*, visit: Visit, address: SharedAddress | None, now: datetime) -> None:
    """Where the cart may go; None leaves it where the purchasing system said. Raises CartClosed, ReadOnly.

    The address has to be one of the visit's own account that stands: SharedAddress.DoesNotExist for any other.
    """
    locked = open_cart(visit, now)
    if address is not None:
        address = SharedAddress.objects.get(pk=address.pk, account=locked.account_id, removed_at__isnull=True)
    before, locked.address = locked.address, address
    locked.save(update_fields=["address"])
    audit.write(
        action="visit.address_chosen",
        subject=locked.subject,
        by=locked.member.person_id,
        now=now,
        before={"address": before.public_id if before else ""},
        after={"address": address.public_id if address else ""},
    )


def _note_cart(visit: Visit, action: str, offer: Offer, quantity: Decimal, now: datetime) -> None:
    audit.write(
        action=action,
        subject=visit.subject,
        by=visit.member.person_id,
        now=now,
        after={"offer": offer.key, "quantity": str(quantity)},
    )


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
