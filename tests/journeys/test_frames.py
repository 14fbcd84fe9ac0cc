"""A purchasing system opens the shop in a frame, a pop-up, the same tab or a new one, and gets its cart every time.

Third-party cookies are blocked, as most browsers do by now. The purchasing system is a page of another site that the
browser is served by the test; the store is the real one.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Route, expect

from fondaco.documents import Cart, Credential, Envelope, Message, Person, PunchOutSetup, PunchOutSetupAnswer
from fondaco.wire import cxml
from tests.stack import Stack

pytestmark = pytest.mark.journey
BUYER = "https://buyer.example.com"
STRANGER = "https://stranger.example.org"

ORIGINS = """
from fondaco.bridge.models import Partner
partner = Partner.objects.get(their_identity=told["identity"])
before = list(partner.return_origins)
partner.return_origins = told["origins"] or [*before, told["more"]]
partner.save()
result = before
"""
VISITS = """
from fondaco.selling.shopping.models import StartToken, Visit
visit = Visit.objects.get(buyer_cookie=told["cookie"])
result = [visit.state, visit.start_tokens.filter(used_at=None).exists()]
"""

# What the frame of a third site keeps of a cookie that asks for nothing better than to be sent along.
COOKIE_JAR = """<script>document.cookie = "a=b; SameSite=None; Secure"; document.title = document.cookie || "none";
parent.postMessage(document.title, "*")</script>"""
LISTENER = (
    '<p id="said"></p><script>onmessage = (e) => { document.getElementById("said").textContent = e.data }</script>'
)


class System:
    """The purchasing system: its pages, and the carts that were posted to it."""

    def __init__(self, context: BrowserContext) -> None:
        self.pages: dict[str, str] = {}
        self.carts: list[Cart] = []
        for site in (BUYER, STRANGER):
            context.route(f"{site}/**", self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        if request.method == "POST":
            fields = {name: values[0] for name, values in parse_qs(request.post_data or "").items()}
            message = cxml.read(cxml.read_cart_form(fields)).message
            assert message is not None
            assert isinstance(message.body, Cart)
            self.carts.append(message.body)
            route.fulfill(content_type="text/html", body="<h1>The cart is here</h1>")
        else:
            path = "/" + request.url.partition("://")[2].partition("/")[2]
            route.fulfill(content_type="text/html", body=f"<!doctype html>{self.pages.get(path, '')}")


@pytest.fixture(scope="module")
def without_third_party_cookies(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    # The store of a test is on this very machine; Chromium would not let a public site frame that, whatever it is.
    local = "--disable-features=LocalNetworkAccessChecks"
    args = [*browser_type_launch_args.get("args", []), "--test-third-party-cookie-phaseout", local]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": args})
    yield browser
    browser.close()


@pytest.fixture
def context(without_third_party_cookies: Browser) -> Iterator[BrowserContext]:
    context = without_third_party_cookies.new_context(locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def system(context: BrowserContext) -> System:
    return System(context)


@pytest.fixture
def partner(stack: Stack) -> Iterator[dict[str, str]]:
    """The customer's connection, which may send carts to the purchasing system for as long as a test runs."""
    known = next(one for one in stack.record["selling"]["partners"] if "lanterna" in one["identity"])
    before = stack.run("selling", ORIGINS, identity=known["identity"], origins=[], more=BUYER)
    yield known
    stack.run("selling", ORIGINS, identity=known["identity"], origins=before, more="")


def start_url(stack: Stack, partner: dict[str, str], cookie: str) -> str:
    """What the store answers to the purchasing system's setup."""
    us, now, payload_id = Credential(partner["domain"], partner["identity"]), datetime.now(UTC), secrets.token_hex(8)
    envelope = Envelope(
        sender=us,
        from_=(us,),
        to=(us,),
        user_agent="Tests",
        payload_id=payload_id,
        timestamp=now,
        language="en",
    )
    # Nobody of the other journeys: the language of a first visit stays with the person.
    shopper = Person(email="framed@lanterna-meccanica.example", name="Piera Finestra")
    setup = PunchOutSetup(buyer_cookie=cookie, return_url=f"{BUYER}/return", person=shopper)
    data = cxml.with_secret(
        cxml.write(Message(setup, envelope, payload_id=payload_id, timestamp=now)), partner["secret"]
    )
    answer = httpx.post(partner["setup_url"], content=data, headers={"Content-Type": "text/xml"})
    message = cxml.read(answer.content).message
    assert message is not None
    assert isinstance(message.body, PunchOutSetupAnswer), message.body
    return message.body.start_url


