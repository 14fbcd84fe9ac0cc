"""Prices, taxes, charges, terms of payment and accounts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from attrs import frozen

from fondaco.documents import (
    Charge,
    Distribution,
    Money,
    PaymentTerm,
    PriceBasis,
    Segment,
    TaxDetail,
    decimal_from,
)
from fondaco.wire.cxml.values import text_of
from fondaco.wire.oagis.bag import Bag
from fondaco.wire.oagis.kinds import DAYS, MONEY, NUMBER, number_text
from fondaco.wire.oagis.many import Many
from fondaco.wire.oagis.parts import Amount, Leaf, Own, Part, Place, Shape, Values, put_money, take_money

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.oagis.pen import Pen

_PRICE = Place("ChargeAmount", "Amount", also=("UnitAmount",))
_BASIS = Place("BasisQuantity", "PerQuantity")
_AMOUNT = Place("Amount")
_MANY = 100  # taxes that are added up
TOTAL, SHIPPING, HANDLING = "Total", "Shipping", "SpecialHandling"


@frozen
class Price(Part):
    """UnitPrice: what is asked for PerQuantity (9), or BasisQuantity (10), of a unit.

    How many of them an ordered unit holds, OAGIS cannot say: that stands in the price's own Extension, with a remark,
    for a receiver who does not read it would take the price for another.
    """

    tag: str = "UnitPrice"
    fields: tuple[str, ...] = ("unit_price", "price_basis")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        basis: PriceBasis | None = getattr(said, "price_basis", None)
        if said.unit_price is None and basis is None:
            return
        element = pen.sub(parent, self.tag)
        if said.unit_price is not None:
            put_money(pen, element, _PRICE, said.unit_price, f"{path}.unit_price")
        if basis is not None:
            _put_basis(pen, element, basis, f"{path}.price_basis")

    def take(self, bag: Bag, values: Values) -> None:
        price = bag.opened(self.tag)
        if price is None:
            return
        money = take_money(price, _PRICE)
        if money is not None:
            values["unit_price"] = money
        basis = _basis(price) if "price_basis" in self.fields else None
        if basis is not None:
            values["price_basis"] = basis


def _put_basis(pen: Pen, element: _Element, basis: PriceBasis, path: str) -> None:
    text, conversion = number_text(basis.quantity), number_text(basis.conversion)
    if text is None or conversion is None:
        pen.lost(path, basis)
        return
    per = _BASIS.make(pen, element)
    per.text = text
    if basis.unit:
        pen.set(per, "unitCode", basis.unit, f"{path}.unit")
    if basis.description:
        pen.say(pen.sub(element, "Description"), basis.description, f"{path}.description")
    if basis.conversion != 1:
        pen.own(element, "Conversion", conversion, f"{path}.conversion")
        pen.note("oagis.price.conversion", f"{path}.conversion", conversion)


def _basis(price: Bag) -> PriceBasis | None:
    element = _BASIS.find(price)
    if element is None:
        return None
    text = price.leaf(element, "unitCode")
    quantity = decimal_from(text)
    if quantity is None:
        if text:
            price.notes.add("oagis.number.unreadable", element, "", text)
        return None
    held = price.own("Conversion")
    conversion = None if held is None else decimal_from(held.text or "")
    unit = element.get("unitCode", "").strip()
    return PriceBasis(quantity, unit, Decimal(1) if conversion is None else conversion, price.text("Description"))


_DETAIL = Shape(
    TaxDetail,
    (
        Leaf("category", Place("ID")),
        Leaf("location", Place("TaxJurisdicationCodes/Code")),  # the schema spells it so
        Amount("taxable", Place("BasisAmount")),
        Leaf("rate", Place("Calculation/RateNumber"), NUMBER),
        Leaf("exemption", Place("Exemption/Description")),
        Leaf("description", Place("Description")),
        Amount("money", _AMOUNT),
    ),
)


@frozen
class Taxes(Part):
    """A tax in whole, then what it is made of. Only ours say which is which; elsewhere each Tax is a part of it."""

    fields: tuple[str, ...] = ("tax",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        tax: Charge | None = said.tax
        if tax is None:
            return
        whole = pen.sub(parent, "Tax")
        whole.set("typeCode", TOTAL)
        CHARGED.put(pen, whole, tax, f"{path}.tax")
        for place, detail in enumerate(tax.details, 1):
            _DETAIL.put(pen, pen.sub(parent, "Tax"), detail, f"{path}.tax.details[{place}]")

    def take(self, bag: Bag, values: Values) -> None:
        whole: Values = {}
        details: list[TaxDetail] = []
        for element in bag.every("Tax"):
            one = bag.open(element)
            if element.get("typeCode") == TOTAL and not whole:
                one.get("typeCode")
                whole = CHARGED.values(one)
            else:
                detail = _DETAIL.values(one)
                if "money" in detail:
                    details.append(TaxDetail(**{"category": "", **detail}))
        if not whole and 0 < len(details) <= _MANY and len({one.money.currency for one in details}) == 1:
            amount = sum((one.money.amount for one in details), Decimal(0))
            whole = {"money": Money(amount, details[0].money.currency)}
        if "money" in whole:
            values["tax"] = Charge(**whole, details=tuple(details))


class _Tracked(Part):
    """Who carries it, and under which number: ID/@schemeID."""

    fields = ("tracking_domain", "tracking_id")

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        if said.tracking_id or said.tracking_domain:
            element = pen.sub(parent, "ID")
            pen.set(element, "schemeID", said.tracking_domain, f"{path}.tracking_domain")
            pen.say(element, said.tracking_id, f"{path}.tracking_id")

    def take(self, bag: Bag, values: Values) -> None:
        element = bag.take("ID")
        if element is not None:
            values["tracking_id"] = bag.leaf(element, "schemeID")
            values["tracking_domain"] = element.get("schemeID", "").strip()


_SAID = (Leaf("description", Place("Description")), Amount("money", _AMOUNT))
CHARGED = Shape(Charge, (_Tracked(), *_SAID), silent=frozenset({"details"}))
_CHARGE = Shape(Charge, (_Tracked(), *_SAID))


@frozen
class Charged(Part):
    """One charge of the kind that ``code`` names, in a Charge or, on a line, a DistributeCharge."""

    field: str
    code: str = SHIPPING
    tag: str = "Charge"

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        charge: Charge | None = getattr(said, self.field)
        if charge is not None:
            element = pen.sub(parent, self.tag)
            element.set("typeCode", self.code)
            _CHARGE.put(pen, element, charge, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        for element in bag.those(self.tag, lambda one: one.get("typeCode", "").casefold() == self.code.casefold()):
            inner = bag.open(element)
            inner.get("typeCode")
            charge = _CHARGE.values(inner)
            if "money" in charge:
                values.setdefault(self.field, Charge(**charge))


TERM = Shape(
    PaymentTerm,
    (
        Leaf("days", Place("Duration"), DAYS),
        Leaf("discount_percent", Place("DiscountPercent"), NUMBER),
        Amount("discount", _AMOUNT),
    ),
)


class Terms(Part):
    """Terms of payment. One that says no days is kept as it stands."""

    fields = ("payment_terms",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, term in enumerate(said.payment_terms, 1):
            if DAYS.write(term.days) is None:
                pen.lost(f"{path}.payment_terms[{place}]", term)
                continue
            TERM.put(pen, pen.sub(parent, "PaymentTerm"), term, f"{path}.payment_terms[{place}]")

    def take(self, bag: Bag, values: Values) -> None:
        terms = []
        for element in bag.those("PaymentTerm", lambda one: any(child.tag == "Duration" for child in one)):
            term = TERM.values(bag.open(element))
            if "days" in term:
                terms.append(PaymentTerm(**term))
        if terms:
            values["payment_terms"] = tuple(terms)


_SEGMENT = "SegmentDescription"


class _Accounts(Part):
    """The accounts of a distribution: GeneralLedgerElement/Element, its kind in an attribute.

    What an account is called has no place there; it stands in the distribution's Extension under its number.
    """

    fields = ("segments",)

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        for place, segment in enumerate(said.segments, 1):
            element = pen.make(parent, "GeneralLedgerElement/Element")
            pen.set(element, "typeCode", segment.kind, f"{path}.segments[{place}].kind")
            pen.say(element, segment.code, f"{path}.segments[{place}].code")
        for place, segment in enumerate(said.segments, 1):
            if segment.description:
                pen.own(parent, f"{_SEGMENT}{place}", segment.description, f"{path}.segments[{place}].description")

    def take(self, bag: Bag, values: Values) -> None:
        values["segments"] = tuple(
            Segment(
                element.get("typeCode", "").strip(), bag.leaf(element, "typeCode"), _text_at(bag, f"{_SEGMENT}{place}")
            )
            for place, element in enumerate(bag.every("GeneralLedgerElement/Element"), 1)
        )


def _text_at(bag: Bag, name: str) -> str:
    element = bag.own(name)
    return "" if element is None else text_of(element)


def _nameless(bag: Bag, values: Values) -> None:
    values.setdefault("name", "")


_DISTRIBUTION = Shape(Distribution, (Leaf("name", Place("ID")), Amount("charge", _AMOUNT), _Accounts()), _nameless)
DISTRIBUTIONS = Many("distributions", Place("Distribution"), _DISTRIBUTION)


@frozen
class OwnCharge(Part):
    """A charge that the noun has no element for: its amount and its words in the Extension, the rest lost."""

    field: str
    name: str

    @property
    def fields(self) -> tuple[str, ...]:  # type: ignore[override]
        return (self.field,)

    @property
    def shape(self) -> Shape:
        amount = Own("money", f"{self.name}Amount", MONEY)
        return Shape(Charge, (amount, Own("description", f"{self.name}Description")))

    def put(self, pen: Pen, parent: _Element, said: Any, path: str) -> None:
        charge = getattr(said, self.field)
        if charge is not None:
            self.shape.put(pen, parent, charge, f"{path}.{self.field}")

    def take(self, bag: Bag, values: Values) -> None:
        found = self.shape.values(bag)
        if "money" in found:
            values[self.field] = Charge(**found)
