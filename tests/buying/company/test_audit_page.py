"""The trail as administrators and auditors see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fondaco import audit
from fondaco.audit.models import Head
from tests.buying.world import NOW, World, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(world: World, client: Any) -> Any:
    client.force_login(world.auditor.person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_request_is_found_by_its_number(world: World, browser: Any) -> None:
    request = submitted(world)
    audit.write(action="order.sent", subject="order:other", by=None, now=NOW)

    page = browser.get("/audit", {"q": request.number.lower()}).content.decode()

    assert f"request:{request.public_id}" in page
    assert "order:other" not in page


def test_a_subject_is_found_by_its_name_and_nothing_by_another(world: World, browser: Any) -> None:
    audit.write(action="order.sent", subject="order:this", by=world.buyer.person_id, now=NOW)

    assert "Buyer" in browser.get("/audit", {"q": "order:this"}).content.decode()
    assert "Nothing goes by that" in browser.get("/audit", {"q": "order:\0that"}).content.decode()


@pytest.mark.parametrize("before", ["x", "9" * 40, "-1", "0"])
def test_a_place_that_is_none_breaks_nothing(world: World, browser: Any, before: str) -> None:
    assert browser.get("/audit", {"before": before}).status_code == 200


def test_the_chain_is_looked_through_on_demand(world: World, browser: Any) -> None:
    assert "The chain is whole" in browser.post("/audit").content.decode()

    Head.objects.update_or_create(id=1, defaults={"position": 3, "digest": "f" * 64})
    page = browser.post("/audit").content.decode()

    assert "The entry at place 1 is missing." in page


@pytest.mark.parametrize("many", [1, 60])
def test_the_page_takes_the_same_statements_however_much_happened(world: World, browser: Any, many: int) -> None:
    for number in range(many):
        audit.write(action="order.sent", subject=f"order:{number}", by=world.buyer.person_id, now=NOW)
    browser.get("/audit")

    with CaptureQueriesContext(connection) as captured:
        page = browser.get("/audit").content.decode()

    assert len(captured) <= 8
    assert ("Older entries" in page) is (many > 50)


def test_nobody_else_reads_it(world: World, client: Any) -> None:
    for one in (world.asker, world.buyer, world.chief):
        client.force_login(one.person)
        assert client.get("/audit").status_code == 403
        assert client.post("/audit").status_code == 403
