"""The pages about messages, letters and connections: who sees them and what they say."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fondaco.audit.models import Line
from fondaco.bridge import connections, mail, outbox, places, telling, viewer
from fondaco.bridge.journal import messages_about
from fondaco.bridge.models import MessageIn, MessageOut, Partner, Refused, Sighting
from fondaco.bridge.states import Sending
from fondaco.bridge.transport import Sent
from fondaco.documents import (
    Cart,
    CartLine,
    ConfirmationKind,
    ConfirmationLine,
    Money,
    NextActor,
    OrderConfirmation,
    Portion,
    PortionKind,
    Profile,
    ProfileRequest,
    PunchOutSetup,
    PunchOutSetupAnswer,
    Refusal,
    RefusalCode,
    RefusalLevel,
    Status,
    StatusUpdate,
    Transaction,
)
from fondaco.documents import (
    Person as Named,
)
from fondaco.people.models import Person
from tests.bridge.conftest import (
    NOW,
    SECRET_IN,
    SECRET_OUT,
    FakeTransport,
    answer,
    incoming,
    make_partner,
    order,
    post_through,
    receive,
)
from tests.bridge.handlers import Behaviour

pytestmark = pytest.mark.django_db


def browser(name: str = "Admin Anna") -> Client:
    client = Client()
    person = Person.objects.create_person(email=f"{name.split()[-1].lower()}@x.example", name=name)
    client.force_login(person)
    return client


def put(partner: Partner, number: str = "PO-1", at: Any = NOW) -> MessageOut:
    return outbox.enqueue(partner=partner, body=order(number), about=f"order:{number}", number=number, now=at)


def page(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


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

    def test_who_looks_after_one_partner_sees_no_other_s(self, partner: Partner) -> None:
        other = make_partner(name="Another", their_identity="another")
        mine, theirs = put(partner, "PO-MINE"), put(other, "PO-THEIRS")
        Behaviour.allowed = lambda person, about=None: about == partner
        client = browser()

        listed = page(client, reverse("bridge:messages"))

        assert "PO-MINE" in listed
        assert "PO-THEIRS" not in listed
        assert client.get(mine.get_absolute_url()).status_code == 200
        assert client.get(theirs.get_absolute_url()).status_code == 403
        assert client.post(reverse("bridge:send-again", args=[theirs.public_id])).status_code == 403
        assert client.post(reverse("bridge:try-connection", args=[other.public_id])).status_code == 403

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


class TestViewer:
    def test_secrets_are_masked_and_the_document_is_told(self, partner: Partner) -> None:
        receive(incoming())

        shown = page(browser(), MessageIn.objects.get().get_absolute_url())

        assert SECRET_IN not in shown
        assert "SharedSecret" in shown
        assert "Purchase order PO-1" in shown
        assert "Pencil" in shown

    def test_a_finding_marks_its_line_and_names_its_remedy(self, partner: Partner) -> None:
        receive(incoming().replace(b'quantity="2"', b'quantity="NaN"'))

        record = MessageIn.objects.get()
        seen = viewer.look_at(record)

        [remark] = [one for one in seen.remarks if one.level == "error"]
        assert "quantity" in seen.source.splitlines()[remark.line - 1]
        assert remark.line in seen.marked
        assert remark.remedy in page(browser(), record.get_absolute_url()).replace("&#x27;", "'")

    def test_attempts_tell_what_happened_and_what_comes_next(self, partner: Partner) -> None:
        record = put(partner)
        post, _ = post_through(Sent(problem="timeout", arrived=True, milliseconds=30000))
        client = browser()
        assert "not been sent yet" in page(client, record.get_absolute_url())
        outbox.deliver_due(now=NOW, post=post)

        shown = page(client, record.get_absolute_url())

        assert "They did not answer in time." in shown
        assert "30000 ms" in shown
        assert "Next try as soon as a worker is free." in shown
        MessageOut.objects.update(next_attempt_at=NOW.replace(year=2999))
        assert "Next try <" in page(client, record.get_absolute_url())
        assert SECRET_OUT not in shown

    def test_one_in_flight_says_so(self, partner: Partner) -> None:
        record = put(partner)
        post, _ = post_through()
        outbox._claim(now=NOW, post=post)

        assert "Being sent" in page(browser(), record.get_absolute_url())

    def test_the_answer_is_shown_beside_it_but_not_a_setup_s(self, partner: Partner) -> None:
        record = put(partner)
        post, _ = post_through(answer(201, "Accepted", "Thank you kindly"))
        outbox.deliver_due(now=NOW, post=post)
        receive(incoming(PunchOutSetup(buyer_cookie="c", return_url="https://desk.example/r")))
        client = browser()

        assert "Thank you kindly" in page(client, record.get_absolute_url())
        assert "/start/1" not in page(client, MessageIn.objects.get().get_absolute_url())

    def test_repetitions_and_failures_stand_in_its_history(self, partner: Partner) -> None:
        Behaviour.order = lambda incoming: Status(500, "not now")
        receive(incoming())
        record = MessageIn.objects.get()
        assert "Failed here 1 time;" in page(browser(), record.get_absolute_url())
        Behaviour.order = lambda incoming: Status(400, "Bad Request")
        receive(incoming())
        receive(incoming())

        shown = page(browser("Admin Bice"), record.get_absolute_url())

        assert "Status 400" in shown
        assert "Received 1 more time;" in shown

    def test_what_cannot_be_unsealed_any_more_says_so(self, partner: Partner) -> None:
        record = put(partner)
        MessageOut.objects.update(body_sealed=b"lost")

        assert "no longer there" in page(browser(), record.get_absolute_url())

    def test_what_cannot_be_read_or_told_is_shown_all_the_same(self, partner: Partner) -> None:
        from fondaco.bridge.secrets import seal

        record = put(partner)
        client = browser()
        MessageOut.objects.update(body_sealed=seal(b"<cXML><Oops></cXML>"))
        assert "Oops" in page(client, record.get_absolute_url())
        MessageOut.objects.update(body_sealed=seal(incoming().replace(b"OrderRequest", b"CatalogUploadRequest")))
        assert "cannot be told" in page(client, record.get_absolute_url())

    def test_send_again_is_offered_where_it_is_safe_and_works(self, partner: Partner) -> None:
        record = put(partner)
        client = browser()
        assert "Send again" not in page(client, record.get_absolute_url())
        post, _ = post_through(answer(400))
        outbox.deliver_due(now=NOW, post=post)
        again = reverse("bridge:send-again", args=[record.public_id])
        assert again in page(client, record.get_absolute_url())

        told = client.post(again, follow=True)
        record.refresh_from_db()
        assert record.state == Sending.WAITING
        assert "sent again now" in told.content.decode()
        assert Line.objects.filter(action="message.sent_again").count() == 1

        refused = client.post(again, follow=True)
        assert "not one to send again" in refused.content.decode()
        assert client.get(again).status_code == 405

    def test_bytes_in_one_long_line_are_laid_out(self) -> None:
        shown = places.Shown.of(b"<cXML>" + b"<a>word</a>" * 100 + b"<b/></cXML>")
        assert shown.laid_out
        assert len(shown.text.splitlines()) > 100
        assert shown.line_of("/cXML/b") == len(shown.text.splitlines()) - 1

    @pytest.mark.parametrize(
        ("path", "line"),
        [
            ("/cXML/a[2]", 3),
            ("/cXML/a[2]/@quantity", 3),
            ("/cXML/a[9]/b", 1),
            ("/other", 0),
            ("", 0),
            ("/cXML", 1),
        ],
    )
    def test_a_path_leads_to_the_line_of_its_last_element_that_is_there(self, path: str, line: int) -> None:
        assert places.Shown.of(b"<cXML>\n<a/>\n<a/></cXML>").line_of(path) == line
        assert places.Shown.of(b"no xml").line_of(path) == 0


EURO = Money(Decimal("1.50"), "EUR")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (PunchOutSetup(buyer_cookie="c", person=Named("a@x.example", "Anna")), "Anna (a@x.example) asks"),
        (PunchOutSetup(buyer_cookie="c", return_url="https://d.example/r", person=Named(name="Anna")), "comes back"),
        (PunchOutSetupAnswer("https://s.example/"), "open"),
        (Cart(buyer_cookie="c"), "without a cart"),
        (Cart(buyer_cookie="c", lines=(CartLine("P-1"),), total=EURO), "€1.50"),
        (order(), "PO-1"),
        (
            OrderConfirmation(
                "PO-1",
                ConfirmationKind.DETAIL,
                lines=(
                    ConfirmationLine(
                        1,
                        (
                            Portion(PortionKind.ACCEPT, Decimal(1)),
                            Portion(
                                PortionKind.REJECT,
                                refusal=Refusal(
                                    RefusalCode.OTHER, RefusalLevel.LINE, "line 1", NextActor.BUYER, "No", "Do"
                                ),
                            ),
                            Portion(PortionKind.UNKNOWN),
                        ),
                    ),
                ),
            ),
            "PO-1",
        ),
        (
            OrderConfirmation(
                "PO-1",
                ConfirmationKind.REJECT,
                refusal=Refusal(RefusalCode.NO_LINES, RefusalLevel.ORDER, "", NextActor.BUYER, "Nothing asked", "Ask"),
            ),
            "Nothing asked",
        ),
        (StatusUpdate(200, "OK", "All well"), "200 OK"),
        (Profile(NOW, (Transaction("OrderRequest", "https://s.example/"),)), "OrderRequest"),
        (Status(401, "Unauthorized", "Who?"), "401 Unauthorized"),
    ],
)
def test_each_document_can_be_read_aloud(document: Any, words: str) -> None:
    assert words in " ".join(telling.tell(document).sentences)


def test_a_document_without_a_telling_says_nothing() -> None:
    assert telling.tell(ProfileRequest()) == telling.Told([], [])


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
        assert self.tones(partner) == ["calm", "good", "good", "act", "calm"]
        post, _ = post_through(answer(400, "Bad", "Unknown cost centre"))
        outbox.deliver_due(now=NOW + timedelta(hours=1), post=post)
        step = connections.handshake(partner)[3]
        assert step.tone == "wrong"
        assert "Unknown cost centre" in step.words

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
