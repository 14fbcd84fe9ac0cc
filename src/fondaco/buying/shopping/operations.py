"""Going to a store and coming back. Nothing here holds a lock while a store is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from attrs import frozen
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.bridge import connections, exchange
from fondaco.bridge.models import Partner, Sighting
from fondaco.buying.company.models import Employee
from fondaco.buying.lifecycle import IllegalStep, Refused, step
from fondaco.buying.shopping.arrivals import Arrival, read_arrival
from fondaco.buying.shopping.calls import CallForm, call_form
from fondaco.buying.shopping.models import Operation, PunchOutSession, ReturnedCart
from fondaco.buying.shopping.queries import hash_of
from fondaco.buying.shopping.setup import setup_for
from fondaco.buying.shopping.states import TRANSITIONS, CartFate, SessionEvent, SessionState
from fondaco.buying.suppliers.models import Supplier, TryOutcome
from fondaco.buying.suppliers.operations import note_try
from fondaco.buying.suppliers.trouble import problem_of
from fondaco.buying.suppliers.trying import not_written, start_page_problem
from fondaco.documents import OrderLine, PunchOutSetup, PunchOutSetupAnswer, SetupOperation
from fondaco.people.models import Person
from fondaco.sealing import seal
from fondaco.wire import LocalError

OPEN_FOR = timedelta(hours=12)  # a working day with its breaks
CLAIM_WITHIN = timedelta(days=7)  # as long as quotes are usually held
MOST_POSTS = 20  # to one return address, whatever became of them


@frozen
class Started:
    """A session, and where the browser goes: to ``start_url``, or with ``form`` where the store is called by OCI.

    Neither where the store did not let us in, or cannot be called.
    """

    session: PunchOutSession
    start_url: str
    form: CallForm | None = None


def start_session(
    *,
    supplier: Supplier,
    employee: Employee,
    now: datetime,
    public_id: str,
    buyer_cookie: str,
    return_token: str,
    return_base: str,
    loopback: Collection[str],
    for_request: str = "",
    operation: str = Operation.CREATE,
    lines: Sequence[OrderLine] = (),
    selected: tuple[str, str] = ("", ""),
) -> Started:
    """Ask ``supplier`` to let ``employee`` in. Waits for the answer.

    ``for_request`` is the request that the cart is to go into; with ``operation`` edit or inspect the store opens
    ``lines`` again, and ``selected`` is an article to be shown at once. ``return_base`` is
    this site's origin; ``loopback`` are the origins that may be opened without TLS. Raises Refused, with nothing asked,
    where the supplier is blocked or its connection switched off.
    """
    if not supplier.open_to_shop:
        raise Refused(
            "supplier_closed",
            _("Nobody can shop at %(supplier)s at the moment.") % {"supplier": supplier.name},
            _("Ask the purchasing department what to use instead."),
        )
    session = _ask(
        supplier=supplier,
        person=employee.person,
        now=now,
        public_id=public_id,
        buyer_cookie=buyer_cookie,
        return_token=return_token,
        for_request=for_request,
        operation=operation,
    )
    setup = setup_for(
        employee=employee,
        buyer_cookie=buyer_cookie,
        return_url=f"{return_base}/punchout/return/{return_token}",
        setup_url=supplier.connection.setup_url,
        operation=SetupOperation(operation),
        lines=lines,
        selected=selected,
    )
    if supplier.connection.shops_by_oci:
        form, problem = _called_store(supplier, setup, loopback=loopback)
        return Started(_settle_setup(session=session, problem=problem, now=now), "", form)
    start_url, problem = _asked_store(session, setup, loopback=loopback, now=now)
    session = _settle_setup(session=session, problem=problem, now=now)
    return Started(session, "" if problem else start_url)


def _called_store(
    supplier: Supplier, setup: PunchOutSetup, *, loopback: Collection[str]
) -> tuple[CallForm | None, exchange.Problem | None]:
    """The form with which the browser calls the store; nobody is asked before."""
    problem = start_page_problem(supplier, supplier.connection.setup_url, loopback)
    if problem is not None:
        return None, problem
    try:
        return call_form(partner=supplier.connection, setup=setup), None
    except LocalError as trouble:
        return None, not_written(trouble)


def _asked_store(
    session: PunchOutSession, setup: PunchOutSetup, *, loopback: Collection[str], now: datetime
) -> tuple[str, exchange.Problem | None]:
    """The store's start page, or why there is none that may be opened."""
    supplier = session.supplier
    url = supplier.connection.setup_url
    try:
        answered = exchange.ask(partner=supplier.connection, body=setup, url=url, about=session.about, now=now)
    except LocalError as trouble:
        return "", not_written(trouble)
    problem = problem_of(answered)
    if problem is not None:
        return "", problem
    body = answered.message.body if answered.message is not None else None
    start_url = body.start_url if isinstance(body, PunchOutSetupAnswer) else ""
    return start_url, start_page_problem(supplier, start_url, loopback)