def opened(how: str, context: BrowserContext, system: System, url: str) -> Page:
    """The page that the shop is in, opened as the purchasing system opens it."""
    system.pages["/"] = {
        "same tab": f'<a id="go" href="{url}">Shop</a>',
        "new tab": f'<a id="go" href="{url}" target="_blank">Shop</a>',
        "pop-up": f"""<button id="go" onclick="open('{url}', 'shop', 'width=900,height=700')">Shop</button>""",
        "frame": f'<iframe id="shop" src="{url}" width="900" height="600"></iframe>',
    }[how]
    page = context.new_page()
    page.goto(f"{BUYER}/")
    if how == "same tab":
        page.click("#go")
        return page
    with context.expect_page() as waiting:
        if how == "frame":
            page.frame_locator("#shop").get_by_role("link", name="Open the shop in a tab of its own").click()
        else:
            page.click("#go")
    return waiting.value


@pytest.mark.parametrize("how", ["same tab", "new tab", "pop-up", "frame"])
def test_the_shop_opens_and_its_cart_comes_home(
    how: str, context: BrowserContext, system: System, stack: Stack, partner: dict[str, str]
) -> None:
    cookie = secrets.token_hex(8)

    page = opened(how, context, system, start_url(stack, partner, cookie))
    expect(page).to_have_url(re.compile(r"/shop/$"))
    page.goto(page.url + "?q=pen")
    page.get_by_role("button", name="Add to cart").first.click()
    page.goto(page.url.partition("/shop")[0] + "/cart")
    page.get_by_role("button", name="Submit items for approval").click()
    expect(page.locator("h1")).to_have_text("The cart is here")

    assert [(cart.buyer_cookie, len(cart.lines)) for cart in system.carts] == [(cookie, 1)]
    assert stack.run("selling", VISITS, cookie=cookie) == ["submitted", False]


def test_a_frame_does_not_use_the_start_address_up(
    context: BrowserContext, system: System, stack: Stack, partner: dict[str, str]
) -> None:
    cookie = secrets.token_hex(8)
    url = start_url(stack, partner, cookie)
    system.pages["/"] = f'<iframe id="shop" src="{url}" width="900" height="600"></iframe>'
    page = context.new_page()

    page.goto(f"{BUYER}/")

    shop = page.frame_locator("#shop")
    expect(shop.get_by_role("heading")).to_have_text("The shop needs a tab of its own")
    assert stack.run("selling", VISITS, cookie=cookie) == ["granted", True]


def test_no_other_page_of_the_store_shows_in_a_frame(
    context: BrowserContext, system: System, stack: Stack, partner: dict[str, str]
) -> None:
    page = opened("same tab", context, system, start_url(stack, partner, secrets.token_hex(8)))
    store = page.url.partition("/shop")[0]
    system.pages["/around"] = "".join(f'<iframe src="{store}{path}"></iframe>' for path in ("/cart", "/visit", "/"))

    page.goto(f"{BUYER}/around")
    until = time.monotonic() + 10
    while not all(frame.url for frame in page.frames[1:]) and time.monotonic() < until:
        page.wait_for_timeout(50)  # a frame has no address until the browser has decided on it

    assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"] * 3


def test_the_browser_really_blocks_the_cookies_of_third_parties(context: BrowserContext, system: System) -> None:
    system.pages["/"] = f'{LISTENER}<iframe src="{STRANGER}/jar"></iframe>'
    system.pages["/jar"] = COOKIE_JAR
    page = context.new_page()

    page.goto(f"{BUYER}/")

    expect(page.locator("#said")).to_have_text("none")
