"""Things that tests of the store begin with: a store, customers with their connections, offers, and cXML to post."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import evolve, frozen
from django.test import Client
from django.utils import timezone

from fondaco.bridge.models import Partner
from fondaco.documents import (
    Address,
    Credential,
    Document,
    Envelope,
    Message,
    Mode,
    Money,
    OrderLine,
    Person,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    Status,
)
from fondaco.people import second_factor
from fondaco.people.models import Person as PersonRow
from fondaco.people.models import SecondFactor
from fondaco.selling.access import needs_second_factor
from fondaco.selling.accounts.models import BusinessAccount, Connection, Store
from fondaco.selling.accounts.operations import create_account, open_store
from fondaco.selling.catalog.models import Category, Item, Offer, Seller, Tier
from fondaco.selling.integration.operations import NewConnection, connect_customer
from fondaco.selling.payments.models import PaymentMethod
from fondaco.selling.payments.operations import add_invoice
from fondaco.wire import cxml

SECRET = "the-customer-says-this"
ORIGIN = "https://buyer.example.com"
SETUPS = "/punchout/cxml"
_numbers = itertools.count(1)


def sign_in(client: Client, person: PersonRow) -> Client:
    """``client`` signed in as ``person``; the store's own people have shown a second factor too."""
    client.force_login(person)
    if needs_second_factor(person):
        if second_factor.factor_of(person) is None:
            begun = second_factor.begin(person=person, secret=second_factor.new_secret(), now=timezone.now())
            SecondFactor.objects.filter(pk=begun.pk).update(confirmed_at=timezone.now())
        factor = SecondFactor.objects.get(person=person)
        session = client.session
        session["fondaco_second_factor"] = {"factor": factor.pk, "at": timezone.now().timestamp()}
        session.save()
    return client


def store(now: datetime) -> Store:
    return Store.objects.first() or open_store(name="Test Store", currency="EUR", vat_number="", now=now)


def customer(
    now: datetime,
    *,
    name: str = "Lanterna",
    identity: str = "lanterna",
    mode: str = "production",
    origins: Sequence[str] = (ORIGIN,),
) -> Connection:
    account = BusinessAccount.objects.filter(name=name).first() or create_account(
        public_id=secrets.token_urlsafe(16), name=name, currency="EUR", by=None, now=now
    )
    if not PaymentMethod.objects.filter(account=account).exists():
        add_invoice(account=account, terms_days=30, credit_limit=Decimal(1_000_000), by=None, now=now)
    return connect_customer(
        account=account,
        new=NewConnection(
            public_id=secrets.token_urlsafe(16),
            name=name,
            our_domain="NetworkID",
            our_identity="store",
            their_domain="NetworkID",
            their_identity=identity,
            secret_in=SECRET,
            secret_out="the-store-says-that",
            order_url=f"{ORIGIN}/cxml",
            return_origins=tuple(origins),
            mode=mode,
        ),
        by=None,
        now=now,
    )


def offer(
    *,
    price: str = "10",
    stock: str = "100",
    tiers: Sequence[tuple[str, str]] = (),
    item: Item | None = None,
    lowest: str = "1",
    highest: str | None = None,
    unit: str = "EA",
    vat: str = "22",
) -> Offer:
    n = next(_numbers)
    made = item or _item(n, unit)
    seller, _ = Seller.objects.get_or_create(
        code=f"seller-{n}", defaults={"name": f"Seller {n}", "town": "Genova", "own": False}
    )
    row = Offer.objects.create(
        key=f"KEY{n}{secrets.token_hex(6)}",
        item=made,
        seller=seller,
        unit_price=Decimal(price),
        stock=Decimal(stock),
        min_quantity=Decimal(lowest),
        max_quantity=Decimal(highest) if highest else None,
        vat_rate=Decimal(vat),
        lead_time_days=2,
    )
    Tier.objects.bulk_create(Tier(offer=row, from_quantity=Decimal(a), unit_price=Decimal(b)) for a, b in tiers)
    return row


def _item(n: int, unit: str) -> Item:
    category, _ = Category.objects.get_or_create(
        code="44000000", defaults={"level": "segment", "parent": None, "name_en": "Office", "name_it": "Ufficio"}
    )
    return Item.objects.create(
        part_id=f"T-{n:06d}",
        category=category,
        title_en=f"Stapler {n}",
        title_it=f"Cucitrice {n}",
        description_en="It staples.",
        description_it="Cuce.",
        brand="Testmark",
        manufacturer_part_id=f"TM-{n}",
        unit=unit,
        content_unit=unit,
        picture="stapler",
    )


