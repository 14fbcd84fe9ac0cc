"""An OCI call: who may make one, where its cart may go, and what each FUNCTION asks for.

SAP's Open Catalog Interface knows no handshake between the systems: the employee's browser brings the login that the
whole company shares, and everything else. So nothing in a call is believed beyond the login and the registered origin
of its HOOK_URL.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from attrs import frozen
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from fondaco.bridge import door
from fondaco.bridge.models import Partner
from fondaco.bridge.oci import call_settings
from fondaco.documents import Cart, Credential, PunchOutSetup
from fondaco.selling.accounts.models import BusinessAccount, Connection
from fondaco.selling.accounts.operations import Visitor
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.catalog.models import Offer, spoken
from fondaco.selling.catalog.policy import verdicts
from fondaco.selling.catalog.search.port import PAGE_SIZES, Query, SearchPort
from fondaco.selling.shopping.cart import NOT_HELD, Basket, BasketLine, Promise, split_key
from fondaco.selling.shopping.operations import NewVisit
from fondaco.selling.shopping.queries import basket_line
from fondaco.selling.shopping.return_address import AddressRefused, WrongAddress, checked_origin
from fondaco.selling.shopping.today import LONGEST_PART, Wanted, today_of
from fondaco.wire import RemoteError, oci

MOST_HITS = 200  # of a background search: all go into one page
# SAP's own codes are of one letter.
_LANGUAGES = {"it": "it", "i": "it", "en": "en", "e": "en"}
Fields = tuple[tuple[str, str], ...]


class WhyNot(StrEnum):
    """Why a call is not taken. The page says it in words."""

    UNREADABLE = "unreadable"
    LOGIN = "login"
    LOCKED = "locked"
    SWITCHED_OFF = "switched_off"
    NO_RETURN = "no_return"
    RETURN_UNREADABLE = "return_unreadable"
    RETURN_NOT_HTTPS = "return_not_https"
    RETURN_ELSEWHERE = "return_elsewhere"
    NO_PRODUCT = "no_product"


class CallRefused(Exception):
    """``detail`` names what the page shows beside its words: an origin, or the reader's own remark."""

    def __init__(self, why: WhyNot, detail: str = "") -> None:
        super().__init__(why.value)
        self.why, self.detail = why, detail


@frozen
class Call:
    """A call whose login is right. ``fields`` are those it came with, the password left out."""

    connection: Connection
    setup: PunchOutSetup
    fields: Fields
    language: str

    @property
    def partner(self) -> Partner:
        return self.connection.partner


def connection_called(public_id: str) -> Connection | None:
    """The customer's connection whose call address this is."""
    return (
        Connection.objects.select_related("account", "group", "partner")
        .filter(partner__public_id=public_id, partner__punchout_protocol=Partner.PunchOut.OCI)
        .first()
    )


def taken_call(connection: Connection, fields: Sequence[tuple[str, str]], *, source: str, now: datetime) -> Call:
    """The call, once its login has proved itself. Raises CallRefused."""
    call = _read(connection, fields)
    try:
        door.authenticate_call(connection.partner, call.sender, source=source, now=now)
    except door.TurnedAway as turned:
        reasons = {door.LOCKED: WhyNot.LOCKED, door.NOT_ACTIVE: WhyNot.SWITCHED_OFF}
        raise CallRefused(reasons.get(turned.status, WhyNot.LOGIN)) from None
    password = call_settings(connection.partner).password_field.lower()
    kept = tuple((name, "" if name.strip().lower() == password else value) for name, value in fields)
    return Call(connection, call.setup, kept, call.language)


def resumed_call(connection: Connection, fields: Sequence[tuple[str, str]]) -> Call:
    """A call taken before, from the fields kept of it. Raises CallRefused."""
    call = _read(connection, fields)
    return Call(connection, call.setup, tuple(fields), call.language)


@frozen
class _ReadCall:
    sender: Credential
    setup: PunchOutSetup
    language: str


def _read(connection: Connection, fields: Sequence[tuple[str, str]]) -> _ReadCall:
    try:
        message = oci.read_call(fields, settings=call_settings(connection.partner)).message
    except RemoteError as trouble:
        raise CallRefused(WhyNot.UNREADABLE, trouble.words_it if spoken() == "it" else trouble.words) from None
    if message is None or message.envelope is None or not isinstance(message.body, PunchOutSetup):
        raise CallRefused(WhyNot.UNREADABLE)
    return _ReadCall(message.envelope.sender, message.body, _LANGUAGES.get(message.envelope.language[:2].lower(), ""))


