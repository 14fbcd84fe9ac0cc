"""What is in a cart, worked out: prices by tier, what comes to it, and the document that takes it home.

Amounts are net unless they say otherwise; each line, and the tax of each rate, is rounded to the cent, half up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from attrs import frozen

from fondaco.documents import (
    Address,
    Cart,
    CartLine,
    Charge,
    Classification,
    Money,
    SetupOperation,
    Status,
    TaxDetail,
)

CENT = Decimal("0.01")
MOST_OF_A_LINE = Decimal(1_000_000)  # where an offer sets no limit of its own
# Shipping as a line of the cart (GroupSettings.shipping_as_lines): both its part number and its auxiliary id. It names
# no offer and no hold; an order says it back as it stands.
SHIPPING_PART_ID = "SHIPPING"
_CARRIAGE = Classification("UNSPSC", "78102200")  # postal and small parcel and courier services
# The extrinsic of a line that says until when its price and stock are held, in ISO 8601 with the offset.
HOLD_EXPIRES_AT = "QuoteHoldExpiresAt"
UNCHANGED = Status(204, "No Content", "The cart is as it was.")


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


@frozen
class NextTier:
    """So many more, and each costs that."""

    more: Decimal
    unit_price: Decimal


@frozen
class BasketLine:
    """One offer, so many of it, as it stands now.

    ``available`` is what can still be promised, with what waits under the line's own hold; ``hold_key`` and
    ``held_until`` are those of a hold that still stands for just this line. ``arrives_on`` counts from today.
    ``verdict`` is what the customer's buying policy says (``preferred``, ``restricted``, ``blocked`` or nothing).
    """

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
    offer_id: int = 0
    fulfilment: str = ""
    arrives_on: date | None = None
    restock_on: date | None = None
    hold_key: str = ""
    held_until: datetime | None = None
    verdict: str = ""
    message: str = ""

    @property
    def blocked(self) -> bool:
        return self.verdict == "blocked"

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
class Terms:
    """What the customer's settings make of a cart, and where it may go.

    ``minimum`` is net, None where there is none. ``shipping_as_line``: shipping is a line, not a charge of the whole.
    """

    minimum: Decimal | None = None
    shipping_as_line: bool = False
    operation_allowed: SetupOperation = SetupOperation.CREATE
    ship_to: Address | None = None


@frozen
class Promise:
    """What is held of a cart: the key of each line's hold by its offer's row id, and the moment of each."""

    keys: Mapping[int, str]
    moments: Mapping[int, datetime]


NOT_HELD = Promise({}, {})


@frozen
class Basket:
    currency: str
    lines: tuple[BasketLine, ...]
    charges: Charges | None = None
    terms: Terms = Terms()

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

    @property
    def blocked(self) -> Sequence[BasketLine]:
        """What the customer's own policy keeps out."""
        return [line for line in self.lines if line.blocked]

    @property
    def missing_for_minimum(self) -> Decimal:
        """How much more has to be in the cart, net, before it can be submitted; zero where it can."""
        short = (self.terms.minimum or Decimal(0)) - self.net
        return short if self.lines and short > 0 else Decimal(0)

    def document(
        self, *, buyer_cookie: str, language: str, promise: Promise = NOT_HELD, status: Status | None = None
    ) -> Cart:
        """What goes home. Charges are left out of an empty cart: there is nothing to ship or to tax."""
        charged = bool(self.lines)
        shipping_line = charged and self.shipping > 0 and self.terms.shipping_as_line
        lines = [self._line(line, language, promise) for line in self.lines]
        if shipping_line:
            lines.append(self._shipping_line(language))
        shipped = charged and not self.terms.shipping_as_line
        return Cart(
            buyer_cookie=buyer_cookie,
            lines=tuple(lines),
            operation_allowed=self.terms.operation_allowed,
            total=Money(self.net + (self.shipping if shipping_line else 0), self.currency),
            ship_to=self.terms.ship_to if charged else None,
            shipping=Charge(Money(self.shipping, self.currency), "Shipping") if shipped else None,
            tax=Charge(Money(self.vat, self.currency), "VAT", self.taxes) if charged else None,
            status=status,
        )

    def _line(self, line: BasketLine, language: str, promise: Promise) -> CartLine:
        hold, moment = promise.keys.get(line.offer_id, ""), promise.moments.get(line.offer_id)
        return CartLine(
            supplier_part_id=line.part_id,
            supplier_part_auxiliary_id=joined_key(line.key, hold),
            quantity=line.quantity,
            unit_price=Money(line.unit_price, self.currency),
            description=line.title,
            language=language,
            unit=line.unit,
            classifications=(Classification("UNSPSC", line.unspsc),),
            manufacturer_part_id=line.manufacturer_part_id,
            manufacturer_name=line.brand,
            lead_time_days=line.lead_time_days,
            extrinsics=((HOLD_EXPIRES_AT, moment.isoformat(timespec="seconds")),) if moment else (),
        )

    def _shipping_line(self, language: str) -> CartLine:
        return CartLine(
            supplier_part_id=SHIPPING_PART_ID,
            supplier_part_auxiliary_id=SHIPPING_PART_ID,
            quantity=Decimal(1),
            unit_price=Money(self.shipping, self.currency),
            description="Spedizione" if language == "it" else "Shipping",
            language=language,
            unit="EA",
            classifications=(_CARRIAGE,),
            service=True,
        )


def split_key(auxiliary_id: str) -> tuple[str, str]:
    """The offer's key and the hold's, out of SupplierPartAuxiliaryID; the second is empty where there is none."""
    offer_key, point, hold_key = auxiliary_id.strip().rpartition(".")
    return (offer_key, hold_key) if point else (hold_key, "")


def joined_key(offer_key: str, hold_key: str) -> str:
    """The two as one SupplierPartAuxiliaryID."""
    return f"{offer_key}.{hold_key}" if hold_key else offer_key
