"""Questions for price and stock: how they are asked, what may prove the asker, and what the journal keeps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fondaco.bridge import exchange, languages, viewer, words
from fondaco.bridge.oci import VALIDATED_AT
from fondaco.bridge.states import Sending
from fondaco.bridge.transport import Sent
from fondaco.documents import (
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityQuestion,
    AvailabilityRequest,
    Cart,
    CatalogFunction,
    Document,
    Money,
    PunchOutSetup,
    Status,
)
from fondaco.sealing import unseal
from fondaco.wire import availability
from tests.bridge.conftest import NOW, SECRET_OUT, FakeTransport, make_partner

pytestmark = pytest.mark.django_db
PASSWORD = "in-every-browser"
PRODUCT = PunchOutSetup(
    buyer_cookie="",
    return_url=f"https://desk.example{VALIDATED_AT}",
    function=CatalogFunction.VALIDATE,
    selected_part_auxiliary_id="offer-7",
    selected_quantity=Decimal(3),
)
PENS = AvailabilityRequest((AvailabilityQuestion("1", "PEN", "offer-7", Decimal(3), "EA"),))
PRICED = AvailabilityAnswer((AvailabilityLine("1", True, Money(Decimal("1.50"), "EUR"), "EA", Decimal(9)),))


def ask(body: Document, protocol: str, said: Sent) -> tuple[exchange.Answered, FakeTransport]:
    partner = make_partner(oci_login="lanterna-oci")
    partner.set_oci_password(PASSWORD)
    partner.save()
    transport = FakeTransport(said)
    url = "https://store.example/cxml"
    answered = exchange.ask(
        partner=partner, body=body, url=url, about="request:1", now=NOW, transport=transport, protocol=protocol
    )
    return answered, transport


def page(fields: str, action: str = f"https://desk.example{VALIDATED_AT}") -> Sent:
    html = f'<html><form method="post" action="{action}">{fields}</form></html>'
    return Sent(http_status=200, content=html.encode(), content_type="text/html", arrived=True)


def test_a_product_is_asked_for_with_a_password_that_the_journal_does_not_keep() -> None:
    fields = "".join(
        f'<input type="hidden" name="NEW_ITEM-{name}[1]" value="{value}">'
        for name, value in {"DESCRIPTION": "Pen", "QUANTITY": "3", "PRICE": "1.50", "CURRENCY": "EUR"}.items()
    )

    answered, transport = ask(PRODUCT, languages.VALIDATE, page(fields))

    assert answered.message is not None
    assert isinstance(answered.message.body, Cart)
    assert answered.message.body.lines[0].unit_price == Money(Decimal("1.50"), "EUR")
    [(_url, sent)] = transport.posted
    assert b"FUNCTION=VALIDATE" in sent
    assert b"PRODUCTID=offer-7" in sent
    assert PASSWORD.encode() in sent
    assert transport.headers[0]["Accept"] == "text/html"
    kept = unseal(bytes(answered.record.body_sealed))
    assert b"PRODUCTID=offer-7" in kept
    assert PASSWORD.encode() not in kept
    seen = viewer.look_at(answered.record)
    assert seen.told is not None
    assert "what this costs now" in " ".join(seen.told.sentences)
    assert PASSWORD not in seen.source


@pytest.mark.parametrize("said", [page(""), Sent(http_status=200, content=b" ", arrived=True)])
def test_a_form_without_data_says_that_the_product_is_gone(said: Sent) -> None:
    answered, _transport = ask(PRODUCT, languages.VALIDATE, said)

    assert answered.message is not None
    assert isinstance(answered.message.body, Cart)
    assert answered.message.body.lines == ()


def test_a_page_to_sign_in_at_is_no_answer() -> None:
    answered, _transport = ask(PRODUCT, languages.VALIDATE, page("<input type=password>", "https://store.example/in"))

    assert answered.message is None
    assert answered.problem is not None
    assert answered.record.state != Sending.DELIVERED


def test_a_store_is_asked_with_basic_and_answers_in_lines() -> None:
    answer = availability.write_answer(status=Status(200, "OK"), body=PRICED)

    answered, transport = ask(
        PENS,
        languages.AVAILABILITY,
        Sent(http_status=200, content=answer, content_type=availability.CONTENT_TYPE, arrived=True),
    )

    assert answered.problem is None
    assert answered.message is not None
    assert answered.message.body == PRICED
    [(_url, sent)] = transport.posted
    assert transport.headers[0]["Authorization"] == languages.basic("lanterna", SECRET_OUT)
    assert transport.headers[0]["Accept"] == availability.CONTENT_TYPE
    assert SECRET_OUT.encode() not in sent
    seen = viewer.look_at(answered.record)
    assert seen.told is not None
    assert [line.part for line in seen.told.lines] == ["PEN"]


def test_the_bridges_own_problems_are_known_and_others_are_not() -> None:
    assert words.known("tls.expired")
    assert not words.known("never_heard_of")
