"""read(write(d)) == d, and what is written is valid, for documents that nobody thought of."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.documents import (
    Address,
    Attachment,
    Cart,
    CartLine,
    Charge,
    Classification,
    ConfirmationKind,
    ConfirmationLine,
    Contact,
    Credential,
    Distribution,
    Document,
    Envelope,
    InvoiceCharge,
    Item,
    ItemType,
    Message,
    Mode,
    Money,
    NextActor,
    OrderConfirmation,
    OrderLine,
    OrderOperation,
    PaymentTerm,
    Portion,
    PortionKind,
    PriceBasis,
    Profile,
    ProfileRequest,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    Refusal,
    RefusalCode,
    RefusalLevel,
    Segment,
    SetupOperation,
    Status,
    StatusUpdate,
    TaxDetail,
    Transaction,
)
from fondaco.wire.cxml import read, write
from fondaco.wire.cxml.parties import person

# Text without what XML cannot carry and without white space at its ends, which reading forgives.
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufffe\uffff")
words = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)
text = st.one_of(st.just(""), words, st.sampled_from(["<b>&amp;]]>", "a\n\tb", "'\"", "é €", "‮x"]))
word = words
token = st.text("abcdefghijklmnopqrstuvwxyzABC-_.", min_size=1, max_size=10)
# Written with two to four decimals; equal as numbers, which is what Decimal compares.
amounts = st.decimals(Decimal("-99999"), Decimal("99999"), places=4)
quantities = st.decimals(Decimal("0.0001"), Decimal("99999"), places=4)
money = st.builds(Money, amounts, st.sampled_from(["EUR", "USD", "JPY"]))
FROM, TO = datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2100-01-01")
moments = st.builds(
    lambda value, minutes: value.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(FROM, TO),
    st.just(0) | st.integers(-720, 840),
)
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
none_or = lambda strategy: st.none() | strategy  # noqa: E731
tuples = lambda strategy, most=3: st.lists(strategy, max_size=most).map(tuple)  # noqa: E731
details = st.builds(
    TaxDetail, text, money, none_or(amounts), text, none_or(money), st.sampled_from(["", "exempt", "zeroRated"]), text
)
shipping = st.builds(Charge, money, text, tracking_domain=text, tracking_id=text)
tax = st.builds(Charge, money, text, tuples(details))
phones = st.one_of(
    st.just(""),
    st.builds(
        lambda parts, ext: " ".join(parts) + ext,
        st.lists(st.text("0123456789", min_size=1, max_size=6), min_size=1, max_size=4),
        st.sampled_from(["", " ext. 12"]),
    ).flatmap(lambda number: st.sampled_from([number, f"+39 {number}"])),
)
postal = st.builds(
    Address,
    name=text,
    address_id=text,
    deliver_to=tuples(word),
    street=tuples(word).filter(bool),
    city=word,
    state=text,
    postal_code=text,
    country=st.sampled_from(["IT", "DE", "US"]),
    email=text,
    phone=phones,
    fax=phones,
    url=text,
)
addresses = postal | st.builds(Address, name=text, address_id=text, country=st.sampled_from(["", "IT"]), phone=phones)
nothing = st.just("")
places = st.builds(attrs.evolve, postal, name=nothing, email=nothing, phone=nothing, fax=nothing, url=nothing)
places |= st.builds(Address, address_id=word)
contacts = tuples(
    st.builds(Contact, token | st.just(""), text, text, phones, none_or(places), tuples(st.tuples(text, text), 2))
)
extrinsics = tuples(st.tuples(word, text))
bases = st.builds(PriceBasis, quantities, text, quantities, text)
segments = tuples(st.builds(Segment, text, text, text)).filter(bool)
accounts = st.builds(Distribution, text, segments, money)
files = tuples(st.builds(Attachment, word, text), 2)
item = {
    "supplier_part_id": word,
    "quantity": quantities,
    "unit_price": money,
    "supplier_part_auxiliary_id": text,
    "description": text,
    "language": st.sampled_from(["en", "it", "de-AT"]),
    "unit": word,
    "classifications": tuples(st.builds(Classification, text, text)).filter(bool),
    "manufacturer_part_id": text,
    "manufacturer_name": text,
    "url": text,
    "shipping": none_or(shipping),
    "tax": none_or(tax),
    "extrinsics": extrinsics,
    "buyer_part_id": text,
    "price_basis": none_or(bases),
    "lead_time_days": none_or(st.integers(0, 999_999_999)),
    "service": st.booleans(),
    "item_type": none_or(st.sampled_from(ItemType)),
    "parent_line_number": none_or(st.integers(0, 999_999_999)),
    "characteristics": tuples(st.tuples(text, text), 2),
    "distributions": tuples(accounts, 2),
    "contacts": contacts,
    "ship_to": none_or(addresses),
    "comments": text,
    "attachments": files,
}


def named(line: Item) -> Item:
    """With a short name: one that stands alone is read as the description too, which writing remarks on."""
    return attrs.evolve(line, short_name=line.manufacturer_name if line.description else "")


def from_one(line: Item) -> Item:
    """With a supplier's number; a domain without one has no place."""
    return attrs.evolve(line, supplier_id=line.supplier_part_id, supplier_id_domain=line.manufacturer_part_id)


def more(lines: st.SearchStrategy[Item]) -> st.SearchStrategy[Item]:
    return lines | lines.map(named) | lines.map(from_one)


numbers = st.integers(0, 999_999_999)
order_lines = more(
    st.builds(
        OrderLine,
        line_number=numbers,
        requested_on=none_or(days),
        requisition_number=text,
        contract_number=text,
        contract_line=text,
        **item,
    )
)
cart_lines = more(st.builds(CartLine, line_number=none_or(numbers), **item))


