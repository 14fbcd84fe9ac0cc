"""What is offered, ordered, shipped or invoiced: the part of a line that does not depend on where it stands."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import NOTHING, field, fields, frozen

from fondaco.documents.parties import Address, Contact
from fondaco.documents.values import (
    Attachment,
    Charge,
    Classification,
    Distribution,
    Extra,
    Money,
    PriceBasis,
    finite,
)


class ItemType(StrEnum):
    """A line's place in a hierarchy (cXML itemType, OCI 5 ITEM_TYPE)."""

    ITEM = "item"
    COMPOSITE = "composite"
    LEAN = "lean"


def defaults_on_class(kind: type) -> None:
    """Let the class itself answer with the defaults, as a dataclass does: a line in ``making`` holds no others."""
    for one in fields(kind):
        if one.default is not NOTHING:
            setattr(kind, one.name, one.default)


@frozen(slots=False, kw_only=True)  # without slots a third faster to make, and a message has thousands
class Item:
    """One thing, how many and at what price.

    ``quantity`` counts ``unit`` (a UN/ECE Rec 20 code, as sent); ``unit_price`` is net, for one unit, or for what
    ``price_basis`` says. Both are None where the sender wrote something that is no number: the findings say what.
    ``supplier_part_auxiliary_id`` goes back to the supplier unchanged. ``buyer_part_id`` is the buyer's own number of
    the article. ``description`` is the whole text, ``short_name`` a short one where the sender gave both.
    ``characteristics`` are name and value of what distinguishes a variant or a configuration. ``contract_*`` and
    ``quote_*`` name the agreement or the quote that the price is from. ``parent_line_number`` is the line that a part
    of a set belongs to. ``extrinsics`` keeps the sender's names and order.
    """

    supplier_part_id: str = ""
    quantity: Decimal | None = field(default=None, validator=finite)
    unit_price: Money | None = None
    price_basis: PriceBasis | None = None
    supplier_part_auxiliary_id: str = ""
    buyer_part_id: str = ""
    description: str = ""
    short_name: str = ""
    language: str = ""
    unit: str = ""
    classifications: tuple[Classification, ...] = ()
    manufacturer_part_id: str = ""
    manufacturer_name: str = ""
    url: str = ""
    lead_time_days: int | None = None
    supplier_id: str = ""
    supplier_id_domain: str = ""
    service: bool = False
    item_type: ItemType | None = None
    parent_line_number: int | None = None
    contract_number: str = ""
    contract_line: str = ""
    quote_number: str = ""
    quote_line: str = ""
    characteristics: tuple[tuple[str, str], ...] = ()
    ship_to: Address | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    distributions: tuple[Distribution, ...] = ()
    contacts: tuple[Contact, ...] = ()
    comments: str = ""
    attachments: tuple[Attachment, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()

    @property
    def price_each(self) -> Money | None:
        """The net price of one ``unit``, exact where it can be; None where it cannot be known."""
        price, basis = self.unit_price, self.price_basis
        if price is None or basis is None:
            return price
        if not basis.quantity:
            return None
        try:
            return Money(price.amount * basis.conversion / basis.quantity, price.currency)
        except ValueError:  # larger or smaller than what is counted with
            return None


defaults_on_class(Item)
