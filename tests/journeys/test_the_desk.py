"""The purchasing desk in a browser: several suppliers, delegates, lapsed quotes and a policy that is tried first."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Visitor
from tests.stack import Stack

pytestmark = pytest.mark.journey

OTHER_STORE = "Arsenale Forniture"
BENCH = {"it": "Banco da lavoro, due metri", "en": "Work bench, two metres"}
DELEGATE = "federica.bruzzone@lanterna-meccanica.example"
CHIEF = "ginevra.lanterna@lanterna-meccanica.example"
PASSWORD = "benvenuti-al-fondaco"

LAPSE = """
from datetime import datetime, UTC
from fondaco.buying.requests import clock
from fondaco.buying.requests.models import RequestLine
now = datetime.now(UTC)
lines = RequestLine.objects.filter(request__number=told["number"], hold_expires_at__isnull=False)
result = lines.count()
lines.update(hold_expires_at=now)
clock.lapse_due(now)
"""


def fetch(visitor: Visitor, article: str, quantity: int) -> None:
    """In the store: one article, and back with the cart."""
    visitor.add_to_cart(article, quantity)
    visitor.go("selling", "/cart")
    visitor.button("Submit items for approval").click()
    expect(visitor.page).to_have_url(re.compile(re.escape(visitor.url("buying", "/requests/"))))


def shop_for_pens(visitor: Visitor, quantity: int = 25) -> None:
    visitor.go("buying", "/suppliers/")
    visitor.button("Shop").click()
    expect(visitor.page).to_have_url(re.compile(re.escape(visitor.url("selling", "/shop"))))
    fetch(visitor, {"it": "penna gel", "en": "gel pen"}[visitor.language], quantity)


def write_line(visitor: Visitor, price: str) -> None:
    visitor.link("Write a line").click()
    visitor.enter(description=BENCH[visitor.language], quantity="2", unit_price=price)
    visitor.picture("desk-write-a-line")
    visitor.button("Put it into the request").click()
    expect(visitor.page.locator("main")).to_contain_text(BENCH[visitor.language])


def submit(visitor: Visitor) -> str:
    """The request's number."""
    reason = {"it": "Per la nuova officina", "en": "For the new workshop"}[visitor.language]
    visitor.page.locator("textarea[name=reason]").fill(reason)
    visitor.button("Submit for approval").click()
    visitor.page.wait_for_load_state()
    found = re.search(r"R-\d{4}-\d{6}", visitor.page.locator("h1").inner_text())
    assert found
    return found.group()


def open_to_decide(visitor: Visitor, number: str) -> None:
    visitor.go("buying", "/approvals/")
    visitor.page.locator("main a").filter(has_text=number).first.click()
    visitor.page.wait_for_load_state()


def approve(visitor: Visitor, number: str) -> None:
    open_to_decide(visitor, number)
    visitor.page.locator("form[action$='/approve'] button").first.click()
    visitor.page.wait_for_load_state()


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_request_from_two_suppliers_with_a_line_that_no_store_offers(
    language: str, meet: Callable[..., Visitor]
) -> None:
    giulia = meet(language)
    giulia.sign_in("requester")
    shop_for_pens(giulia)
    request_url = giulia.page.url

    giulia.link("Add from another store").click()
    row = giulia.page.locator("main li").filter(has_text=OTHER_STORE)
    row.get_by_role("button").click()
    expect(giulia.page).to_have_url(re.compile(re.escape(giulia.url("selling", ""))), timeout=15_000)
    fetch(giulia, {"it": "quaderno", "en": "notebook"}[language], 3)
    expect(giulia.page).to_have_url(request_url)
    write_line(giulia, "120")
    giulia.picture("desk-two-suppliers")
    number = submit(giulia)

    for role in ("approver", "second approver"):
        approver = meet(language, phone=True)
        approver.sign_in(role)
        approver.go("buying", "/approvals/")
        if approver.page.locator("main a").filter(has_text=number).count():
            open_to_decide(approver, number)
            approver.picture("desk-approve")
            approver.page.locator("form[action$='/approve'] button").first.click()
            approver.page.wait_for_load_state()

    luca = meet(language)
    luca.sign_in("buyer")
    luca.go("buying", "/release/to-source")
    luca.picture("desk-to-be-found")
    luca.page.locator("main tr").filter(has_text=number).get_by_role("link").first.click()
    option = luca.page.locator("select[name=supplier] option").filter(has_text=OTHER_STORE).get_attribute("value")
    assert option
    luca.enter(supplier=option, unit_price="120")
    luca.button("Order it there").click()
    luca.sees("Ordered.")

    giulia.sees_orders(request_url, 3)
    giulia.sees("Ordered")
    giulia.picture("desk-ordered-at-two")


