"""Items side by side."""

from __future__ import annotations

from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from fondaco.selling.accounts.operations import create_account
from fondaco.selling.catalog import agreements
from fondaco.selling.catalog.models import Item, Offer
from tests.selling import making
from tests.selling.catalog.visiting import without_tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers(db: None) -> list[Offer]:
    made = [making.offer(price=str(10 + n), stock="50") for n in range(5)]
    for n, one in enumerate(made):
        facts = [{"en": ["Colour", "blue" if n else "red"], "it": ["Colore", "blu" if n else "rosso"]}]
        Item.objects.filter(pk=one.item_id).update(facts=facts, pack_size=10 if n < 2 else 20, content_unit="EA")
    return made


def page(shopper: Client, *parts: str) -> str:
    response = shopper.get("/shop/compare", {"item": list(parts)})
    assert response.status_code == 200
    return unescape(without_tokens(response.content))


def row(text: str, label: str) -> str:
    return next(one for one in text.split("<tr>") if f">{label}" in one)


def test_what_differs_is_marked_in_words(shopper: Client, offers: list[Offer]) -> None:
    text = page(shopper, *(one.item.part_id for one in offers[:3]))

    for label in ("Net price", "Price of the content", "Sold by the", "Colour"):
        assert 'class="differs"' in row(text, label), label
        assert "differs" in row(text, label)
    for label in ("Brand", "Stock and delivery", "Sent"):
        assert "differs" not in row(text, label), label


def test_the_cheapest_content_is_said_and_everything_can_be_added(shopper: Client, offers: list[Offer]) -> None:
    text = page(shopper, *(one.item.part_id for one in offers[:3]))

    cells = row(text, "Price of the content").split("<td>")[1:]
    assert ["lowest" in cell for cell in cells] == [False, False, True]  # 12 for 20 pieces
    for offer in offers[:3]:
        assert f'value="{offer.key}"' in text
    assert text.count("Leave out") == 3


def test_four_fit_and_more_are_said(shopper: Client, offers: list[Offer]) -> None:
    text = page(shopper, *(one.item.part_id for one in offers))

    assert "the first four" in text
    assert offers[3].key in text
    assert offers[4].key not in text


def test_none_and_one_say_how_to_go_on(shopper: Client, offers: list[Offer]) -> None:
    assert "Nothing to compare yet" in page(shopper)
    assert "One item alone" in page(shopper, offers[0].item.part_id, offers[0].item.part_id)


@pytest.mark.parametrize("part", ["T-000000", "\0", "x" * 500, "<b>"])
def test_what_is_not_sold_is_left_out_and_said(shopper: Client, offers: list[Offer], part: str) -> None:
    text = page(shopper, offers[0].item.part_id, part)

    assert "is not sold here" in text
    assert "<b>" not in text.split("<h1>")[1]


def test_anothers_item_is_left_out_like_an_unknown_one(shopper: Client, offers: list[Offer], now: datetime) -> None:
    own, other = (create_account(public_id=n, name=n, currency="EUR", by=None, now=now) for n in ("own", "other"))
    agreements.make_exclusive(item=offers[1].item, audience=[own], by=None, now=now)
    parts = [one.item.part_id for one in offers[:2]]

    shopper.cookies["account"] = str(other.pk)
    hidden, unknown = page(shopper, *parts), page(shopper, parts[0], "T-000000")
    shopper.cookies["account"] = str(own.pk)

    assert offers[1].item.title_en not in hidden
    assert hidden.replace(parts[1], "T-000000") == unknown
    assert offers[1].item.title_en in page(shopper, *parts)


def test_a_comparison_costs_the_same_for_two_and_for_four(
    shopper: Client, offers: list[Offer], django_assert_max_num_queries: object
) -> None:
    page(shopper, offers[0].item.part_id)
    for count in (2, 4):
        with django_assert_max_num_queries(6):  # type: ignore[operator]
            page(shopper, *(one.item.part_id for one in offers[:count]))
