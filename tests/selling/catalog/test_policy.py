"""A customer's buying policy: which rule decides, who may write it, and where people read it."""

from __future__ import annotations

from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fondaco import audit
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Connection, Role
from fondaco.selling.accounts.operations import add_member
from fondaco.selling.catalog import agreements, policy
from fondaco.selling.catalog.models import Category, Guidance, Item, Offer, PolicyRule, RuleKind
from fondaco.selling.catalog.policy import Problem, RuleRefused
from fondaco.selling.catalog.search.indexer import rebuild
from tests.selling import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(lanterna: Connection) -> BusinessAccount:
    return lanterna.account


@pytest.fixture
def person(account: BusinessAccount, now: datetime) -> Person:
    made = Person.objects.create_person(email="admin@lanterna.example", name="Elena")
    add_member(account=account, person=made, roles=[Role.ADMINISTRATOR], by=None, now=now)
    return made


@pytest.fixture
def admin(person: Person) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(person)
    return client


@pytest.fixture
def offer(db: None) -> Offer:
    family = Category.objects.create(
        code="44120000",
        level="family",
        name_en="Stationery",
        name_it="Cancelleria",
        parent=Category.objects.create(code="44000000", level="segment", name_en="Office", name_it="Ufficio"),
    )
    kind = Category.objects.create(code="44121615", level="commodity", parent=family, name_en="St", name_it="Cu")
    made = making.offer(price="5")
    Item.objects.filter(pk=made.item_id).update(category=kind)
    return Offer.objects.select_related("item__category", "seller").get(pk=made.pk)


def rule(account: BusinessAccount, kind: str, value: str, verdict: str, message: str = "") -> PolicyRule:
    position = PolicyRule.objects.count() + 1
    return PolicyRule.objects.create(
        account=account, kind=kind, value=value, verdict=verdict, message=message, position=position
    )


def said(account: BusinessAccount, offer: Offer) -> str:
    verdict = policy.verdicts(account.pk, [offer]).get(offer.pk)
    return verdict.guidance.value if verdict else ""


def test_the_most_particular_rule_decides(account: BusinessAccount, offer: Offer) -> None:
    answers = [said(account, offer)]
    for kind, value, verdict in (
        ("category", "44000000", "blocked"),
        ("category", "44120000", "restricted"),
        ("category", "44121615", "preferred"),
        ("brand", "Testmark", "restricted"),
        ("item", offer.item.part_id, "preferred"),
    ):
        rule(account, kind, value, verdict)
        answers.append(said(account, offer))

    assert answers == ["", "blocked", "restricted", "preferred", "restricted", "preferred"]


@pytest.mark.parametrize(
    ("seller", "brand", "decides"),
    [
        ("blocked", "preferred", "blocked"),
        ("preferred", "blocked", "blocked"),
        ("restricted", "preferred", "restricted"),
        ("blocked", "restricted", "blocked"),
    ],
)
def test_among_equals_the_severest_decides(
    account: BusinessAccount, offer: Offer, seller: str, brand: str, decides: str
) -> None:
    rule(account, "seller", offer.seller.code, seller, "about the seller")
    rule(account, "brand", "Testmark", brand, "about the brand")

    verdict = policy.verdicts(account.pk, [offer])[offer.pk]

    assert verdict.guidance == decides
    assert verdict.message == ("about the seller" if seller == decides else "about the brand")
    assert verdict.blocked is (decides == "blocked")


def test_a_policy_is_its_own_companys(account: BusinessAccount, other: Connection, offer: Offer) -> None:
    rule(account, "item", offer.item.part_id, "blocked")

    assert said(other.account, offer) == ""
    assert policy.verdicts(None, [offer]) == {}


def test_verdicts_cost_one_statement(account: BusinessAccount, offer: Offer, django_assert_num_queries: Any) -> None:
    rule(account, "seller", offer.seller.code, "restricted")
    offers = list(Offer.objects.select_related("item__category", "seller"))

    with django_assert_num_queries(1):
        assert policy.verdicts(account.pk, offers * 5)