@transaction.atomic
def _ask(
    *,
    supplier: Supplier,
    person: Person,
    now: datetime,
    public_id: str,
    buyer_cookie: str,
    return_token: str,
    for_request: str,
    operation: str,
) -> PunchOutSession:
    session = PunchOutSession.objects.create(
        public_id=public_id,
        for_request=for_request,
        operation=operation,
        supplier=supplier,
        person=person,
        buyer_cookie=buyer_cookie,
        return_token_hash=hash_of(return_token),
        currency=supplier.currency,
        asked_at=now,
        expires_at=now + OPEN_FOR,
    )
    after = {"state": session.state, "supplier": supplier.pk}
    audit.write(action="session.asked", subject=session.about, by=person.pk, now=now, after=after)
    return session


@transaction.atomic
def _settle_setup(*, session: PunchOutSession, problem: exchange.Problem | None, now: datetime) -> PunchOutSession:
    session = _locked(session)
    if problem is None:
        _move(session, SessionEvent.LET_IN, by=session.person_id, now=now)
        session.opened_at = now
        connections.saw(partner=session.supplier.connection, step=Sighting.Step.START_PAGE, now=now)
    else:
        _move(session, SessionEvent.TURNED_AWAY, by=session.person_id, now=now)
        session.ended_at = now
        session.problem_code, session.problem_words = problem.code, problem.words
        session.problem_remedy = problem.remedy
    session.save()
    supplier = session.supplier
    if supplier.connection.shops_by_oci and problem is None:
        return session  # the browser has not been there yet: nothing is known about the connection
    if (supplier.trouble_code, supplier.tried) != (
        problem.code if problem else "",
        TryOutcome.FAILED if problem else TryOutcome.WORKED,
    ):
        note_try(
            supplier=supplier,
            code=problem.code if problem else "",
            words=problem.words if problem else "",
            remedy=problem.remedy if problem else "",
            by=session.person,
            now=now,
        )
    return session


class NotOpen(Exception):
    """There is nothing to return to: an unknown, used or expired address, or a cart of another session.

    The answer is the same for all of them, so that nobody learns which it was.
    """


