"""Going to the store and coming back: the setup, its answer, and the cart."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import field, frozen

from fondaco.documents.order import OrderLine
from fondaco.documents.parties import NOBODY, Address, Contact, Person
from fondaco.documents.status import Status
from fondaco.documents.values import Charge, Classification, Extra, Money, finite


class SetupOperation(StrEnum):
    """What the buyer wants to do at the store."""

    CREATE = "create"
    EDIT = "edit"
    INSPECT = "inspect"
    SOURCE = "source"


@frozen
class PunchOutSetup:
    """A person asks to be let into the store.

    ``buyer_cookie`` is opaque and echoed to the letter. ``return_url`` is where the browser posts the cart, empty where
    none was given. ``lines`` are what is to be edited or inspected (none when creating). ``extrinsics`` keeps the
    sender's names and order.
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
    lines: tuple[OrderLine, ...] = ()
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


@frozen
class PunchOutSetupAnswer:
    """Come in, here: the address that the person's browser opens."""

    start_url: str


@frozen(slots=False)  # a third faster to make, and a message has thousands
class CartLine:
    """One thing in the cart, as offered.

    ``quantity`` counts ``unit`` (a UN/ECE Rec 20 code, as sent); ``unit_price`` is net, for one unit. Both are None
    where the sender wrote something that is no number: the findings say what.
    ``supplier_part_auxiliary_id`` goes back to the supplier unchanged in the order.
    """

    supplier_part_id: str
    quantity: Decimal | None = field(default=None, validator=finite)
    unit_price: Money | None = None
    supplier_part_auxiliary_id: str = ""
    description: str = ""
    language: str = ""
    unit: str = ""
    classifications: tuple[Classification, ...] = ()
    manufacturer_part_id: str = ""
    manufacturer_name: str = ""
    url: str = ""
    lead_time_days: int | None = None
    line_number: int | None = None
    shipping: Charge | None = None
    tax: Charge | None = None
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()


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
    extrinsics: tuple[tuple[str, str], ...] = ()
    extras: tuple[Extra, ...] = ()
