"""Suppliers' machines asked over HTTP: OCI VALIDATE product by product, and a store's price and availability."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import parse_qs

import pytest

from fondaco.bridge.models import Attempt, MessageOut, Partner
from fondaco.buying.shopping.prices import Asked, Priced, Unanswered, ask_prices, can_answer
from fondaco.buying.suppliers.models import AnswersBy, Supplier
from fondaco.documents import AvailabilityAnswer, AvailabilityLine, AvailabilityRequest, Money, Status
from fondaco.wire import availability
from tests.buying.desk_store import NOW, SECRETS, Reply, Store, answering

pytestmark = pytest.mark.django_db
BOLT = Asked("1", "BOLT-8", "offer.hold", Decimal(5), "EA", "EUR")
NUT = Asked("2", "NUT-8", "nut", Decimal(100), "EA", "EUR")
Page = Callable[[Store, bytes], Reply]


def ask(supplier: Supplier, *asked: Asked) -> dict[str, Priced]:
    return ask_prices(supplier=supplier, asked=asked or (BOLT,), now=NOW, about="request:r1")


def why_not(supplier: Supplier, *asked: Asked) -> str:
    with pytest.raises(Unanswered) as trouble:
        ask(supplier, *asked)
    assert trouble.value.problem.words
    assert trouble.value.problem.remedy
    return trouble.value.problem.code


class TestValidate:
    @pytest.fixture
    def supplier(self, supplier: Supplier, store: Store) -> Supplier:
        partner = supplier.connection
        partner.punchout_protocol, partner.oci_login = Partner.PunchOut.OCI, "lanterna-oci"
        partner.setup_url = f"{store.origin}/oci/abc?client=100"
        partner.oci_settings = {"password_field": "PWD", "method": "GET", "parameters": [["catalogue", "IT"]]}
        partner.set_oci_password("in-every-browser")
        partner.save()
        supplier.answers_by = AnswersBy.OCI_VALIDATE
        supplier.save()
        return supplier

    def test_the_product_is_asked_about_and_its_form_read(self, supplier: Supplier, store: Store) -> None:
        store.answer = form({"PRICE": "12.30", "EXT_PRODUCT_ID": "offer.new", "LEADTIME": "4"})

        said = ask(supplier)["1"]

        assert said == Priced("1", True, Decimal("12.30"), "EUR", None, 4, None, "offer.new")
        fields = {name: values[0] for name, values in parse_qs(store.received[0].decode()).items()}
        assert fields["FUNCTION"] == "VALIDATE"
        assert (fields["PRODUCTID"], fields["QUANTITY"]) == ("offer.hold", "5")
        assert (fields["USERNAME"], fields["PWD"], fields["catalogue"]) == ("lanterna-oci", "in-every-browser", "IT")
        assert fields["HOOK_URL"].endswith("/punchout/return/validated")

    def test_a_price_for_many_is_turned_into_that_of_one(self, supplier: Supplier, store: Store) -> None:
        store.answer = form({"PRICE": "1230", "PRICEUNIT": "1000"})

        assert ask(supplier)["1"].unit_price == Decimal("1.23")

    def test_each_product_is_a_question_of_its_own(self, supplier: Supplier, store: Store) -> None:
        store.answer = form({"VENDORMAT": ""})

        assert set(ask(supplier, BOLT, NUT)) == {"1", "2"}
        assert len(store.received) == 2

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"  \n",
            b'<html><form action="http://localhost:8000/punchout/return/validated" method="post"></form></html>',
            b'<form action="https://desk.example/punchout/return/validated?x=1"><input type="hidden" name="~caller" '
            b'value="CTLG"></form>',
        ],
    )
    def test_no_data_at_all_means_that_it_is_gone(self, supplier: Supplier, store: Store, body: bytes) -> None:
        store.answer = answering(200, "text/html", body)

        assert ask(supplier) == {"1": Priced("1", found=False)}

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            (b"<html><body>We are closed.</body></html>", "web_page"),
            (b'<html><form action="/login"><input name="user"><input type="password" name="p"></form>', "login_page"),
            (b'<html><form action="https://elsewhere.example/" method="post"></form></html>', "web_page"),
            (b"\x00" * 1000, "web_page"),
            (b"<" * 500_000, "web_page"),
            (b"<form>" + b'<input name="NEW_ITEM-PRICE[1]" value="1">' * 20_000 + b"</form>", "other_answer"),
        ],
    )
    def test_another_page_is_no_answer(self, supplier: Supplier, store: Store, body: bytes, code: str) -> None:
        store.answer = answering(200, "text/html", body)

        assert why_not(supplier) == code

    @pytest.mark.parametrize(
        "changed",
        [
            {"PRICE": "NaN"},
            {"PRICE": "1e999"},
            {"PRICE": ""},
            {"PRICE": "-1"},
            {"CURRENCY": "Euro"},
            {"UNIT": "BX"},
            {"VENDORMAT": "ANOTHER"},
        ],
    )
    def test_a_form_about_something_else_or_without_a_price_is_no_answer(
        self, supplier: Supplier, store: Store, changed: dict[str, str]
    ) -> None:
        store.answer = form(changed)

        assert why_not(supplier) in {"other_answer", "unusable"}

    def test_several_lines_for_one_product_are_no_answer(self, supplier: Supplier, store: Store) -> None:
        store.answer = form({}, {})

        assert why_not(supplier) == "other_answer"

    def test_a_wrong_password_is_told_as_such(self, supplier: Supplier, store: Store) -> None:
        store.answer = answering(403, "text/html", b"<html>No</html>")

        assert why_not(supplier) == "unauthorised"

    def test_question_and_answer_stand_in_the_journal_without_the_password(
        self, supplier: Supplier, store: Store, as_person: Any
    ) -> None:
        store.answer = form({})
        ask(supplier)

        record = MessageOut.objects.get(protocol="oci")
        assert (record.document_type, record.about, record.state) == ("Validation", "request:r1", "delivered")
        assert b"in-every-browser" not in record.body
        assert "in-every-browser" not in record.url + Attempt.objects.get(message=record).url
        page = as_person("Luca").get(record.get_absolute_url()).content.decode()
        assert "what this costs now" in page
        assert "in-every-browser" not in page

    def test_a_catalogue_that_is_switched_off_is_not_asked(self, supplier: Supplier, store: Store) -> None:
        Partner.objects.update(active=False)
        supplier.connection.refresh_from_db()

        assert not can_answer(supplier)
        assert why_not(supplier) == "nobody_to_ask"
        assert not store.received


def form(*lines: dict[str, str]) -> Page:
    """A catalogue's page that answers with a line for each, as SAP's own examples do."""
    usual = {
        "DESCRIPTION": "Bolt & nut",
        "QUANTITY": "5",
        "UNIT": "EA",
        "PRICE": "10",
        "CURRENCY": "EUR",
        "VENDORMAT": "BOLT-8",
    }
    inputs = "".join(
        f'<input type="hidden" name="NEW_ITEM-{name}[{number}]" value="{escape(value)}">'
        for number, line in enumerate(lines, start=1)
        for name, value in (usual | line).items()
    )
    page = f'<html><form action="http://localhost:8000/punchout/return/validated" method="post">{inputs}</form></html>'
    return answering(200, "text/html; charset=utf-8", page.encode())


class TestAvailability:
    @pytest.fixture
    def supplier(self, supplier: Supplier, store: Store) -> Supplier:
        supplier.answers_by = AnswersBy.AVAILABILITY
        supplier.save()
        return supplier

    def test_all_are_asked_about_at_once_with_our_credentials(self, supplier: Supplier, store: Store) -> None:
        seen: list[bytes] = []

        def answer(store: Store, body: bytes) -> Reply:
            seen.append(body)
            return told(
                AvailabilityLine("2", found=False),
                AvailabilityLine(
                    "1", True, Money(Decimal("12.3"), "EUR"), "EA", Decimal(7), 3, NOW + timedelta(days=1), "offer.new"
                ),
            )

        store.answer = answer

        said = ask(supplier, BOLT, NUT)

        assert said == {
            "1": Priced("1", True, Decimal("12.3"), "EUR", Decimal(7), 3, NOW + timedelta(days=1), "offer.new"),
            "2": Priced("2", found=False),
        }
        message = availability.read(seen[0]).message
        assert message is not None
        assert message.envelope is not None
        assert message.envelope.sender.identity == SECRETS["buyer_identity"]
        assert isinstance(message.body, AvailabilityRequest)
        assert [line.supplier_part_id for line in message.body.lines] == ["BOLT-8", "NUT-8"]
        assert SECRETS["desk_to_store"].encode() not in seen[0]

    @pytest.mark.parametrize(
        ("reply", "code"),
        [
            ((404, "text/html", b"<html>Not here</html>"), "http_status.not_found"),
            ((500, "text/plain", b"oops"), "http_status.later"),
            ((200, "text/html", b"<html>Welcome</html>"), "web_page"),
            ((200, "text/plain", b"fine"), "other_answer"),
            ((200, "application/json", b"[" * 100_000), "web_page"),
            ((200, "application/json", b'{"format": NaN}'), "web_page"),
            ((200, "application/json", b"{}"), "web_page"),
            ((302, "text/html", b""), "redirect"),
        ],
    )
    def test_what_is_no_answer_is_told_as_what_it_is(
        self, supplier: Supplier, store: Store, reply: Reply, code: str
    ) -> None:
        store.answer = lambda _store, _body: reply

        assert why_not(supplier) in {code, "other_answer"}

    def test_a_refusal_is_told(self, supplier: Supplier, store: Store) -> None:
        content = availability.write_answer(status=Status(401, "Unauthorized", "Who?"), body=None)
        store.answer = answering(401, "application/json", content)

        assert why_not(supplier) == "unauthorised"

    @pytest.mark.parametrize(
        "lines",
        [
            (),
            (AvailabilityLine("2", found=False),),
            (AvailabilityLine("1", found=False), AvailabilityLine("2", found=False)),
            (AvailabilityLine("1", True, Money(Decimal(1), "EUR"), "BX"),),
        ],
    )
    def test_an_answer_about_something_else_is_none(
        self, supplier: Supplier, store: Store, lines: tuple[AvailabilityLine, ...]
    ) -> None:
        store.answer = lambda _store, _body: told(*lines)

        assert why_not(supplier) == "other_answer"

    def test_question_and_answer_stand_in_the_journal(self, supplier: Supplier, store: Store, as_person: Any) -> None:
        store.answer = lambda _store, _body: told(
            AvailabilityLine("1", True, Money(Decimal(1), "EUR"), "EA", Decimal(7))
        )
        ask(supplier)

        record = MessageOut.objects.get(protocol="availability")
        page = as_person("Luca").get(record.get_absolute_url()).content.decode()
        assert "what these cost now" in page.lower()
        assert "BOLT-8" in page
        assert SECRETS["desk_to_store"] not in page

    def test_whoever_has_no_connection_is_not_asked(self, supplier: Supplier) -> None:
        supplier.partner, supplier.order_email = None, "orders@store.example"
        supplier.save()

        assert not can_answer(supplier)


def told(*lines: AvailabilityLine) -> Reply:
    content = availability.write_answer(status=Status(200, "OK"), body=AvailabilityAnswer(lines))
    return 200, "application/json", content


def test_the_secret_goes_beside_the_question_and_nowhere_else(supplier: Supplier, settings: Any) -> None:
    """What the transport is handed: HTTP Basic under our identity."""
    from fondaco.bridge.transport import Sent

    supplier.answers_by = AnswersBy.AVAILABILITY
    heard: dict[str, Any] = {}

    class Way:
        def post(self, url: str, content: bytes, **more: Any) -> Sent:
            heard.update(more, url=url)
            return Sent(problem="timeout", arrived=True)

    with pytest.raises(Unanswered):
        ask_prices(supplier=supplier, asked=[BOLT], now=NOW, transport=Way())

    scheme, _, encoded = heard["headers"]["Authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(encoded).decode() == f"{SECRETS['buyer_identity']}:{SECRETS['desk_to_store']}"
    assert heard["url"].endswith("/availability")
