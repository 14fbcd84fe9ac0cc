"""The store's own people at their pages, each behind a second factor."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.journeys.ordering import sees_order, sends
from tests.journeys.people import Visitor
from tests.stack import Stack

pytestmark = pytest.mark.journey
PASSWORD = "una-parola-lunga-e-sicura"

NEW_COMPANY = """
from datetime import datetime, UTC
from fondaco.people.links import new_token
from fondaco.people.models import new_public_id
from fondaco.selling.registration.operations import Said, begin_registration, confirm_registration
now, token = datetime.now(UTC), new_token()
said = Said(
    company=told["company"], vat_number=told["vat_number"], country="CH", language=told["language"],
    address={"name": told["company"], "street": ["Via Nassa 5"], "city": "Lugano", "state": "", "postal_code": "6900",
             "country": "CH"},
    admin_name="Piera Bernasconi", admin_email=told["email"],
)
begin_registration(said=said, public_id=new_public_id(), token=token, now=now)
account = confirm_registration(
    token=token, person=None, password=told["password"], account_public_id=new_public_id(), now=now
)
result = account.state
"""

PRICE = """
from fondaco.selling.catalog.models import Offer
result = str(Offer.objects.get(key=told["offer"]).unit_price.normalize())
"""


@pytest.mark.parametrize("language", ["it", "en"])
def test_customer_service_approves_a_company_that_waits_and_it_gets_in(
    language: str, stack: Stack, meet: Callable[..., Visitor]
) -> None:
    mark = secrets.token_hex(3)
    company, email = f"Cristalleria Nassa {mark} SA", f"piera@cristalleria-{mark}.example"
    state = stack.run(
        "selling",
        NEW_COMPANY,
        company=company,
        vat_number=f"CH{mark}",
        email=email,
        language=language,
        password=PASSWORD,
    )
    assert state == "in_review"
    bruno, piera = meet(language), meet(language)
    piera.sign_in_as(email, PASSWORD, "selling")
    piera.go("selling", "/business")
    piera.sees("We are looking at your company")

    bruno.sign_in("customer service", "selling")
    bruno.go("selling", "/reviews/")
    bruno.page.locator("main tbody a").filter(has_text=company).click()
    bruno.picture("30-review")
    bruno.button("Approve the company").click()
    bruno.page.wait_for_load_state()

    piera.go("selling", "/business")
    piera.sees("From registered to ordering")
    piera.open_letter("selling", email)
    expect(piera.page.locator("main")).to_contain_text(company)


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_store_administrator_changes_a_price_and_finds_an_order_by_the_customers_number(
    language: str, stack: Stack, meet: Callable[..., Visitor], agreed: dict[str, str]
) -> None:
    teresa, elena, number = meet(language), meet(language), f"PO-{secrets.token_hex(4).upper()}"
    before = Decimal(stack.run("selling", PRICE, offer=agreed["offer"]))
    teresa.sign_in("store administrator", "selling")
    changes_price(teresa, agreed, before + 1)
    assert Decimal(stack.run("selling", PRICE, offer=agreed["offer"])) == before + 1
    changes_price(teresa, agreed, before)
    assert Decimal(stack.run("selling", PRICE, offer=agreed["offer"])) == before

    elena.sign_in("account administrator", "selling")
    sends(elena, agreed, number, "2")
    sees_order(elena, number, "Accepted")
    teresa.go("selling")
    teresa.page.locator("header input[type=search]").fill(number)
    teresa.page.keyboard.press("Enter")
    expect(teresa.page).to_have_url(re.compile("/find|/orders/"))
    expect(teresa.page.locator("main")).to_contain_text(number)
    expect(teresa.page.locator("main")).to_contain_text("Lanterna Meccanica S.p.A.")


def changes_price(teresa: Visitor, agreed: dict[str, str], price: Decimal) -> None:
    """Found by its part number, opened, changed."""
    teresa.go("selling", "/catalogue/")
    teresa.page.locator("#staff-q").fill(agreed["part"])
    teresa.page.keyboard.press("Enter")
    teresa.page.locator("main tbody a").first.click()
    teresa.page.locator("main details.rule-change > summary").first.click()
    teresa.page.locator("main input[name$=unit_price]").first.fill(f"{price:f}")
    teresa.button("Change the offer").click()
    teresa.page.wait_for_load_state()
