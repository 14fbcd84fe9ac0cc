"""A company that nobody knows comes to the store, connects its desk, tries everything out and goes live."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import Visitor
from tests.stack import Stack

pytestmark = pytest.mark.journey
STORE = "fondaco-store"
PASSWORD = "una-parola-lunga-e-sicura"

HIRE = """
from datetime import datetime, UTC
from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee, LegalEntity
from fondaco.buying.company.operations import add_employee
from fondaco.buying.ids import new_public_id
entity = LegalEntity.objects.get()
add_employee(
    entity=entity, email=told["email"], name=told["name"], roles=["requester"], language=told["language"],
    manager=Employee.objects.get(person__name="Marta Conti"), password=told["password"],
    cost_centre=CostCentre.objects.get(code="LOG-400"), address=DeliveryAddress.objects.get(code="GE-STAB"),
    by=None, now=datetime.now(UTC), public_id=new_public_id(),
)
result = None
"""

SELL_OUT = """
from datetime import datetime, UTC
from decimal import Decimal
from fondaco.selling.catalog.models import Offer
from fondaco.selling.catalog.operations import change_stock
for offer in Offer.objects.filter(item__part_id=told["part"]):
    change_stock(offer_id=offer.pk, stock=offer.reserved + Decimal(1), now=datetime.now(UTC))
result = None
"""


# A desk knows whoever writes to it by their credential, so it has one supplier of that name at a time.
STAND_ASIDE = """
from fondaco.bridge.models import Partner
result = Partner.objects.filter(their_identity=told["identity"]).update(their_identity=told["aside"])
"""


class Newcomer(NamedTuple):
    """The company, and the two of its people that the journey is about; they work at the desk too."""

    company: str
    vat_number: str
    domain: str
    name: str
    technician: str
    plenty: str
    scarce: str

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{self.domain}"

    @property
    def technician_email(self) -> str:
        return f"{self.technician.lower().replace(' ', '.')}@{self.domain}"

    @property
    def supplier(self) -> str:
        return f"Fondaco Store, {self.company}"


NEWCOMERS = {
    "it": Newcomer(
        "Officine Sanguineti S.r.l.", "03415280100", "officine-sanguineti.example", "Nora Sanguineti",
        "Dario Repetto", "evidenziatore", "forbici",
    ),
    "en": Newcomer(
        "Carpenteria Bacigalupo S.r.l.", "03752490106", "carpenteria-bacigalupo.example", "Irene Bacigalupo",
        "Sergio Traverso", "highlighter", "scissors",
    ),
}  # fmt: skip


@pytest.fixture
def desk_without_the_store(stack: Stack) -> Iterator[None]:
    """The demo's own supplier steps aside for the journey, and the newcomer's does afterwards."""
    stack.run("buying", STAND_ASIDE, identity=STORE, aside=f"{STORE}-of-the-demo")
    yield
    stack.run("buying", STAND_ASIDE, identity=STORE, aside=f"{STORE}-{secrets.token_hex(4)}")
    stack.run("buying", STAND_ASIDE, identity=f"{STORE}-of-the-demo", aside=STORE)


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.usefixtures("desk_without_the_store")
def test_a_company_registers_connects_its_desk_tries_it_out_and_orders_in_earnest(
    language: str, stack: Stack, meet: Callable[..., Visitor]
) -> None:
    who = NEWCOMERS[language]
    admin, technician, buyer, shopper = (meet(language) for _each in range(4))
    stack.run("buying", HIRE, email=who.email, name=who.name, language=language, password=PASSWORD)

    register(admin, who)
    group = add_punchout(admin)
    entries = issue_credentials(admin, group)
    forward(admin, technician, who)
    supplier = connect_at_the_desk(buyer, technician, entries, who)

    shopper.sign_in_as(who.email, PASSWORD, "buying")
    scarce = try_out(shopper, meet, who)
    order_is_judged_as_a_test(admin, scarce)
    go_live(admin, group)
    pay_by_invoice(admin)
    order_in_earnest(buyer, shopper, admin, meet, supplier, who)


def register(admin: Visitor, who: Newcomer) -> None:
    """Step 1: everything begins with a mailed link, and the password is set where it leads."""
    admin.go("selling")
    admin.link("Register your company").click()
    admin.enter(
        company=who.company, country="IT", vat_number=f"IT {who.vat_number}", street="Via dei Fabbri 3",
        postal_code="16149", city="Genova", province="GE", admin_name=who.name, admin_email=who.email,
    )  # fmt: skip
    admin.picture("20-register")
    admin.button("Send me the link").click()
    admin.sees("Look at your mail")

    admin.open_letter("selling", who.email)
    admin.page.locator("main a[href*='/register/link/']").first.click()
    admin.sees("Create the business account")
    expect(admin.page.locator("main")).to_contain_text(who.vat_number)
    admin.enter(password=PASSWORD, again=PASSWORD)
    admin.button("Create the business account").click()
    admin.sees("%(company)s is verified. You are its first administrator.", company=who.company)
    admin.go("selling", "/business")
    admin.picture("21-business")


def add_punchout(admin: Visitor) -> str:
    """Step 3: a door that opens one way. Returns where the group's page is."""
    admin.go("selling", "/business/groups/")
    admin.page.locator("main a[href*='/business/groups/']").first.click()
    group = admin.page.url
    name = admin.page.locator("h1").inner_text()
    admin.link("Add PunchOut").click()
    admin.picture("22-add-punchout")
    admin.link("Go on").click()
    admin.enter(name=name)
    admin.button("Add PunchOut for good").click()
    admin.sees("Which purchasing system is it?")
    return group


