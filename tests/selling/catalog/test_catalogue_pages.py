"""The shop's pages as a browser gets them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fondaco.selling.catalog.models import Item, Offer

pytestmark = pytest.mark.django_db


def statements(django_assert_max_num_queries: Any, client: Client, address: str, most: int) -> str:
    client.get(address)  # what is read once per process is read here
    with django_assert_max_num_queries(most):
        response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("query", "most"),
    [("", 8), ("?q=pen", 8), ("?q=pen&category=44120000&seller=fondaco&brand=Scrivenda&stock=1&price_to=9", 9)],
)
def test_a_page_of_results_costs_a_fixed_number_of_statements(
    index_folder: Path, shopper: Client, django_assert_max_num_queries: Any, query: str, most: int
) -> None:
    few = statements(django_assert_max_num_queries, shopper, f"/shop/{query}", most)
    many = f"/shop/{query}{'&' if query else '?'}size=100"
    statements(django_assert_max_num_queries, shopper, many, most)

    assert few.count('class="result"') <= 25


def test_an_items_page_costs_a_fixed_number_of_statements(
    index_folder: Path, shopper: Client, django_assert_max_num_queries: Any
) -> None:
    item = max(Item.objects.prefetch_related("offers"), key=lambda one: one.offers.count())

    page = statements(django_assert_max_num_queries, shopper, f"/shop/item/{item.part_id}", 6)

    assert page.count('<th scope="row"') > 10
    for offer in item.offers.all():
        assert offer.seller.name in page


def test_results_show_what_is_needed_to_decide(index_folder: Path, shopper: Client) -> None:
    page = unescape(shopper.get("/shop/?q=ballpoint+pen").content.decode())

    row = page.split('<li class="result">')[1]
    for wanted in ("FND-", "/shop/picture/pen", "€", "each, net", "delivered by", "Add to cart", 'name="offer"'):
        assert wanted in row
    assert 'action="/cart/add"' in row


def test_facets_lead_to_what_they_count(index_folder: Path, shopper: Client) -> None:
    page = shopper.get("/shop/?q=pen&stock=1").content.decode()

    links = re.findall(r'<a href="(\?[^"]+)"[^>]*>.*?<span class="facet-count">([\d,]+)</span>', page)

    assert len(links) > 10
    for href, count in links:
        if "stock=1" not in href:
            continue
        found = unescape(shopper.get("/shop/" + unescape(href)).content.decode())
        chosen_more = re.search(r'<div class="page-lead">\s*([\d,]+) item', found)
        assert chosen_more is not None
        assert chosen_more.group(1) == count, href


def test_the_address_keeps_words_and_filters_through_pages(index_folder: Path, shopper: Client) -> None:
    page = unescape(shopper.get("/shop/?q=cable&stock=1&sort=price_up").content.decode())

    link = re.search(r'rel="next" href="([^"]+)"', page)

    assert link is not None
    assert all(part in link.group(1) for part in ("q=cable", "stock=1", "sort=price_up", "page=2"))
    second = unescape(shopper.get("/shop/" + link.group(1)).content.decode())
    assert "26 to" in second


def test_pages_speak_italian(index_folder: Path, shopper: Client) -> None:
    page = unescape(shopper.get("/shop/?q=penna", headers={"Accept-Language": "it"}).content.decode())

    assert "Penna" in page
    assert "ballpoint pen" not in page
    item = Item.objects.all()[0]
    page = unescape(shopper.get(f"/shop/item/{item.part_id}", headers={"Accept-Language": "it"}).content.decode())
    assert item.title_it in page


def test_nothing_found_helps_on(index_folder: Path, shopper: Client) -> None:
    nothing = unescape(shopper.get("/shop/?q=qqqqzzzz").content.decode())
    mended = unescape(shopper.get("/shop/?q=monitr").content.decode())
    filtered = unescape(shopper.get("/shop/?q=monitor&price_to=1").content.decode())

    assert "Nothing was found" in nothing
    assert "These are the results for <strong>monitor</strong>" in mended
    assert "The filters leave nothing" in filtered


def test_a_missing_index_is_said_not_shown_as_an_error(shopper: Client, tmp_path: Path, settings: Any) -> None:
    settings.FONDACO_INDEX_DIR = tmp_path / "none"

    response = shopper.get("/shop/")

    assert response.status_code == 503
    assert response["Retry-After"]
    assert "being prepared" in response.content.decode()


HOSTILE = [
    "?q=%00%01&page=-1&size=1e9&category=../../&sort=drop&price_from=NaN&price_to=1e400000",
    "?q=<script>alert(1)</script>&brand=<b>&seller=%27%22",
    "?page=999999999999999999999",
    "?" + "&".join(f"brand=b{n}" for n in range(500)),
    "?q=" + "x" * 5000,
    "?price_from=9&price_to=3",
    "?q=%ED%A0%80",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_mangled_addresses_are_answered(index_folder: Path, shopper: Client, query: str) -> None:
    response = shopper.get("/shop/" + query)

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_the_price_graph_is_a_drawing_without_a_script(index_folder: Path, shopper: Client) -> None:
    part_id = Offer.objects.filter(tiers__isnull=False).values_list("item__part_id", flat=True)[0]

    response = shopper.get(f"/shop/item/{part_id}/prices.svg")

    assert response["Content-Type"] == "image/svg+xml"
    assert b"<script" not in response.content
    assert b"<svg" in response.content


def test_pictures_are_drawn_and_kept_by_browsers(shopper: Client) -> None:
    response = shopper.get("/shop/picture/pen-blue.svg")

    assert response["Cache-Control"] == "public, max-age=86400"
    assert b"<svg" in response.content
    assert shopper.get("/shop/picture/teapot.svg").status_code == 404


@pytest.mark.parametrize("address", ["/shop/", "/shop/item/{}", "/shop/item/{}/prices.svg"])
def test_strangers_see_nothing_of_the_shop(index_folder: Path, shopper: Client, address: str) -> None:
    shopper.cookies["stranger"] = "1"

    item = Item.objects.all()[0]

    response = shopper.get(address.format(item.part_id))

    assert response.status_code == 403
    assert item.title_en not in response.content.decode()
    assert "€" not in response.content.decode()


def test_what_is_not_sold_is_not_found(index_folder: Path, shopper: Client) -> None:
    assert shopper.get("/shop/item/FND-999999").status_code == 404
    assert shopper.get("/shop/item/%00").status_code == 404
    Item.objects.filter(part_id="FND-100000").update(active=False)
    assert shopper.get("/shop/item/FND-100000").status_code == 404
