"""What a protocol cannot say is reported in words that a person can read."""

from __future__ import annotations

from decimal import Decimal

from fondaco.documents import Charge, Credential, Money, PaymentTerm, PurchaseOrder, TaxDetail
from fondaco.wire.losses import aloud, lost

TAX = Charge(
    Money(Decimal("2.20"), "EUR"), "IVA", (TaxDetail("vat", Money(Decimal("2.20"), "EUR"), rate=Decimal("1E+1")),)
)


def test_a_value_is_read_aloud_without_what_is_empty() -> None:
    assert aloud(TAX) == "2.20 EUR, IVA, vat, 2.20 EUR, 10"
    assert aloud((PaymentTerm(30), PaymentTerm(10, Decimal(2)))) == "30; 10, 2"


def test_a_secret_is_not_read_aloud() -> None:
    assert aloud(Credential("DUNS", "060000000", "hush")) == "DUNS, 060000000"


def test_every_field_that_says_something_and_is_not_carried_is_a_loss() -> None:
    order = PurchaseOrder("PO-1", (), tax=TAX, comments="first")

    found = lost(order, {PurchaseOrder: frozenset({"number", "lines"})})

    assert [(one.path, one.found) for one in found] == [
        ("PurchaseOrder.tax", "2.20 EUR, IVA, vat, 2.20 EUR, 10"),
        ("PurchaseOrder.comments", "first"),
    ]