def issue_credentials(admin: Visitor, group: str) -> dict[str, str]:
    """Step 4: what has to be entered at the desk, by the label that it stands under."""
    admin.page.locator("main a[href='?system=plain']").first.click()
    admin.enter(return_origins=admin.url("buying", ""), order_url=admin.url("buying", "/cxml"))
    admin.button("Issue credentials").click()
    admin.sees("Copy the secrets now")
    entries = dict(
        admin.page.evaluate(
            """() => [...document.querySelectorAll("main dl.facts dt")].map(
                dt => [dt.textContent.trim(), dt.nextElementSibling.querySelector("code").textContent.trim()])"""
        )
    )
    admin.page.goto(group)
    return entries


def forward(admin: Visitor, technician: Visitor, who: Newcomer) -> None:
    """Step 2: whoever runs the purchasing system gets a link of their own, and sees what arrived so far."""
    admin.link("Forward this to the technical administrator").click()
    admin.enter(email=who.technician_email)
    admin.button("Send the invitation").click()

    technician.open_letter("selling", who.technician_email)
    technician.page.locator("main a[href*='/invitation/']").first.click()
    technician.enter(name=who.technician, password=PASSWORD)
    technician.picture("23-invitation")
    technician.button("Join %(account)s", account=who.company).click()
    technician.sees("You belong to %(account)s now.", account=who.company)
    technician.go("selling", "/business/groups/")
    technician.page.locator("main a[href*='/business/groups/']").first.click()
    technician.page.locator("main a[href*='/business/connections/']").first.click()
    technician.sees("Nothing has come yet")


def connect_at_the_desk(buyer: Visitor, technician: Visitor, entries: dict[str, str], who: Newcomer) -> str:
    """Exactly what the store issued; and the secret that the desk makes for the store goes the other way."""

    def value(label: str) -> str:
        return entries[buyer.say(label)]

    buyer.sign_in("buyer")
    buyer.go("buying", "/suppliers/new")
    buyer.enter(
        name=who.supplier,
        setup_url=value("Address for setups"),
        order_url=value("Address for orders"),
        our_domain=value("From and Sender: domain"),
        our_identity=value("From and Sender: identity"),
        their_domain=value("To: domain"),
        their_identity=value("To: identity"),
        secret_out=value("Your shared secret, which your messages carry"),
        mode="test",
    )
    buyer.button("Save and try the connection").click()
    buyer.sees("It works")
    supplier = buyer.page.url
    secret = buyer.page.locator(".notice code").first.inner_text()

    technician.page.get_by_text(technician.say("Enter a secret of your system's")).first.click()
    technician.page.locator("input[name=secret]").fill(secret)
    technician.page.get_by_role("button", name=technician.say("Use this secret")).click()
    technician.sees("Our messages carry the secret that your system made, from the next one on.")
    technician.sees("The last attempt went well")
    technician.picture("24-connection")
    return supplier


