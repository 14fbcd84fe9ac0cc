"""Suppliers and their words as files: tried, shown, and applied as shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fondaco.buying.company.models import Category, Trial
from fondaco.buying.suppliers.mapping import unit_of
from fondaco.buying.suppliers.models import Mapping, Supplier, Unmapped
from tests.buying.desk_store import NOW

pytestmark = pytest.mark.django_db


def tried(client: Any, kind: str, content: str) -> Trial:
    answer = client.post(f"/company/import/{kind}", {"file": SimpleUploadedFile("file.csv", content.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return Trial.objects.order_by("-pk")[0]


def what(trial: Trial) -> list[str]:
    return [one["what"] for one in trial.outcomes]


def test_suppliers_are_tried_then_added_and_changed(as_person: Any, supplier: Supplier) -> None:
    client = as_person("Luca")
    content = (
        "name;policy;order_email;tolerance_percent;tolerance_amount\n"
        "Tipografia Grana;preferred;ordini@grana.example;5;2.50\n"
        "fondaco store;allowed;;;\n"
    )

    trial = tried(client, "suppliers", content)
    assert what(trial) == ["added", "changed"]
    assert Supplier.objects.count() == 1

    client.post(f"/company/import/trial/{trial.public_id}")

    added = Supplier.objects.get(name="Tipografia Grana")
    assert (added.partner, added.order_email, added.policy) == (None, "ordini@grana.example", "preferred")
    assert (added.price_tolerance_percent, added.price_tolerance_amount) == (Decimal(5), Decimal("2.5"))
    supplier.refresh_from_db()
    assert supplier.policy == "allowed"
    assert supplier.partner is not None
    assert supplier.service_email


def test_what_is_exported_changes_nothing_when_it_comes_back(as_person: Any, supplier: Supplier) -> None:
    client = as_person("Luca")
    Mapping.objects.create(kind="unit", theirs="Stk", unit="EA", created_at=NOW)

    for kind in ("suppliers", "mappings"):
        exported = client.get(f"/company/import/{kind}/export.csv").content.decode()
        assert what(tried(client, kind, exported)) == ["same"]


@pytest.mark.parametrize(
    "row",
    [
        "X;;;;",  # no way for orders
        "X;;nobody;;",
        "X;;a@b.example;5;",
        "X;loved;a@b.example;;",
        "X;;a@b.example;-1;1",
    ],
)
def test_a_row_that_cannot_be_is_told_and_nothing_is_done(as_person: Any, supplier: Supplier, row: str) -> None:
    content = f"name;policy;order_email;tolerance_percent;tolerance_amount\n{row}\n"

    trial = tried(as_person("Luca"), "suppliers", content)

    assert what(trial) == ["refused"]
    assert Supplier.objects.count() == 1


def test_words_are_explained_from_a_file(as_person: Any, supplier: Supplier) -> None:
    client = as_person("Luca")
    pens = Category.objects.create(public_id="pens", code="PENS", name="Pens")
    unit_of(supplier=supplier, theirs="Stk", now=NOW)
    content = "supplier;kind;domain;theirs;means\nFondaco Store;unit;;Stk;EA\n;category;unspsc;4412;PENS\n"

    trial = tried(client, "mappings", content)
    assert what(trial) == ["added", "added"]
    assert Unmapped.objects.exists()
    client.post(f"/company/import/trial/{trial.public_id}")

    assert not Unmapped.objects.exists()
    assert unit_of(supplier=supplier, theirs="Stk", now=NOW) == "EA"
    assert Mapping.objects.get(kind="category").category == pens


@pytest.mark.parametrize(
    "row",
    [
        ";unit;;Stk;XYZ",
        "Nobody;unit;;Stk;EA",
        ";category;UNSPSC;441;PENS",
        ";category;UNSPSC;44;NONE",
        ";colour;;Stk;EA",
    ],
)
def test_a_word_that_is_explained_by_nothing_is_told(as_person: Any, supplier: Supplier, row: str) -> None:
    Category.objects.create(public_id="pens", code="PENS", name="Pens")

    trial = tried(as_person("Luca"), "mappings", f"supplier;kind;domain;theirs;means\n{row}\n")

    assert what(trial) == ["refused"]
    assert not Mapping.objects.exists()
