"""What one system sends or expects, as data: a file in this folder, or one of the user's own.

Every key is optional but ``title`` and ``sources``: what nobody has seen is left out, and ``unverified`` says so. The
words of ``sources`` begin with the class of evidence: *captured* (a document that the system really sent), *vendor*
(its maker's documentation), *official* (the specification), *secondary* (somebody else's statement).
"""

from __future__ import annotations

from attrs import field, frozen

from fondaco.wire.oci.settings import CHARSETS, LONGTEXTS
from fondaco.wire.profiles.taking import (
    codec,
    count,
    flag,
    many,
    named,
    one_of,
    part,
    table,
    taken,
    template,
    text,
    word,
)

PLACES = (
    "email",
    "name",
    "first_name",
    "last_name",
    "surname_given",
    "login",
    "others",
)
FIELDS = (
    "supplier_part_id",
    "supplier_part_auxiliary_id",
    "buyer_part_id",
    "manufacturer_part_id",
    "manufacturer_name",
    "description",
    "short_name",
    "unit",
    "comments",
)
PROTOCOLS = ("cxml", "oci", "oagis10", "oagis9", "oagis721", "oracle", "cif")
KINDS = (
    "setup",
    "cart",
    "order",
    "confirmation",
    "ship_notice",
    "receipt",
    "invoice",
    "remittance",
    "quote_request",
    "quote",
    "catalog",
    "status_update",
    "profile",
    "answer",
)
ID_PARTS = ("stamp", "epoch", "milliseconds", "fraction", "unique", "guid", "host")
MOMENTS = ("offset", "z", "none", "compact", "spaced")


@frozen
class Sign:
    """One way to know the system, compared without case: words in its UserAgent, or what a credential or id contains.

    ``whole``: a short domain counts only where it is the whole of it. ``called`` names a product of the family.
    """

    agent: str = taken(text, "")
    domain: str = taken(text, "")
    identity: str = taken(text, "")
    payload_id: str = taken(text, "")
    whole: bool = taken(flag, False)
    called: str = taken(text, "")


@frozen
class Parties:
    """The header. ``from``, ``to`` and ``sender`` are credential domains for who has none yet.

    ``sender_identity`` is fixed for every customer; with ``sender_as_from`` the Sender is the From again. ``secret``
    lists the places of the SharedSecret. ``user_agent`` stands in where the message names none.
    """

    from_: str = taken(text, "")
    to: str = taken(text, "")
    sender: str = taken(text, "")
    to_identity: str = taken(text, "")
    sender_identity: str = taken(text, "")
    sender_as_from: bool = taken(flag, False)
    secret: tuple[str, ...] = taken(many(word("sender", "from")), ("sender",))
    user_agent: str = taken(text, "")


@frozen
class Shape:
    """The bytes around the document.

    ``version`` is the DTD's. ``system`` is the DOCTYPE's SYSTEM id with ``{version}`` and ``{dtd}``; "" for no DOCTYPE.
    ``declaration`` is the XML declaration with ``{encoding}``; "" for none. ``mode`` says when deploymentMode is
    written. ``timestamp`` and ``dates`` (orderDate and the like) are forms of time: ``offset`` +01:00, ``z``, ``none``
    (UTC, unsaid), ``compact`` +0100, ``spaced`` (a space before the offset).
    """

    version: str = taken(text, "")
    version_attribute: bool = taken(flag, True)
    system: str = taken(template("version", "dtd"), "http://xml.cxml.org/schemas/cXML/{version}/{dtd}")
    declaration: str = taken(template("encoding"), '<?xml version="1.0" encoding="{encoding}"?>')
    encoding: str = taken(codec, "UTF-8")
    mode: str = taken(word("unless_production", "always", "never"), "unless_production")
    timestamp: str = taken(word(*MOMENTS), "offset")
    dates: str = taken(word(*MOMENTS), "offset")
    language: str = taken(text, "")
    payload_id: str = taken(template(*ID_PARTS), "{stamp}.{unique}@{host}")


@frozen
class Put:
    """An Extrinsic that is written: ``name``, and a fixed ``value`` or what is said of the person.

    ``others`` is the place of the extrinsics that the document brings along.
    """

    name: str = taken(text, "")
    value: str = taken(text, "")
    person: str = taken(word(*PLACES), "")


@frozen
class Introduction:
    """How a request says who acts: its extrinsics in order, its Contact, and whether the ShipTo goes along."""

    extrinsics: tuple[Put, ...] = taken(many(table(Put)), ())
    contact: bool = taken(flag, False)
    contact_role: str = taken(text, "")
    contact_name: str = taken(word(*PLACES[:-1]), "name")
    ship_to: bool = taken(flag, True)
    address_id: bool = taken(flag, False)


