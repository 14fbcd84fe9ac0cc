"""A connected system asks what its parts cost now: who may ask, and what each customer hears."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fondaco.bridge.models import MessageIn, Partner, Refused
from fondaco.documents import (
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityQuestion,
    AvailabilityRequest,
    Credential,
    Document,
    Envelope,
    Message,
    Mode,
    Money,
    Status,
)
from fondaco.selling.accounts.models import Connection
from fondaco.selling.catalog import agreements
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import ItemAudience, Offer, PolicyRule
from fondaco.selling.shopping.models import Hold
from fondaco.wire import availability
from tests.selling import making
from tests.selling.orders.test_sellers_and_holds import held

pytestmark = pytest.mark.django_db
URL = "/availability"


def about(offer: Offer, quantity: str = "1", key: str = "1", **changes: Any) -> AvailabilityQuestion:
    told = {"supplier_part_id": offer.item.part_id, "supplier_part_auxiliary_id": offer.key} | changes
    return AvailabilityQuestion(key, quantity=Decimal(quantity), **told)


def written(
    *lines: AvailabilityQuestion, identity: str = "lanterna", mode: Mode = Mode.PRODUCTION, payload_id: str = ""
) -> bytes:
    us = Credential("NetworkID", identity)
    envelope = Envelope(
        sender=us, from_=(us,), to=(Credential("NetworkID", "store"),),
        payload_id=payload_id or secrets.token_hex(8), timestamp=timezone.now(), mode=mode,
    )  # fmt: skip
    return availability.write_noting(Message(AvailabilityRequest(lines), envelope)).data


def post(data: bytes, *, identity: str = "lanterna", secret: str = making.SECRET, **headers: str) -> Any:
    basic = base64.b64encode(f"{identity}:{secret}".encode()).decode()
    told = {"authorization": f"Basic {basic}"} | headers
    return Client(enforce_csrf_checks=True).post(URL, data=data, content_type="application/json", headers=told)


def read(response: Any) -> Document:
    message = availability.read(response.content).message
    assert message is not None
    return message.body


def ask(*lines: AvailabilityQuestion, **who: Any) -> tuple[AvailabilityLine, ...]:
    mode = who.pop("mode", Mode.PRODUCTION)
    response = post(written(*lines, identity=who.get("identity", "lanterna"), mode=mode), **who)
    body = read(response)
    assert isinstance(body, AvailabilityAnswer), body
    return body.lines


def test_price_of_the_quantity_stock_and_time_are_told(lanterna: Connection) -> None:
    offer = making.offer(price="10", stock="7", tiers=[("5", "9")])

    one, five = ask(about(offer), about(offer, "5", "b"))

    assert one == AvailabilityLine(
        "1", True, Money(Decimal(10), "EUR"), "EA", Decimal(7), offer.lead_time_days, None, offer.key
    )
    assert (five.key, five.unit_price) == ("b", Money(Decimal(9), "EUR"))


def test_the_question_is_in_the_journal_and_changes_nothing(lanterna: Connection) -> None:
    offer = making.offer()

    ask(about(offer))

    record = MessageIn.objects.get()
    assert (record.document_type, record.state, record.protocol) == ("AvailabilityRequest", "handled", "availability")
    assert record.about == f"account:{lanterna.account.public_id}"
    offer.refresh_from_db()
    assert offer.reserved == 0


def test_a_question_that_comes_twice_is_answered_as_things_stand_then(lanterna: Connection) -> None:
    offer = making.offer(price="10")
    data = written(about(offer), payload_id="same")
    first = read(post(data))
    catalog.change_price(offer_id=offer.pk, unit_price=Decimal(11), now=timezone.now())

    again = read(post(data))

    assert isinstance(first, AvailabilityAnswer)
    assert isinstance(again, AvailabilityAnswer)
    assert [body.lines[0].unit_price for body in (first, again)] == [Money(Decimal(n), "EUR") for n in (10, 11)]
    assert MessageIn.objects.count() == 1


def test_what_the_customer_agreed_on_is_what_it_costs_them(lanterna: Connection, other: Connection) -> None:
    offer = making.offer(price="10")
    agreements.agree_price(
        account=lanterna.account, offer=offer, unit_price=Decimal("8.4"), starts_on=timezone.localdate(),
        by=None, now=timezone.now(),
    )  # fmt: skip

    assert ask(about(offer))[0].unit_price == Money(Decimal("8.4"), "EUR")
    assert ask(about(offer), identity="other")[0].unit_price == Money(Decimal(10), "EUR")


def test_under_a_hold_it_costs_what_was_quoted_until_the_hold_ends(lanterna: Connection, now: datetime) -> None:
    offer = making.offer(price="10", stock="5")
    hold = held(lanterna, offer, "5", "9.5", now=now)
    catalog.change_price(offer_id=offer.pk, unit_price=Decimal(12), now=now)
    key = f"{offer.key}.{hold.key}"

    [mine] = ask(about(offer, "5", supplier_part_auxiliary_id=key))
    [more] = ask(about(offer, "6", supplier_part_auxiliary_id=key))
    Hold.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    [over] = ask(about(offer, "5", supplier_part_auxiliary_id=key))

    assert (mine.unit_price, mine.available, mine.supplier_part_auxiliary_id) == (Money(Decimal("9.5"), "EUR"), 5, key)
    assert mine.hold_expires_at is not None
    for line in (more, over):
        assert (line.unit_price, line.hold_expires_at) == (Money(Decimal(12), "EUR"), None)
        assert line.supplier_part_auxiliary_id == offer.key


def test_a_hold_in_earnest_is_none_in_test(lanterna: Connection, now: datetime) -> None:
    offer = making.offer(price="10")
    hold = held(lanterna, offer, "5", "9.5", now=now)
    Partner.objects.update(mode="test")

    [line] = ask(about(offer, "5", supplier_part_auxiliary_id=f"{offer.key}.{hold.key}"), mode=Mode.TEST)

    assert (line.unit_price, line.hold_expires_at) == (Money(Decimal(10), "EUR"), None)


def test_anothers_hold_is_worth_nothing(lanterna: Connection, other: Connection, now: datetime) -> None:
    offer = making.offer(price="10", stock="5")
    hold = held(lanterna, offer, "5", "9.5", now=now)

    [line] = ask(about(offer, "5", supplier_part_auxiliary_id=f"{offer.key}.{hold.key}"), identity="other")

    assert (line.unit_price, line.available) == (Money(Decimal(10), "EUR"), 0)
    assert line.hold_expires_at is None


def test_what_only_another_may_buy_is_as_what_never_was(lanterna: Connection, other: Connection) -> None:
    offer = making.offer()
    offer.item.exclusive = True
    offer.item.save()
    ItemAudience.objects.create(item=offer.item, account=other.account)
    never = AvailabilityQuestion("1", "T-000000", "never", Decimal(1))

    assert ask(about(offer)) == ask(never) == (AvailabilityLine("1", found=False),)
    assert ask(about(offer, supplier_part_auxiliary_id="")) == (AvailabilityLine("1", found=False),)
    assert ask(about(offer), identity="other")[0].found


def test_what_their_own_policy_blocks_is_gone(lanterna: Connection) -> None:
    offer = making.offer()
    PolicyRule.objects.create(
        account=lanterna.account, kind="item", value=offer.item.part_id, verdict="blocked", position=1
    )

    assert not ask(about(offer))[0].found


@pytest.mark.parametrize(
    "changed",
    [
        {"supplier_part_id": "T-999999"},  # the key of another part
        {"supplier_part_auxiliary_id": "never", "supplier_part_id": "never"},
        {"supplier_part_auxiliary_id": "", "supplier_part_id": ""},
        {"supplier_part_auxiliary_id": "x" * 500, "supplier_part_id": "y" * 500},
        {"supplier_part_auxiliary_id": "' OR 1=1 --", "supplier_part_id": "%"},
    ],
)
def test_what_names_nothing_is_not_found(lanterna: Connection, changed: dict[str, str]) -> None:
    assert ask(about(making.offer(), **changed)) == (AvailabilityLine("1", found=False),)


def test_by_a_part_number_alone_the_best_offer_is_meant(lanterna: Connection) -> None:
    dear = making.offer(price="10")
    cheap = making.offer(price="9", item=dear.item)

    [line] = ask(about(dear, supplier_part_auxiliary_id=""))

    assert line.supplier_part_auxiliary_id == cheap.key


def test_anothers_offer_of_the_same_part_does_not_stand_in_for_one_that_is_gone(lanterna: Connection) -> None:
    quoted = making.offer(price="10")
    making.offer(price="10", item=quoted.item)
    Offer.objects.filter(pk=quoted.pk).update(active=False)

    assert ask(about(quoted)) == (AvailabilityLine("1", found=False),)


def test_no_more_is_available_than_may_be_ordered_at_once(lanterna: Connection) -> None:
    assert ask(about(making.offer(stock="100", highest="3"), "5"))[0].available == 3


def test_shipping_that_was_a_line_of_the_cart_is_still_there(lanterna: Connection) -> None:
    [line] = ask(AvailabilityQuestion("9", "SHIPPING", "SHIPPING", Decimal(1), "EA"))

    assert line.found
    assert line.supplier_part_auxiliary_id == "SHIPPING"


def test_as_many_statements_for_many_parts_as_for_one(lanterna: Connection) -> None:
    offers = [making.offer() for _ in range(12)]
    ask(about(offers[0]))  # what is built once is built

    with CaptureQueriesContext(
        connection,
    ) as one:
        ask(about(offers[0]))
    with CaptureQueriesContext(connection) as many:
        ask(*(about(offer, key=str(n)) for n, offer in enumerate(offers)))

    assert len(many) <= len(one)


class TestTheDoor:
    @pytest.mark.parametrize(
        ("identity", "secret"),
        [("lanterna", "wrong"), ("lanterna", ""), ("nobody", making.SECRET), ("", ""), ("other", making.SECRET)],
    )
    def test_without_the_secret_nothing_is_told_and_it_is_noted(
        self, lanterna: Connection, identity: str, secret: str
    ) -> None:
        offer = making.offer()

        response = post(written(about(offer)), identity=identity, secret=secret)

        assert response.status_code == 401
        assert "WWW-Authenticate" in response
        assert offer.key.encode() not in response.content
        assert isinstance(read(response), Status)
        assert Refused.objects.exists()
        assert not MessageIn.objects.exists()

    def test_one_customer_cannot_ask_in_anothers_name(self, lanterna: Connection, other: Connection) -> None:
        Partner.objects.get(their_identity="other").set_secret_in("others-own")
        partner = Partner.objects.get(their_identity="other")
        partner.set_secret_in("others-own")
        partner.save()

        response = post(written(about(making.offer()), identity="lanterna"), identity="lanterna", secret="others-own")

        assert response.status_code == 401

    def test_after_ten_failures_the_door_is_locked(self, lanterna: Connection) -> None:
        data = written(about(making.offer()))
        for _ in range(10):
            post(data, secret="wrong")

        assert post(data).status_code == 401

    def test_a_connection_that_is_switched_off_hears_nothing(self, lanterna: Connection) -> None:
        Partner.objects.update(active=False)

        assert post(written(about(making.offer()))).status_code == 403

    def test_an_account_that_may_not_buy_hears_nothing(self, lanterna: Connection) -> None:
        lanterna.account.state = "suspended"
        lanterna.account.save()

        assert post(written(about(making.offer()))).status_code == 403

    @pytest.mark.parametrize("data", [b"", b"{}", b"[" * 10_000, b"<cXML/>", b"\xff", b'{"format": NaN}'])
    def test_what_is_no_question_is_refused_in_words(self, lanterna: Connection, data: bytes) -> None:
        response = post(data)

        assert response.status_code == 400
        assert isinstance(read(response), Status)
        assert Refused.objects.get().reason == "unreadable"

    def test_an_answer_is_no_question(self, lanterna: Connection) -> None:
        assert post(availability.write_answer(status=Status(200, "OK"), body=AvailabilityAnswer(()))).status_code == 400

    def test_too_much_is_not_read(self, lanterna: Connection) -> None:
        assert post(b" " * (11 * 1024 * 1024)).status_code == 406

    def test_compressed_is_not_taken(self, lanterna: Connection) -> None:
        assert post(written(), **{"content-encoding": "gzip"}).status_code == 406

    def test_only_posts_say_something(self, lanterna: Connection) -> None:
        response = Client().get(URL)

        assert (response.status_code, response["Allow"]) == (405, "POST")

    def test_a_line_that_says_nonsense_refuses_the_whole(self, lanterna: Connection) -> None:
        said = json.loads(written(about(making.offer())))
        said["lines"][0]["quantity"] = "-1"

        assert post(json.dumps(said).encode()).status_code == 400
        assert not MessageIn.objects.exists()
