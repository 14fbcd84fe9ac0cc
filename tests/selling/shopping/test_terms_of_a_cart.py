"""What a customer's settings make of a cart: a minimum, shipping as a line, its policy, its addresses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from fondaco.documents import Address, Money
from fondaco.selling.accounts.models import BusinessAccount, Connection, SharedAddress
from fondaco.selling.catalog.models import Guidance, Offer, PolicyRule, RuleKind
from fondaco.selling.integration.models import GroupSettings
from fondaco.selling.shopping.cart import SHIPPING_PART_ID
from fondaco.selling.shopping.models import CartLine, Hold, Submission, Visit
from fondaco.selling.shopping.queries import delivered_on
from tests.selling import making
from tests.selling.shopping.going import add, came, cart_in, shown, submit

pytestmark = pytest.mark.django_db


def rule(account: BusinessAccount, offer: Offer, verdict: Guidance, message: str = "") -> None:
    PolicyRule.objects.create(
        account=account, kind=RuleKind.ITEM, value=offer.item.part_id, verdict=verdict, message=message, position=1
    )


def shared(account: BusinessAccount, label: str, now: datetime, **more: object) -> SharedAddress:
    given = {"name": label, "street": ["Via Roma 1"], "city": "Genova", "postal_code": "16100", "country": "IT"}
    return SharedAddress.objects.create(account=account, label=label, address=given, created_at=now, **more)


class TestMinimumOrder:
    @pytest.mark.parametrize(("quantity", "missing"), [("9", "10.00"), ("10", "")])
    def test_a_cart_below_it_is_not_submitted_and_says_what_is_missing(
        self, shopper: Client, visit: Visit, lanterna: Connection, quantity: str, missing: str
    ) -> None:
        GroupSettings.objects.create(group=lanterna.group, minimum_order=Decimal(100))
        add(shopper, making.offer(price="10").key, quantity)
        page = shopper.get("/cart").content.decode()

        response = shopper.post("/cart/submit", {"shown": shown(shopper) if not missing else "x"})

        assert ("are missing" in page) is bool(missing)
        assert response.status_code == (409 if missing else 200)
        assert Submission.objects.exists() is not bool(missing)
        if missing:
            assert missing in response.content.decode()
            assert not Hold.objects.exists()


class TestShippingAsALine:
    def test_it_is_a_line_of_a_service_and_counts_into_the_total(
        self, shopper: Client, visit: Visit, lanterna: Connection
    ) -> None:
        GroupSettings.objects.create(group=lanterna.group, shipping_as_lines=True)
        add(shopper, making.offer(price="10").key, "2")

        cart = cart_in(submit(shopper))

        line = cart.lines[1]
        assert (line.supplier_part_id, line.supplier_part_auxiliary_id) == (SHIPPING_PART_ID, SHIPPING_PART_ID)
        assert (line.quantity, line.unit_price, line.service) == (1, Money(Decimal("6.90"), "EUR"), True)
        assert (cart.total, cart.shipping) == (Money(Decimal("26.90"), "EUR"), None)
        assert Hold.objects.count() == 1

    def test_there_is_none_where_shipping_is_free(self, shopper: Client, visit: Visit, lanterna: Connection) -> None:
        GroupSettings.objects.create(group=lanterna.group, shipping_as_lines=True)
        add(shopper, making.offer(price="100").key, "2")

        cart = cart_in(submit(shopper))

        assert len(cart.lines) == 1
        assert cart.total == Money(Decimal(200), "EUR")

    def test_it_comes_back_as_no_line_of_the_cart(
        self, sender: making.Sender, lanterna: Connection, now: datetime
    ) -> None:
        from tests.selling.shopping.test_edit_and_inspect import back

        GroupSettings.objects.create(group=lanterna.group, shipping_as_lines=True)
        first = came(sender, making.setup(), now)
        add(first, making.offer(price="10").key, "2")

        client = came(sender, back(cart_in(submit(first))), now)  # type: ignore[arg-type]

        assert b"The cart is as it went home" in client.get("/cart").content
        assert len(cart_in(submit(client)).lines) == 2


class TestPolicy:
    def test_what_is_blocked_is_not_put_in_and_the_customers_words_are_said(
        self, shopper: Client, visit: Visit, lanterna: Connection
    ) -> None:
        offer = making.offer()
        rule(lanterna.account, offer, Guidance.BLOCKED, "Ask facilities first.")

        page = shopper.post("/cart/add", {"offer": offer.key, "quantity": "1"}, follow=True).content.decode()

        assert "Ask facilities first." in page
        assert not CartLine.objects.exists()

    def test_what_is_blocked_since_is_marked_and_not_submitted(
        self, shopper: Client, visit: Visit, lanterna: Connection
    ) -> None:
        offer = making.offer()
        add(shopper, offer.key)
        rule(lanterna.account, offer, Guidance.BLOCKED)
        digest = shown(shopper)

        response = shopper.post("/cart/submit", {"shown": digest})

        assert response.status_code == 409
        assert "Not allowed by your company’s buying policy" in response.content.decode()
        assert not Submission.objects.exists()

    @pytest.mark.parametrize(
        ("verdict", "words"), [(Guidance.RESTRICTED, "Restricted by"), (Guidance.PREFERRED, "Preferred by")]
    )
    def test_other_marks_are_shown_and_hinder_nothing(
        self, shopper: Client, visit: Visit, lanterna: Connection, verdict: Guidance, words: str
    ) -> None:
        offer = making.offer()
        rule(lanterna.account, offer, verdict, "A word.")
        add(shopper, offer.key)

        page = shopper.get("/cart").content.decode()

        assert words in page
        assert "A word." in page
        submit(shopper)
        assert Submission.objects.exists()

    def test_another_customers_policy_says_nothing_here(self, shopper: Client, visit: Visit, other: Connection) -> None:
        offer = making.offer()
        rule(other.account, offer, Guidance.BLOCKED, "theirs")

        add(shopper, offer.key)

        assert b"theirs" not in shopper.get("/cart").content
        assert CartLine.objects.count() == 1


class TestAddress:
    def test_the_chosen_one_goes_home_with_the_cart(
        self, shopper: Client, visit: Visit, lanterna: Connection, now: datetime
    ) -> None:
        shared(lanterna.account, "Usual", now, is_default=True)
        depot = shared(lanterna.account, "Depot", now)
        add(shopper, making.offer().key)

        shopper.post("/cart/address", {"address": depot.public_id})
        cart = cart_in(submit(shopper))

        assert cart.ship_to is not None
        assert (cart.ship_to.name, cart.ship_to.street) == ("Depot", ("Via Roma 1",))

    def test_without_a_choice_it_is_the_purchasing_systems_and_else_the_companys_usual_one(
        self, sender: making.Sender, lanterna: Connection, now: datetime
    ) -> None:
        shared(lanterna.account, "Usual", now, is_default=True)
        told = Address(name="As told", street=("Via Po 2",), city="Torino", postal_code="10100", country="IT")
        carts = []
        for ship_to in (told, None):
            client = came(sender, making.setup(ship_to=ship_to), now)
            add(client, making.offer().key)
            carts.append(cart_in(submit(client)))

        assert [cart.ship_to.name if cart.ship_to else "" for cart in carts] == ["As told", "Usual"]

    def test_another_companys_address_is_not_there(
        self, shopper: Client, visit: Visit, other: Connection, now: datetime
    ) -> None:
        theirs = shared(other.account, "Theirs", now)

        answers = {shopper.post("/cart/address", {"address": one}).status_code for one in (theirs.public_id, "never")}

        assert answers == {404}
        visit.refresh_from_db()
        assert visit.address_id is None

    def test_a_delivery_day_is_one_on_which_people_work_where_it_goes(self, lanterna: Connection) -> None:
        offer = evolve_lead(making.offer(), 1)
        thursday = date(2026, 4, 30)

        in_italy, in_britain = delivered_on(offer, thursday, "IT"), delivered_on(offer, date(2026, 5, 1), "GB")

        assert in_italy == date(2026, 5, 4)  # the first of May is a holiday in Italy
        assert in_britain == date(2026, 5, 5)  # the first Monday of May is one in Britain


def evolve_lead(offer: Offer, days: int) -> Offer:
    offer.lead_time_days = days
    return offer


class TestOnlyTheirOwn:
    def test_an_item_that_others_may_buy_is_not_known(self, shopper: Client, visit: Visit) -> None:
        offer = making.offer()
        offer.item.exclusive = True
        offer.item.save()

        response = shopper.post("/cart/add", {"offer": offer.key, "quantity": "1"})

        assert response.status_code == 404
        assert not CartLine.objects.exists()

    def test_one_that_is_no_longer_theirs_is_as_withdrawn(self, shopper: Client, visit: Visit) -> None:
        offer = making.offer()
        add(shopper, offer.key)
        offer.item.exclusive = True
        offer.item.save()

        response = shopper.post("/cart/submit", {"shown": "x"})

        assert response.status_code == 409
        assert b"No longer sold" in response.content
