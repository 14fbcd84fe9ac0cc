"""The store's own people: a lost phone, a reset by a colleague, and a second factor set up anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import Visitor
from tests.stack import Stack

pytestmark = pytest.mark.journey
ADMINISTRATOR, SERVICE = "store administrator", "customer service"


@pytest.fixture(params=["en", "it"])
def pair(request: pytest.FixtureRequest, browser: Browser, stack: Stack) -> Iterator[tuple[Visitor, Visitor]]:
    """The administrator at a desk, and somebody of customer service on a phone; neither's browser may complain."""
    two = Visitor(browser, stack, request.param), Visitor(browser, stack, request.param, phone=True)
    yield two
    for one in two:
        one.close()
    assert [one.complaints for one in two] == [[], []]


def test_a_lost_second_factor_is_reset_by_an_administrator_and_set_up_anew(pair: tuple[Visitor, Visitor]) -> None:
    teresa, bruno = pair
    bruno.sign_in(SERVICE, "selling")
    bruno.sees("The store this week")

    teresa.sign_in(ADMINISTRATOR, "selling")
    teresa.go("selling", "/staff/")
    teresa.picture("staff")
    teresa.page.locator("main tr", has_text="Bruno Serra").get_by_role("link").click()
    teresa.page.locator("main textarea").fill("The phone fell into the harbour.")
    teresa.button("Reset the second factor").click()
    teresa.sees("The second factor is reset. They were told by mail.")

    # What was open on the lost phone is shut; the password leads to a new second factor.
    bruno.go("selling", "/orders/")
    expect(bruno.page).to_have_url(re.compile(r"/account/second-factor\?next=%2Forders%2F"))
    bruno.button("Begin").click()
    expect(bruno.page.locator("main img.qr")).to_have_js_property("complete", True)
    assert bruno.page.locator("main img.qr").evaluate("picture => picture.naturalWidth") > 0
    bruno.picture("second-factor")
    bruno.page.locator("main input[name=code]").fill("000000")
    bruno.button("Set it up").click()
    bruno.sees("This is not the code of this moment, or it was used already. Wait for the next one and type that.")
    bruno.page.locator("main input[name=code]").fill(bruno.page.locator(".demo-code").inner_text())
    bruno.button("Set it up").click()

    bruno.sees("Your second factor is set up")
    expect(bruno.page.locator("main .codes li")).to_have_count(10)
    recovery = bruno.page.locator("main .codes li").first.inner_text()
    bruno.link("I have kept them, go on").click()
    expect(bruno.page).to_have_url(re.compile(r"/orders/$"))

    # And a recovery code lets in once.
    bruno.page.context.clear_cookies()
    with_password(bruno)
    bruno.page.locator("main details.more summary").click()
    bruno.page.locator("main input[name=recovery_code]").fill(recovery)
    bruno.button("Go on with a recovery code").click()
    bruno.sees("The store this week")


def with_password(visitor: Visitor) -> None:
    who = visitor.person(SERVICE, "selling")
    visitor.go("selling", "/account/sign-in")
    visitor.page.locator("main input[type=email]").fill(who["email"])
    visitor.page.locator("main input[type=password]").fill(who["password"])
    visitor.button("Sign in").click()
    expect(visitor.page).to_have_url(re.compile("second-factor"))
