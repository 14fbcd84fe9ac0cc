"""What a supplier's words mean here, and the queue of those that nobody explained."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fondaco.buying.company.models import Category
from fondaco.buying.suppliers.mapping import category_of, code_beginning, domain_name, unit_of
from fondaco.buying.suppliers.models import Mapping, MappingKind, Supplier, Unmapped
from tests.buying.world import NOW, add_supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Supplier:
    return add_supplier()


def category(code: str, parent: Category | None = None, **more: Any) -> Category:
    return Category.objects.create(public_id=f"cat-{code}", code=code, name=code.title(), parent=parent, **more)


def says_unit(theirs: str, unit: str, supplier: Supplier | None = None) -> Mapping:
    return Mapping.objects.create(supplier=supplier, kind=MappingKind.UNIT, theirs=theirs, unit=unit, created_at=NOW)


def says_category(theirs: str, meant: Category, supplier: Supplier | None = None, domain: str = "UNSPSC") -> Mapping:
    return Mapping.objects.create(
        supplier=supplier, kind=MappingKind.CATEGORY, domain=domain, theirs=theirs, category=meant, created_at=NOW
    )


def test_a_code_of_recommendation_20_means_itself(store: Supplier) -> None:
    assert unit_of(supplier=store, theirs="KGM", now=NOW) == "KGM"
    assert not Unmapped.objects.exists()


def test_the_suppliers_own_word_goes_before_the_companys_and_the_code_itself(store: Supplier) -> None:
    other = add_supplier("Other", "other")
    says_unit("ST", "H87")
    says_unit("ST", "EA", store)

    assert unit_of(supplier=store, theirs="ST", now=NOW) == "EA"
    assert unit_of(supplier=other, theirs="ST", now=NOW) == "H87"


def test_what_nobody_explained_stays_unknown_and_waits_once(store: Supplier) -> None:
    first = unit_of(supplier=store, theirs="Stk", now=NOW, example="Bolt M8")
    again = unit_of(supplier=store, theirs=" Stk ", now=NOW + timedelta(hours=1), example="Nut M8")

    waiting = Unmapped.objects.get()
    assert (first, again) == ("", "")
    assert (waiting.kind, waiting.theirs, waiting.times, waiting.example) == ("unit", "Stk", 2, "Bolt M8")
    assert (waiting.first_seen_at, waiting.last_seen_at) == (NOW, NOW + timedelta(hours=1))


@pytest.mark.parametrize("theirs", ["ea", "kgm", "KGM1", "\u212a"])
def test_a_unit_that_only_looks_like_a_code_is_not_guessed(store: Supplier, theirs: str) -> None:
    assert unit_of(supplier=store, theirs=theirs, now=NOW) == ""
    assert Unmapped.objects.get().theirs == theirs


def test_no_unit_at_all_is_nothing_to_explain(store: Supplier) -> None:
    assert unit_of(supplier=store, theirs="  ", now=NOW) == ""
    assert not Unmapped.objects.exists()


def test_the_longest_beginning_of_a_code_wins(store: Supplier) -> None:
    office, pens = category("office"), category("pens")
    says_category("44", office)
    says_category("441217", pens)

    assert category_of(supplier=store, classifications=[["UNSPSC", "44121706"]], now=NOW) == pens
    assert category_of(supplier=store, classifications=[["UNSPSC_v13", "44-10 15 00"]], now=NOW) == office


def test_a_suppliers_shorter_beginning_goes_before_the_companys_longer_one(store: Supplier) -> None:
    odd, pens = category("odd"), category("pens")
    says_category("44", odd, store)
    says_category("441217", pens)

    assert category_of(supplier=store, classifications=[["UNSPSC", "44121706"]], now=NOW) == odd
    assert category_of(supplier=add_supplier("B", "b"), classifications=[["UNSPSC", "44121706"]], now=NOW) == pens


def test_versions_of_eclass_are_not_taken_for_each_other(store: Supplier) -> None:
    tools = category("tools")
    says_category("2101", tools, domain="ECLASS-11.1")

    assert category_of(supplier=store, classifications=[["eCl@ss-11.1", "21-01-07-07"]], now=NOW) == tools
    assert category_of(supplier=store, classifications=[["eCl@ss-5.1", "21-01-07-07"]], now=NOW) is None


def test_the_companys_own_code_is_known(store: Supplier) -> None:
    tools = category("TOOLS")

    assert category_of(supplier=store, classifications=[["x", "1"], ["company", "TOOLS"]], now=NOW) == tools


def test_a_category_out_of_use_is_not_given(store: Supplier) -> None:
    says_category("44", category("old", active=False))

    assert category_of(supplier=store, classifications=[["UNSPSC", "44121706"]], now=NOW) is None
    assert Unmapped.objects.get().theirs == "44121706"


def test_a_line_that_says_no_class_is_nothing_to_explain(store: Supplier) -> None:
    for nothing in ([], [["", "44"]], [["UNSPSC", " "]], [["UNSPSC"]]):
        assert category_of(supplier=store, classifications=nothing, now=NOW) is None
    assert not Unmapped.objects.exists()


def test_a_word_means_one_thing_only(store: Supplier) -> None:
    for supplier in (None, store):
        says_unit("Stk", "EA", supplier)
        with pytest.raises(IntegrityError), transaction.atomic():
            says_unit("Stk", "SET", supplier)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "unit", "unit": ""},
        {"kind": "unit", "unit": "EA", "domain": "UNSPSC"},
        {"kind": "category", "domain": "UNSPSC"},
        {"kind": "colour", "unit": "EA"},
        {"kind": "unit", "unit": "EA", "theirs": ""},
    ],
)
def test_a_mapping_leads_somewhere(store: Supplier, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Mapping.objects.create(**{"theirs": "x", "created_at": NOW} | wrong)


@pytest.mark.parametrize(
    ("domain", "code", "read"),
    [
        ("UNSPSC", "44120000", "4412"),
        ("UNSPSC", "44100000", "4410"),
        ("UNSPSC", "441", "441"),
        ("ECLASS-11.1", "21-01-00-00", "21010000"),
    ],
)
def test_codes_are_compared_in_one_writing(domain: str, code: str, read: str) -> None:
    assert code_beginning(domain, code) == read


def test_domains_are_compared_in_one_writing() -> None:
    assert domain_name("eCl@ss_11.1") == "ECLASS-11.1"
    assert domain_name(" unspsc 26.0801") == "UNSPSC"
    assert domain_name("§") == ""
