"""What the company says of a supplier, as a whole and category by category, and by how much prices may rise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fondaco.buying.company.models import Category
from fondaco.buying.suppliers.models import Policy, Supplier, SupplierCategory
from fondaco.buying.suppliers.policy import standing
from tests.buying.world import NOW, World, add_supplier, build_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build_world()


def tree() -> tuple[Category, Category, Category]:
    """Office, pens within it, fountain pens within these."""
    office = Category.objects.create(public_id="o", code="O", name="Office")
    pens = Category.objects.create(public_id="p", code="P", name="Pens", parent=office)
    return office, pens, Category.objects.create(public_id="f", code="F", name="Fountain pens", parent=pens)


def say(supplier: Supplier, category: Category, policy: Policy) -> None:
    SupplierCategory.objects.create(supplier=supplier, category=category, policy=policy)


def test_the_nearest_word_above_a_category_holds(world: World) -> None:
    office, pens, fountain = tree()
    say(world.supplier, office, Policy.BLOCKED)
    say(world.supplier, pens, Policy.PREFERRED)

    assert standing(supplier=world.supplier, category=fountain) == Policy.PREFERRED
    assert standing(supplier=world.supplier, category=pens) == Policy.PREFERRED
    assert standing(supplier=world.supplier, category=office) == Policy.BLOCKED


def test_without_a_word_of_its_own_a_category_stands_as_the_supplier_does(world: World) -> None:
    office, pens, _fountain = tree()
    world.supplier.policy = Policy.PREFERRED
    assert standing(supplier=world.supplier, category=office) == Policy.PREFERRED

    say(world.supplier, pens, Policy.ALLOWED)
    assert standing(supplier=world.supplier, category=office) == Policy.PREFERRED
    assert standing(supplier=world.supplier, category=None) == Policy.PREFERRED


def test_a_blocked_supplier_is_blocked_for_everything(world: World) -> None:
    office, _pens, _fountain = tree()
    say(world.supplier, office, Policy.PREFERRED)
    world.supplier.policy = Policy.BLOCKED

    assert standing(supplier=world.supplier, category=office) == Policy.BLOCKED


def test_one_supplier_says_nothing_about_another(world: World) -> None:
    office, _pens, _fountain = tree()
    say(add_supplier("Other", "other"), office, Policy.BLOCKED)

    assert standing(supplier=world.supplier, category=office) == Policy.ALLOWED


@pytest.mark.parametrize(
    ("percent", "amount", "expected"),
    [
        (None, None, ("3", "1.50", "EUR")),
        ("5", "2", ("5", "2", "USD")),
        ("0", "0", ("0", "0", "USD")),
    ],
)
def test_what_was_agreed_with_the_supplier_goes_before_the_companys_own(
    world: World, percent: Any, amount: Any, expected: tuple[str, str, str]
) -> None:
    world.entity.price_tolerance_percent, world.entity.price_tolerance_amount = Decimal(3), Decimal("1.50")
    supplier = world.supplier
    supplier.currency = "USD"
    supplier.price_tolerance_percent = None if percent is None else Decimal(percent)
    supplier.price_tolerance_amount = None if amount is None else Decimal(amount)

    found = supplier.tolerance_for(world.entity)

    assert (found.percent, found.amount, found.currency) == (Decimal(expected[0]), Decimal(expected[1]), expected[2])


def test_without_a_connection_there_must_be_an_address_for_orders() -> None:
    Supplier.objects.create(public_id="m", name="M", order_email="orders@m.example", created_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Supplier.objects.create(public_id="n", name="N", created_at=NOW)


def test_the_two_limits_of_a_tolerance_go_together(world: World) -> None:
    for percent, amount in ((5, None), (None, 5), (-1, 0), (0, -1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Supplier.objects.update(price_tolerance_percent=percent, price_tolerance_amount=amount)
