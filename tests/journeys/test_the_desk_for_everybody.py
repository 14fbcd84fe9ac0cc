"""The desk without a mouse, for those who cannot see well, in the dark and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PHONE, WIDE, Visitor

pytestmark = pytest.mark.journey


def in_request(visitor: Visitor) -> str:
    found = re.search(r"R-\d{4}-\d{6}", visitor.page.locator("h1").inner_text())
    assert found
    return found.group()


@pytest.mark.parametrize("language", ["it", "en"])
def test_with_the_keyboard_alone_from_a_written_line_to_the_approval(
    language: str, meet: Callable[..., Visitor]
) -> None:
    giulia, marta = meet(language), meet(language)
    giulia.sign_in("requester")
    keyboard = giulia.page.keyboard
    giulia.tab_to("nav a[href='/requests/']")
    keyboard.press("Enter")
    expect(giulia.page).to_have_url(re.compile("/requests/$"))
    giulia.tab_to("form[action='/requests/new'] button")
    keyboard.press("Enter")
    expect(giulia.page).to_have_url(re.compile("/lines/new"))
    for field, words in (("description", "Trestle"), ("quantity", "2"), ("unit_price", "40")):
        giulia.tab_to(f"main [name={field}]")
        keyboard.press("Control+a")
        keyboard.type(words)
    giulia.tab_to("main form .button-main")
    keyboard.press("Enter")
    expect(giulia.page.locator("main")).to_contain_text("Trestle")
    giulia.tab_to("textarea[name=reason]")
    keyboard.type("For the yard")
    giulia.tab_to("#request-form button.button-main")
    keyboard.press("Enter")
    giulia.sees("Submitted.")
    number = in_request(giulia)

    marta.sign_in("approver")
    marta.tab_to("nav a[href='/approvals/']")
    marta.page.keyboard.press("Enter")
    place = marta.page.locator("main a").filter(has_text=number).first.get_attribute("href")
    marta.tab_to(f"main a[href='{place}']")
    marta.page.keyboard.press("Enter")
    expect(marta.page.locator("h1")).to_contain_text(number)
    marta.tab_to("form[action$='/approve'] button")
    marta.page.keyboard.press("Enter")

    marta.page.wait_for_url(lambda url: place not in url)
    giulia.page.reload()
    giulia.sees("A supplier is being looked for")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["it", "en"])
def test_a_machine_that_looks_for_barriers_finds_none(language: str, scheme: str, meet: Callable[..., Visitor]) -> None:
    giulia, marta, luca, andrea = (meet(language) for _ in range(4))
    for visitor, role in ((giulia, "requester"), (marta, "approver"), (luca, "buyer"), (andrea, "administrator")):
        visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        visitor.sign_in(role)
    places = {
        giulia: ("/", "/suppliers/", "/requests/", "/requests/favourites", "/orders/", "/standing/"),
        marta: ("/approvals/", "/approvals/delegations"),
        luca: ("/orders/", "/changes/", "/release/to-source", "/suppliers/all", "/budgets/", "/requests/all"),
        andrea: ("/company/", "/approvals/away", "/policy/", "/company/rates", "/company/import", "/audit"),
    }

    found = {}
    for visitor, paths in places.items():
        for size in (WIDE, PHONE):
            visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
            found |= visitor.barriers("buying", *paths)

    assert found == {}


@pytest.mark.parametrize("language", ["it", "en"])
def test_nothing_is_wider_than_a_phone(language: str, meet: Callable[..., Visitor]) -> None:
    giulia, luca, andrea = (meet(language, phone=True) for _ in range(3))
    places = {
        (giulia, "requester"): ("/", "/suppliers/", "/requests/", "/orders/", "/standing/", "/requests/favourites"),
        (luca, "buyer"): ("/orders/", "/changes/", "/release/to-source", "/suppliers/all", "/budgets/"),
        (andrea, "administrator"): ("/company/", "/approvals/away", "/policy/", "/company/rates", "/company/import"),
    }

    wide = []
    for (visitor, role), paths in places.items():
        visitor.sign_in(role)
        for path in paths:
            visitor.go("buying", path)
            if visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append(path)

    assert wide == []
