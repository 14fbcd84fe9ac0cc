"""Orders that a customer's purchasing system sends by itself, and what an administrator then sees of them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from decimal import Decimal

import httpx

from fondaco.documents import (
    Address,
    Classification,
    Credential,
    Envelope,
    Message,
    Money,
    OrderLine,
    OrderOperation,
    Person,
    PurchaseOrder,
)
from fondaco.wire import cxml
from tests.journeys.people import Visitor

AGREED = """
from django.utils import timezone
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.catalog.models import ContractPrice
account = BusinessAccount.objects.get(name="Lanterna Meccanica S.p.A.")
rows = ContractPrice.objects.filter(account=account, from_quantity=20, offer__stock__gt=60, offer__item__active=True,
    offer__item__exclusive=False, offer__fulfilment="store").select_related("offer__item").order_by("pk")
row = next(one for one in rows if one.offer.item.offers.filter(active=True).count() == 1)
result = {"part": row.offer.item.part_id, "offer": row.offer.key, "unit": row.offer.item.unit,
          "list": str(row.offer.unit_price), "from_20": str(row.unit_price), "title_en": row.offer.item.title_en,
          "title_it": row.offer.item.title_it}
"""

ORDER_URL = """
from django.urls import reverse
from fondaco.bridge.models import Partner
result = reverse("orders-in", args=[Partner.objects.get(their_identity=told["identity"]).public_id])
"""


def sends(
    elena: Visitor, agreed: dict[str, str], number: str, quantity: str, operation: OrderOperation = OrderOperation.NEW
) -> None:
    """The company's purchasing system sends the order, or says what has become of it."""
    known = next(one for one in elena.stack.record["selling"]["partners"] if "lanterna" in one["identity"])
    us, now, payload_id = Credential(known["domain"], known["identity"]), datetime.now(UTC), secrets.token_hex(8)
    envelope = Envelope(
        sender=us, from_=(us,), to=(us,), user_agent="Journey", payload_id=payload_id, timestamp=now, language="en"
    )
    order = purchase_order(elena, agreed, number, Decimal(quantity), operation, now)
    data = cxml.write(Message(order, envelope, payload_id=payload_id, timestamp=now))
    url = elena.stack.run("selling", ORDER_URL, identity=known["identity"])
    answer = httpx.post(
        elena.url("selling", url), content=cxml.with_secret(data, known["secret"]), headers={"Content-Type": "text/xml"}
    )
    message = cxml.read(answer.content).message
    assert message is not None
    assert getattr(message.body, "code", 0) == 201, message.body


def purchase_order(
    elena: Visitor, agreed: dict[str, str], number: str, quantity: Decimal, operation: OrderOperation, now: datetime
) -> PurchaseOrder:
    who = elena.person("account administrator", "selling")
    price = Money(Decimal(agreed["list"]), "EUR")
    address = Address(
        name="Lanterna", address_id="GE", street=("Via della Superba 12",), city="Genova", postal_code="16149",
        country="IT",
    )  # fmt: skip
    line = OrderLine(
        line_number=1, supplier_part_id=agreed["part"], supplier_part_auxiliary_id=agreed["offer"], quantity=quantity,
        unit_price=price, description=agreed["title_en"], language="en", unit=agreed["unit"],
        classifications=(Classification("UNSPSC", "44121615"),),
    )  # fmt: skip
    return PurchaseOrder(
        number=number, lines=(line,), operation=operation, ordered_at=now, total=price, ship_to=address,
        bill_to=address, person=Person(email=who["email"], name="Elena Rinaldi"),
    )  # fmt: skip


def sees_order(elena: Visitor, number: str, words: str) -> None:
    """The order that stands under the number; a change is taken in within a moment."""
    for _look in range(40):
        elena.go("selling", f"/orders/?text={number}")
        if elena.page.locator("main tbody a").count():
            elena.page.locator("main tbody a").first.click()
            elena.page.wait_for_load_state()
            if elena.say(words) in elena.page.locator("main").inner_text():
                return
        elena.page.wait_for_timeout(500)
    elena.sees(words)