def add(account: BusinessAccount, person: Person, now: datetime, kind: RuleKind, value: str) -> PolicyRule:
    return policy.add_rule(
        account=account, kind=kind, value=value, verdict=Guidance.BLOCKED, message="No.", by=person.pk, now=now
    )


def test_rules_are_added_changed_and_removed_with_a_line_each(
    account: BusinessAccount, person: Person, offer: Offer, now: datetime
) -> None:
    added = add(account, person, now, RuleKind.BRAND, "testMARK")
    policy.change_rule(rule=added, verdict=Guidance.PREFERRED, message="Yes.", by=person.pk, now=now)
    with pytest.raises(RuleRefused):
        policy.change_rule(rule=added, verdict=Guidance.PREFERRED, message="Yes.", by=person.pk, now=now)
    stood = PolicyRule.objects.get()
    policy.remove_rule(rule=added, by=person.pk, now=now)
    with pytest.raises(PolicyRule.DoesNotExist):
        policy.remove_rule(rule=stood, by=person.pk, now=now)

    assert (stood.value, stood.verdict, stood.message) == ("Testmark", "preferred", "Yes.")
    lines = [line.action for line in audit.lines_for(account.subject) if line.action.startswith("policy")]
    assert lines == ["policy.rule_added", "policy.rule_changed", "policy.rule_removed"]


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        (RuleKind.ITEM, "T-999999", Problem.NO_ITEM),
        (RuleKind.ITEM, "\0", Problem.NO_ITEM),
        (RuleKind.SELLER, "nobody", Problem.NO_SELLER),
        (RuleKind.BRAND, "Nomark", Problem.NO_BRAND),
        (RuleKind.CATEGORY, "99000000", Problem.NO_CATEGORY),
    ],
)
def test_rules_are_about_things_there_are(
    account: BusinessAccount, person: Person, offer: Offer, now: datetime, kind: RuleKind, value: str, why: Problem
) -> None:
    with pytest.raises(RuleRefused) as refused:
        add(account, person, now, kind, value)

    assert refused.value.why is why
    assert not PolicyRule.objects.exists()


def test_a_rule_tells_nothing_of_another_customers_item(
    account: BusinessAccount, other: Connection, person: Person, offer: Offer, now: datetime
) -> None:
    agreements.make_exclusive(item=offer.item, audience=[other.account], by=None, now=now)

    for kind, value, why in (
        (RuleKind.ITEM, offer.item.part_id, Problem.NO_ITEM),
        (RuleKind.BRAND, "Testmark", Problem.NO_BRAND),
    ):
        with pytest.raises(RuleRefused) as refused:
            add(account, person, now, kind, value)
        assert refused.value.why is why


def test_there_is_one_rule_about_a_thing(account: BusinessAccount, person: Person, offer: Offer, now: datetime) -> None:
    add(account, person, now, RuleKind.BRAND, "Testmark")

    with pytest.raises(RuleRefused) as refused:
        add(account, person, now, RuleKind.BRAND, "TESTMARK")

    assert refused.value.why is Problem.THERE_ALREADY
    assert PolicyRule.objects.count() == 1


@pytest.fixture
def index(offer: Offer, tmp_path: Path, settings: Any) -> None:
    settings.FONDACO_INDEX_DIR = tmp_path / "index"
    rebuild()


def test_administrators_write_the_policy_as_sentences(
    admin: Client, account: BusinessAccount, offer: Offer, index: None
) -> None:
    sent = {"kind": "brand", "brand-value": "Testmark", "brand-verdict": "blocked", "brand-message": "Ask first."}

    counted = unescape(admin.post("/business/policy", {**sent, "count": "1"}).content.decode())
    none_yet = PolicyRule.objects.count()
    page = unescape(admin.post("/business/policy", sent, follow=True).content.decode())
    again = admin.post("/business/policy", sent)

    assert "This would be about 1 item that your people see" in counted
    assert 'value="Ask first."' in counted
    assert none_yet == 0
    assert "Ask first." in page
    assert again.status_code == 409
    assert PolicyRule.objects.get().account == account


