"""Going to the store and coming back: the setup, its answer, and the cart."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.item import Item, defaults_on_class
from fondaco.documents.order import OrderLine
from fondaco.documents.parties import NOBODY, Address, Contact, Person
from fondaco.documents.status import Status
from fondaco.documents.values import Charge, Extra, Money, finite


class SetupOperation(StrEnum):
    """What the buyer wants to do at the store."""

    CREATE = "create"
    EDIT = "edit"
    INSPECT = "inspect"
    SOURCE = "source"


class CatalogFunction(StrEnum):
    """What an OCI call asks for (FUNCTION); cXML has only the first, and a selected item for the second."""

    SHOP = "SHOP"  # the parameter absent
    DETAIL = "DETAIL"
    VALIDATE = "VALIDATE"
    BACKGROUND_SEARCH = "BACKGROUND_SEARCH"
    SOURCING = "SOURCING"


@frozen
class PunchOutSetup:
    """A person asks to be let into the store.

    ``buyer_cookie`` is opaque and echoed to the letter. ``return_url`` is where the browser posts the cart, empty where
    none was given. ``lines`` are what is to be edited or inspected (none when creating). ``extrinsics`` keeps the
    sender's names and order. ``function``, ``search_text``, ``selected_quantity`` (of the selected part, for
    VALIDATE) and ``vendor`` (the buyer's number of the supplier, for SOURCING) are those of OCI; ``return_target``
    names the browser's frame that the cart goes to.
    """

    buyer_cookie: str
    operation: SetupOperation = SetupOperation.CREATE
    return_url: str = ""
    person: Person = NOBODY
    contacts: tuple[Contact, ...] = ()
    supplier_setup_url: str = ""
    ship_to: Address | None = None
    selected_part_id: str = ""
    selected_part_auxiliary_id: str = ""
    selected_quantity: Decimal | None = field(default=None, validator=finite)
    function: CatalogFunction = CatalogFunction.SHOP
    search_text: str = ""
    vendor: str = ""
    return_target: str = ""
    lines: tuple[OrderLine, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class PunchOutSetupAnswer:
    """Come in, here: the address that the person's browser opens."""

    start_url: str


@frozen(slots=False, kw_only=True)
class CartLine(Item):
    """One thing in the cart, as offered. ``line_number`` is None where the sender numbers nothing, which is usual."""

    line_number: int | None = None


defaults_on_class(CartLine)


@frozen
class Cart:
    """What the person brings back.

    No lines after ``create`` means that they left without buying; so does ``status`` 204, whatever the operation: the
    cart is as it was. ``status`` is None where the sender gave none, which is usual. ``total`` is the net sum of the
    lines as the sender computed it, None where unreadable; ``shipping`` and ``tax`` are estimates for the whole.
    """

    buyer_cookie: str
    lines: tuple[CartLine, ...] = ()
    operation_allowed: SetupOperation = SetupOperation.CREATE
    total: Money | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    status: Status | None = None
    ship_to: Address | None = None
    supplier_order_number: str = ""
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()
