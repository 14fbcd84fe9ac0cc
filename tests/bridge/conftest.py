"""A partner, a site and a transport that does as it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from fondaco.bridge import inbox, outbox
from fondaco.bridge.models import MessageOut, Partner
from fondaco.bridge.transport import Sent
from fondaco.documents import (
    Address,
    Classification,
    Credential,
    Envelope,
    Message,
    Money,
    OrderLine,
    PurchaseOrder,
    Status,
)
from fondaco.people.models import Person
from fondaco.wire import cxml
from tests.bridge.handlers import Behaviour, registry

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SECRET_IN = "canary-in-7f3a"
SECRET_OUT = "canary-out-91bc"


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(autouse=True)
def small_site(settings: Any) -> Iterator[None]:
    """The tiny site of ``handlers.py`` in place of the real one."""
    settings.ROOT_URLCONF = "tests.bridge.urls"
    settings.FONDACO_HANDLERS = "tests.bridge.handlers"
    settings.FONDACO_CXML_AT, settings.FONDACO_ORDERS_AT = "bridge:cxml", ""
    settings.FONDACO_MESSAGE_POLICY = "tests.bridge.handlers.may_see_messages"
    settings.FONDACO_MESSAGE_ACTION_POLICY = ""
    settings.FONDACO_MAIL_POLICY = ""
    settings.FONDACO_MESSAGE_OWNERS = "tests.bridge.handlers.message_owners"
    settings.FONDACO_NAVIGATION = ""
    settings.FONDACO_BASE_URL = "https://desk.example"
    settings.FONDACO_DEMO = False
    settings.FONDACO_OUTBOUND_ORIGINS = []
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("fondaco.selling")]
    Behaviour.reset()
    yield
    Behaviour.reset()


@pytest.fixture
def partner(db: None) -> Partner:
    return make_partner()


def make_partner(**given: Any) -> Partner:
    facts: dict[str, Any] = {
        "name": "Store of all things",
        "our_domain": "NetworkID",
        "our_identity": "lanterna",
        "their_domain": "NetworkID",
        "their_identity": "store",
        "setup_url": "https://store.example/cxml",
        "order_url": "https://store.example/cxml",
        "created_at": NOW,
    }
    partner = Partner(**(facts | given))
    partner.set_secret_in(SECRET_IN)
    partner.set_secret_out(SECRET_OUT)
    partner.save()
    return partner


def order(number: str = "PO-1", quantity: str = "2") -> PurchaseOrder:
    address = Address(name="Lanterna", address_id="1", street=("Via Roma 1",), city="Genova", country="IT")
    line = OrderLine(
        line_number=1,
        supplier_part_id="FND-1",
        supplier_part_auxiliary_id="offer-1",
        quantity=Decimal(quantity),
        unit_price=Money(Decimal("1.50"), "EUR"),
        description="Pencil",
        language="en",
        unit="EA",
        classifications=(Classification("UNSPSC", "44121706"),),
    )
    return PurchaseOrder(
        number=number,
        lines=(line,),
        ordered_at=NOW,
        total=Money(Decimal(quantity) * Decimal("1.50"), "EUR"),
        ship_to=address,
        bill_to=address,
    )


def incoming(
    body: Any = None, *, payload_id: str = "1@store.example", secret: str | None = SECRET_IN, **credential: str
) -> bytes:
    """The bytes of a message that the partner sends."""
    sender = Credential(credential.get("domain", "NetworkID"), credential.get("identity", "store"))
    envelope = Envelope(
        sender=sender,
        from_=(sender,),
        to=(Credential("NetworkID", "lanterna"),),
        user_agent="Test",
        payload_id=payload_id,
        timestamp=NOW,
    )
    data = cxml.write(Message(body=body or order(), envelope=envelope, payload_id=payload_id, timestamp=NOW))
    return data if secret is None else cxml.with_secret(data, secret)


def receive(data: bytes, *, source: str = "192.0.2.1", now: datetime = NOW) -> inbox.Answer:
    return inbox.receive(data=data, source=source, now=now, gate=inbox.site_gate())


def status_of(answer: inbox.Answer) -> Status:
    message = cxml.read(answer.content).message
    assert message is not None
    assert isinstance(message.body, Status)
    return message.body


def answer(code: int, text: str = "", explanation: str = "", **more: Any) -> Sent:
    """What a partner's system answers over HTTP 200."""
    content = cxml.write_answer(
        status=Status(code, text or "said", explanation), body=None, payload_id="a@store.example", timestamp=NOW
    )
    return Sent(http_status=200, content=content, content_type="text/xml", arrived=True, **more)


class FakeTransport:
    """Answers from a list, then with 200 for ever; keeps what was posted."""

    def __init__(self, *answers: Sent | BaseException) -> None:
        self.answers = list(answers)
        self.posted: list[tuple[str, bytes]] = []
        self.headers: list[Mapping[str, str]] = []

    def post(
        self,
        url: str,
        content: bytes,
        *,
        registered: Iterable[str],
        timeout: float,
        user_agent: str,
        headers: Mapping[str, str] | None = None,
    ) -> Sent:
        self.posted.append((url, content))
        self.headers.append(headers or {})
        said = self.answers.pop(0) if self.answers else answer(200)
        if isinstance(said, BaseException):
            raise said
        return said


def post_through(*answers: Sent | BaseException, chance: float = 0.0) -> tuple[outbox.Post, FakeTransport]:
    """What ``deliver_due`` needs, with a transport that gives these answers."""
    transport = FakeTransport(*answers)
    return outbox.Post(transport, registry, outbox.this_site(), lambda: chance), transport


def browser(name: str = "Admin Anna") -> Client:
    client = Client()
    person = Person.objects.create_person(email=f"{name.split()[-1].lower()}@x.example", name=name)
    client.force_login(person)
    return client


def put(partner: Partner, number: str = "PO-1", at: datetime = NOW, *, about: str = "") -> MessageOut:
    """An order in the outbox."""
    return outbox.enqueue(partner=partner, body=order(number), about=about or f"order:{number}", number=number, now=at)


def page(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()
