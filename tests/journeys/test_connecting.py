"""A group comes to PunchOut: its administrators and customer service, each on their own pages."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from fondaco.documents import Credential, Envelope, Message, Person, PunchOutSetup, PunchOutSetupAnswer, Status
from fondaco.wire import cxml
from tests.journeys.people import Visitor
from tests.stack import Stack

pytestmark = pytest.mark.journey
ORIGIN = "https://buyer.example.com"


@pytest.fixture
def meet(browser: Browser, stack: Stack) -> Iterator[Callable[..., Visitor]]:
    """Make visitors; their browsers may have complained of refused forms only, which the journey sends on purpose."""
    made: list[Visitor] = []

    def new(language: str, **options: bool) -> Visitor:
        made.append(Visitor(browser, stack, language, **options))
        return made[-1]

    yield new
    for visitor in made:
        visitor.close()
    assert [one for visitor in made for one in visitor.complaints if "status of 422" not in one] == []


def entries(visitor: Visitor) -> dict[str, str]:
    """What the page has to be entered on the other side, by its label."""
    return dict(
        visitor.page.evaluate(
            """() => [...document.querySelectorAll("main dl.facts dt")].map(
                dt => [dt.textContent.trim(), (dt.nextElementSibling.querySelector("code") || dt.nextElementSibling)
                    .textContent.trim()])"""
        )
    )


class System:
    """The purchasing system that the administrators enter those values in."""

    def __init__(self, visitor: Visitor) -> None:
        secret = visitor.say("Your shared secret, which your messages carry")
        expect(visitor.page.locator("main")).to_contain_text(secret)
        shown = entries(visitor)

        def value(label: str) -> str:
            return shown[visitor.say(label)]

        self.setups, self.orders = value("Address for setups"), value("Address for orders")
        self.us = Credential(value("From and Sender: domain"), value("From and Sender: identity"))
        self.store = Credential(value("To: domain"), value("To: identity"))
        self.secret = value("Your shared secret, which your messages carry")

    def punch_out(self, email: str, *, secret: str = "", url: str = "") -> Any:
        """What the store answers to a setup: where to go, or a Status."""
        now, payload_id = datetime.now(UTC), f"{secrets.token_hex(8)}@buyer.example.com"
        envelope = Envelope(
            sender=self.us, from_=(self.us,), to=(self.store,), user_agent="Journey", payload_id=payload_id,
            timestamp=now,
        )  # fmt: skip
        setup = PunchOutSetup(buyer_cookie="c", return_url=f"{ORIGIN}/back", person=Person(email=email, name="Elena"))
        data = cxml.write(Message(setup, envelope, payload_id=payload_id, timestamp=now))
        posted = cxml.with_secret(data, secret or self.secret)
        answer = httpx.post(url or self.setups, content=posted, headers={"Content-Type": "text/xml"}, timeout=30)
        message = cxml.read(answer.content).message
        assert message is not None
        return message.body


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_group_comes_from_plain_to_test_changes_its_secret_and_asks_for_a_setting(
    meet: Callable[..., Visitor], language: str
) -> None:
    elena, tester, andrea, bruno = (meet(language) for _each in range(4))
    elena.sign_in("account administrator", "selling")
    group = add_punchout(elena)
    system, connection = connect(elena)

    comes_to_test(elena, tester, system, group)
    exchange_the_secret(andrea, system, connection)
    ask_for_a_setting(elena, bruno, group)


def add_punchout(elena: Visitor) -> str:
    """A new group, and a door that opens one way: asked twice, the second time by name. The group's page."""
    name = f"Laboratorio prove e collaudi ({elena.language})"
    elena.go("selling", "/business/groups/")
    elena.page.locator("main input[name=name]").fill(name)
    elena.button("Create the group").click()
    group = elena.page.url
    elena.link("Add PunchOut").click()
    elena.sees("This door opens one way")
    elena.picture("store-add-punchout")
    elena.link("Go on").click()
    elena.page.locator("main input[name=name]").fill("Laboratorio")
    elena.button("Add PunchOut for good").click()
    elena.sees("This is not the group's name. Nothing was changed.")
    elena.page.locator("main input[name=name]").fill(name)
    elena.button("Add PunchOut for good").click()
    return group


