"""How many SQL statements a page takes, however much there is to show."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.suppliers.models import Supplier
from tests.buying.desk_carts import Item, cart_xml, path_of, post_cart
from tests.buying.desk_store import NOW, Store

pytestmark = pytest.mark.django_db


def statements(client: Any, address: str) -> int:
    client.get(address)  # the first one also reads what is then kept
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def shop(as_person: Any, supplier: Any, store: Store) -> Any:
    """Fill a cart with so many lines and bring it back; the request's address."""

    def once(lines: int) -> str:
        client = as_person("Giulia")
        client.post(f"/punchout/shop/{supplier.public_id}")
        items = [Item(part=f"P{number}") for number in range(lines)]
        answer = post_cart(path_of(store.setup()), cart_xml(store.setup().buyer_cookie, items))
        return str(client.get(answer["Location"])["Location"])

    return once


@pytest.mark.parametrize("lines", [1, 200])
def test_the_page_after_the_return(as_person: Any, shop: Any, lines: int) -> None:
    assert statements(as_person("Giulia"), shop(lines)) <= 30


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_of_requests(as_person: Any, shop: Any, count: int) -> None:
    for _time in range(count):
        shop(1)

    assert statements(as_person("Giulia"), "/requests/") <= 8
    assert statements(as_person("Silvia"), "/requests/all") <= 8


@pytest.mark.parametrize("count", [1, 30])
def test_the_suppliers_to_shop_at(as_person: Any, supplier: Supplier, count: int) -> None:
    from fondaco.bridge.models import Partner

    for number in range(count):
        partner = Partner.objects.create(
            name=f"S{number}",
            our_domain="A",
            our_identity="us",
            their_domain="A",
            their_identity=str(number),
            created_at=NOW,
        )
        Supplier.objects.create(public_id=f"s{number}", name=f"S{number}", partner=partner, created_at=NOW)

    assert statements(as_person("Giulia"), "/suppliers/") <= 8


@pytest.mark.parametrize("address", ["/company/", "/company/cost-centres", "/company/addresses"])
def test_the_companys_pages(as_person: Any, company: Any, address: str) -> None:
    assert statements(as_person("Andrea"), address) <= 8


def test_numbers_have_no_gaps_and_begin_anew_each_year(company: Any) -> None:
    from fondaco.buying.requests.numbers import next_number

    said = [next_number(prefix="R", now=NOW), next_number(prefix="R", now=NOW)]
    said.append(next_number(prefix="R", now=NOW.replace(year=2027)))
    # Half past eleven in the evening of New Year's Eve in London is already the new year in Rome.
    said.append(next_number(prefix="R", now=NOW.replace(year=2027, month=12, day=31, hour=23, minute=30)))

    assert said == ["R-2026-000001", "R-2026-000002", "R-2027-000001", "R-2028-000001"]
    assert not PurchaseRequest.objects.exists()
