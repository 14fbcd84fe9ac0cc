"""People at their browsers: what they do on the pages, in either language."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.words import say
from tests.stack import Stack

WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


class Visitor:
    """One person, one browser with cookies of its own, one language."""

    def __init__(self, browser: Browser, stack: Stack, language: str, *, phone: bool = False) -> None:
        self.stack = stack
        self.language = language
        self.size = PHONE if phone else WIDE
        self.context: BrowserContext = browser.new_context(
            locale={"it": "it-IT", "en": "en-GB"}[language], viewport=self.size, color_scheme="light"
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        """Policy violations and script errors are kept: a journey ends with none."""
        if message.type == "error":
            self.complaints.append(message.text)

    def close(self) -> None:
        self.context.close()

    def say(self, words: str, **told: object) -> str:
        return say(self.language, words, **told)

    def url(self, site: str, path: str = "/") -> str:
        return str(self.stack.record[site]["url"]) + path

    def person(self, role: str, site: str = "buying") -> dict[str, str]:
        return next(one for one in self.stack.record[site]["people"] if one["role"] == role)

    def go(self, site: str, path: str = "/") -> None:
        self.page.goto(self.url(site, path))

    def sign_in(self, role: str, site: str = "buying") -> None:
        who = self.person(role, site)
        self.sign_in_as(who["email"], who["password"], site)

    def sign_in_as(self, email: str, password: str, site: str) -> None:
        self.go(site, "/account/sign-in")
        self.page.locator("main input[type=email]").fill(email)
        self.page.locator("main input[type=password]").fill(password)
        self.button("Sign in").click()
        expect(self.page).not_to_have_url(re.compile("sign-in"))
        if "/account/second-factor" in self.page.url:
            self.show_second_factor()

    def show_second_factor(self) -> None:
        """The demo says the code that the person's app would; each counts once, so there may be a moment to wait."""
        code = self.page.locator(".demo-code")
        until = time.monotonic() + 70
        while not code.count() and time.monotonic() < until:
            time.sleep(1)
            self.page.reload()
        self.page.locator("main input[name=code]").fill(code.inner_text())
        self.button("Go on").click()
        expect(self.page).not_to_have_url(re.compile("second-factor"))

    def button(self, words: str, **told: object) -> Locator:
        return self.page.locator("main").get_by_role("button", name=self.say(words, **told)).first

    def link(self, words: str, **told: object) -> Locator:
        return self.page.locator("main").get_by_role("link", name=self.say(words, **told)).first

    def sees(self, words: str, **told: object) -> None:
        expect(self.page.locator("body")).to_contain_text(self.say(words, **told))

    def enter(self, **values: str) -> None:
        """Fill in or choose, by the names of the fields."""
        for name, value in values.items():
            field = self.page.locator(f"main form [name={name}]").first
            if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def open_letter(self, site: str, address: str, words: str = "") -> None:
        """Wait for the newest letter to somebody (the worker writes it), and open it."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            self.go(site, f"/mail/?to={address}")
            rows = self.page.locator("main tbody tr").filter(has_text=words)
            if rows.count():
                rows.first.get_by_role("link").first.click()
                self.page.wait_for_load_state()
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(f"no letter to {address} about {words}")

    def add_to_cart(self, article: str, quantity: int) -> str:
        """Search, open the first article that is in stock, add it; its part number."""
        self.page.locator("header input[type=search]").fill(article)
        self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        self.page.locator("a.result-title").first.click()
        self.page.wait_for_load_state()
        part = re.search(r"FND-\d+", self.page.url)
        assert part, self.page.url
        form = self.page.locator("main form").filter(has=self.page.locator("input[name=quantity]")).first
        form.locator("input[name=quantity]").fill(str(quantity))
        form.get_by_role("button", name=self.say("Add to cart")).click()
        self.page.wait_for_load_state()
        return part.group()

    def tab_to(self, wanted: str) -> None:
        """Tab until the focus is on what the selector ``wanted`` names; on the way it can be seen where it is."""
        seen = """wanted => { const one = document.activeElement, style = getComputedStyle(one);
            return {there: one.matches(wanted), name: one.outerHTML.slice(0, 120), page: one === document.body,
                shown: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0}}"""
        for _step in range(200):
            self.page.keyboard.press("Tab")
            focus: dict[str, Any] = self.page.evaluate(seen, wanted)
            assert focus["shown"] or focus["page"], f"nobody sees that the focus is on {focus['name']}"
            if focus["there"]:
                return
        raise AssertionError(f"Tab never came to {wanted}")

    def barriers(self, site: str, *paths: str) -> dict[str, list[str]]:
        """What axe says of each page, the rule and the first place; pages without a word are left out."""
        found = {}
        for path in paths:
            self.go(site, path)
            said = Axe().run(self.page).response["violations"]
            if said:
                found[path] = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in said]
        return found

    def sees_orders(self, place: str, count: int) -> None:
        """The request at ``place`` has led to so many; a supplier may be asked once more before."""
        found = self.page.locator("main a[href*='/orders/']")
        for _look in range(40):
            self.page.goto(place)
            if found.count() == count:
                return
            self.page.wait_for_timeout(500)
        raise AssertionError(self.page.locator("main").inner_text()[:2000])

    def picture(self, name: str) -> None:
        """For the guide: the page as it is now, wide and on a phone, where FONDACO_PICTURES names a folder."""
        folder = os.environ.get("FONDACO_PICTURES")
        if not folder or self.language != os.environ.get("FONDACO_PICTURES_LANGUAGE", "en"):
            return
        self.page.wait_for_load_state("networkidle")
        for size, suffix in ((WIDE, ""), (PHONE, "-phone")):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0) }")
            self.page.wait_for_timeout(150)
            self.page.screenshot(path=Path(folder) / f"{name}{suffix}.png", full_page=True)
        self.page.set_viewport_size(self.size)  # type: ignore[arg-type]