def connect(elena: Visitor) -> tuple[System, str]:
    """What has to be entered in the purchasing system, shown once; and the connection's page."""
    elena.page.locator("main").get_by_role("link", name="Coupa").first.click()
    elena.page.locator("main textarea[name=return_origins]").fill(ORIGIN)
    elena.button("Issue credentials").click()
    elena.sees("Copy the secrets now")
    system = System(elena)
    elena.page.locator("main a.button-main").click()
    expect(elena.page.locator("main")).not_to_contain_text(system.secret)
    elena.sees("Nothing has come yet")
    return system, elena.page.url


def comes_to_test(elena: Visitor, tester: Visitor, system: System, group: str) -> None:
    """The check says what went wrong; then the first good visit brings the group into Test by itself."""
    email = elena.person("account administrator", "selling")["email"]
    refused(system.punch_out(email, secret="mistyped"), 401)
    elena.page.reload()
    elena.sees("They came with a wrong secret.")
    assert system.setups in refused(system.punch_out(email, url=system.orders), 400).explanation
    elena.page.reload()
    elena.sees("The document came to an address that does not take it: setups and orders have one each.")
    tester.page.goto(admitted(system.punch_out(email)).start_url)
    elena.page.goto(group)
    elena.sees("In Test")
    elena.picture("store-group")
    elena.link("Checklist for Active").click()
    elena.sees("Not everything was seen yet")
    elena.picture("store-checklist")


def exchange_the_secret(andrea: Visitor, system: System, connection: str) -> None:
    """Both are taken for a while; the old one is ended, and the check says that it was the old one."""
    email = andrea.person("technical administrator", "selling")["email"]
    andrea.sign_in("technical administrator", "selling")
    andrea.page.goto(connection)
    andrea.page.get_by_text(andrea.say("Issue a new secret")).first.click()
    andrea.page.get_by_role("button", name=andrea.say("Issue it and show it")).click()
    renewed = System(andrea)
    assert renewed.secret != system.secret
    admitted(system.punch_out(email))
    andrea.page.goto(connection)
    andrea.sees("Your system still uses the old secret")
    andrea.picture("store-connection")
    andrea.button("End it now").click()
    andrea.sees("The old secret is refused from now on.")
    refused(system.punch_out(email), 401)
    andrea.page.reload()
    andrea.sees("They came with the old secret, after its end.")
    admitted(renewed.punch_out(email))


def ask_for_a_setting(elena: Visitor, bruno: Visitor, group: str) -> None:
    """An administrator asks; customer service sets it; the page has it."""
    elena.page.goto(group)
    elena.link("Settings and safeguards of this group").click()
    settings = elena.page.url
    elena.picture("store-settings")
    elena.page.goto(f"{settings}?setting=hold_days")
    elena.page.locator("main input[name=value]").fill("14")
    elena.page.locator("main textarea[name=reason]").fill("Il consiglio si riunisce ogni dieci giorni.")
    elena.button("Ask for it").click()
    elena.sees("Customer service is asked. You get a mail when it is decided.")

    bruno.sign_in("customer service", "selling")
    bruno.go("selling", "/settings-requests/")
    held = bruno.say("Price and stock of a submitted cart are held for")
    bruno.page.locator("main table tr").filter(has_text=held).get_by_role("link").first.click()
    bruno.picture("store-settings-request")
    bruno.page.locator("main button[value=do]").click()
    bruno.sees("It is decided, and whoever asked gets a mail.")

    elena.page.goto(settings)
    row = elena.page.locator("main tr").filter(has_text=elena.say("Price and stock of a submitted cart are held for"))
    expect(row).to_contain_text("14")
    expect(row).to_contain_text(elena.say("Ask for another value"))


def refused(answer: Any, code: int) -> Status:
    assert isinstance(answer, Status)
    assert answer.code == code
    return answer


def admitted(answer: Any) -> PunchOutSetupAnswer:
    assert isinstance(answer, PunchOutSetupAnswer), answer
    return answer