@frozen
class Sender:
    """A customer's system that posts cXML to the store."""

    client: Client
    identity: str = "lanterna"
    secret: str = SECRET
    mode: Mode = Mode.PRODUCTION
    language: str = ""
    domain: str = "NetworkID"
    says_mode: bool = False  # writes deploymentMode where its absence would mean the same

    def bytes_of(self, body: Document, *, now: datetime, payload_id: str = "") -> bytes:
        us = Credential(self.domain, self.identity)
        envelope = Envelope(
            sender=us,
            from_=(us,),
            to=(Credential("NetworkID", "store"),),
            user_agent="Tests",
            payload_id=payload_id or f"{secrets.token_hex(8)}@buyer.example.com",
            timestamp=now,
            mode=self.mode,
            mode_is_said=self.says_mode,
            language=self.language,
        )
        plain = cxml.write(Message(body, envelope, payload_id=envelope.payload_id, timestamp=now))
        return cxml.with_secret(plain, self.secret)

    def post(self, data: bytes, path: str = "") -> tuple[Status, Any]:
        """Status and body of the answer; HTTP has to be 200. Without a ``path`` it goes where it belongs."""
        response = self.client.post(path or path_for(data, self.identity), data=data, content_type="text/xml")
        assert response.status_code == 200, (response.status_code, response.content[:500])
        return answer_in(response.content)

    def say(self, body: Document, *, now: datetime, payload_id: str = "", path: str = "") -> tuple[Status, Any]:
        return self.post(self.bytes_of(body, now=now, payload_id=payload_id), path)

    def as_(self, **changes: Any) -> Sender:
        return evolve(self, **changes)


def path_for(data: bytes, identity: str = "lanterna") -> str:
    """Where a document of that sender belongs: orders at its own address, the rest at that for setups."""
    if not re.search(rb"<OrderRequest\b", data):
        return SETUPS
    known = Partner.objects.filter(their_identity=identity).first()
    return f"/orders/in/{known.public_id if known else 'nobodys'}"


def answer_in(content: bytes) -> tuple[Status, Any]:
    message = cxml.read(content).message
    assert message is not None
    body = message.body
    if isinstance(body, Status):
        return body, None
    return Status(200), body


def setup(email: str = "giulia@lanterna.example", **changes: Any) -> PunchOutSetup:
    given: dict[str, Any] = {
        "buyer_cookie": "cookie-1",
        "return_url": f"{ORIGIN}/punchout/return/abc",
        "person": Person(email=email, name="Giulia Ferraro"),
        **changes,
    }
    return PunchOutSetup(**given)


def start_path(answer: object) -> str:
    assert isinstance(answer, PunchOutSetupAnswer)
    path = answer.start_url.partition("://")[2].partition("/")[2]
    return f"/{path}"


ADDRESS = Address(
    name="Lanterna", address_id="GE", street=("Via della Superba 12",), city="Genova", postal_code="16149", country="IT"
)


def line(offer: Offer, quantity: str = "2", *, price: str = "", number: int = 1, **changes: Any) -> OrderLine:
    given: dict[str, Any] = {
        "line_number": number,
        "supplier_part_id": offer.item.part_id,
        "supplier_part_auxiliary_id": offer.key,
        "quantity": Decimal(quantity),
        "unit_price": Money(Decimal(price) if price else offer.unit_price, "EUR"),
        "description": "Stapler",
        "language": "en",
        "unit": offer.item.unit,
        "classifications": (),
        **changes,
    }
    return OrderLine(**given)


def order(*lines: OrderLine, number: str = "PO-1", at: datetime | None = None, **changes: Any) -> PurchaseOrder:
    from fondaco.documents import Classification

    given: dict[str, Any] = {
        "number": number,
        "lines": tuple(
            evolve(one, classifications=one.classifications or (Classification("UNSPSC", "44121615"),)) for one in lines
        ),
        "ordered_at": at,
        "total": Money(Decimal("1"), "EUR"),
        "ship_to": ADDRESS,
        "bill_to": ADDRESS,
        "person": Person(email="giulia@lanterna.example", name="Giulia Ferraro"),
        **changes,
    }
    return PurchaseOrder(**given)
