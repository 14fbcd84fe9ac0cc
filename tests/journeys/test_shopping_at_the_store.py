"""Shopping as a customer's people meet it: their prices and policy, a cart that is held, orders that change."""

from __future__ import annotations

import csv
import re
import secrets
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from fondaco.documents import OrderOperation
from tests.journeys.ordering import sees_order, sends
from tests.journeys.people import Visitor

pytestmark = pytest.mark.journey
LISTS = {"it": "penna gel", "en": "gel pen"}
NOTEBOOKS = {"it": "notebook", "en": "notebook"}
SUPPLIER = "Fondaco Store"


def punch_out(shopper: Visitor) -> None:
    shopper.go("buying", "/suppliers/")
    card = shopper.page.locator(".supplier-card").filter(
        has=shopper.page.get_by_role("heading", name=SUPPLIER, exact=True)
    )
    card.get_by_role("button").click()
    expect(shopper.page).to_have_url(re.compile(re.escape(shopper.url("selling", "/shop"))))


def search(shopper: Visitor, words: str) -> None:
    shopper.page.locator("header input[type=search]").fill(words)
    shopper.page.keyboard.press("Enter")
    expect(shopper.page).to_have_url(re.compile("q="))


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_company_sees_its_prices_and_policy_compares_and_submits_what_is_then_held(
    language: str, meet: Callable[..., Visitor], agreed: dict[str, str]
) -> None:
    shopper = meet(language)
    shopper.sign_in("requester")
    punch_out(shopper)

    search(shopper, NOTEBOOKS[language])
    shopper.sees("Restricted by your company")
    shopper.sees("Compare the chosen items")
    for choice in shopper.page.locator("input[form=compare]").all()[:2]:
        choice.check()
    shopper.button("Compare the chosen items").click()
    expect(shopper.page.locator("table.compare thead th")).to_have_count(2)
    shopper.picture("28-compare")

    price_of_the_company(shopper, agreed)
    what_is_submitted_is_held(shopper)


def price_of_the_company(shopper: Visitor, agreed: dict[str, str]) -> None:
    """In the results, on the page and, from twenty on, lower still."""
    search(shopper, agreed[f"title_{shopper.language}"])
    row = shopper.page.locator("li.result").filter(has_text=agreed["part"])
    expect(row).to_contain_text(shopper.say("your agreed price"))
    expect(row).to_contain_text(shopper.say("list price"))
    row.locator("a.result-title").click()
    shopper.sees("your agreed price")
    shopper.picture("29-agreed-price")
    shopper.page.locator(".tier-buttons button[value='20']").click()
    shopper.go("selling", "/cart")
    expect(amount(shopper, agreed["part"])).to_have_text(money(shopper, Decimal(agreed["from_20"])))


def amount(shopper: Visitor, part: str) -> Locator:
    """What one of it costs in the cart."""
    return shopper.page.locator("main tbody tr").filter(has_text=part).locator("td.numeric").first


def money(shopper: Visitor, value: Decimal) -> re.Pattern[str]:
    """The amount as pages of the language write it, wherever the currency stands."""
    said = f"{value:,.2f}" if shopper.language == "en" else f"{value:.2f}".replace(".", ",")
    return re.compile(re.escape(said))


def what_is_submitted_is_held(shopper: Visitor) -> None:
    """Without a cart nothing is asked of anybody; with one, a visit can be had again, and its quote has an end."""
    shopper.button("Return without a cart").click()
    expect(shopper.page).to_have_url(re.compile(re.escape(shopper.url("buying", "/"))))
    punch_out(shopper)
    shopper.add_to_cart(LISTS[shopper.language], 5)
    shopper.go("selling", "/cart")
    expect(shopper.page.locator("main")).to_contain_text(held_until(shopper))
    shopper.button("Submit items for approval").click()
    expect(shopper.page).to_have_url(re.compile(re.escape(shopper.url("buying", "/requests/"))))

    shopper.go("selling", "/visit")
    expect(shopper.page.locator(".strip")).to_contain_text(held_until(shopper))
    punch_out(shopper)
    shopper.go("selling", "/cart")
    shopper.sees("Nothing in the cart yet")