def try_out(shopper: Visitor, meet: Callable[..., Visitor], who: Newcomer) -> str:
    """Steps 5 and 6: the first visit brings the group into Test; one article is nearly sold out before the order."""
    punch_out(shopper, who)
    expect(shopper.page.locator(".strip-test")).to_contain_text(shopper.say("Nothing is charged, nothing ships."))
    shopper.add_to_cart(who.plenty, 3)
    scarce = shopper.add_to_cart(who.scarce, 4)
    shopper.go("selling", "/cart")
    shopper.picture("25-test-cart")
    shopper.button("Submit items for approval").click()
    shopper.stack.run("selling", SELL_OUT, part=scarce)
    is_ordered(shopper, meet, shopper.page.locator("main tr").filter(has_text=scarce).locator(".refusal"))
    return scarce


def punch_out(shopper: Visitor, who: Newcomer) -> None:
    shopper.go("buying", "/suppliers/")
    card = shopper.page.locator(".supplier-card").filter(has_text=who.supplier)
    card.get_by_role("button").click()
    expect(shopper.page).to_have_url(re.compile(re.escape(shopper.url("selling", "/shop"))))


def is_ordered(shopper: Visitor, meet: Callable[..., Visitor], sign: Locator) -> None:
    """Submitted at the desk, approved there, sent, and answered by the store: ``sign`` is what the order then shows."""
    page = shopper.page
    expect(page).to_have_url(re.compile(re.escape(shopper.url("buying", "/requests/"))))
    request = page.url
    page.locator("textarea[name=reason]").fill("Per l'officina")
    shopper.button("Submit for approval").click()
    found = re.search(r"R-\d{4}-\d{6}", page.locator("h1").inner_text())
    assert found
    approver = meet(shopper.language)
    approver.sign_in("approver")
    approver.open_letter("buying", approver.person("approver")["email"], found.group())
    approver.page.locator("main a[href*='/approvals/']").first.click()
    approver.page.locator("form[action$='/approve'] button").first.click()
    approver.page.wait_for_load_state()
    answered(shopper, request, sign)


def answered(shopper: Visitor, request: str, sign: Locator) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        shopper.page.goto(request)
        shopper.page.locator("main a[href*='/orders/']").first.click()
        shopper.page.wait_for_load_state()
        if sign.count():
            return
        shopper.page.wait_for_timeout(700)
    expect(sign.first).to_be_visible()


def the_order(admin: Visitor) -> Locator:
    """The newest order of the company, on its page at the store."""
    admin.go("selling", "/orders/")
    admin.page.locator("main tbody a").first.click()
    return admin.page.locator("main")


def order_is_judged_as_a_test(admin: Visitor, scarce: str) -> None:
    """It is marked, and a safeguard refused what is no longer there."""
    page = the_order(admin)
    admin.sees("Test order")
    admin.sees("Accepted in part")
    expect(page.locator("tr").filter(has_text=scarce)).to_contain_text("3")
    admin.picture("26-test-order")


def go_live(admin: Visitor, group: str) -> None:
    """Step 7: the checklist has filled by itself; the second door asks for the group's name."""
    admin.page.goto(group)
    name = admin.page.locator("h1").inner_text()
    admin.link("Checklist for Active").click()
    admin.sees("Everything was seen")
    admin.picture("27-checklist")
    admin.link("Make it Active").click()
    admin.enter(name=name)
    admin.button("Make it Active for good").click()
    admin.sees("The group is Active")


def pay_by_invoice(admin: Visitor) -> None:
    """Steps 8 and 9: with a way to pay, whoever registered the company can shop, by themselves."""
    admin.go("selling", "/business/payments")
    admin.sees("No way to pay yet")
    admin.enter(limit="2000")
    admin.button("Pay by invoice").click()
    admin.sees("default")
    admin.go("selling", "/business")
    expect(admin.page.locator("main .step-good")).to_have_count(9)


def order_in_earnest(
    buyer: Visitor, shopper: Visitor, admin: Visitor, meet: Callable[..., Visitor], supplier: str, who: Newcomer
) -> None:
    """The desk orders in earnest, and the store means it."""
    buyer.page.goto(f"{supplier}/change")
    buyer.enter(mode="production")
    buyer.button("Save and try the connection").click()
    buyer.sees("It works")

    punch_out(shopper, who)
    expect(shopper.page.locator(".strip-test")).to_have_count(0)
    part = shopper.add_to_cart(who.plenty, 2)
    shopper.go("selling", "/cart")
    shopper.button("Submit items for approval").click()
    is_ordered(shopper, meet, shopper.page.locator("main").get_by_text(shopper.say("Confirmed"), exact=True))

    page = the_order(admin)
    admin.sees("Accepted")
    expect(page).to_contain_text(part)
    expect(page).not_to_contain_text(admin.say("Test order"))