def return_origin(call: Call) -> str:
    """Where the cart may go: an origin that the customer registered. Raises CallRefused."""
    try:
        return checked_origin(
            call.setup.return_url.strip(),
            registered=call.partner.return_origins,
            plain_http=settings.FONDACO_OUTBOUND_ORIGINS,
        )
    except AddressRefused as refusal:
        words = {
            WrongAddress.MISSING: WhyNot.NO_RETURN,
            WrongAddress.UNREADABLE: WhyNot.RETURN_UNREADABLE,
            WrongAddress.NOT_HTTPS: WhyNot.RETURN_NOT_HTTPS,
            WrongAddress.NOT_REGISTERED: WhyNot.RETURN_ELSEWHERE,
        }
        raise CallRefused(words[refusal.why], refusal.origin) from None


def visitor_of(call: Call) -> Visitor:
    """Who comes, by the parameter that was agreed with the customer; nobody where it says nothing."""
    person = call.setup.person
    return named(person.email or person.unique_name, name=person.name, language=call.language)


def named(told: str, *, name: str = "", language: str = "") -> Visitor:
    """A visitor by an e-mail address, or by a login name where it is none."""
    told = told.strip()
    try:
        validate_email(told)
    except ValidationError:
        return Visitor(external_name=told[:255], name=name[:200], language=language)
    return Visitor(email=told[:254], name=name[:200], language=language)


def new_visit(call: Call, *, public_id: str, origin: str) -> NewVisit:
    return NewVisit(
        public_id=public_id,
        buyer_cookie=call.setup.buyer_cookie,
        return_url=call.setup.return_url.strip(),
        return_origin=origin,
        mode=call.partner.mode,
        language=call.language,
        punchout=Partner.PunchOut.OCI,
        call=call.fields,
    )


def offer_named(setup: PunchOutSetup, *, account: BusinessAccount) -> Offer | None:
    """The offer that a call names by what its cart carried: the offer's key, or a part number and then its best."""
    for told in (setup.selected_part_auxiliary_id.strip(), setup.selected_part_id.strip()):
        offer = catalog.offer_by_key(split_key(told)[0], customer=account.pk) if told else None
        if offer is None and told:
            item = catalog.item_by_part_id(told[:LONGEST_PART], customer=account.pk)
            offer = catalog.best_offer(item.offers.all(), setup.selected_quantity) if item else None
        if offer is not None and offer.sold and offer.currency == account.currency:
            return offer
    return None


def validated(call: Call, *, now: datetime) -> Cart:
    """VALIDATE: the product as it stands, at the price of that quantity; an empty cart where it is gone.

    Under a hold that still stands, and in the quantity that was held, it costs what was quoted.
    """
    setup = call.setup
    wanted = Wanted(setup.selected_part_auxiliary_id, setup.selected_part_id, setup.selected_quantity)
    is_test = call.partner.mode == Partner.Mode.TEST
    [today] = today_of([wanted], account=call.connection.account, is_test=is_test, now=now)
    if today is None:
        return _cart(call, [])
    hold, line = today.hold, today.line
    promise = Promise({line.offer_id: hold.key}, {line.offer_id: hold.expires_at}) if hold else NOT_HELD
    return _cart(call, [line], promise)


def found(call: Call, searcher: SearchPort) -> Cart:
    """BACKGROUND_SEARCH: every hit up to a limit, each as one of its best offer; what their policy blocks is none."""
    lines: list[BasketLine] = []
    account = call.connection.account
    query = Query(text=call.setup.search_text[:200], language=spoken(), page_size=PAGE_SIZES[-1], customer=account.pk)
    for page in range(1, MOST_HITS // PAGE_SIZES[-1] + 1):
        hits = searcher.search(replace(query, page=page)).hits
        best = [catalog.best_offer(item.offers.all()) for item in catalog.items_by_id(hits, customer=account.pk)]
        offers = [offer for offer in best if offer is not None and offer.currency == account.currency]
        said = verdicts(account.pk, offers)
        lines += [
            basket_line(offer, offer.min_quantity)
            for offer in offers
            if offer.pk not in said or not said[offer.pk].blocked
        ]
        if len(hits) < PAGE_SIZES[-1]:
            break
    return _cart(call, lines)


def _cart(call: Call, lines: Sequence[BasketLine], promise: Promise = NOT_HELD) -> Cart:
    basket = Basket(call.connection.account.currency, tuple(lines))
    return basket.document(buyer_cookie=call.setup.buyer_cookie, language=spoken(), promise=promise)
