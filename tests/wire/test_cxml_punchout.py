"""Setups and carts: who shops, with which operation, and what comes back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fondaco.documents import (
    Cart,
    Person,
    PunchOutSetup,
    SetupOperation,
    Status,
)
from fondaco.wire.cxml import Reading, read

Varied = Callable[..., bytes]
SETUP = "PunchOutSetupRequest/create"
CART = "PunchOutOrderMessage/two_lines"


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def body(reading: Reading, kind: type) -> object:
    assert reading.message is not None
    assert isinstance(reading.message.body, kind)
    return reading.message.body


def the_setup(reading: Reading) -> PunchOutSetup:
    return body(reading, PunchOutSetup)  # type: ignore[return-value]


def the_cart(reading: Reading) -> Cart:
    return body(reading, Cart)  # type: ignore[return-value]


def setup_with(extrinsics: dict[str, str], contacts: str = "", ship_to: str = "") -> Person:
    written = "".join(f'<Extrinsic name="{name}">{value}</Extrinsic>' for name, value in extrinsics.items())
    data = (
        f"<cXML><Request><PunchOutSetupRequest operation='create'><BuyerCookie>1</BuyerCookie>{written}{contacts}"
        f"{ship_to}</PunchOutSetupRequest></Request></cXML>"
    )
    return the_setup(read(data.encode())).person


def contact(role: str, name: str, email: str) -> str:
    return f"<Contact{role and f' role={role!r}'}><Name>{name}</Name><Email>{email}</Email></Contact>"


PLACE = (
    "<ShipTo><Address><Name>Magazzino</Name><Email>place@x</Email></Address>"
    "<Extrinsic name='UserEmail'>other@x</Extrinsic></ShipTo>"
)


@pytest.mark.parametrize(
    ("extrinsics", "contacts", "ship_to", "expected"),
    [
        ({"UserEmail": "a@x", "Email": "b@x"}, contact("endUser", "N", "c@x"), PLACE, Person("a@x", "N")),
        ({"User email": "a@x"}, "", "", Person("a@x")),
        ({"EMAILADDRESS": "a@x", "UserEmail": ""}, "", "", Person("a@x")),
        ({"Email": "a@x"}, "", "", Person("a@x")),
        ({"User": "u@x"}, contact("", "N", "c@x"), "", Person("c@x", "N", "u@x")),
        ({"User": "u@x"}, contact("buyer", "N", "c@x"), "", Person("u@x", "N", "u@x")),
        ({"User": "N- G", "UniqueName": "u@x"}, "", "", Person("u@x", "u@x", "u@x")),
        ({"User": "joe"}, contact("buyer", "N", "c@x"), PLACE, Person("place@x", "N", "joe")),
        ({}, contact("buyer", "N", "c@x"), "", Person("c@x", "N")),
        ({}, contact("User", "U", "u@x") + contact("endUser", "N", "c@x"), "", Person("c@x", "N")),
        ({}, contact("supplierAccount", "S", "s@x"), "", Person()),
        ({"FirstName": "Anna", "LastName": "Rossi", "UserFullName": "F"}, "", "", Person("", "Anna Rossi")),
        ({"LastName": "Rossi"}, "", "", Person("", "Rossi")),
        ({"UserFullName": "F", "UserPrintableName": "P"}, contact("endUser", "N", ""), "", Person("", "F")),
        ({"UserPrintableName": "P"}, contact("endUser", "N", ""), "", Person("", "P")),
        ({"UniqueName": "arossi"}, "", "", Person("", "arossi", "arossi")),
    ],
)
def test_the_person_is_who_the_message_says_it_is(
    extrinsics: dict[str, str], contacts: str, ship_to: str, expected: Person
) -> None:
    assert setup_with(extrinsics, contacts, ship_to) == expected


@pytest.mark.parametrize("operation", list(SetupOperation))
def test_every_operation_of_a_setup_is_read(order: Varied, operation: SetupOperation) -> None:
    data = order(('operation="create"', f'operation="{operation.value}"'), name=SETUP)

    assert the_setup(read(data)).operation is operation


def test_a_setup_with_nothing_in_it_says_all_that_is_missing() -> None:
    reading = read(
        b"<!DOCTYPE cXML SYSTEM 'x'><cXML payloadID='1' timestamp='2026-01-01T00:00:00Z'><Header/>"
        b"<Request><PunchOutSetupRequest/></Request></cXML>"
    )

    assert the_setup(reading) == PunchOutSetup("")
    assert codes(reading)[:4] == [
        "setup.operation.unknown",
        "setup.buyer_cookie.missing",
        "setup.return_url.missing",
        "person.email.missing",
    ]


def test_what_stands_beside_the_parts_of_a_setup_is_kept(order: Varied) -> None:
    reading = read(
        order(
            ("<BrowserFormPost>", "<BrowserFormPost/><BrowserFormPost>"),
            ("</BuyerCookie>", "</BuyerCookie><BuyerCookie>second</BuyerCookie>"),
            (">anna.rossi@example.com</Extrinsic>", ">anna.rossi@example.com<x>y</x></Extrinsic>"),
            name=SETUP,
        )
    )

    setup = the_setup(reading)
    assert setup.buyer_cookie == " 7f3a {cookie} 09"
    assert setup.return_url == ""
    assert {extra.text for extra in setup.extras} == {
        "second",
        "y",
        "https://desk.example.com/punchout/return/abc?x=1&y=2",
    }


def test_an_empty_cart_and_an_unchanged_one_are_told_apart(golden: Callable[[str], bytes]) -> None:
    empty = the_cart(read(golden("PunchOutOrderMessage/empty")))
    unchanged = the_cart(read(golden("PunchOutOrderMessage/unchanged")))

    assert (empty.lines, empty.status) == ((), None)
    assert unchanged.status == Status(204, "No Content", "Nothing was changed.")


def test_a_status_of_204_may_stand_in_a_cart_without_a_header() -> None:
    reading = read(
        b"<!DOCTYPE cXML SYSTEM 'x'><cXML payloadID='1' timestamp='2026-01-01T00:00:00Z'><Header/><Message>"
        b"<Status code='204' text='No Content'/><PunchOutOrderMessage><BuyerCookie>1</BuyerCookie>"
        b"</PunchOutOrderMessage></Message></cXML>"
    )

    assert the_cart(reading) == Cart("1", status=Status(204, "No Content"))
    assert "cart.total.missing" not in codes(reading)


def test_a_cart_with_oddities_is_read(order: Varied) -> None:
    reading = read(
        order(
            ('operationAllowed="edit"', 'operationAllowed="all"'),
            ("</PunchOutOrderMessageHeader>", "<Extrinsic name='a'>b</Extrinsic><Other/></PunchOutOrderMessageHeader>"),
            ("<BuyerCookie>7f3a</BuyerCookie>", "<BuyerCookie>7f3a</BuyerCookie><BuyerCookie>2</BuyerCookie>"),
            ("<LeadTime>3</LeadTime>", "<LeadTime>soon</LeadTime><LeadTime>4</LeadTime><LeadTime>5</LeadTime>"),
            ("</ItemIn>", "<Extrinsic name='Color'>blue</Extrinsic><Period/></ItemIn>"),
            (' lineNumber="2"', ""),
            name=CART,
        )
    )

    cart = the_cart(reading)
    assert cart.operation_allowed is SetupOperation.CREATE
    assert cart.extrinsics == (("a", "b"),)
    assert cart.lines[0].lead_time_days == 4
    assert cart.lines[0].extrinsics[-1] == ("Color", "blue")
    assert cart.lines[1].line_number is None
    assert {extra.text for extra in cart.lines[0].extras} == {"soon", "5", ""}
    assert codes(reading)[:1] == ["word.unknown"]


def test_an_extrinsic_with_elements_in_it_is_kept_whole(order: Varied) -> None:
    reading = read(
        order(('<Extrinsic name="Cost Center">4410', '<Extrinsic name="Cost Center"><v>4410</v>'), name=CART)
    )

    line = the_cart(reading).lines[0]
    assert line.extrinsics == (("Cost Center", "4410"),)
    assert line.extras[0].text == "4410"


def test_a_cart_with_nothing_in_it_says_so() -> None:
    reading = read(b"<cXML><Message><PunchOutOrderMessage/></Message></cXML>")

    assert the_cart(reading) == Cart("")
    assert {"cart.buyer_cookie.missing", "cart.total.missing"} <= set(codes(reading))