@frozen
class Known:
    """The extrinsics by which the system says who acts, whatever their case and spaces."""

    email: tuple[str, ...] = taken(many(text), ())
    name: tuple[str, ...] = taken(many(text), ())
    login: tuple[str, ...] = taken(many(text), ())


@frozen
class CartForm:
    """The cart's way back: the encoding, and the names of the form's field that the system takes."""

    encoding: str = taken(word("urlencoded", "base64"), "urlencoded")
    field: str = taken(text, "")
    takes: tuple[str, ...] = taken(many(text), ())
    price_decimals: int = taken(count, 0)


@frozen
class Limit:
    """A field of a line that may be so long. ``beyond``: reported only, or cut, which is then reported as lost."""

    field: str = taken(word(*FIELDS))
    size: int = taken(count)
    counts: str = taken(word("characters", "bytes"), "characters")
    beyond: str = taken(word("report", "cut"), "report")


@frozen
class Operations:
    """What the system is known to send or take; an empty list: not known."""

    setup: tuple[str, ...] = taken(many(word("create", "edit", "inspect", "source")), ())
    order: tuple[str, ...] = taken(many(word("new", "update", "delete")), ())
    confirmation: tuple[str, ...] = taken(many(word("new", "update", "delete")), ())


@frozen
class Habits:
    """How it answers and repeats. Zero: not known."""

    answer_within_seconds: int = taken(count, 0)
    retries: int = taken(count, 0)
    retry_every_seconds: int = taken(count, 0)
    statuses: tuple[int, ...] = taken(many(count), ())
    notes: tuple[str, ...] = taken(many(text), ())


@frozen
class Oci:
    """How it punches out by OCI: ``fondaco.wire.oci.CallSettings`` and ``CartSettings`` say what each key does."""

    version: str = taken(text, "")
    method: str = taken(word("GET", "POST"), "POST")
    username_field: str = taken(text, "")
    password_field: str = taken(text, "")
    hook_field: str = taken(text, "")
    target: str = taken(text, "")
    person_parameter: str = taken(text, "")
    language_parameter: str = taken(text, "")
    parameters: tuple[tuple[str, str], ...] = taken(named(text), ())
    split_hook_url: bool = taken(flag, True)
    decimals: int = taken(one_of(0, 1, 2, 3), 3)
    charset: str = taken(word("", *CHARSETS), "")
    longtext: str = taken(word("", *LONGTEXTS), "")
    index_base: int = taken(one_of(0, 1), 1)
    emit_empty_fields: bool = taken(flag, False)
    standard_only: bool = taken(flag, False)
    fields: tuple[tuple[str, str], ...] = taken(named(text), ())
    composite_code: str = taken(text, "R")
    item_code: str = taken(text, "O")


@frozen
class Dialect:
    """One system. ``name`` is the file's; ``role`` is the side that it stands on."""

    name: str = taken(text)
    title: str = taken(text)
    sources: tuple[str, ...] = taken(many(text))
    role: str = taken(word("buyer", "supplier", "either"), "buyer")
    protocols: tuple[str, ...] = taken(many(word(*PROTOCOLS)), ())
    unverified: tuple[str, ...] = taken(many(text), ())
    read_not_written: tuple[str, ...] = taken(many(text), ())
    signs: tuple[Sign, ...] = taken(many(table(Sign)), ())
    parties: Parties = field(default=Parties(), metadata=part(Parties))
    xml: Shape = field(default=Shape(), metadata=part(Shape))
    documents: tuple[tuple[str, Shape], ...] = taken(named(table(Shape), *KINDS), ())
    person: Known = field(default=Known(), metadata=part(Known))
    setup: Introduction = field(default=Introduction(), metadata=part(Introduction))
    order: Introduction = field(default=Introduction(), metadata=part(Introduction))
    cart: CartForm = field(default=CartForm(), metadata=part(CartForm))
    limits: tuple[Limit, ...] = taken(many(table(Limit)), ())
    operations: Operations = field(default=Operations(), metadata=part(Operations))
    habits: Habits = field(default=Habits(), metadata=part(Habits))
    oci: Oci = field(default=Oci(), metadata=part(Oci))

    def shape(self, kind: str) -> Shape:
        """The bytes around a document of ``kind``: ``[documents.order]`` stands in for ``[xml]`` key by key."""
        return dict(self.documents).get(kind, self.xml)
