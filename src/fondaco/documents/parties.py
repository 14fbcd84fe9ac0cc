"""People, places and how to reach them."""

from __future__ import annotations

from attrs import frozen


@frozen
class Person:
    """Who acts, as far as the document says. Any part may be empty.

    ``unique_name`` is the login name in the sender's own system; it stands in where no e-mail is sent.
    """

    email: str = ""
    name: str = ""
    unique_name: str = ""


NOBODY = Person()


@frozen(slots=False)  # as Item: faster to make
class Address:
    """A postal address. ``country`` is an ISO 3166-1 alpha-2 code, or empty where the sender gave none."""

    name: str = ""
    address_id: str = ""
    deliver_to: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""
    url: str = ""


@frozen(slots=False)  # as Item: faster to make
class Contact:
    """A person or a party to turn to. ``role`` is the cXML word: endUser, buyer, purchasingAgent, shipFrom, remitTo …

    ``address`` has the postal part only, where there is one; ``identifiers`` are domain and number (``vatID``,
    ``supplierTaxID``, a bank's ``ibanID``).
    """

    role: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    address: Address | None = None
    identifiers: tuple[tuple[str, str], ...] = ()