def take_cart(
    *, session: PunchOutSession, data: bytes, origin: str, now: datetime, protocol: str = Partner.PunchOut.CXML
) -> ReturnedCart:
    """What was posted to a session's return address: stored first, then read, then taken or not.

    The same content again changes nothing and gives the same post back. Raises NotOpen.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = session.carts.filter(digest=digest).first()
    if known is not None and known.fate != CartFate.STORED:
        return known
    cart = _store(session=session, data=data, protocol=protocol, digest=digest, origin=origin, now=now)
    return _settle_cart(cart=cart, arrival=read_arrival(data, protocol=protocol, session=session), now=now)


@transaction.atomic
def _store(
    *, session: PunchOutSession, data: bytes, protocol: str, digest: str, origin: str, now: datetime
) -> ReturnedCart:
    session = _locked(session)
    if session.state != SessionState.OPEN or now >= session.expires_at:
        return _same_or_nothing(session, digest)
    if session.carts.exclude(digest=digest).count() >= MOST_POSTS:
        raise NotOpen
    cart, _new = ReturnedCart.objects.get_or_create(
        session=session,
        digest=digest,
        defaults={
            "protocol": protocol,
            "body_sealed": seal(data),
            "size": len(data),
            "origin": origin[:255],
            "received_at": now,
        },
    )
    return cart


def _same_or_nothing(session: PunchOutSession, digest: str) -> ReturnedCart:
    known = session.carts.filter(digest=digest).exclude(fate=CartFate.STORED).first()
    if known is None:
        raise NotOpen
    return known


@transaction.atomic
def _settle_cart(*, cart: ReturnedCart, arrival: Arrival, now: datetime) -> ReturnedCart:
    session = _locked(cart.session)
    cart = ReturnedCart.objects.get(pk=cart.pk)
    if cart.fate != CartFate.STORED:
        return cart
    if session.state != SessionState.OPEN or arrival.foreign:
        raise NotOpen
    cart.fate, cart.line_count, cart.allows = arrival.fate, arrival.line_count, arrival.allows
    if cart.fate == CartFate.CARD_NUMBER:
        cart.body_sealed = b""  # a card's number is not kept, not even encrypted
    cart.save()
    session.problem_code, session.problem_words = arrival.code, arrival.words
    session.problem_remedy = arrival.remedy
    if cart.fate == CartFate.TAKEN:
        _move(session, SessionEvent.CART_CAME, by=None, now=now)
        session.returned_at, session.expires_at = now, now + CLAIM_WITHIN
    elif cart.fate == CartFate.EMPTY:
        _move(session, SessionEvent.LEFT_EMPTY, by=None, now=now)
        session.returned_at = session.ended_at = now
    else:
        after = {"fate": cart.fate, "cart": cart.digest}
        audit.write(action="session.cart_not_taken", subject=session.about, by=None, now=now, after=after)
    session.save()
    came_well = cart.fate in {CartFate.TAKEN, CartFate.EMPTY}
    connections.saw(
        partner=session.supplier.connection, step=Sighting.Step.CART, now=now, went_well=came_well, said=arrival.words
    )
    return cart


@transaction.atomic
def abandon_session(*, session: PunchOutSession, by: Person, now: datetime) -> PunchOutSession:
    """The person says that they left without buying. Raises IllegalStep."""
    session = _locked(session)
    _move(session, SessionEvent.LEFT_EMPTY, by=by.pk, now=now)
    session.ended_at = now
    session.save()
    return session


def mark_claimed(*, session: PunchOutSession, by: Person, now: datetime) -> PunchOutSession:
    """The cart is in a request now. Within the caller's transaction; raises IllegalStep."""
    session = _locked(session)
    if now >= session.expires_at:
        raise IllegalStep(session.state, SessionEvent.CLAIM)
    _move(session, SessionEvent.CLAIM, by=by.pk, now=now)
    session.ended_at = now
    session.save()
    return session


def lapse_due(now: datetime) -> int:
    """Mark what has expired; how many sessions that were."""
    waiting = [SessionState.ASKED, SessionState.OPEN, SessionState.RETURNED]
    due = PunchOutSession.objects.filter(state__in=waiting, expires_at__lte=now).order_by("pk")
    lapsed = 0
    for session in due[:500]:
        with transaction.atomic():
            kept = _locked(session)
            if kept.state in waiting and kept.expires_at <= now:
                _move(kept, SessionEvent.LAPSE, by=None, now=now)
                kept.ended_at = now
                kept.save()
                lapsed += 1
    return lapsed


def _locked(session: PunchOutSession) -> PunchOutSession:
    return (
        PunchOutSession.objects.select_for_update(of=("self",))
        .select_related("supplier__partner", "person")
        .get(pk=session.pk)
    )


def _move(session: PunchOutSession, event: SessionEvent, *, by: int | None, now: datetime) -> None:
    before = session.state
    session.state = step(TRANSITIONS, session.state, event)
    audit.write(
        action=f"session.{event}",
        subject=session.about,
        by=by,
        now=now,
        before={"state": before},
        after={"state": str(session.state)},
    )
