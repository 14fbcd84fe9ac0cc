"""What the shop opens on, where it opens, and what it says once a visit is taken away."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Connection, HeldRole, Member
from fondaco.selling.shopping.models import StartToken, Visit
from tests.selling import making
from tests.selling.shopping.going import add, came

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class TestSelectedItem:
    def test_the_shop_opens_on_it(self, sender: making.Sender, now: datetime) -> None:
        offer = making.offer()
        _, answer = sender.say(making.setup(selected_part_id=offer.item.part_id), now=now)

        response = Client().get(making.start_path(answer))

        assert response["Location"] == f"/shop/item/{offer.item.part_id}"

    def test_it_is_found_by_what_a_cart_carried_home_too(self, sender: making.Sender, now: datetime) -> None:
        offer = making.offer()
        setup = making.setup(selected_part_id="OTHER", selected_part_auxiliary_id=f"{offer.key}.gone")
        _, answer = sender.say(setup, now=now)

        response = Client().get(making.start_path(answer))

        assert response["Location"] == f"/shop/item/{offer.item.part_id}"

    @pytest.mark.parametrize("part", ["NO-SUCH", "x" * 400, "<script>"])
    def test_what_is_not_sold_is_said_so_and_the_shop_opens(
        self, sender: making.Sender, now: datetime, part: str
    ) -> None:
        client = came(sender, making.setup(selected_part_id=part), now)

        page = client.get("/cart").content.decode()

        assert "is not sold here, or no longer" in page
        assert "<script>," not in page

    def test_what_only_others_may_buy_is_not_sold(self, sender: making.Sender, now: datetime) -> None:
        offer = making.offer()
        offer.item.exclusive = True
        offer.item.save()

        client = came(sender, making.setup(selected_part_id=offer.item.part_id), now)

        page = client.get("/cart").content.decode()
        assert "is not sold here, or no longer" in page
        assert offer.item.title_en not in page


class TestFrames:
    @pytest.fixture
    def path(self, sender: making.Sender, now: datetime) -> str:
        return making.start_path(sender.say(making.setup(), now=now)[1])

    @pytest.mark.parametrize("destination", ["iframe", "frame", "embed", "object", "IFRAME"])
    def test_in_a_frame_the_address_waits_and_leads_to_a_tab(self, path: str, destination: str) -> None:
        response = Client().get(path, HTTP_SEC_FETCH_DEST=destination)

        page = response.content.decode()
        assert response.status_code == 200
        assert f'href="{path}" target="_blank" rel="noopener"' in page
        assert StartToken.objects.get().used_at is None
        assert Client().get(path, HTTP_SEC_FETCH_DEST="document").status_code == 303

    def test_that_page_alone_may_be_framed(self, path: str) -> None:
        framed = Client().get(path, HTTP_SEC_FETCH_DEST="iframe")
        client = Client()
        client.get(path)

        assert "X-Frame-Options" not in framed
        assert "frame-ancestors *" in framed["Content-Security-Policy"]
        for page in ("/cart", "/visit", "/shop/", path):
            response = client.get(page)
            assert response["X-Frame-Options"] == "DENY", page
            assert "frame-ancestors 'none'" in response["Content-Security-Policy"], page

    def test_a_browser_that_does_not_say_is_asked_for_a_cookie_first(self, path: str) -> None:
        client = Client(HTTP_USER_AGENT=FIREFOX)

        asked = client.get(path)

        assert (asked.status_code, asked["Location"]) == (303, f"{path}?cookie=asked")
        assert StartToken.objects.get().used_at is None
        assert client.get(asked["Location"])["Location"] == "/shop/"

    def test_one_that_brings_none_is_led_to_a_tab_and_the_address_waits(self, path: str) -> None:
        response = Client(HTTP_USER_AGENT=FIREFOX).get(f"{path}?cookie=asked")

        assert b"The shop needs a tab of its own" in response.content
        assert StartToken.objects.get().used_at is None


class TestWhenAVisitIsTakenAway:
    @pytest.fixture
    def client(self, sender: making.Sender, now: datetime) -> Client:
        client = came(sender, making.setup(), now)
        add(client, making.offer().key)
        return client

    @pytest.mark.parametrize(
        ("what", "words"),
        [
            ("role", "no longer have the PunchOut user role"),
            ("suspended", "You are suspended here"),
            ("signed off", "You are suspended here"),
            ("removed", "You were taken out of your company"),
            ("account", "business account is suspended"),
            ("connection", "was switched off"),
            ("hours", "Its hours have passed"),
        ],
    )
    def test_the_next_click_says_why_and_nothing_is_done(
        self, client: Client, lanterna: Connection, what: str, words: str
    ) -> None:
        moment = timezone.now()
        match what:
            case "role":
                HeldRole.objects.all().delete()
            case "suspended":
                Member.objects.update(suspended_at=moment)
            case "signed off":
                Person.objects.update(is_active=False)
            case "removed":
                Member.objects.update(removed_at=moment)
            case "account":
                BusinessAccount.objects.update(state="suspended")
            case "connection":
                lanterna.partner.active = False
                lanterna.partner.save()
            case "hours":
                Visit.objects.update(expires_at=moment - timedelta(seconds=1))

        answers = [client.get("/cart"), client.post("/cart/submit", {"shown": "x"}), client.get("/visit")]

        assert {answer.status_code for answer in answers} == {403}
        assert all(words in answer.content.decode() for answer in answers)
        assert Visit.objects.get().state == "shopping"