def known(document: PunchOutSetup | PurchaseOrder) -> PunchOutSetup | PurchaseOrder:
    """With the person that its own contacts and extrinsics name; writing adds them for any other."""
    who = person(document.extrinsics, document.contacts, document.ship_to)
    return attrs.evolve(document, person=who)


setups = st.builds(
    PunchOutSetup,
    buyer_cookie=st.text(LETTERS | st.just(" "), min_size=1, max_size=20),
    operation=st.sampled_from(SetupOperation),
    return_url=text,
    contacts=contacts,
    supplier_setup_url=text,
    ship_to=none_or(addresses),
    selected_part_id=word,
    selected_part_auxiliary_id=text,
    lines=tuples(order_lines, 2),
    extrinsics=extrinsics,
).map(known)
statuses = st.builds(Status, st.integers(100, 999), text, text)
carts = st.builds(
    Cart,
    buyer_cookie=st.text(LETTERS, max_size=20),
    lines=tuples(cart_lines),
    operation_allowed=st.sampled_from([SetupOperation.CREATE, SetupOperation.EDIT, SetupOperation.INSPECT]),
    total=money,
    shipping=none_or(shipping),
    tax=none_or(tax),
    status=none_or(statuses),
    ship_to=none_or(addresses),
    supplier_order_number=text,
)
terms = (
    st.builds(PaymentTerm, numbers)
    | st.builds(PaymentTerm, numbers, amounts)
    | st.builds(PaymentTerm, numbers, discount=money)
)
orders = st.builds(
    PurchaseOrder,
    number=word,
    lines=tuples(order_lines).filter(bool),
    operation=st.sampled_from(OrderOperation),
    order_type=st.sampled_from(["regular", "release", "blanket", "stockTransport", "stockTransportRelease"]),
    ordered_at=moments,
    total=money,
    ship_to=none_or(addresses),
    bill_to=addresses,
    shipping=none_or(shipping),
    tax=none_or(tax),
    charges=tuples(st.builds(InvoiceCharge, money, st.booleans(), text, text, st.none(), none_or(tax)), 2),
    contacts=contacts,
    comments=text,
    version=text,
    payment_terms=tuples(terms),
    requisition_number=text,
    contract_number=text,
    changes_payload_id=text,
    delivery_terms=text,
    attachments=files,
    extrinsics=extrinsics,
).map(known)


def refusals(level: RefusalLevel) -> st.SearchStrategy[Refusal]:
    return st.builds(
        Refusal,
        code=st.sampled_from(RefusalCode),
        level=st.just(level),
        path=text,
        next_actor=st.sampled_from(NextActor),
        message=text,
        remedy=text,
        boundary=none_or(amounts),
        actual=none_or(amounts),
    )


portions = st.builds(
    Portion,
    kind=st.sampled_from(PortionKind),
    quantity=quantities,
    unit=text,
    unit_price=none_or(money),
    shipping_on=none_or(days),
    delivery_on=none_or(days),
    comments=text,
    refusal=none_or(refusals(RefusalLevel.LINE)),
    extrinsics=extrinsics,
)
confirmations = st.builds(
    OrderConfirmation,
    order_number=word,
    kind=st.sampled_from(ConfirmationKind),
    noticed_at=moments,
    number=text,
    operation=st.sampled_from([OrderOperation.NEW, OrderOperation.UPDATE]),
    order_payload_id=text,
    ordered_at=none_or(moments),
    lines=tuples(st.builds(ConfirmationLine, numbers, tuples(portions).filter(bool), quantities, text)),
    total=none_or(money),
    shipping=none_or(shipping),
    tax=none_or(tax),
    comments=text,
    refusal=none_or(refusals(RefusalLevel.ORDER)),
    contacts=contacts,
    extrinsics=extrinsics,
)
updates = st.builds(StatusUpdate, st.integers(100, 999), text, text, text, text)
requests = st.one_of(setups, carts, orders, confirmations, updates, st.just(ProfileRequest()))
profiles = st.builds(
    Profile, moments, tuples(st.builds(Transaction, token, text, tuples(st.tuples(text, text)))).filter(bool)
)
answers = st.one_of(st.builds(PunchOutSetupAnswer, word), profiles, statuses)
secrets = none_or(words)
credentials = st.builds(Credential, word, word, st.none())
envelopes = st.builds(
    Envelope,
    sender=st.builds(Credential, word, word, secrets),
    from_=tuples(credentials).filter(bool),
    to=tuples(credentials).filter(bool),
    user_agent=text,
    payload_id=words,
    timestamp=moments,
    mode=st.sampled_from(Mode),
    language=st.sampled_from(["", "it", "en-US"]),
    version=st.just("1.2.071"),
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(body=requests, envelope=envelopes)
def test_what_is_written_is_valid_and_read_back_as_it_was(dtd_dir: Path, body: Document, envelope: Envelope) -> None:
    message = Message(body, envelope, envelope.payload_id, envelope.timestamp)

    reading = read(write(message, dtd_dir=dtd_dir))

    assert reading.message == message


@settings(max_examples=60, deadline=None)
@given(body=answers, payload_id=words, timestamp=moments)
def test_answers_are_valid_and_read_back_as_they_were(
    dtd_dir: Path, body: Document, payload_id: str, timestamp: datetime
) -> None:
    message = Message(body, None, payload_id, timestamp)

    assert read(write(message, dtd_dir=dtd_dir)).message == message
