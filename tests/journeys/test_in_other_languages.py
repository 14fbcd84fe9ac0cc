"""The same way to the store and back in the other languages: OCI with orders in OAGIS, and cXML carts in base64."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import Visitor
from tests.journeys.test_the_story import open_mail
from tests.stack import Stack

pytestmark = pytest.mark.journey
OCI_SUPPLIER = "Arsenale Forniture"
PENS = {"it": "penna gel", "en": "gel pen"}

CART_FIELD = """
from fondaco.bridge.models import Partner
result = Partner.objects.filter(their_identity="lanterna-meccanica").update(cart_field=told["field"])
"""

LAST_CART = """
from fondaco.buying.shopping.models import ReturnedCart
from fondaco.buying.requests.models import PurchaseRequest
request = PurchaseRequest.objects.order_by("-pk")[0]
cart = ReturnedCart.objects.order_by("-pk")[0]
result = {
    "protocol": cart.protocol,
    "fate": cart.fate,
    "lines": [[line.supplier_part_id, str(line.quantity.normalize()), str(line.unit_price.normalize())]
              for line in request.lines.order_by("line_number")],
}
"""

PRICE = """
from decimal import Decimal
from fondaco.selling.catalog.models import Offer
from fondaco.selling.catalog.queries import item_by_part_id, best_offer, unit_price
item = item_by_part_id(told["part"])
result = str(unit_price(best_offer(item.offers.all()), Decimal(told["quantity"])).normalize())
"""

PROTOCOLS = """
from fondaco.bridge.models import MessageIn, MessageOut
went = MessageOut.objects.filter(number=told["number"]).values_list("document_type", "protocol", "state")
came = MessageIn.objects.filter(number=told["number"]).values_list("document_type", "protocol", "state")
result = [sorted(map(list, went)), sorted(map(list, came))]
"""


@pytest.fixture
def meet(browser: Browser, stack: Stack) -> Iterator[Callable[..., Visitor]]:
    """Make visitors; none of their browsers may have complained."""
    made: list[Visitor] = []

    def new(language: str, **options: bool) -> Visitor:
        made.append(Visitor(browser, stack, language, **options))
        return made[-1]

    yield new
    complaints = [one for visitor in made for one in visitor.complaints]
    for visitor in made:
        visitor.close()
    assert complaints == []


def shop(giulia: Visitor, supplier: str, quantity: int = 25) -> str:
    """Go to the store, fill a cart, bring it back; the part number of what is in it."""
    page = giulia.page
    giulia.go("buying", "/suppliers/")
    card = page.locator(".supplier-card").filter(has=page.get_by_role("heading", name=supplier, exact=True))
    card.get_by_role("button").click()
    expect(page).to_have_url(re.compile(re.escape(giulia.url("selling", "/shop"))))
    part = giulia.add_to_cart(PENS[giulia.language], quantity)
    giulia.go("selling", "/cart")
    giulia.button("Submit items for approval").click()
    expect(page).to_have_url(re.compile(re.escape(giulia.url("buying", "/requests/"))))
    return part


def has_come_back(stack: Stack, part: str, protocol: str, quantity: int = 25) -> None:
    """The request has the line, at the store's price."""
    price = stack.run("selling", PRICE, part=part, quantity=quantity)
    expected = {"protocol": protocol, "fate": "taken", "lines": [[part, str(quantity), price]]}
    assert stack.run("buying", LAST_CART) == expected


@pytest.mark.parametrize("language", ["it", "en"])
def test_shop_by_oci_order_in_oagis_be_confirmed(language: str, stack: Stack, meet: Callable[..., Visitor]) -> None:
    giulia = meet(language)
    giulia.sign_in("requester")
    part = shop(giulia, OCI_SUPPLIER)
    has_come_back(stack, part, "oci")

    page = giulia.page
    page.locator("textarea[name=reason]").fill("Per l'officina")
    giulia.button("Submit for approval").click()
    page.wait_for_load_state()
    found = re.search(r"R-\d{4}-\d{6}", page.locator("h1").inner_text())
    assert found
    request_url = page.url
    approver = meet(language)
    approver.sign_in("approver")
    open_mail(approver, approver.person("approver")["email"], found.group())
    approver.page.locator("main a[href*='/approvals/']").first.click()
    approver.page.wait_for_load_state()
    approver.page.locator("form[action$='/approve'] button").first.click()
    approver.page.wait_for_load_state()

    number = order_is_confirmed(giulia, request_url)
    went, came = stack.run("buying", PROTOCOLS, number=number)
    assert ["PurchaseOrder", "oagis10", "delivered"] in went
    assert ["OrderConfirmation", "oagis10", "handled"] in came
    message_can_be_read(meet(language), number)


def order_is_confirmed(giulia: Visitor, request_url: str) -> str:
    page = giulia.page
    said = giulia.say("Confirmed")
    for _look in range(60):
        page.goto(request_url)
        link = page.locator("main a[href*='/orders/']")
        if link.count():
            link.first.click()
            page.wait_for_load_state()
            if page.locator("main").get_by_text(said).count():
                break
        page.wait_for_timeout(700)
    expect(page.locator("main")).to_contain_text(said)
    found = re.search(r"PO-\d{4}-\d{6}", page.locator("h1").inner_text())
    assert found
    return found.group()


def message_can_be_read(buyer: Visitor, number: str) -> None:
    """The order's page leads to its message: a BOD, told in plain words, and what their ConfirmBOD said."""
    buyer.sign_in("administrator")
    buyer.page.locator("header input[type=search]").fill(number)
    buyer.page.keyboard.press("Enter")
    buyer.page.wait_for_load_state()
    buyer.page.locator("main a[href*='/messages/']").first.click()
    buyer.page.wait_for_load_state()
    expect(buyer.page.locator("main")).to_contain_text("ProcessPurchaseOrder")
    expect(buyer.page.locator("main")).to_contain_text(buyer.say("They confirmed that they have it"))


@pytest.mark.parametrize("field", ["cxml-base64", "cxml-urlencoded"])
def test_a_cxml_cart_comes_home_in_either_field(field: str, stack: Stack, meet: Callable[..., Visitor]) -> None:
    stack.run("selling", CART_FIELD, field=field)
    try:
        giulia = meet("it")
        giulia.sign_in("requester")
        part = shop(giulia, "Fondaco Store")
        has_come_back(stack, part, "cxml")
    finally:
        stack.run("selling", CART_FIELD, field="cxml-urlencoded")