def held_until(shopper: Visitor) -> re.Pattern[str]:
    """A moment to the second, with its zone."""
    return re.compile(r"\d{4}.*\d\d[:.]\d\d[:.]\d\d CES?T")


@pytest.mark.parametrize("language", ["it", "en"])
def test_an_administrator_follows_the_companys_orders_as_they_change_and_are_cancelled(
    language: str, meet: Callable[..., Visitor], agreed: dict[str, str], tmp_path: Path
) -> None:
    elena, number = meet(language), f"PO-{secrets.token_hex(4).upper()}"
    elena.sign_in("account administrator", "selling")
    sends(elena, agreed, number, "6")
    sees_order(elena, number, "Accepted")
    sends(elena, agreed, number, "4", OrderOperation.UPDATE)
    sees_order(elena, number, "What changed against the version before")
    elena.sees("Versions and changes")

    elena.go("selling", f"/orders/?text={number}")
    with elena.page.expect_download() as saved:
        elena.link("Save as CSV").click()
    saved.value.save_as(tmp_path / "orders.csv")
    _head, *rows = csv.reader((tmp_path / "orders.csv").read_text("utf-8-sig").splitlines(), delimiter=",")
    assert [(number in row, agreed["part"] in row, "4" in row) for row in rows] == [(True, True, True)]

    sends(elena, agreed, number, "4", OrderOperation.DELETE)
    sees_order(elena, number, "This order was cancelled")


@pytest.mark.parametrize("language", ["it", "en"])
def test_with_the_keyboard_alone_from_the_start_page_to_a_submitted_cart(
    language: str, meet: Callable[..., Visitor]
) -> None:
    shopper = meet(language)
    shopper.sign_in("requester")
    punch_out(shopper)
    keyboard = shopper.page.keyboard

    shopper.tab_to("header input[type=search]")
    keyboard.type(LISTS[language])
    keyboard.press("Enter")
    expect(shopper.page).to_have_url(re.compile("q="))
    shopper.tab_to("a.result-title")
    keyboard.press("Enter")
    expect(shopper.page).to_have_url(re.compile("/item/"))
    shopper.tab_to("main form.add button")
    keyboard.press("Enter")
    expect(shopper.page.locator("nav a[href='/cart']").first).to_contain_text("1")
    shopper.tab_to("nav a[href='/cart']")
    keyboard.press("Enter")
    expect(shopper.page).to_have_url(re.compile("/cart"))
    shopper.tab_to("form[action='/cart/submit'] button")
    keyboard.press("Enter")

    expect(shopper.page).to_have_url(re.compile(re.escape(shopper.url("buying", "/requests/"))))


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_machine_that_looks_for_barriers_finds_none(
    language: str, meet: Callable[..., Visitor], agreed: dict[str, str]
) -> None:
    shopper, elena, teresa = meet(language), meet(language), meet(language)
    shopper.sign_in("requester")
    punch_out(shopper)
    shopper.add_to_cart(LISTS[language], 5)
    elena.sign_in("account administrator", "selling")
    teresa.sign_in("store administrator", "selling")
    account = ("/business", "/business/people", "/business/people/invite", "/business/groups/", "/business/payments")
    store = ("/reviews/", "/reviews/rules", "/settings-requests/", "/limit-requests/", "/customers/", "/staff/")
    item = agreed["part"]

    found = {
        **shopper.barriers(
            "selling", "/shop/", f"/shop/item/{item}", f"/shop/compare?item={item}", "/cart", "/register"
        ),
        **elena.barriers(
            "selling", *account, "/business/addresses", "/business/settings", "/business/policy", "/orders/"
        ),
        **teresa.barriers("selling", *store, "/catalogue/", f"/catalogue/item/{item}", "/catalogue/contracts"),
    }

    assert found == {}
