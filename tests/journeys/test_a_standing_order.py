"""What is needed again and again: ordered once, then regularly, at prices asked for anew each time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Visitor
from tests.journeys.test_the_desk import approve, open_to_decide, shop_for_pens, submit
from tests.stack import Stack

pytestmark = pytest.mark.journey

NAME = {"it": "Penne per l'officina", "en": "Pens for the workshop"}

# The next cycle's day comes; the supplier's machine can be asked, or only its store.
NEXT_DAY = """
from datetime import UTC, datetime, time
from fondaco.buying.standing.cycles import make_due
from fondaco.buying.standing.models import StandingOrder
from fondaco.buying.suppliers.models import Supplier
order = StandingOrder.objects.get(public_id=told["order"])
Supplier.objects.filter(pk__in=order.lines.values("supplier")).update(answers_by=told["by"], answers_api="")
make_due(datetime.combine(order.next_on, time(9), UTC))
cycle = order.cycles.select_related("request").latest("needed_on")
result = {"state": cycle.state, "number": cycle.request.number, "url": cycle.request.get_absolute_url(),
          "code": cycle.code, "words": cycle.words}
"""


def ordered_once(giulia: Visitor, marta: Visitor) -> None:
    giulia.sign_in("requester")
    shop_for_pens(giulia, 10)
    request_url = giulia.page.url
    number = submit(giulia)
    marta.sign_in("approver")
    approve(marta, number)
    giulia.sees_orders(request_url, 1)


def order_regularly(giulia: Visitor) -> str:
    """The standing order's public id."""
    today = datetime.now(ZoneInfo("Europe/Rome")).date()
    giulia.link("Order this regularly").click()
    giulia.enter(unit="weeks")
    expect(giulia.page.locator("main [name=month_day]")).to_be_hidden()
    expect(giulia.page.locator("main [name=last_on]")).to_be_hidden()
    giulia.enter(line_1="12", weekday=str(today.weekday()), shift="after", first_on=today.isoformat(), lead_days="0")
    giulia.enter(name=NAME[giulia.language], most="500")
    giulia.page.locator("main [name=lead_days]").blur()
    expect(giulia.page.locator("#days li")).to_have_count(6)
    giulia.picture("desk-order-regularly")
    giulia.button("Order it regularly").click()
    giulia.sees("What comes next")
    expect(giulia.page.locator("h1")).to_contain_text(NAME[giulia.language])
    return giulia.page.url.rpartition("/")[2]


def put_into_the_cart(visitor: Visitor, quantity: int) -> None:
    """The article that the store shows, and back with the cart."""
    form = visitor.page.locator("main form").filter(has=visitor.page.locator("input[name=quantity]")).first
    form.locator("input[name=quantity]").fill(str(quantity))
    form.get_by_role("button", name=visitor.say("Add to cart")).click()
    visitor.page.wait_for_load_state()
    visitor.go("selling", "/cart")
    visitor.button("Submit items for approval").click()


@pytest.mark.parametrize("language", ["it", "en"])
def test_a_cycle_goes_by_itself_and_the_next_one_is_quoted_in_the_store(
    language: str, meet: Callable[..., Visitor], stack: Stack
) -> None:
    giulia, marta = meet(language), meet(language)
    ordered_once(giulia, marta)
    standing = order_regularly(giulia)
    page = giulia.page.url

    first: dict[str, Any] = stack.run("buying", NEXT_DAY, order=standing, by="availability")
    assert first["state"] == "submitted", first
    open_to_decide(marta, first["number"])
    expect(marta.page.locator("main")).to_contain_text(NAME[language])
    marta.picture("desk-standing-to-decide")
    marta.page.locator("form[action$='/approve'] button").first.click()
    marta.page.wait_for_load_state()
    giulia.sees_orders(giulia.url("buying", first["url"]), 1)

    second: dict[str, Any] = stack.run("buying", NEXT_DAY, order=standing, by="nothing")
    assert (second["state"], second["code"]) == ("handed", "in_the_store")
    giulia.open_letter("buying", giulia.person("requester")["email"], second["number"])
    expect(giulia.page.locator("main")).to_contain_text(second["url"])
    giulia.page.goto(page)
    giulia.picture("desk-standing-waits")
    giulia.link("Go on with it").click()
    giulia.picture("desk-standing-draft")
    part = re.search(r"FND-\d+", giulia.page.locator("main table").first.inner_text())
    assert part
    giulia.button("Fetch new prices").click()
    expect(giulia.page).to_have_url(re.compile(part.group()), timeout=15_000)  # the store opens on the very article
    put_into_the_cart(giulia, 12)
    expect(giulia.page).to_have_url(re.compile(re.escape(second["url"])))
    assert giulia.page.get_by_role("button", name=giulia.say("Fetch new prices")).count() == 0
    assert submit(giulia) == second["number"]
    approve(marta, second["number"])
    giulia.sees_orders(giulia.url("buying", second["url"]), 1)

    giulia.page.goto(page)
    expect(giulia.page.locator("figure.chart rect.column")).to_have_count(2)
    expect(giulia.page.locator("main table").last).to_contain_text(second["number"])
    giulia.picture("desk-standing-order")
    giulia.button("Skip the next one").click()
    giulia.sees("The next cycle is skipped.")
    giulia.go("buying", "/standing/")
    expect(giulia.page.locator("main")).to_contain_text(NAME[language])
    giulia.picture("desk-standing-orders")
