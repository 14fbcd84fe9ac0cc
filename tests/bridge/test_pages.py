"""The pages about messages, letters and connections: who sees them and what they say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.bridge import mail
from fondaco.bridge.journal import messages_about
from fondaco.bridge.models import MessageIn, MessageOut, Partner
from tests.bridge.conftest import (
    NOW,
    browser,
    incoming,
    make_partner,
    order,
    page,
    put,
    receive,
)
from tests.bridge.handlers import Behaviour

pytestmark = pytest.mark.django_db


class TestRoles:
    PAGES = ("bridge:messages", "bridge:message", "bridge:connection", "bridge:mailbox", "bridge:mail")

    def urls(self, partner: Partner) -> list[str]:
        letter = mail.post(to="a@x.example", subject="Hello", text="text", about="", now=NOW)
        found = {
            "bridge:message": put(partner).public_id,
            "bridge:connection": partner.public_id,
            "bridge:mail": letter.public_id,
        }
        return [reverse(name, args=[found[name]] if name in found else []) for name in self.PAGES]

    def test_nobody_sees_them_without_signing_in(self, partner: Partner) -> None:
        for url in self.urls(partner):
            response = Client().get(url)
            assert response.status_code == 302
            assert "sign-in" in response.headers["Location"]

    def test_somebody_without_the_role_is_told_so(self, partner: Partner) -> None:
        client = browser("Requester Rosa")
        for url in self.urls(partner):
            assert client.get(url).status_code == 403

    def test_somebody_with_the_role_sees_them(self, partner: Partner) -> None:
        client = browser()
        for url in self.urls(partner):
            assert client.get(url).status_code == 200

    def test_the_mailbox_is_open_to_everybody_in_the_demo_and_nothing_else_is(
        self, partner: Partner, settings: Any
    ) -> None:
        settings.FONDACO_DEMO = True
        assert [Client().get(url).status_code for url in self.urls(partner)] == [302, 302, 302, 200, 200]

    def test_a_site_can_keep_letters_from_those_who_may_see_messages(self, partner: Partner, settings: Any) -> None:
        settings.FONDACO_MAIL_POLICY = "tests.bridge.handlers.nobody_reads_mail"
        client = browser()
        assert [client.get(url).status_code for url in self.urls(partner)] == [200, 200, 200, 403, 403]

    def test_who_looks_after_one_partner_sees_no_other_s(self, partner: Partner) -> None:
        other = make_partner(name="Another", their_identity="another")
        mine, theirs = put(partner, "PO-MINE"), put(other, "PO-THEIRS")
        Behaviour.allowed = lambda person, about=None: about == partner
        client = browser()

        listed = page(client, reverse("bridge:messages"))

        assert "PO-MINE" in listed
        assert "PO-THEIRS" not in listed
        assert client.get(mine.get_absolute_url()).status_code == 200
        # As one that there is not: another's is not even said to be there.
        assert client.get(theirs.get_absolute_url()).status_code == 404
        assert client.get(other.get_absolute_url()).status_code == 404
        assert client.post(reverse("bridge:send-again", args=[theirs.public_id])).status_code == 404
        assert client.post(reverse("bridge:try-connection", args=[other.public_id])).status_code == 404
        Behaviour.allowed = lambda person, about=None: False
        assert client.get(reverse("bridge:message", args=["unknown"])).status_code == 403

    def test_who_may_only_read_is_offered_no_action_and_refused_one(self, partner: Partner, settings: Any) -> None:
        record = put(partner)
        MessageOut.objects.update(state="dead", next_attempt_at=None)
        client = browser()
        again = reverse("bridge:send-again", args=[record.public_id])
        attempt = reverse("bridge:try-connection", args=[partner.public_id])
        assert again in page(client, record.get_absolute_url())
        assert attempt in page(client, partner.get_absolute_url())

        settings.FONDACO_MESSAGE_ACTION_POLICY = "tests.bridge.handlers.nobody_acts"

        assert again not in page(client, record.get_absolute_url())
        assert attempt not in page(client, partner.get_absolute_url())
        assert [client.post(again).status_code, client.post(attempt).status_code] == [403, 403]
        record.refresh_from_db()
        assert record.state == "dead"

    def test_what_is_not_there_is_not_found(self) -> None:
        client = browser()
        assert client.get(reverse("bridge:message", args=["nothing"])).status_code == 404
        assert client.post(reverse("bridge:send-again", args=["nothing"])).status_code == 404
        assert client.get(reverse("bridge:connection", args=["nothing"])).status_code == 404


class TestList:
    def test_both_directions_newest_first_and_narrowed(self, partner: Partner) -> None:
        put(partner, "PO-OUT", NOW - timedelta(hours=1))
        receive(incoming(order("PO-IN")))
        client = browser()
        url = reverse("bridge:messages")

        both = page(client, url)

        assert both.index("PO-IN") < both.index("PO-OUT")
        assert "PO-OUT" not in page(client, url, direction="in")
        assert "PO-IN" not in page(client, url, direction="out")
        assert "PO-IN" not in page(client, url, state="waiting")
        assert "PO-OUT" in page(client, url, number="po-out")
        assert "PO-OUT" not in page(client, url, number="PO-IN")
        assert "PO-OUT" in page(client, url, partner=partner.public_id)
        assert "PO-OUT" not in page(client, url, partner="x", number="\0")

    def test_an_empty_list_says_what_will_be_there(self) -> None:
        client = browser()
        assert "No messages yet" in page(client, reverse("bridge:messages"))
        assert "No message like this" in page(client, reverse("bridge:messages"), number="PO-7")

    def test_a_page_costs_the_same_however_many_messages(
        self, partner: Partner, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(20):
            put(partner, f"PO-{number}")
        client = browser()
        with django_assert_max_num_queries(10):
            client.get(reverse("bridge:messages"))


class TestJournal:
    def test_messages_about_a_thing_come_in_the_order_of_time(self, partner: Partner) -> None:
        receive(incoming(order("PO-1")), now=NOW + timedelta(minutes=5))
        put(partner, "PO-1")
        put(partner, "PO-2")

        out, came = messages_about("order:PO-1")

        assert (out.direction, out.state, out.next_attempt_at) == ("out", "waiting", NOW)
        assert (came.direction, came.state, came.next_attempt_at) == ("in", "handled", None)
        assert came.url == MessageIn.objects.get().get_absolute_url()
        assert (out.partner_name, out.document, out.problem) == ("Store of all things", "Purchase order", None)


class TestMailPages:
    def test_a_letter_shows_its_words_with_links_that_work_and_nothing_that_runs(self) -> None:
        letter = mail.post(
            to="anna@x.example",
            subject="Approve <b>",
            text="Look: https://desk.example/approve/1 <script>alert(1)</script>",
            html="<p>Rich</p><script>alert(2)</script>",
            about="",
            now=NOW,
        )
        client = browser()

        shown = page(client, letter.get_absolute_url())

        assert '<a href="https://desk.example/approve/1"' in shown
        assert "alert(2)" not in shown
        assert "<script>alert(1)" not in shown
        assert "Approve &lt;b&gt;" in page(client, reverse("bridge:mailbox"))

    def test_the_box_is_narrowed_by_the_one_written_to(self) -> None:
        mail.post(to="anna@x.example", subject="For Anna", text="t", about="", now=NOW)
        mail.post(to="bice@x.example", subject="For Bice", text="t", about="", now=NOW)
        client = browser("Admin Carla")

        shown = page(client, reverse("bridge:mailbox"), to="ANNA@")

        assert "For Anna" in shown
        assert "For Bice" not in shown
        assert "Nobody like this" in page(client, reverse("bridge:mailbox"), to="zoe")
