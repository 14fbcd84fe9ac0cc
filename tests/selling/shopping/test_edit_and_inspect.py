"""A cart comes back: to be changed, at what was quoted while that is held, or to be looked at and no more."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from django.test import Client

from fondaco.documents import Cart, Mode, Money, OrderLine, SetupOperation
from fondaco.selling.accounts.models import Connection
from fondaco.selling.catalog import operations as catalog
from fondaco.selling.catalog.models import Offer
from fondaco.selling.integration.models import GroupSettings
from fondaco.selling.shopping import holds
from fondaco.selling.shopping.cart import split_key
from fondaco.selling.shopping.models import CartLine, Hold, Visit
from tests.selling import making
from tests.selling.shopping.going import add, came, cart_in, submit

pytestmark = pytest.mark.django_db
EDIT, INSPECT = SetupOperation.EDIT, SetupOperation.INSPECT


@pytest.fixture
def offers(lanterna: Connection) -> list[Offer]:
    return [making.offer(price="5", stock="100"), making.offer(price="8", stock="100")]


@pytest.fixture
def went_home(sender: making.Sender, now: datetime, offers: list[Offer]) -> Cart:
    """Two of each, submitted."""
    client = came(sender, making.setup(), now)
    for offer in offers:
        add(client, offer.key, "2")
    return cart_in(submit(client))


def items(cart: Cart) -> tuple[OrderLine, ...]:
    """The cart's lines as a buyer's system sends them back."""
    return tuple(
        OrderLine(
            line_number=number,
            supplier_part_id=line.supplier_part_id,
            supplier_part_auxiliary_id=line.supplier_part_auxiliary_id,
            quantity=line.quantity,
            unit_price=line.unit_price,
            description=line.description,
            language="en",
            unit=line.unit,
            classifications=line.classifications,
        )
        for number, line in enumerate(cart.lines, start=1)
    )


def back(cart: Cart, operation: SetupOperation = EDIT, **changes: object) -> object:
    return making.setup(buyer_cookie="cookie-2", operation=operation, lines=items(cart), **changes)


def states() -> list[str]:
    return [hold.state for hold in Hold.objects.order_by("id")]


def reserved(offer: Offer) -> Decimal:
    offer.refresh_from_db()
    return offer.reserved


class TestEditing:
    def test_the_cart_opens_with_its_lines(self, sender: making.Sender, went_home: Cart, now: datetime) -> None:
        _, answer = sender.say(back(went_home), now=now)  # type: ignore[arg-type]
        client = Client()

        response = client.get(making.start_path(answer))

        assert response["Location"] == "/cart"
        assert [line.quantity for line in CartLine.objects.filter(visit__operation="edit")] == [2, 2]
        assert b"The cart is as it went home" in client.get("/cart").content

    def test_what_was_quoted_stays_while_it_is_held_whatever_the_price_does(
        self, sender: making.Sender, went_home: Cart, offers: list[Offer], now: datetime
    ) -> None:
        catalog.change_price(offer_id=offers[0].pk, unit_price=Decimal(50), now=now)
        before = list(Hold.objects.values_list("key", "expires_at", "reserved"))

        cart = cart_in(submit(came(sender, back(went_home), now)))  # type: ignore[arg-type]

        assert [line.unit_price for line in cart.lines] == [line.unit_price for line in went_home.lines]
        assert [line.supplier_part_auxiliary_id for line in cart.lines] == [
            line.supplier_part_auxiliary_id for line in went_home.lines
        ]
        assert list(Hold.objects.values_list("key", "expires_at", "reserved")) == before

    def test_a_changed_line_costs_what_it_costs_today_and_its_earlier_hold_is_let_go(
        self, sender: making.Sender, went_home: Cart, offers: list[Offer], now: datetime
    ) -> None:
        catalog.change_price(offer_id=offers[0].pk, unit_price=Decimal(6), now=now)
        client = came(sender, back(went_home), now)  # type: ignore[arg-type]
        line = CartLine.objects.get(visit__operation="edit", offer=offers[0])

        client.post(f"/cart/lines/{line.pk}", {"quantity": "3"})
        cart = cart_in(submit(client))

        assert cart.lines[0].unit_price == Money(Decimal(6), "EUR")
        assert states() == ["released", "held", "held"]
        assert (reserved(offers[0]), reserved(offers[1])) == (3, 2)

    def test_a_line_that_is_taken_out_is_let_go(
        self, sender: making.Sender, went_home: Cart, offers: list[Offer], now: datetime
    ) -> None:
        client = came(sender, back(went_home), now)  # type: ignore[arg-type]
        line = CartLine.objects.get(visit__operation="edit", offer=offers[0])

        client.post(f"/cart/lines/{line.pk}/remove")
        cart = cart_in(submit(client))

        assert [split_key(line.supplier_part_auxiliary_id)[0] for line in cart.lines] == [offers[1].key]
        assert states() == ["released", "held"]
        assert (reserved(offers[0]), reserved(offers[1])) == (0, 2)

    def test_the_last_of_the_stock_that_its_own_hold_keeps_is_there_for_it(
        self, sender: making.Sender, lanterna: Connection, now: datetime
    ) -> None:
        offer = making.offer(stock="4")
        first = came(sender, making.setup(), now)
        add(first, offer.key, "3")
        client = came(sender, back(cart_in(submit(first))), now)  # type: ignore[arg-type]
        line = CartLine.objects.get(visit__operation="edit")

        client.post(f"/cart/lines/{line.pk}", {"quantity": "4"})

        assert b"there now" not in client.get("/cart").content
        submit(client)
        assert Hold.objects.get(state="held").reserved == 4
        assert reserved(offer) == 4

    def test_once_the_hold_is_over_the_line_says_so_and_costs_what_it_costs_today(
        self, sender: making.Sender, went_home: Cart, offers: list[Offer], now: datetime
    ) -> None:
        Hold.objects.update(expires_at=now - timedelta(seconds=1))
        holds.lapse_due(now=now)
        catalog.change_price(offer_id=offers[0].pk, unit_price=Decimal(6), now=now)

        client = came(sender, back(went_home), now)  # type: ignore[arg-type]

        page = client.get("/cart").content.decode()
        assert "No longer held." in page
        assert "The price has risen." in page
        assert cart_in(submit(client)).lines[0].unit_price == Money(Decimal(6), "EUR")
        assert states() == ["lapsed", "lapsed", "held", "held"]

    def test_what_has_changed_is_said_line_by_line(
        self, sender: making.Sender, went_home: Cart, offers: list[Offer], now: datetime
    ) -> None:
        catalog.withdraw_item(item_id=offers[0].item_id, now=now)
        setup = back(went_home)
        lines = setup.lines  # type: ignore[attr-defined]
        short = evolve(lines[1], quantity=Decimal(500))

        client = came(sender, evolve(setup, lines=(lines[0], short)), now)  # type: ignore[type-var]

        page = client.get("/cart").content.decode()
        assert "No longer sold." in page
        assert "Only 100 there now." in page
        assert [line.offer_id for line in CartLine.objects.filter(visit__operation="edit")] == [offers[1].pk]

    def test_another_customers_hold_and_what_is_not_known_are_said_and_do_not_get_in(
        self, sender: making.Sender, other: Connection, went_home: Cart, now: datetime
    ) -> None:
        setup = making.setup("b@other.example", operation=EDIT, lines=items(went_home))
        unknown = evolve(setup.lines[0], supplier_part_id="NOT-SOLD", supplier_part_auxiliary_id="x.y")
        odd = evolve(setup.lines[0], supplier_part_auxiliary_id="y" * 300 + "." + "z" * 300)

        client = came(sender.as_(identity="other"), evolve(setup, lines=(*setup.lines, unknown, odd)), now)
        page = client.get("/cart").content.decode()
        cart = cart_in(submit(client))

        assert page.count("Nothing of this number is sold to your company.") == 2
        assert "Held until" not in page.partition("What is in the cart")[0]
        theirs = {line.supplier_part_auxiliary_id for line in went_home.lines}
        assert not theirs & {line.supplier_part_auxiliary_id for line in cart.lines}
        assert states()[:2] == ["held", "held"]

    @pytest.mark.parametrize("quantity", [None, Decimal(0), Decimal("-3"), Decimal("1.5"), Decimal("1e18")])
    def test_a_quantity_that_cannot_be_ordered_is_mended_and_said(
        self, sender: making.Sender, went_home: Cart, now: datetime, quantity: Decimal | None
    ) -> None:
        setup = back(went_home)
        line = setup.lines[0]  # type: ignore[attr-defined]
        _, answer = sender.say(evolve(setup, lines=(evolve(line, quantity=quantity or Decimal(0)),)), now=now)  # type: ignore[type-var]
        client = Client()
        client.get(making.start_path(answer))

        assert b"the nearest possible one was taken" in client.get("/cart").content
        assert CartLine.objects.get(visit__operation="edit").quantity >= 1

    def test_a_line_that_was_ordered_meanwhile_is_not_put_in_again(
        self, sender: making.Sender, went_home: Cart, now: datetime
    ) -> None:
        hold = Hold.objects.order_by("id")[0]
        holds.use(hold, taken=Decimal(2), about="order:x", now=now, by=None)

        client = came(sender, back(went_home), now)  # type: ignore[arg-type]

        assert b"Ordered already." in client.get("/cart").content
        assert CartLine.objects.filter(visit__operation="edit").count() == 1

    def test_what_was_held_in_a_test_is_not_held_in_earnest(
        self, sender: making.Sender, offers: list[Offer], now: datetime
    ) -> None:
        trial = came(sender.as_(mode=Mode.TEST), making.setup(), now)
        add(trial, offers[0].key, "2")
        cart = cart_in(submit(trial))

        submit(came(sender, back(cart), now))  # type: ignore[arg-type]

        assert list(Hold.objects.order_by("id").values_list("is_test", "reserved")) == [(True, 0), (False, 2)]
        assert reserved(offers[0]) == 2

    def test_returning_without_a_change_says_that_the_cart_is_as_it_was(
        self, sender: making.Sender, went_home: Cart, now: datetime
    ) -> None:
        client = came(sender, back(went_home), now)  # type: ignore[arg-type]

        cart = cart_in(client.post("/cart/leave").content.decode())

        assert cart.status is not None
        assert (cart.status.code, cart.lines) == (204, ())
        assert states() == ["held", "held"]

    def test_taking_everything_off_sends_an_empty_cart_and_lets_go(
        self, sender: making.Sender, went_home: Cart, offers: list[Offer], now: datetime
    ) -> None:
        client = came(sender, back(went_home), now)  # type: ignore[arg-type]
        for line in CartLine.objects.filter(visit__operation="edit"):
            client.post(f"/cart/lines/{line.pk}/remove")
        assert b"Take all lines off the request" in client.get("/cart").content

        cart = cart_in(client.post("/cart/remove-all").content.decode())

        assert (cart.status, cart.lines) == (None, ())
        assert states() == ["released", "released"]
        assert (reserved(offers[0]), reserved(offers[1])) == (0, 0)

    def test_a_visit_that_edits_nothing_cannot_take_anything_off(
        self, sender: making.Sender, offers: list[Offer], now: datetime
    ) -> None:
        client = came(sender, making.setup(), now)
        add(client, offers[0].key)

        assert client.post("/cart/remove-all").status_code == 409

        assert CartLine.objects.count() == 1

    def test_two_edits_of_one_cart_do_not_both_let_go_of_it(
        self, sender: making.Sender, went_home: Cart, offers: list[Offer], now: datetime
    ) -> None:
        first = came(sender, back(went_home), now)  # type: ignore[arg-type]
        second = came(sender, back(went_home), now)  # type: ignore[arg-type]
        first.post("/cart/remove-all")

        response = second.post("/cart/remove-all")

        assert response.status_code == 200
        assert states() == ["released", "released"]
        assert (reserved(offers[0]), reserved(offers[1])) == (0, 0)

    def test_one_offer_on_two_lines_becomes_one(self, sender: making.Sender, went_home: Cart, now: datetime) -> None:
        setup = back(went_home)
        line = setup.lines[0]  # type: ignore[attr-defined]

        came(sender, evolve(setup, lines=(line, evolve(line, line_number=2))), now)  # type: ignore[type-var]

        assert CartLine.objects.get(visit__operation="edit").quantity == 4


class TestInspecting:
    def test_the_lines_are_shown_and_nothing_can_be_put_in(
        self, sender: making.Sender, went_home: Cart, offers: list[Offer], now: datetime
    ) -> None:
        client = came(sender, back(went_home, INSPECT), now)  # type: ignore[arg-type]
        page = client.get("/cart").content.decode()

        client.post("/cart/add", {"offer": offers[0].key, "quantity": "1"})
        answers = [client.post(path, {"shown": "x"})["Location"] for path in ("/cart/submit", "/cart/remove-all")]

        assert offers[0].item.title_en in page
        assert "Back to your purchasing system" in page
        assert "Submit items" not in page
        assert "Add to cart" not in client.get(f"/shop/item/{offers[0].item.part_id}").content.decode()
        assert answers == ["/visit", "/visit"]
        assert not CartLine.objects.filter(visit__operation="inspect").exists()
        assert states() == ["held", "held"]

    def test_going_back_changes_nothing(self, sender: making.Sender, went_home: Cart, now: datetime) -> None:
        client = came(sender, back(went_home, INSPECT), now)  # type: ignore[arg-type]

        cart = cart_in(client.post("/cart/leave").content.decode())

        assert cart.status is not None
        assert (cart.status.code, cart.lines) == (204, ())
        assert states() == ["held", "held"]
        assert b"You returned without a change" in client.get("/visit").content


class TestWhatIsAllowed:
    @pytest.mark.parametrize(
        ("allowed", "operation", "code"),
        [
            ("create", EDIT, 412),
            ("create", INSPECT, 412),
            ("inspect", EDIT, 412),
            ("inspect", INSPECT, 200),
            ("edit", EDIT, 200),
            ("edit", INSPECT, 200),
        ],
    )
    def test_the_customers_setting_decides_and_the_cart_had_said_so(
        self,
        sender: making.Sender,
        lanterna: Connection,
        went_home: Cart,
        now: datetime,
        allowed: str,
        operation: SetupOperation,
        code: int,
    ) -> None:
        GroupSettings.objects.create(group=lanterna.group, operation_allowed=allowed)
        visits = Visit.objects.count()

        status, _ = sender.say(back(went_home, operation), now=now)  # type: ignore[arg-type]

        assert status.code == code
        assert Visit.objects.count() == visits + (code == 200)
        client = came(sender, making.setup(buyer_cookie="3"), now)
        assert cart_in(client.post("/cart/leave").content.decode()).operation_allowed.value == allowed

    @pytest.mark.parametrize("operation", [EDIT, INSPECT])
    def test_without_lines_there_is_nothing_to_come_back_to(
        self, sender: making.Sender, lanterna: Connection, now: datetime, operation: SetupOperation
    ) -> None:
        status, _ = sender.say(making.setup(operation=operation), now=now)

        assert status.code == 412
        assert "ItemOut" in status.explanation
        assert not Visit.objects.exists()