def test_what_makes_no_sense_is_said_at_its_field_and_kept(admin: Client, offer: Offer, index: None) -> None:
    wrong = {"kind": "item", "item-value": "T-000000", "item-verdict": "blocked", "item-message": "kept words"}

    refused = admin.post("/business/policy", wrong)
    empty = admin.post("/business/policy", {"kind": "seller", "seller-value": "", "seller-verdict": "blocked"})
    strange = admin.post("/business/policy", {"kind": "planet"})

    assert refused.status_code == 409
    assert "kept words" in refused.content.decode()
    assert "sells your company nothing" in refused.content.decode()
    assert (empty.status_code, strange.status_code) == (422, 200)
    assert not PolicyRule.objects.exists()


def test_anothers_rule_is_not_there(
    admin: Client, account: BusinessAccount, other: Connection, offer: Offer, index: None
) -> None:
    theirs = rule(other.account, "brand", "Testmark", "blocked", "their words")

    statuses = [
        admin.post(f"/business/policy/{theirs.public_id}", {f"{theirs.public_id}-verdict": "preferred"}).status_code,
        admin.post(f"/business/policy/{theirs.public_id}/remove").status_code,
        admin.post("/business/policy/unknown/remove").status_code,
    ]

    assert statuses == [404, 404, 404]
    assert PolicyRule.objects.get().verdict == "blocked"
    assert "their words" not in admin.get("/business/policy").content.decode()


def test_rules_are_changed_and_removed_on_the_page(
    admin: Client, account: BusinessAccount, offer: Offer, index: None
) -> None:
    own = rule(account, "category", "44120000", "blocked")
    address = f"/business/policy/{own.public_id}"

    admin.post(address, {f"{own.public_id}-verdict": "preferred", f"{own.public_id}-message": "Good."})
    changed = PolicyRule.objects.get()
    unchanged = admin.post(address, {f"{own.public_id}-verdict": "planet"}, follow=True).content.decode()
    page = unescape(admin.get("/business/policy").content.decode())
    admin.post(f"{address}/remove")

    assert (changed.verdict, changed.message) == ("preferred", "Good.")
    assert "was not changed" in unchanged
    assert "Stationery" in page
    assert not PolicyRule.objects.exists()


def test_without_an_index_rules_are_written_all_the_same(
    admin: Client, account: BusinessAccount, offer: Offer, tmp_path: Path, settings: Any
) -> None:
    settings.FONDACO_INDEX_DIR = tmp_path / "none"
    rule(account, "brand", "Testmark", "blocked")

    page = admin.get("/business/policy")
    sent = {"kind": "brand", "brand-value": "Testmark", "brand-verdict": "blocked", "count": "1"}
    counted = admin.post("/business/policy", sent).content.decode()

    assert page.status_code == 200
    assert "cannot be counted now" in counted


def test_shoppers_read_it_in_the_search_and_on_the_item(
    shopper: Client, account: BusinessAccount, other: Connection, offer: Offer, index: None
) -> None:
    rule(account, "item", offer.item.part_id, "blocked", "Take the other one.")

    shopper.cookies["account"] = str(account.pk)
    found = unescape(shopper.get("/shop/").content.decode())
    page = unescape(shopper.get(f"/shop/item/{offer.item.part_id}").content.decode())
    shopper.cookies["account"] = str(other.account.pk)
    others = unescape(shopper.get("/shop/").content.decode())

    for text in (found, page):
        assert "Blocked by your company" in text
        assert "Take the other one." in text
        assert offer.key not in text
    assert "Take the other one." not in others
    assert offer.key in others


def test_what_is_blocked_comes_after_what_is_not(
    shopper: Client, account: BusinessAccount, offer: Offer, tmp_path: Path, settings: Any
) -> None:
    dearer = making.offer(item=offer.item, price="6")
    settings.FONDACO_INDEX_DIR = tmp_path / "both"
    rebuild()
    rule(account, "seller", offer.seller.code, "blocked")
    shopper.cookies["account"] = str(account.pk)

    found = shopper.get("/shop/").content.decode()

    assert dearer.key in found
    assert offer.key not in found
