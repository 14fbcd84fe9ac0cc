"""Trying a connection and a visit: what each answer of the real other side is told as, and that nothing begins."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from fondaco import audit
from fondaco.buying.lifecycle import Refused
from fondaco.buying.shopping.models import PunchOutSession
from fondaco.buying.suppliers.models import Supplier
from fondaco.buying.suppliers.queries import lost_carts
from fondaco.buying.suppliers.trying import try_visit
from fondaco.documents import PunchOutSetupAnswer
from tests.buying.desk_carts import cart_xml, post_cart
from tests.buying.desk_store import NOW, Store, answering, status_answer

pytestmark = pytest.mark.django_db

LOGIN = b"<!doctype html><html><form><input type=password></form></html>"


def visited(as_person: Any, supplier: Supplier) -> str:
    page: str = as_person("Luca").post(f"/suppliers/{supplier.public_id}/try-visit").content.decode()
    return page


def tones(page: str) -> list[str]:
    return re.findall(r'<li class="step-(\w+)"', page)


def test_a_visit_is_asked_for_as_oneself_and_begins_for_nobody(
    as_person: Any, supplier: Supplier, store: Store
) -> None:
    page = visited(as_person, supplier)

    setup = store.setup()
    assert "People get in" in page
    assert tones(page) == ["good"] * 7
    assert setup.person is not None
    assert setup.person.email.startswith("luca")
    assert not PunchOutSession.objects.exists()
    supplier.refresh_from_db()
    assert supplier.tried == "worked"
    assert audit.lines_for(supplier.about)[-1].action == "supplier.tried"


def test_a_cart_from_a_tried_visit_is_not_taken(as_person: Any, supplier: Supplier, store: Store) -> None:
    visited(as_person, supplier)
    setup = store.setup()

    path = "/" + setup.return_url.split("/", 3)[3]
    answer = post_cart(path, cart_xml(setup.buyer_cookie))

    assert answer.status_code == 410
    assert not PunchOutSession.objects.exists()


@pytest.mark.parametrize(
    ("answer", "code", "rung", "words"),
    [
        (answering(404, "text/html", b"gone"), "http_status.not_found", 3, "takes nothing at this path"),
        (answering(503, "text/html", b"later"), "http_status.later", 3, "busy or out of order"),
        (answering(302, "text/html", b""), "redirect", 3, "another address"),
        (answering(200, "text/html", LOGIN), "login_page", 3, "A page to sign in at came"),
        (answering(200, "text/plain", b"hello"), "not_cxml", 3, "not in cXML"),
        (answering(401, "text/html", b""), "unauthorised", 4, "do not accept who we say we are"),
        (answering(200, "text/xml", status_answer(401, "Unauthorized")), "unauthorised", 4, "do not accept who"),
        (answering(200, "text/xml", status_answer(400, "Bad Request")), "refused", 5, "read the document and refused"),
        (answering(200, "text/xml", status_answer(500, "Oops")), "their_fault", 5, "Their system failed"),
        (answering(200, "text/xml", status_answer(200, "OK")), "no_start_page", 6, "named no page to open"),
        (
            answering(200, "text/xml", status_answer(200, "OK", PunchOutSetupAnswer("https://elsewhere.example/x"))),
            "start_page_elsewhere",
            6,
            "https://elsewhere.example",
        ),
    ],
)
def test_each_answer_is_told_at_the_step_where_it_failed_with_what_to_do(
    as_person: Any, supplier: Supplier, store: Store, answer: Any, code: str, rung: int, words: str
) -> None:
    store.answer = answer

    page = visited(as_person, supplier)

    supplier.refresh_from_db()
    assert (supplier.tried, supplier.trouble_code) == ("failed", code)
    assert supplier.trouble_remedy
    assert words in page
    assert tones(page) == ["good"] * rung + ["wrong"] + ["calm"] * (6 - rung)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:9/", "wrong_address.refused"),
        ("http://no-such-host.invalid/", "wrong_address.name"),
    ],
)
def test_an_address_without_anybody_is_the_first_step(
    as_person: Any, supplier: Supplier, settings: Any, url: str, code: str
) -> None:
    settings.FONDACO_OUTBOUND_ORIGINS = [url]
    supplier.connection.setup_url = url
    supplier.connection.save()

    page = visited(as_person, supplier)

    supplier.refresh_from_db()
    assert supplier.trouble_code == code
    assert tones(page) == ["wrong"] + ["calm"] * 6


def test_a_connection_that_is_off_or_speaks_oci_is_not_asked(
    as_person: Any, supplier: Supplier, store: Store, person: Any
) -> None:
    for changed in ({"active": False}, {"active": True, "punchout_protocol": "oci"}):
        for name, value in changed.items():
            setattr(supplier.connection, name, value)
        supplier.connection.save()

        page = as_person("Luca").post(f"/suppliers/{supplier.public_id}/try-visit", follow=True).content.decode()
        assert "so nothing is asked" in page or "cannot be tried from here" in page
        with pytest.raises(Refused):
            try_visit(
                supplier=supplier, by=person("Luca"), now=NOW, buyer_cookie="c", return_url="https://x/", loopback=[]
            )
    assert not store.received


def test_what_our_own_records_lack_is_told_and_asks_nobody(as_person: Any, supplier: Supplier, store: Store) -> None:
    supplier.connection.our_identity = ""
    supplier.connection.save()

    page = visited(as_person, supplier)

    supplier.refresh_from_db()
    assert supplier.trouble_code == "not_written"
    assert tones(page)[0] == "wrong"
    assert not store.received


def went(supplier: Supplier, person: Any, *, hours_ago: int, opened: bool = True, returned: bool = False) -> None:
    asked = NOW - timedelta(hours=hours_ago)
    number = PunchOutSession.objects.count()
    PunchOutSession.objects.create(
        public_id=f"s{number}",
        supplier=supplier,
        person=person,
        state="claimed" if returned else "expired",
        buyer_cookie=f"c{number}",
        return_token_hash=f"h{number}",
        currency="EUR",
        asked_at=asked,
        opened_at=asked if opened else None,
        returned_at=asked if returned else None,
        expires_at=asked + timedelta(hours=12),
    )


def test_carts_that_never_come_back_are_counted_from_the_last_that_did(supplier: Supplier, person: Any) -> None:
    giulia = person("Giulia")
    went(supplier, giulia, hours_ago=90, returned=True)
    for hours_ago in (50, 40):
        went(supplier, giulia, hours_ago=hours_ago)
    went(supplier, giulia, hours_ago=35, opened=False)
    went(supplier, giulia, hours_ago=1)
    assert lost_carts(supplier, now=NOW) == 0

    went(supplier, giulia, hours_ago=30)
    assert lost_carts(supplier, now=NOW) == 3

    went(supplier, giulia, hours_ago=20, returned=True)
    assert lost_carts(supplier, now=NOW) == 0


def test_the_page_asks_why_no_cart_comes_back(as_person: Any, supplier: Supplier, person: Any) -> None:
    address = f"/suppliers/{supplier.public_id}"
    assert "Carts do not come back" not in as_person("Luca").get(address).content.decode()

    for hours_ago in (50, 40, 30):
        went(supplier, person("Giulia"), hours_ago=hours_ago)

    assert "The last 3 visits opened the store" in as_person("Luca").get(address).content.decode()
