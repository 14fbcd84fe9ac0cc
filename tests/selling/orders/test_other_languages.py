"""Several answers, changes and cancellations in every language that a customer's system may speak."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from fondaco.bridge import languages
from fondaco.bridge.models import MessageOut
from fondaco.documents import ConfirmationKind, OrderConfirmation, OrderOperation, PortionKind
from fondaco.selling.accounts.models import Connection
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.orders.backorders import settle_backorders
from tests.selling import making
from tests.selling.orders.said import received

pytestmark = pytest.mark.django_db


def said() -> list[OrderConfirmation]:
    found = []
    for record in MessageOut.objects.order_by("pk"):
        message, _findings = languages.language(record.protocol).read(record.body)
        assert message is not None
        assert isinstance(message.body, OrderConfirmation)
        found.append(message.body)
    return found


@pytest.mark.parametrize("protocol", ["cxml", "oagis10", "oagis9", "oagis721"])
def test_what_is_said_about_an_order_is_read_as_it_was_meant(
    lanterna: Connection, now: datetime, protocol: str
) -> None:
    lanterna.partner.protocol = protocol
    lanterna.partner.save()
    one, two = making.offer(price="10"), making.offer(price="20", stock="1")
    Offer.objects.filter(pk=two.pk).update(restock_on=(now + timedelta(days=4)).date())
    lines = (making.line(one, "1"), making.line(two, "3", number=2))

    order = received(lanterna, making.order(*lines, at=now), now=now)
    catalog.change_stock(offer_id=two.pk, stock=Decimal(3), now=now)
    settle_backorders(now=now)
    update = making.order(making.line(one, "2"), at=now, operation=OrderOperation.UPDATE)
    second = received(lanterna, update, now=now)
    nothing = making.order(making.line(one, supplier_part_id="NO"), at=now, operation=OrderOperation.UPDATE)
    received(lanterna, nothing, now=now)
    received(lanterna, making.order(*lines, at=now, operation=OrderOperation.DELETE), now=now)

    answers = said()
    assert [one.number for one in answers][:5] == [
        order.number,
        f"{order.number}-2",
        f"{order.number}-2",
        second.number,
        second.number,
    ]
    assert [one.operation.value for one in answers] == ["new", "new", *["update"] * 4]
    assert [[line.line_number for line in one.lines] for one in answers] == [[1], [2], [2], [1], [1], []]
    assert PortionKind.BACKORDERED in [part.kind for part in answers[1].lines[0].portions]
    assert PortionKind.BACKORDERED not in [part.kind for part in answers[2].lines[0].portions]
    assert answers[4].refusal is not None
    assert answers[5].kind is ConfirmationKind.REJECT
