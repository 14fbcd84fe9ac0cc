"""The whole PunchOut story in a browser, across both sites, in Italian and in English."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import Visitor
from tests.stack import Stack

pytestmark = pytest.mark.journey
APPROVERS = ("approver", "second approver")

WITHDRAW = """
from datetime import datetime, UTC
from fondaco.selling.catalog.models import Item
from fondaco.selling.catalog.operations import withdraw_item
from fondaco.selling.shopping.holds import lapse_due
from fondaco.selling.shopping.models import Hold
Hold.objects.filter(part_id=told["part"], state="held").update(expires_at=datetime.now(UTC))
lapse_due(now=datetime.now(UTC))  # what is held would still come
withdraw_item(item_id=Item.objects.get(part_id=told["part"]).pk, by=None, now=datetime.now(UTC))
result = None
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


@pytest.mark.parametrize("language", ["it", "en"])
def test_punch_out_come_back_with_a_cart_get_approval_order_be_confirmed(
    language: str, stack: Stack, meet: Callable[..., Visitor]
) -> None:
    for role in APPROVERS:  # mail is written in the language that a person last read
        meet(language).sign_in(role)
    giulia = meet(language)
    number, gone = shop_and_submit(giulia, stack)
    request_url = giulia.page.url

    # Between the cart and the order the hold of one article runs out, and it disappears from the catalogue.
    stack.run("selling", WITHDRAW, part=gone)
    approve_all(meet, language, number)

    order_is_confirmed_in_part(giulia, request_url, gone)
    messages_can_be_read(meet(language), giulia)
    the_shopper_got_mail(giulia)


def shop_and_submit(giulia: Visitor, stack: Stack) -> tuple[str, str]:
    """Steps 2 and 3. Returns the request's number, and the part number that will be withdrawn meanwhile."""
    page = giulia.page
    giulia.go("buying", "/account/sign-in")
    giulia.picture("01-sign-in")
    giulia.sign_in("requester")
    giulia.picture("02-desk")
    giulia.go("buying", "/suppliers/")
    giulia.picture("03-suppliers")
    giulia.button("Shop").click()
    expect(page).to_have_url(re.compile(re.escape(giulia.url("selling", "/shop"))))

    pens = {"it": "penna gel", "en": "gel pen"}[giulia.language]
    page.locator("header input[type=search]").fill(pens)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    giulia.picture("04-search")
    giulia.add_to_cart(pens, 25)
    giulia.picture("05-item")
    gone = giulia.add_to_cart({"it": "monitor", "en": "monitor"}[giulia.language], 4)
    giulia.go("selling", "/cart")
    giulia.picture("06-cart")
    giulia.button("Submit items for approval").click()

    expect(page).to_have_url(re.compile(re.escape(giulia.url("buying", "/requests/"))))
    reason = {"it": "Postazioni nuove per l'officina", "en": "New desks in the workshop"}[giulia.language]
    page.locator("textarea[name=reason]").fill(reason)
    expect(page.locator("#side")).to_contain_text("Marta Conti")
    expect(page.locator("#side")).to_contain_text("Paolo Dellacasa")
    giulia.picture("08-request")
    giulia.button("Submit for approval").click()
    giulia.picture("09-submitted")
    found = re.search(r"R-\d{4}-\d{6}", page.locator("h1").inner_text())
    assert found
    return found.group(), gone


def approve_all(meet: Callable[..., Visitor], language: str, number: str) -> None:
    """Step 4: each approver comes by the link in the mail, on a phone."""
    for index, role in enumerate(APPROVERS):
        approver = meet(language, phone=True)
        approver.sign_in(role)
        open_mail(approver, approver.person(role)["email"], number)
        if index == 0:
            approver.picture("10-mail")
        approver.page.locator("main a[href*='/approvals/']").first.click()
        if index == 0:
            approver.picture("11-approve")
        approver.page.locator("form[action$='/approve'] button").first.click()
        approver.page.wait_for_load_state()
        if index == 0:
            approver.picture("12-approved")


def open_mail(visitor: Visitor, address: str, words: str) -> None:
    """Wait for the mail (the worker sends it) and open it."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        visitor.go("buying", "/mail/")
        row = visitor.page.locator("main li, main tr").filter(has_text=address).filter(has_text=words)
        if row.count():
            row.first.get_by_role("link").first.click()
            visitor.page.wait_for_load_state()
            return
        visitor.page.wait_for_timeout(500)
    raise AssertionError(f"no mail to {address} about {words}")


def order_is_confirmed_in_part(giulia: Visitor, request_url: str, gone: str) -> None:
    """Steps 5 to 7: the order goes out, the store answers, the desk shows portions, reason, owner and remedy."""
    page = giulia.page
    until = time.monotonic() + 60
    while True:
        page.goto(request_url)
        page.locator("main a[href*='/orders/']").first.click()
        page.wait_for_load_state()
        if page.locator(".refusal").count() or time.monotonic() > until:
            break
        page.wait_for_timeout(700)
    expect(page.locator("h1")).to_contain_text(re.compile(r"PO-\d{4}-\d{6}"))
    expect(page.locator(".refusal").first).to_be_visible()
    expect(page.locator("main tr").filter(has_text=gone).locator(".refusal")).to_have_count(1)
    giulia.picture("13-order")


def messages_can_be_read(buyer: Visitor, giulia: Visitor) -> None:
    """Step 7: the order's message, raw with the secret masked and in plain words, found by the order's number."""
    number = re.search(r"PO-\d{4}-\d{6}", giulia.page.locator("h1").inner_text())
    assert number
    buyer.sign_in("administrator")
    buyer.page.locator("header input[type=search]").fill(number.group())
    buyer.page.keyboard.press("Enter")
    buyer.page.wait_for_load_state()
    expect(buyer.page.locator("h1")).to_contain_text(number.group())
    buyer.page.locator("main a[href*='/messages/']").first.click()
    buyer.page.wait_for_load_state()
    expect(buyer.page.locator("main")).to_contain_text("OrderRequest")
    secret = next(p for p in buyer.stack.record["selling"]["partners"] if "anterna" in p["name"])["secret"]
    assert secret not in buyer.page.content()
    buyer.picture("14-message")


def the_shopper_got_mail(giulia: Visitor) -> None:
    """Step 6: the store writes to the shopper what will and what will not come."""
    until = time.monotonic() + 30
    address = giulia.person("requester")["email"]
    while time.monotonic() < until:
        giulia.go("selling", "/mail/")
        if giulia.page.locator("main li, main tr").filter(has_text=address).count():
            giulia.picture("15-store-mail")
            return
        giulia.page.wait_for_timeout(500)
    raise AssertionError("the store sent the shopper no mail")
