"""A returned cart becomes a request: whose, what of it, and only once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from fondaco import audit
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.shopping.models import PunchOutSession
from tests.buying.desk_carts import Item, cart_xml, charge, path_of, post_cart
from tests.buying.desk_store import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def back(visit: Any, store: Store) -> Any:
    """Post a cart; the answer is the claim's address."""

    def post(*args: Any, **kwargs: Any) -> str:
        answer = post_cart(path_of(store.setup()), cart_xml(visit.buyer_cookie, *args, **kwargs))
        return str(answer["Location"])

    return post


def test_the_cart_becomes_a_draft_of_the_one_who_filled_it(as_person: Any, back: Any) -> None:
    answer = as_person("Giulia").get(back())

    request = PurchaseRequest.objects.get()
    assert answer["Location"] == f"/requests/{request.public_id}"
    assert request.number.startswith("R-20")
    assert request.number.endswith("-000001")
    assert request.state == "draft"
    assert request.requester.name == "Giulia Ferraro"
    assert request.cost_centre.code == "PRD-310"
    assert request.deliver_to.code == "GE-STAB"
    assert request.net == Decimal(25)
    assert PunchOutSession.objects.get().state == "claimed"


def test_each_line_keeps_where_it_came_from(as_person: Any, back: Any) -> None:
    as_person("Giulia").get(back([Item(), Item(part="FND-2", auxiliary="a=1&b 'c'", price="3")]))

    line = PurchaseRequest.objects.get().lines.get(line_number=2)
    assert line.supplier_part_auxiliary_id == "a=1&b 'c'"
    assert line.cart_line == 2
    assert line.price_quoted == Decimal(3)
    assert line.cart_digest == line.session.carts.get(fate="taken").digest


def test_claiming_again_leads_to_the_same_request(as_person: Any, back: Any) -> None:
    client, address = as_person("Giulia"), back()

    assert client.get(address)["Location"] == client.get(address)["Location"]
    assert PurchaseRequest.objects.count() == 1


def test_somebody_who_is_not_signed_in_signs_in_first(back: Any) -> None:
    answer = Client().get(back())

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in?next=/punchout/claim/")
    assert not PurchaseRequest.objects.exists()


@pytest.mark.parametrize("name", ["Marta", "Luca", "Andrea", "Silvia", "Ginevra"])
def test_nobody_else_can_claim_it(as_person: Any, back: Any, name: str) -> None:
    answer = as_person(name).get(back())

    assert answer.status_code == 403
    assert "somebody else" in answer.content.decode()
    assert not PurchaseRequest.objects.exists()
    assert PunchOutSession.objects.get().state == "returned"


BAD_NUMBERS = ["-1", "0", "NaN", "Infinity", "1e400000", "1_000", "1,5", "", "١٢", "1.234567891", "99999999999999"]


@pytest.mark.parametrize("quantity", BAD_NUMBERS)
def test_a_quantity_that_is_none_keeps_only_its_line_from_being_ordered(
    as_person: Any, back: Any, quantity: str
) -> None:
    page = as_person("Giulia").get(back([Item(), Item(part="BAD", quantity=quantity)]), follow=True)

    request = PurchaseRequest.objects.get()
    assert [line.exclusion for line in request.lines.all()] == ["", "quantity_invalid"]
    assert request.net == Decimal(25)
    assert "Not everything can be ordered" in page.content.decode()


@pytest.mark.parametrize("price", BAD_NUMBERS)
def test_a_price_that_is_none_keeps_only_its_line_from_being_ordered(as_person: Any, back: Any, price: str) -> None:
    as_person("Giulia").get(back([Item(), Item(part="BAD", price=price)]))

    request = PurchaseRequest.objects.get()
    assert [line.exclusion for line in request.lines.all()] == ["", "price_invalid"]
    assert request.net == Decimal(25)


def test_one_line_in_another_currency_is_left_out(as_person: Any, back: Any) -> None:
    as_person("Giulia").get(back([Item(), Item(part="BAD", currency="USD")]))

    request = PurchaseRequest.objects.get()
    assert [line.exclusion for line in request.lines.all()] == ["", "currency_different"]
    assert request.net == Decimal(25)


def test_a_line_without_a_part_number_is_left_out(as_person: Any, back: Any) -> None:
    as_person("Giulia").get(back([Item(), Item(part=" ")]))

    assert [line.exclusion for line in PurchaseRequest.objects.get().lines.all()] == ["", "part_missing"]


def test_charges_are_kept_beside_the_net(as_person: Any, back: Any) -> None:
    as_person("Giulia").get(
        back(total="25.00", extra=charge("Shipping", "4.90", "Courier") + charge("Tax", "6.58", "VAT"))
    )

    request = PurchaseRequest.objects.get()
    assert (request.net, request.charges_sum, request.tax) == (Decimal(25), Decimal("4.90"), Decimal("6.58"))
    assert request.total == Decimal("36.48")


def test_a_total_that_is_not_the_sum_is_shown(as_person: Any, back: Any) -> None:
    page = as_person("Giulia").get(back(total="9.99"), follow=True).content.decode()

    assert "The supplier’s total is another" in page
    assert PurchaseRequest.objects.get().net == Decimal(25)


def test_rounding_does_not_look_like_another_total(as_person: Any, back: Any) -> None:
    items = [Item(part=f"P{number}", quantity="3", price="0.3333") for number in range(20)]

    page = as_person("Giulia").get(back(items, total="20.00"), follow=True).content.decode()

    assert "total is another" not in page


def test_a_line_is_written_in_the_audit_trail(as_person: Any, back: Any) -> None:
    as_person("Giulia").get(back())

    request = PurchaseRequest.objects.get()
    assert [line.action for line in audit.lines_for(request.about)] == ["request.made"]
    session = PunchOutSession.objects.get()
    said = [line.action for line in audit.lines_for(session.about)]
    assert said == ["session.asked", "session.let_in", "session.cart_came", "session.claim"]


def test_markup_in_a_description_is_only_text(as_person: Any, back: Any) -> None:
    page = as_person("Giulia").get(back([Item(description="<script>alert(1)</script>")]), follow=True)

    assert "<script>alert(1)" not in page.content.decode()
