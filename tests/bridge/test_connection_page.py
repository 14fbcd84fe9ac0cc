"""A connection as five steps, each from what was really seen last, and a button that tries it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from fondaco.audit.models import Line
from fondaco.bridge import connections, outbox
from fondaco.bridge.models import Partner, Refused, Sighting
from fondaco.bridge.transport import Sent
from fondaco.documents import (
    Status,
)
from fondaco.people.models import Person
from tests.bridge.conftest import (
    NOW,
    FakeTransport,
    answer,
    browser,
    incoming,
    make_partner,
    page,
    post_through,
    put,
    receive,
)
from tests.bridge.handlers import Behaviour

pytestmark = pytest.mark.django_db


class TestConnection:
    def tones(self, partner: Partner) -> list[str]:
        return [step.tone for step in connections.handshake(partner)]

    def test_a_new_connection_has_seen_nothing(self, partner: Partner) -> None:
        assert self.tones(partner) == ["calm"] * 5
        assert self.tones(make_partner(name="Customer", their_identity="c", setup_url="")) == ["calm"] * 5

    def test_the_buying_side_sees_its_five_steps(self, partner: Partner) -> None:
        post, _ = post_through(answer(200))
        put(partner)
        outbox.deliver_due(now=NOW, post=post)
        connections.saw(partner=partner, step=Sighting.Step.START_PAGE, now=NOW)
        connections.saw(partner=partner, step=Sighting.Step.CART, now=NOW, went_well=False, said="Another currency")
        assert self.tones(partner) == ["calm", "good", "wrong", "good", "calm"]

        connections.saw(partner=partner, step=Sighting.Step.CART, now=NOW)
        put(partner, "PO-2", NOW + timedelta(hours=1))
        assert self.tones(partner) == ["calm", "good", "good", "going", "calm"]
        post, _ = post_through(answer(400, "Bad", "Unknown cost centre"))
        outbox.deliver_due(now=NOW + timedelta(hours=1), post=post)
        step = connections.handshake(partner)[3]
        assert step.tone == "wrong"
        assert "Unknown cost centre" in step.words

    def test_the_same_seen_again_within_a_minute_is_not_written_again(self, partner: Partner) -> None:
        for seconds in (0, 59, 61, 62):
            connections.saw(partner=partner, step=Sighting.Step.CART, now=NOW + timedelta(seconds=seconds))
        assert Sighting.objects.get().at == NOW + timedelta(seconds=61)

        connections.saw(partner=partner, step=Sighting.Step.CART, now=NOW + timedelta(seconds=63), said="Empty")
        assert Sighting.objects.get().at == NOW + timedelta(seconds=63)

    def test_the_selling_side_sees_its_five_steps_and_the_failures_at_the_door(self) -> None:
        customer = make_partner(name="Customer", setup_url="")
        receive(incoming())
        assert self.tones(customer)[3] == "good"
        receive(incoming(payload_id="2", secret="guess"), now=NOW + timedelta(minutes=1))

        first, *_ = steps = connections.handshake(customer)

        assert [step.tone for step in steps] == ["wrong", "calm", "calm", "wrong", "calm"]
        assert "wrong secret" in first.words
        assert "wrong secret" in page(browser(), customer.get_absolute_url())

    def test_what_failed_or_was_refused_here_says_so(self) -> None:
        customer = make_partner(name="Customer", setup_url="")
        Behaviour.order = lambda incoming: Status(500, "not now")
        receive(incoming())
        assert "broke on our side" in connections.handshake(customer)[3].words
        Behaviour.order = lambda incoming: Status(400, "Bad", "No such account")
        receive(incoming())
        step = connections.handshake(customer)[3]
        assert (step.tone, step.words) == ("wrong", "No such account")

    @pytest.mark.parametrize("reason", Refused.Reason)
    def test_every_reason_has_words_and_a_remedy(self, partner: Partner, reason: Refused.Reason) -> None:
        Refused.objects.create(reason=reason, partner=partner, at=NOW)
        [turned] = connections.turned_away(partner)
        assert turned.words
        assert turned.remedy

    def test_trying_asks_for_the_profile_and_leaves_a_line(self, partner: Partner) -> None:
        anna = Person.objects.create_person(email="a@x.example", name="Anna")
        transport = FakeTransport(answer(200))

        good = connections.try_out(partner=partner, by=anna, now=NOW, transport=transport)
        bad = connections.try_out(
            partner=partner, by=anna, now=NOW, transport=FakeTransport(Sent(problem="timeout", arrived=True))
        )

        assert good.problem is None
        assert bad.problem is not None
        assert b"ProfileRequest" in transport.posted[0][1]
        assert [one.after for one in Line.objects.order_by("pk")] == [{"result": "answered"}, {"result": "timeout"}]
        assert connections.last_try(partner) == bad.record

    def test_the_button_says_what_came_of_it(self, partner: Partner) -> None:
        Partner.objects.update(setup_url="http://127.0.0.1:9/cxml", order_url="")
        url = reverse("bridge:try-connection", args=[partner.public_id])

        told = browser().post(url, follow=True).content.decode()

        assert "not encrypted" in told
        assert "it did not go through" in told

    def test_where_nobody_can_be_asked_the_page_says_so(self) -> None:
        partner = make_partner(punchout_protocol="oci", protocol="oagis10", oci_login="login")
        client, url = browser(), reverse("bridge:connection", args=[partner.public_id])

        page = client.get(url).content.decode()
        told = client.post(reverse("bridge:try-connection", args=[partner.public_id]), follow=True).content.decode()

        assert "Try the connection" not in page
        assert "OCI for shopping, OAGIS 10 for orders" in page
        assert "Ask to shop" not in page
        assert "no question that changes nothing" in told
        assert connections.last_try(partner) is None

    def test_a_good_try_says_so(self, partner: Partner, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        import socket
        import threading

        listening = socket.create_server(("127.0.0.1", 0))
        content = answer(200).content

        def serve() -> None:
            taken, _ = listening.accept()
            asked = b""
            while b"</cXML>" not in asked:
                asked += taken.recv(65536)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {len(content)}\r\n\r\n"
            taken.sendall(head.encode() + content)
            taken.close()

        threading.Thread(target=serve, daemon=True).start()
        origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings.FONDACO_OUTBOUND_ORIGINS = [origin]
        Partner.objects.update(setup_url=f"{origin}/cxml")

        told = browser().post(reverse("bridge:try-connection", args=[partner.public_id]), follow=True)
        listening.close()

        assert "accept who we are" in told.content.decode()

    def test_the_page_shows_the_state_of_the_connection(self, partner: Partner) -> None:
        client = browser()
        assert "active" in page(client, partner.get_absolute_url())
        Partner.objects.update(mode="test", return_origins=["https://buyer.example"])
        shown = page(client, partner.get_absolute_url())
        assert "https://buyer.example" in shown
        Partner.objects.update(active=False, setup_url="", order_url="")
        assert "Try the connection" not in page(client, partner.get_absolute_url())
