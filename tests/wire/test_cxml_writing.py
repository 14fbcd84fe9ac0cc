"""What is written is valid, or is not written: what is missing is supplied by the profile or named, never invented."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from lxml import etree

from fondaco.documents import (
    Address,
    Cart,
    CartLine,
    Classification,
    ConfirmationKind,
    ConfirmationLine,
    Contact,
    Credential,
    Envelope,
    Message,
    Money,
    OrderConfirmation,
    OrderLine,
    OrderOperation,
    Person,
    Portion,
    PortionKind,
    Profile,
    ProfileRequest,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    Status,
    Transaction,
)
from fondaco.wire import LocalError
from fondaco.wire.cxml import Supplied, read, write, write_answer, write_noting

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
US, THEM = Credential("NetworkID", "us"), Credential("NetworkID", "them")
ENVELOPE = Envelope(US, (US,), (THEM,), "Fondaco", "1@us", NOW)
PRICE = Money(Decimal("1.5"), "EUR")
PLACE = Address("Officine", street=("Via del Molo 12",), city="Genova", country="IT")
LINE = OrderLine(
    line_number=1,
    supplier_part_id="FND-1",
    quantity=Decimal(2),
    unit_price=PRICE,
    unit="EA",
    classifications=(Classification("UNSPSC", "1"),),
)
ORDER = PurchaseOrder("PO-1", (LINE,), ordered_at=NOW, total=PRICE, bill_to=PLACE)
CART_LINE = CartLine(
    supplier_part_id="FND-1",
    quantity=Decimal(2),
    unit_price=PRICE,
    unit="EA",
    classifications=(Classification("UNSPSC", "1"),),
)
CART = Cart("cookie", (CART_LINE,), total=PRICE)
PORTION = Portion(PortionKind.ACCEPT, Decimal(2), "EA")
CONFIRMATION = OrderConfirmation(
    "PO-1", ConfirmationKind.ACCEPT, NOW, lines=(ConfirmationLine(1, (PORTION,), Decimal(2), "EA"),)
)
SETUP = PunchOutSetup("cookie")


def message(body: object, **envelope: object) -> Message:
    return Message(body, attrs.evolve(ENVELOPE, **envelope))  # type: ignore[arg-type]


def evolved_line(**changes: object) -> PurchaseOrder:
    return attrs.evolve(ORDER, lines=(attrs.evolve(LINE, **changes),))  # type: ignore[arg-type]


def evolved_item(**changes: object) -> OrderConfirmation:
    return attrs.evolve(CONFIRMATION, lines=(attrs.evolve(CONFIRMATION.lines[0], **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize("body", [ORDER, CART, CONFIRMATION, SETUP, ProfileRequest()])
def test_the_least_that_can_be_said_is_valid(dtd_dir: Path, body: object) -> None:
    assert read(write(message(body), dtd_dir=dtd_dir)).findings == () or isinstance(body, PunchOutSetup)


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (attrs.evolve(ORDER, number=""), "OrderRequestHeader/@orderID"),
        (attrs.evolve(ORDER, ordered_at=None), "OrderRequestHeader/@orderDate"),
        (attrs.evolve(ORDER, total=None), "OrderRequestHeader/Total"),
        (attrs.evolve(ORDER, bill_to=None), "OrderRequestHeader/BillTo"),
        (attrs.evolve(ORDER, lines=()), "OrderRequest/ItemOut"),
        (attrs.evolve(ORDER, bill_to=attrs.evolve(PLACE, city="")), "BillTo/Address/PostalAddress/City"),
        (attrs.evolve(ORDER, ship_to=attrs.evolve(PLACE, street=())), "ShipTo/Address/PostalAddress/Street"),
        (attrs.evolve(ORDER, ship_to=attrs.evolve(PLACE, country="")), "ShipTo/Address/PostalAddress/Country"),
        (evolved_line(quantity=None), "ItemOut/@quantity"),
        (evolved_line(unit_price=None), "ItemDetail/UnitPrice"),
        (evolved_line(supplier_part_id=""), "ItemID/SupplierPartID"),
        (evolved_line(unit=""), "ItemDetail/UnitOfMeasure"),
        (evolved_line(classifications=()), "ItemDetail/Classification"),
        (attrs.evolve(CART, total=None), "PunchOutOrderMessageHeader/Total"),
        (attrs.evolve(CONFIRMATION, order_number=""), "OrderReference/@orderID"),
        (attrs.evolve(CONFIRMATION, noticed_at=None), "ConfirmationHeader/@noticeDate"),
        (attrs.evolve(CONFIRMATION, operation=OrderOperation.DELETE), "ConfirmationHeader/@operation"),
        (evolved_item(quantity=None), "ConfirmationItem[1]/@quantity"),
        (evolved_item(portions=()), "ConfirmationItem[1]/ConfirmationStatus"),
        (
            evolved_item(portions=(attrs.evolve(PORTION, quantity=None),)),
            "ConfirmationItem[1]/ConfirmationStatus/@quantity",
        ),
        (PunchOutSetup(""), "PunchOutSetupRequest/BuyerCookie"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_named_and_nothing_is_written(body: object, missing: str) -> None:
    with pytest.raises(LocalError) as refused:
        write(message(body))

    assert refused.value.missing == missing
    assert refused.value.words


@pytest.mark.parametrize(
    ("envelope", "missing"),
    [
        ({"payload_id": ""}, "cXML/@payloadID"),
        ({"timestamp": None}, "cXML/@timestamp"),
        ({"from_": ()}, "Header/From/Credential"),
        ({"to": ()}, "Header/To/Credential"),
        ({"sender": Credential("", "x")}, "Header/Sender/Credential/@domain"),
        ({"sender": Credential("x", "")}, "Header/Sender/Credential/Identity"),
    ],
)
def test_an_envelope_that_is_incomplete_is_not_written(envelope: dict[str, object], missing: str) -> None:
    with pytest.raises(LocalError) as refused:
        write(message(ProfileRequest(), **envelope))

    assert refused.value.missing == missing


def test_a_request_without_an_envelope_is_not_written() -> None:
    with pytest.raises(LocalError) as refused:
        write(Message(ORDER, None, "1@us", NOW))

    assert refused.value.missing == "Header"


def test_an_answer_without_its_payload_is_not_written() -> None:
    for body, missing in ((PunchOutSetupAnswer(""), "StartPage/URL"), (Profile(NOW), "ProfileResponse/Transaction")):
        with pytest.raises(LocalError) as refused:
            write(Message(body, None, "1@us", NOW))
        assert refused.value.missing == missing


def test_what_is_no_document_is_not_written() -> None:
    with pytest.raises(LocalError) as refused:
        write(Message("order", ENVELOPE))  # type: ignore[arg-type]

    assert refused.value.reason == "write.unknown"


def test_the_profile_supplies_what_is_missing_and_that_is_noted(dtd_dir: Path) -> None:
    profile = Supplied("de", "CH", PLACE, "EA", Classification("UNSPSC", "44120000"))
    bare = attrs.evolve(
        evolved_line(unit="", classifications=()), bill_to=None, ship_to=attrs.evolve(PLACE, country="", name="Lager")
    )

    written = write_noting(message(bare), dtd_dir=dtd_dir, profile=profile)

    assert [(finding.code, finding.path, finding.found) for finding in written.findings] == [
        ("supplied", "ShipTo/Address/PostalAddress/Country", "CH"),
        ("supplied", "OrderRequestHeader/BillTo", "Officine"),
        ("supplied", "ItemDetail/UnitOfMeasure", "EA"),
        ("supplied", "ItemDetail/Classification", "44120000"),
    ]
    order = read(written.data).message.body  # type: ignore[union-attr]
    assert isinstance(order, PurchaseOrder)
    assert order.bill_to == PLACE
    assert order.lines[0].classifications == (Classification("UNSPSC", "44120000"),)
    assert order.lines[0].language == "de"


def test_the_language_of_the_message_goes_before_the_profiles() -> None:
    data = write(message(ORDER, language="it"), profile=Supplied("de"))

    assert b'<Description xml:lang="it"' in data


@pytest.mark.parametrize(
    ("who", "extrinsics", "contacts", "added"),
    [
        (Person("a@x", "Anna", "arossi"), (), (), {"UserEmail": "a@x", "UniqueName": "arossi"}),
        (Person("a@x"), (("UserEmail", "b@x"),), (), {"UserEmail": "a@x"}),
        (Person("a@x", "Anna"), (), (Contact("endUser", "Anna", "a@x"),), {}),
        (Person("", "", "arossi"), (), (), {"UniqueName": "arossi"}),
        (Person(), (), (), {}),
    ],
)
def test_the_person_is_said_so_that_a_reader_understands(
    dtd_dir: Path,
    who: Person,
    extrinsics: tuple[tuple[str, str], ...],
    contacts: tuple[Contact, ...],
    added: dict[str, str],
) -> None:
    for body in (SETUP, ORDER):
        said = attrs.evolve(body, person=who, extrinsics=extrinsics, contacts=contacts)
        got = read(write(message(said), dtd_dir=dtd_dir)).message.body  # type: ignore[union-attr]
        assert isinstance(got, PunchOutSetup | PurchaseOrder)
        assert got.person.email == who.email
        assert got.person.unique_name == who.unique_name
        assert dict(got.extrinsics[: len(added)]) == added
        assert {one.role for one in got.contacts} <= {"endUser"}


def test_characters_that_xml_cannot_carry_are_left_out_and_that_is_noted(dtd_dir: Path) -> None:
    line = attrs.evolve(LINE, description="a\x00b\ud800c\ufffe", extrinsics=(("na\x01me", "va\x1blue"),))
    odd = attrs.evolve(ORDER, lines=(line,), version="1\x02")

    written = write_noting(message(odd, payload_id="1\x7f\x08@us"), dtd_dir=dtd_dir)

    order = read(written.data).message.body  # type: ignore[union-attr]
    assert isinstance(order, PurchaseOrder)
    assert order.lines[0].description == "abc"
    assert order.lines[0].extrinsics == (("name", "value"),)
    assert order.version == "1"
    assert [(finding.code, finding.path) for finding in written.findings] == [
        ("text.cleaned", "cXML/@payloadID"),
        ("text.cleaned", "OrderRequestHeader/@orderVersion"),
        ("text.cleaned", "Description"),
        ("text.cleaned", "Extrinsic"),
        ("text.cleaned", "Extrinsic/@name"),
    ]


def test_what_the_dtd_has_no_place_for_is_left_out_and_that_is_noted(dtd_dir: Path) -> None:
    written = write_noting(message(attrs.evolve(CART, extrinsics=(("a", "b"), ("c", "d")))), dtd_dir=dtd_dir)

    assert [(finding.code, finding.found) for finding in written.findings] == [("lost", "a, c")]


def test_a_role_is_written_as_the_token_it_must_be(dtd_dir: Path) -> None:
    data = write(message(attrs.evolve(SETUP, contacts=(Contact("end user!", "A"),))), dtd_dir=dtd_dir)

    assert b'<Contact role="enduser">' in data


@pytest.mark.parametrize(
    ("amount", "written"),
    [("1", "1.00"), ("1.5", "1.50"), ("1.2345", "1.2345"), ("0.10000", "0.10"), ("1E+3", "1000.00"), ("-0.5", "-0.50")],
)
def test_amounts_have_two_to_four_decimals_and_no_exponent(amount: str, written: str) -> None:
    data = write(message(evolved_line(unit_price=Money(Decimal(amount), "EUR"))))

    assert f'<UnitPrice><Money currency="EUR">{written}</Money>'.encode() in data


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (NOW, "2026-11-23T09:30:00+00:00"),
        (NOW.replace(microsecond=76_000), "2026-11-23T09:30:00+00:00"),
        (NOW.astimezone(timezone(timedelta(hours=-3, minutes=-30))), "2026-11-23T06:00:00-03:30"),
        (NOW.astimezone(timezone(timedelta(minutes=49, seconds=56))), "2026-11-23T09:30:00+00:00"),
    ],
)
def test_times_have_whole_seconds_and_a_numeric_offset(moment: datetime, written: str) -> None:
    assert f'timestamp="{written}"'.encode() in write(message(ProfileRequest(), timestamp=moment))


@pytest.mark.parametrize(("body", "dtd"), [(ORDER, "cXML"), (CART, "cXML"), (CONFIRMATION, "Fulfill")])
def test_the_doctype_names_the_dtd_of_the_message(body: object, dtd: str) -> None:
    head = write(message(body)).split(b"<cXML ")[0].decode()

    assert head == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/1.2.071/{dtd}.dtd">\n'
    )


def test_the_answer_to_a_setup_says_ok_by_itself() -> None:
    data = write(Message(PunchOutSetupAnswer("https://x"), None, "1@us", NOW))

    assert b'<Status code="200" text="OK"' in data


@pytest.mark.parametrize(
    ("status", "expected"),
    [(Status(200, "OK"), PunchOutSetupAnswer("https://x")), (Status(401, "Unauthorized"), Status(401, "Unauthorized"))],
)
def test_no_payload_stands_beside_a_failure(dtd_dir: Path, status: Status, expected: object) -> None:
    data = write_answer(
        status=status, body=PunchOutSetupAnswer("https://x"), payload_id="1@us", timestamp=NOW, dtd_dir=dtd_dir
    )

    got = read(data).message
    assert got is not None
    assert got.body == expected
    assert (got.payload_id, got.timestamp) == ("1@us", NOW)


def test_a_profile_is_answered(dtd_dir: Path) -> None:
    profile = Profile(NOW, (Transaction("OrderRequest", "https://x"),))

    data = write_answer(status=Status(200, "OK"), body=profile, payload_id="1@us", timestamp=NOW, dtd_dir=dtd_dir)

    assert read(data).message == Message(profile, None, "1@us", NOW)


def test_the_message_may_carry_what_the_envelope_lacks() -> None:
    around = attrs.evolve(ENVELOPE, payload_id="", timestamp=None)

    assert b'payloadID="2@us"' in write(Message(ProfileRequest(), around, "2@us", NOW))


def test_without_the_dtd_that_was_promised_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "Fulfill.dtd").write_text("<!ELEMENT")

    for body in (ORDER, CONFIRMATION):
        with pytest.raises(LocalError) as refused:
            write(message(body), dtd_dir=tmp_path)
        assert refused.value.reason == "write.no_dtd"


def test_what_does_not_validate_is_not_written(dtd_dir: Path) -> None:
    with pytest.raises(LocalError) as refused:
        write(message(attrs.evolve(ORDER, order_type="whatever")), dtd_dir=dtd_dir)

    assert refused.value.reason == "write.invalid"
    assert "orderType" in refused.value.words


def test_many_threads_validate_with_one_dtd(dtd_dir: Path) -> None:
    written: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: written.extend(write(message(ORDER), dtd_dir=dtd_dir) for _ in range(20)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(written) == 80
    assert len(set(written)) == 1


def test_written_bytes_stand_on_their_own(golden: Callable[[str], bytes]) -> None:
    data = write(read(golden("OrderRequest/two_lines")).message)  # type: ignore[arg-type]

    assert etree.fromstring(data).getroottree().docinfo.encoding == "UTF-8"
