"""With credentials of its own, customer B learns nothing of A's by cXML or OAGIS, and changes nothing.

What names something of A's is answered as what names nothing: the same document is sent twice, once with A's number,
part or key and once with one that there is not, and but for that the two answers are equal.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from attrs import evolve
from django.db import transaction
from django.test import Client
from django.utils import timezone

from fondaco.bridge.models import MessageIn, MessageOut
from fondaco.documents import Classification, OrderOperation, PunchOutSetup, SetupOperation, Status
from fondaco.sealing import seal
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.shopping.models import Hold, Visit
from tests.bridge.oagis_messages import RELEASES, bod, post
from tests.selling import making
from tests.selling.isolation_world import World, build
from tests.selling.shopping import going

pytestmark = pytest.mark.django_db
NOTHING = "NOTHING-0"


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def world(db: None, now: datetime) -> World:
    return build(now)


@pytest.fixture
def b(world: World) -> making.Sender:
    return making.Sender(Client(), identity="other")


def answers_to(sender: making.Sender, body: Any, now: datetime, *, path: str = "") -> tuple[Status, Any]:
    return sender.say(body, now=now, path=path)


def confirmation_of(number: str, account_id: int) -> str:
    """What was answered later, without what differs from one message to the next."""
    order = SalesOrder.objects.filter(order_number=number, account_id=account_id).latest("pk")
    went = MessageOut.objects.filter(about=order.subject, document_type="OrderConfirmation").latest("pk")
    text = went.body.decode().replace(number, "")
    text = re.sub(r"S-\d{4}-\d+(?:-\d+)?", "", text)
    return re.sub(r'(?:payloadID|timestamp|noticeDate|confirmID|orderDate|orderID)="[^"]*"', "", text)


def ordered(world: World, b: making.Sender, now: datetime, number: str, **line: Any) -> str:
    one = making.line(world.exclusive, price="1313.37", **line)
    status, _ = answers_to(b, making.order(one, number=number, at=now), now)
    assert status.code in (200, 201)
    said = confirmation_of(number, world.b.account_id)
    for value in line.values():
        said = said.replace(str(value), "")
    return said


def test_an_order_for_as_exclusive_part_is_refused_as_one_for_nothing(
    world: World, b: making.Sender, now: datetime
) -> None:
    key = f"{world.exclusive.key}.{Hold.objects.latest('pk').key}"
    before = world.digest()

    theirs = ordered(
        world, b, now, "B-1", supplier_part_id=world.exclusive.item.part_id, supplier_part_auxiliary_id=key
    )
    nothing = ordered(world, b, now, "B-2", supplier_part_id=NOTHING, supplier_part_auxiliary_id="no.key")

    assert theirs == nothing
    assert not any(one in theirs for one in world.canaries)
    assert world.digest() == before
    assert set(SalesOrder.objects.filter(account=world.b.account).values_list("state", flat=True)) == {"refused"}


@pytest.mark.parametrize("operation", [OrderOperation.UPDATE, OrderOperation.DELETE])
def test_another_customers_order_number_is_ones_own_to_use_and_changes_nothing_of_theirs(
    world: World, b: making.Sender, now: datetime, operation: OrderOperation
) -> None:
    assert SalesOrder.objects.filter(order_number="PO-CANARY-1", account=world.a.account).exists()
    before = world.digest()
    offer = making.offer()

    said = []
    for number in ("PO-CANARY-1", NOTHING):
        order = making.order(making.line(offer), number=number, at=now, operation=operation)
        status, _ = answers_to(b, order, now)
        words = re.sub(r"S-\d{4}-\d+", "", status.explanation.replace(number, ""))
        said.append((status.code, words, confirmation_of(number, world.b.account_id)))

    assert said[0] == said[1]
    assert world.digest() == before


def test_as_order_address_answers_b_as_an_address_that_there_is_not(
    world: World, b: making.Sender, now: datetime
) -> None:
    order = making.order(making.line(making.offer()), number="B-3", at=now)
    data = b.bytes_of(order, now=now)
    before, orders, stored = world.digest(), SalesOrder.objects.count(), MessageIn.objects.count()

    said = []
    for address in (world.a.partner.public_id, "nobodys"):
        answer = Client().post(f"/orders/in/{address}", data=data, content_type="text/xml")
        text = answer.content.decode().replace(address, "")
        said.append((answer.status_code, re.sub(r'(?:payloadID|timestamp)="[^"]*"', "", text)))

    assert said[0] == said[1]
    assert (SalesOrder.objects.count(), MessageIn.objects.count()) == (orders, stored)
    assert world.digest() == before


def test_a_setup_that_selects_as_exclusive_part_opens_the_shop_without_it(
    world: World, b: making.Sender, now: datetime
) -> None:
    for part in (world.exclusive.item.part_id, NOTHING):
        visit = going.came(b, making.setup("vito@other.example", selected_part_id=part), now)
        page = visit.get("/visit", follow=True).content.decode() + visit.get("/cart").content.decode()

        assert not any(one in page.replace(part, "") for one in world.canaries)


def test_an_edit_with_as_part_and_hold_is_told_as_one_with_nothing(
    world: World, b: making.Sender, now: datetime
) -> None:
    key = f"{world.exclusive.key}.{Hold.objects.latest('pk').key}"
    before = world.digest()
    said = []
    for part, auxiliary in ((world.exclusive.item.part_id, key), (NOTHING, "no.key")):
        line = making.line(world.exclusive, supplier_part_id=part, supplier_part_auxiliary_id=auxiliary)
        line = evolve(line, classifications=(Classification("UNSPSC", "44121615"),))
        setup: PunchOutSetup = evolve(
            making.setup("vito@other.example", buyer_cookie=f"edit-{part}"),
            operation=SetupOperation.EDIT,
            lines=(line,),
        )
        visit = going.came(b, setup, now)
        page = visit.get("/cart").content.decode().replace(part, "").replace(auxiliary, "")
        own = r'(?:csrfmiddlewaretoken" value=|"x-csrftoken": |name="visit" value=|name="shown" value=)"[^"]*"'
        said.append(re.sub(own, "", page))

    assert said[0] == said[1]
    assert not any(one in said[0] for one in world.canaries)
    assert world.digest() == before
    assert not Visit.objects.filter(account=world.b.account, cart_lines__isnull=False).exists()


def test_as_secret_does_not_open_for_b_nor_bs_for_a(world: World, now: datetime) -> None:
    type(world.a.partner).objects.filter(pk=world.a.partner_id).update(secret_in_sealed=seal("another-secret-of-a"))
    before = world.digest()

    status, _ = making.Sender(Client(), identity="canary-system").say(making.setup(), now=now)

    assert status.code == 401
    assert world.digest() == before


@pytest.mark.parametrize(
    ("release", "operation"),
    # 7.2.1 knows no cancellation that we could write.
    [(one, how) for one in RELEASES for how in OrderOperation if (one, how) != ("oagis721", OrderOperation.DELETE)],
)
def test_in_oagis_too_as_parts_and_numbers_are_as_none(
    world: World, now: datetime, release: str, operation: OrderOperation
) -> None:
    """Both are said under A's number, which is B's own to use too; only the part differs."""
    partner = type(world.b.partner).objects.get(pk=world.b.partner_id)
    partner.protocol, partner.their_domain, partner.our_domain = release, "LogicalID", "LogicalID"
    partner.save()
    before, said = world.digest(), []
    for part, key in ((world.exclusive.item.part_id, world.exclusive.key), (NOTHING, "no.key")):
        line = making.line(world.exclusive, price="1", supplier_part_id=part, supplier_part_auxiliary_id=key)
        with transaction.atomic():
            order = making.order(line, number="PO-CANARY-1", at=now, operation=operation)
            data = bod(order, protocol=release, bodid=f"bod-{part}", identity="other", at=now)
            answer = post(data, identity="other", secret=making.SECRET)
            assert answer.status_code in (200, 202), answer.content
            went = MessageOut.objects.filter(partner=partner).latest("pk").body.decode()
            assert world.digest() == before
            transaction.set_rollback(True)
        own = r"S-\d{4}-\d+(?:-\d+)?|<(?:\w+:)?(?:BODID|REFERENCEID)[^>]*>[^<]*|\d{4}-\d\d-\d\dT[\d:.]+Z?"
        said.append(re.sub(own, "", went.replace(part, "").replace(key, "")))

    assert said[0] == said[1]
