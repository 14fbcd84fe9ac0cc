"""What is in a cart, worked out: prices by tier, what comes to it, and the document that takes it home.

Amounts are net unless they say otherwise; each line, and the tax of each rate, is rounded to the cent, half up.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from attrs import frozen

from fondaco.documents import Cart, CartLine, Charge, Classification, Money, TaxDetail

CENT = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@frozen
class NextTier:
    """So many more, and each costs that."""

    more: Decimal
    unit_price: Decimal


@frozen
class BasketLine:
    """One offer, so many of it, as it stands now. ``available`` is what can still be promised."""

    line_id: int
    part_id: str
    key: str
    title: str
    description: str
    picture: str
    seller: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    vat_rate: Decimal
    lowest: Decimal
    highest: Decimal | None
    available: Decimal
    sold: bool
    lead_time_days: int
    unspsc: str
    brand: str
    manufacturer_part_id: str
    pack_size: Decimal = Decimal(1)
    content_unit: str = ""
    next_tier: NextTier | None = None

    @property
    def amount(self) -> Decimal:
        return cents(self.quantity * self.unit_price)

    @property
    def short(self) -> bool:
        return self.available < self.quantity


@frozen
class Charges:
    """What the store adds: VAT on shipping in percent, shipping net and free from a net total on."""

    vat_percent: Decimal
    shipping_flat: Decimal
    shipping_free_from: Decimal


@frozen
class Basket:
    currency: str
    lines: tuple[BasketLine, ...]
    charges: Charges | None = None

    @classmethod
    def empty(cls, currency: str) -> Basket:
        return cls(currency, ())

    @property
    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))

    @property
    def shipping(self) -> Decimal:
        if self.charges is None or not self.lines or self.net >= self.charges.shipping_free_from:
            return Decimal("0.00")
        return cents(self.charges.shipping_flat)

    @property
    def missing_for_free_shipping(self) -> Decimal:
        return self.charges.shipping_free_from - self.net if self.charges and self.shipping else Decimal(0)

    @property
    def taxes(self) -> tuple[TaxDetail, ...]:
        """The tax of each rate, shipping with the store's own."""
        bases: dict[Decimal, Decimal] = {}
        for line in self.lines:
            bases[line.vat_rate] = bases.get(line.vat_rate, Decimal(0)) + line.amount
        if self.charges and self.shipping:
            rate = self.charges.vat_percent
            bases[rate] = bases.get(rate, Decimal(0)) + self.shipping
        return tuple(
            TaxDetail("VAT", Money(cents(base * rate / 100), self.currency), rate)
            for rate, base in sorted(bases.items())
        )

    @property
    def vat(self) -> Decimal:
        return sum((tax.money.amount for tax in self.taxes), Decimal("0.00"))

    @property
    def gross(self) -> Decimal:
        return self.net + self.shipping + self.vat

    @property
    def withdrawn(self) -> Sequence[BasketLine]:
        return [line for line in self.lines if not line.sold]

    def document(self, *, buyer_cookie: str, language: str) -> Cart:
        """What goes home. Charges are left out of an empty cart: there is nothing to ship or to tax."""
        charged = bool(self.lines)
        return Cart(
            buyer_cookie=buyer_cookie,
            lines=tuple(self._line(line, language) for line in self.lines),
            total=Money(self.net, self.currency),
            shipping=Charge(Money(self.shipping, self.currency), "Shipping") if charged else None,
            tax=Charge(Money(self.vat, self.currency), "VAT", self.taxes) if charged else None,
        )

    def _line(self, line: BasketLine, language: str) -> CartLine:
        return CartLine(
            supplier_part_id=line.part_id,
            supplier_part_auxiliary_id=line.key,
            quantity=line.quantity,
            unit_price=Money(line.unit_price, self.currency),
            description=line.title,
            language=language,
            unit=line.unit,
            classifications=(Classification("UNSPSC", line.unspsc),),
            manufacturer_part_id=line.manufacturer_part_id,
            manufacturer_name=line.brand,
            lead_time_days=line.lead_time_days,
        )