@pytest.mark.parametrize("language", ["it", "en"])
def test_three_steps_with_a_delegate_and_a_change_that_sends_one_line_round_again(
    language: str, meet: Callable[..., Visitor]
) -> None:
    giulia, marta, paolo, federica, ginevra = (meet(language) for _ in range(5))
    giulia.sign_in("requester")
    shop_for_pens(giulia)
    request_url = giulia.page.url
    write_line(giulia, "2600")  # two of them, beyond what Paolo may approve alone
    expect(giulia.page.locator("#side")).to_contain_text("Ginevra Lanterna")
    number = submit(giulia)

    paolo.sign_in("second approver")
    paolo.go("buying", "/approvals/delegations")
    stand_in = paolo.page.locator("select[name=to] option").filter(has_text="Federica").get_attribute("value")
    assert stand_in
    today = time.strftime("%Y-%m-%d")
    paolo.enter(to=stand_in, from_on=today, until_on=today)
    paolo.picture("desk-delegation")
    paolo.button("Have them decide").click()
    paolo.sees("In your place")

    marta.sign_in("approver")
    approve(marta, number)

    federica.sign_in_as(DELEGATE, PASSWORD, "buying")
    open_to_decide(federica, number)
    expect(federica.page.locator("main")).to_contain_text("Paolo Dellacasa")
    federica.page.locator("summary").filter(has_text=federica.say("Send back for changes")).click()
    federica.page.locator("form[action$='/send-back'] textarea").fill(
        {"it": "Ne basta uno", "en": "One is enough"}[language]
    )
    federica.page.locator("form[action$='/send-back'] button").first.click()
    federica.page.wait_for_load_state()

    giulia.page.goto(request_url)
    giulia.page.locator("main tr").filter(has_text=BENCH[language]).get_by_role("link").last.click()
    giulia.enter(quantity="1", unit_price="5300")
    giulia.button("Save").click()
    giulia.page.wait_for_load_state()
    assert submit(giulia) == number

    open_to_decide(marta, number)
    marta.sees("You approved this before, and it is as it was")
    expect(marta.page.locator("form[action$='/approve'] button")).to_contain_text("1")
    marta.picture("desk-one-line-again")
    marta.page.locator("form[action$='/approve'] button").first.click()
    marta.page.wait_for_load_state()
    approve(federica, number)
    ginevra.sign_in_as(CHIEF, PASSWORD, "buying")
    approve(ginevra, number)

    paolo.go("buying", "/approvals/delegations")
    paolo.button("I am back").click()
    giulia.page.goto(request_url)
    expect(giulia.page.locator("main")).to_contain_text("Federica Bruzzone")


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_quote_that_lapses_is_fetched_again_and_never_ordered_at_the_old_price(
    language: str, meet: Callable[..., Visitor], stack: Stack
) -> None:
    giulia, marta = meet(language), meet(language)
    giulia.sign_in("requester")
    shop_for_pens(giulia, 10)
    request_url = giulia.page.url
    number = submit(giulia)
    assert stack.run("buying", LAPSE, number=number) == 1

    giulia.page.goto(request_url)
    giulia.button("Fetch new prices").click()
    expect(giulia.page).to_have_url(re.compile(re.escape(giulia.url("selling", ""))), timeout=15_000)
    giulia.go("selling", "/cart")
    giulia.picture("desk-lapsed-in-the-store")
    giulia.button("Submit items for approval").click()
    expect(giulia.page).to_have_url(request_url)
    giulia.picture("desk-quoted-again")
    assert submit(giulia) == number

    marta.sign_in("approver")
    approve(marta, number)
    giulia.sees_orders(request_url, 1)


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_policy_is_changed_after_it_was_tried_on_the_past(language: str, meet: Callable[..., Visitor]) -> None:
    giulia, andrea = meet(language), meet(language)
    giulia.sign_in("requester")
    shop_for_pens(giulia, 15)
    number = submit(giulia)

    andrea.sign_in("administrator")
    andrea.go("buying", "/policy/")
    if andrea.page.locator("form[action$='/policy/begin']").count():
        andrea.button("Begin a draft").click()
    else:
        andrea.link("Go on with the draft").click()
    andrea.link("Add a rule").click()
    chief = andrea.page.locator("select[name=people] option").filter(has_text="Ginevra").get_attribute("value")
    assert chief
    andrea.enter(effect="approve", who="person", sequence="90", above="10")
    andrea.page.locator("select[name=people]").select_option(chief)
    andrea.picture("desk-rule")
    andrea.button("Keep it in the draft").click()
    expect(andrea.page.locator("main")).to_contain_text("Ginevra Lanterna")
    andrea.picture("desk-draft")
    andrea.link("What would change?").click()
    expect(andrea.page.locator("main tr").filter(has_text=number)).to_contain_text("Ginevra Lanterna")
    andrea.picture("desk-back-test")

    andrea.link("Back to the draft").click()
    words = {"it": "La direzione vede di più", "en": "The chief sees more"}[language]
    andrea.enter(effective_on="2199-01-01", note=words)
    andrea.button("Publish the rules").click()
    expect(andrea.page.locator("main")).to_contain_text(words)
    andrea.picture("desk-versions")
