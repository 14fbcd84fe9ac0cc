"""One message for people: in plain words, as it travels, with what was off and what was tried."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from fondaco.audit.models import Line
from fondaco.bridge import outbox, places, telling, viewer
from fondaco.bridge.models import MessageIn, MessageOut, Partner
from fondaco.bridge.states import Sending
from fondaco.bridge.transport import Sent
from fondaco.documents import (
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityQuestion,
    AvailabilityRequest,
    Cart,
    CartLine,
    CatalogFunction,
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
from tests.bridge.conftest import (
    NOW,
    SECRET_IN,
    SECRET_OUT,
    answer,
    browser,
    incoming,
    order,
    page,
    post_through,
    put,
    receive,
)
from tests.bridge.handlers import Behaviour

pytestmark = pytest.mark.django_db


EURO = Money(Decimal("1.50"), "EUR")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (PunchOutSetup(buyer_cookie="c", person=Named("a@x.example", "Anna")), "Anna (a@x.example) asks"),
        (PunchOutSetup(buyer_cookie="c", return_url="https://d.example/r", person=Named(name="Anna")), "comes back"),
        (
            PunchOutSetup(buyer_cookie="", function=CatalogFunction.VALIDATE, selected_part_auxiliary_id="offer-7"),
            "what this costs now",
        ),
        (AvailabilityRequest((AvailabilityQuestion("1", "PEN"),)), "A question what these cost now"),
        (AvailabilityAnswer((AvailabilityLine("1", found=False),)), "What these cost now"),
        (PunchOutSetupAnswer("https://s.example/"), "open"),
        (Cart(buyer_cookie="c"), "without a cart"),
        (Cart(buyer_cookie="c", lines=(CartLine(supplier_part_id="P-1"),), total=EURO), "€1.50"),
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


def test_an_answer_for_price_and_stock_is_told_line_by_line() -> None:
    held = AvailabilityLine("1", True, EURO, "EA", Decimal(9), hold_expires_at=NOW)
    open_, gone = AvailabilityLine("2", True, EURO, "EA"), AvailabilityLine("3", False)

    told = telling.tell(AvailabilityAnswer((held, open_, gone)))

    assert [line.note for line in told.lines] == ["held", "", "not sold any more"]


def test_a_document_without_a_telling_says_nothing() -> None:
    assert telling.tell(ProfileRequest()) == telling.Told([], [])


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

    def test_a_finding_is_told_in_the_readers_language(self, partner: Partner) -> None:
        receive(incoming().replace(b'quantity="2"', b'quantity="NaN"'))

        with translation.override("it"):
            [remark] = [one for one in viewer.look_at(MessageIn.objects.get()).remarks if one.level == "error"]

        assert (remark.expected, remark.remedy) == (
            "un numero decimale semplice",
            "Inviare la quantità in cifre, come 2 o 0.5.",
        )

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
        from fondaco.sealing import seal

        record = put(partner)
        client = browser()
        MessageOut.objects.update(body_sealed=seal(b"<cXML><Oops></cXML>"))
        assert "Oops" in page(client, record.get_absolute_url())
        MessageOut.objects.update(body_sealed=seal(incoming().replace(b"OrderRequest", b"ProviderSetupRequest")))
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
