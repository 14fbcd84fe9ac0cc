"""The store's own pages of the catalogue: offers, audiences, agreed prices and files of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Connection, StaffRole
from fondaco.selling.accounts.operations import employ_person
from fondaco.selling.catalog import agreements, operations
from fondaco.selling.catalog.models import ContractPrice, Item, Offer
from fondaco.selling.catalog.operations import OfferTerms
from tests.selling import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(lanterna: Connection) -> BusinessAccount:
    return lanterna.account


def employed(role: StaffRole, now: datetime) -> Client:
    person = Person.objects.create_person(email=f"{role}@store.example", name="Teresa")
    employ_person(person=person, role=role, by=None, now=now)
    return making.sign_in(Client(headers={"Accept-Language": "en"}), person)


@pytest.fixture
def staff(account: BusinessAccount, now: datetime) -> Client:
    return employed(StaffRole.ADMINISTRATOR, now)


@pytest.fixture
def offer(db: None) -> Offer:
    return making.offer(price="10", stock="50", tiers=[("5", "9")])


def terms(offer: Offer, **changes: str) -> dict[str, str]:
    given = {"seen": OfferTerms.of(offer).fingerprint, "unit_price": "10", "stock": "50", "active": "on", **changes}
    return {f"{offer.key}-{name}": value for name, value in given.items()}


def test_items_are_found_by_number_brand_and_words_whoever_may_buy_them(
    staff: Client, offer: Offer, now: datetime
) -> None:
    agreements.make_exclusive(item=offer.item, audience=[], by=None, now=now)
    operations.withdraw_item(item_id=offer.item_id, now=now)
    number = offer.item.part_id

    for text in (number, number.lower(), offer.item.manufacturer_part_id, "testmark stapler", "cucitrice"):
        assert number in staff.get("/catalogue/", {"q": text}).content.decode(), text
    for text in ("nothing like it", "\0", "%", "'"):
        assert number not in staff.get("/catalogue/", {"q": text}).content.decode(), text
    page = staff.get(f"/catalogue/item/{number}").content.decode()
    assert "Withdrawn" in page
    assert "For single customers" in page


def test_an_offer_is_changed_with_what_was_seen_in_hand(staff: Client, offer: Offer) -> None:
    address = f"/catalogue/offers/{offer.key}"

    staff.post(address, terms(offer, unit_price="8", stock="40", restock_on="2026-12-04"))
    offer.refresh_from_db()
    changed = (offer.unit_price, offer.stock, offer.restock_on, offer.tiers.get().unit_price)
    stale = unescape(staff.post(address, terms(making.offer(), unit_price="1"), follow=True).content.decode())

    assert changed == (8, 40, date(2026, 12, 4), Decimal("7.2"))
    assert "422" not in stale
    offer.refresh_from_db()
    assert offer.unit_price == 8


def test_of_two_who_change_an_offer_the_second_looks_again(staff: Client, offer: Offer, now: datetime) -> None:
    sent = terms(offer, unit_price="8")
    operations.change_price(offer_id=offer.pk, unit_price=Decimal(9), now=now)

    page = unescape(staff.post(f"/catalogue/offers/{offer.key}", sent, follow=True).content.decode())

    offer.refresh_from_db()
    assert "Somebody has changed this offer meanwhile" in page
    assert offer.unit_price == 9


def test_stock_cannot_be_set_below_what_is_promised(staff: Client, offer: Offer, now: datetime) -> None:
    operations.reserve(offer_id=offer.pk, quantity=Decimal(30), now=now)

    response = staff.post(f"/catalogue/offers/{offer.key}", terms(offer, stock="29", unit_price="7"))

    offer.refresh_from_db()
    assert response.status_code == 409
    assert "30 of it are promised" in unescape(response.content.decode())
    assert (offer.stock, offer.unit_price) == (50, 10)


def test_an_offer_taken_off_sale_is_not_bought_and_an_unchanged_one_is_said(staff: Client, offer: Offer) -> None:
    off = {name: value for name, value in terms(offer).items() if not name.endswith("-active")}

    same = staff.post(f"/catalogue/offers/{offer.key}", terms(offer), follow=True).content.decode()
    staff.post(f"/catalogue/offers/{offer.key}", off)

    offer.refresh_from_db()
    assert "is so already" in same
    assert not offer.sold


def test_an_item_is_withdrawn_and_sold_again(staff: Client, offer: Offer) -> None:
    address = f"/catalogue/item/{offer.item.part_id}/sale"

    states = []
    for sell in ("no", "no", "again", "again"):
        staff.post(address, {"sell": sell})
        states.append(Item.objects.get(pk=offer.item_id).active)

    assert states == [False, False, True, True]


def test_an_audience_is_chosen_by_customer(
    staff: Client, offer: Offer, account: BusinessAccount, other: Connection
) -> None:
    address = f"/catalogue/item/{offer.item.part_id}/audience"

    staff.post(address, {"audience": [account.public_id]})
    chosen = list(offer.item.audience.values_list("account_id", flat=True))
    staff.post(address, {"audience": ["nobody"]})
    kept = list(offer.item.audience.values_list("account_id", flat=True))
    staff.post(address, {"everybody": "1"})

    assert chosen == kept == [account.pk]
    assert not Item.objects.get(pk=offer.item_id).exclusive


def price(offer: Offer, **changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "part_id": offer.item.part_id.lower(),
        "seller": offer.seller.code,
        "from_quantity": "1",
        "unit_price": "6.50",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=30)).isoformat(),
        **changes,
    }


def test_a_price_is_agreed_shown_and_ended(staff: Client, offer: Offer, account: BusinessAccount) -> None:
    address = f"/catalogue/contracts/{account.public_id}"

    added = staff.post(f"{address}/add", price(offer))
    page = staff.get(address).content.decode()
    row = ContractPrice.objects.get()
    staff.post(f"{address}/{row.public_id}/end", {"last_day": timezone.localdate().isoformat()})

    assert added.status_code == 302
    assert "6.50" in page
    assert "in force" in page
    row.refresh_from_db()
    assert row.ends_on == timezone.localdate()
    assert "6.50" in staff.get(f"/catalogue/item/{offer.item.part_id}").content.decode()


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"part_id": "T-000000"}, 422, "offers nothing under this part number"),
        ({"unit_price": "-1"}, 422, "unit_price"),
        ({"unit_price": "x"}, 422, "unit_price"),
        ({"from_quantity": "0.5"}, 422, "from_quantity"),
        ({"starts_on": "tomorrow"}, 422, "starts_on"),
        ({"ends_on": "2020-01-01"}, 409, "comes before the first"),
    ],
)
def test_a_price_that_makes_no_sense_is_said_and_kept_in_the_form(
    staff: Client, offer: Offer, account: BusinessAccount, changes: dict[str, str], status: int, words: str
) -> None:
    response = staff.post(f"/catalogue/contracts/{account.public_id}/add", price(offer, **changes))

    assert response.status_code == status
    assert words in unescape(response.content.decode())
    assert not ContractPrice.objects.exists()


def test_a_price_is_ended_at_its_own_customer_only(
    staff: Client, offer: Offer, account: BusinessAccount, other: Connection
) -> None:
    staff.post(f"/catalogue/contracts/{account.public_id}/add", price(offer))
    row = ContractPrice.objects.get()

    wrong = staff.post(
        f"/catalogue/contracts/{other.account.public_id}/{row.public_id}/end", {"last_day": "2026-12-01"}
    )
    nonsense = staff.post(f"/catalogue/contracts/{account.public_id}/{row.public_id}/end", {"last_day": "soon"})

    before = row.ends_on
    row.refresh_from_db()
    assert (wrong.status_code, nonsense.status_code) == (404, 302)
    assert row.ends_on == before


def table(offer: Offer, *lines: str) -> str:
    head = "part_number;seller;from_quantity;unit_price;starts_on;ends_on"
    filled = [line.replace("OFFER", f"{offer.item.part_id};{offer.seller.code}") for line in lines]
    return "\r\n".join([head, *filled, ""])


def test_a_file_is_tried_first_and_then_agreed_on(staff: Client, offer: Offer, account: BusinessAccount) -> None:
    address = f"/catalogue/contracts/{account.public_id}/file"
    text = table(offer, "OFFER;;7,25;2026-01-01;", "OFFER;10;6.90;2026-01-01;2027-01-31", ";;;;;")
    file = SimpleUploadedFile("prices.csv", text.encode("utf-8-sig"))

    tried = staff.post(address, {"file": file})
    none_yet = ContractPrice.objects.count()
    agreed = staff.post(address, {"text": text, "agree": "1"})

    assert tried.status_code == 200
    assert "All 2 lines were tried and go" in tried.content.decode()
    assert none_yet == 0
    assert agreed.status_code == 302
    rows = ContractPrice.objects.order_by("from_quantity").values_list("from_quantity", "unit_price", "ends_on")
    assert list(rows) == [(1, Decimal("7.25"), None), (10, Decimal("6.90"), date(2027, 1, 31))]


def test_one_wrong_line_lets_no_line_through(staff: Client, offer: Offer, account: BusinessAccount) -> None:
    text = table(
        offer,
        "OFFER;1;7;2026-01-01;",
        "OFFER;1;8;2026-06-01;",
        "OFFER;1;x;2026-01-01;",
        "OFFER;1;7;01.02.2026;",
        "NOTHING;nobody;1;7;2026-01-01;",
    )

    response = staff.post(f"/catalogue/contracts/{account.public_id}/file", {"text": text, "agree": "1"})

    page = unescape(response.content.decode())
    assert response.status_code == 409
    assert "4 lines do not go" in page
    for words in ("Another price holds", "is no number", "not written as", "offers nothing"):
        assert words in page
    assert not ContractPrice.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Choose a file"),
        ("a;b;c\n1;2;3", "does not name the columns"),
        ("part_number,seller,unit_price,starts_on\n", "no lines under the head"),
        ("part_number,seller,unit_price,starts_on\n" + "a,b,1,2026-01-01\n" * 2001, "more than is taken"),
    ],
)
def test_what_is_no_such_file_is_said(staff: Client, account: BusinessAccount, text: str, words: str) -> None:
    response = staff.post(f"/catalogue/contracts/{account.public_id}/file", {"text": text})

    assert response.status_code == 422
    assert words in unescape(response.content.decode())


def test_a_file_in_another_encoding_is_said(staff: Client, account: BusinessAccount) -> None:
    file = SimpleUploadedFile("prices.csv", "però;è".encode("latin-1"))

    response = staff.post(f"/catalogue/contracts/{account.public_id}/file", {"file": file})

    assert response.status_code == 422
    assert "UTF-8" in response.content.decode()


def test_customer_service_sees_and_changes_nothing(offer: Offer, account: BusinessAccount, now: datetime) -> None:
    service = employed(StaffRole.SERVICE, now)
    item, contracts = f"/catalogue/item/{offer.item.part_id}", f"/catalogue/contracts/{account.public_id}"

    page = service.get(item).content.decode()
    statuses = [
        service.post(f"/catalogue/offers/{offer.key}", terms(offer, unit_price="1")).status_code,
        service.post(f"{item}/sale", {"sell": "no"}).status_code,
        service.post(f"{item}/audience", {"audience": []}).status_code,
        service.post(f"{contracts}/add", price(offer)).status_code,
        service.post(f"{contracts}/file", {"text": table(offer, "OFFER;1;1;2026-01-01;"), "agree": "1"}).status_code,
    ]

    assert statuses == [403] * 5
    assert "Withdraw the item" not in page
    offer.refresh_from_db()
    assert (offer.unit_price, offer.item.exclusive, ContractPrice.objects.count()) == (10, False, 0)
    assert Item.objects.get(pk=offer.item_id).active


@pytest.mark.parametrize("address", ["item/T-000000", "item/%00", "contracts/unknown", "contracts/%00"])
def test_what_is_not_there_is_not_found(staff: Client, address: str) -> None:
    assert staff.get(f"/catalogue/{address}").status_code == 404


def test_a_page_of_contracts_costs_the_same_for_few_and_many(
    staff: Client, account: BusinessAccount, now: datetime
) -> None:
    address = f"/catalogue/contracts/{account.public_id}"
    costs = []
    for count in (2, 12):
        for _ in range(count):
            offer, starts = making.offer(), date(2026, 1, 1)
            agreements.agree_price(
                account=account, offer=offer, unit_price=Decimal(1), starts_on=starts, by=None, now=now
            )
        staff.get(address)
        with CaptureQueriesContext(connection) as statements:
            staff.get(address)
        costs.append(len(statements))

    assert costs[0] == costs[1]
