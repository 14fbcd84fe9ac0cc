"""What suppliers say to orders and requests: confirmations, answers, and types that are not read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from fondaco.documents import (
    ConfirmationKind,
    Credential,
    Envelope,
    Level,
    Message,
    NextActor,
    OrderConfirmation,
    PortionKind,
    Profile,
    PunchOutSetupAnswer,
    RefusalCode,
    Status,
    StatusUpdate,
)
from fondaco.wire.cxml import Reading, read, write_noting

Varied = Callable[..., bytes]
CONFIRMATION = "ConfirmationRequest/in_portions"


def codes(reading: Reading) -> list[str]:
    return [finding.code for finding in reading.findings]


def body(reading: Reading, kind: type) -> object:
    assert reading.message is not None
    assert isinstance(reading.message.body, kind)
    return reading.message.body


def the_confirmation(reading: Reading) -> OrderConfirmation:
    return body(reading, OrderConfirmation)  # type: ignore[return-value]


def test_a_confirmation_is_read_in_its_portions(golden: Callable[[str], bytes]) -> None:
    confirmation = the_confirmation(read(golden(CONFIRMATION)))

    portions = confirmation.lines[0].portions
    assert [(one.kind, one.quantity) for one in portions] == [
        (PortionKind.ACCEPT, Decimal(5)),
        (PortionKind.BACKORDERED, Decimal(3)),
        (PortionKind.REJECT, Decimal(2)),
    ]
    assert portions[0].delivery_on == date(2026, 11, 26)
    assert portions[2].refusal is not None
    assert portions[2].refusal.message == "Disponibili solo 8."
    assert portions[2].refusal.boundary == Decimal(8)


def test_a_confirmation_with_oddities_is_read(order: Varied) -> None:
    reading = read(
        order(
            ('type="detail"', 'type="whatever"'),
            ('type="backordered"', 'type="later"'),
            ('lineNumber="1"', 'lineNumber="one"'),
            ('quantity="5"', 'quantity="five"'),
            ('shipmentDate="2026-11-24"', 'shipmentDate="soon"'),
            (">quantity_unavailable<", ">bad_weather<"),
            ('<Extrinsic name="RefusalNextActor">requester</Extrinsic>', "<Extrinsic name='Mine'>x</Extrinsic>"),
            ("</OrderReference>", "<Other/></OrderReference>"),
            ("</ConfirmationItem>", "<Hazard/></ConfirmationItem>"),
            ("</ConfirmationStatus>", "<SupplierBatchID/></ConfirmationStatus>"),
            ("</ConfirmationHeader>", "<Surprise/></ConfirmationHeader>"),
            ("</ConfirmationRequest>", "<Surprise/></ConfirmationRequest>"),
            name=CONFIRMATION,
        )
    )

    confirmation = the_confirmation(reading)
    line = confirmation.lines[0]
    assert confirmation.kind is ConfirmationKind.DETAIL
    assert line.line_number == 0
    assert line.portions[0].quantity is None
    assert line.portions[0].shipping_on is None
    assert line.portions[1].kind is PortionKind.UNKNOWN
    refusal = line.portions[2].refusal
    assert refusal is not None
    assert (refusal.code, refusal.next_actor) == (RefusalCode.OTHER, NextActor.BUYER)
    assert line.portions[2].extrinsics == (("Mine", "x"),)
    assert len(line.extras) == 2
    assert len(confirmation.extras) == 3
    assert set(codes(reading)) == {
        "word.unknown",
        "number.unreadable",
        "confirmation.line.number",
        "line.quantity.unreadable",
        "time.unreadable",
        "refusal.incomplete",
        "element.kept",
    }


def test_a_refusal_without_words_is_read(order: Varied) -> None:
    data = order(('<Comments xml:lang="it">Disponibili solo 8.</Comments>', ""), name=CONFIRMATION)
    refusal = the_confirmation(read(data)).lines[0].portions[2].refusal

    assert refusal is not None
    assert refusal.message == ""


def test_a_confirmation_with_nothing_in_it_says_so() -> None:
    reading = read(b"<cXML><Request><ConfirmationRequest/></Request></cXML>")

    assert the_confirmation(reading) == OrderConfirmation("", ConfirmationKind.DETAIL)
    assert "confirmation.order.missing" in codes(reading)


def answer(inner: str) -> Reading:
    return read(
        b"<!DOCTYPE cXML SYSTEM 'x'><cXML payloadID='1' timestamp='2026-01-01T00:00:00Z'>"
        + f"<Response>{inner}</Response></cXML>".encode()
    )


OK = "<Status code='200' text='OK'/>"


@pytest.mark.parametrize(
    ("inner", "expected", "found"),
    [
        ("<Status code='401' text='Unauthorized'> No. </Status>", Status(401, "Unauthorized", "No."), []),
        (OK + OK, Status(200, "OK"), []),
        ("<Status text='?'/>", Status(500, "?"), ["status.code"]),
        ("<Status code='OK'/>", Status(500), ["status.code"]),
        ("<Status code='２００'/>", Status(500), ["status.code"]),
        ("", Status(500, "", "The answer carries no Status."), ["status.missing"]),
        (
            f"{OK}<PunchOutSetupResponse><StartPage><URL> https://x </URL></StartPage></PunchOutSetupResponse>",
            PunchOutSetupAnswer("https://x"),
            [],
        ),
        (f"{OK}<PunchOutSetupResponse/>", PunchOutSetupAnswer(""), ["answer.start_page.missing"]),
        ("<Status code='500'/><PunchOutSetupResponse/>", Status(500), []),
        (
            "<PunchOutSetupResponse><StartPage><URL>u</URL></StartPage></PunchOutSetupResponse>",
            PunchOutSetupAnswer("u"),
            ["status.missing"],
        ),
        (f"{OK}<ProfileResponse/>", Status(200, "OK"), ["profile.date", "answer.payload"]),
        (f"{OK}<SupplierListResponse/>", Status(200, "OK"), ["answer.payload"]),
        (
            f"{OK}<ProfileResponse effectiveDate='2026-01-01T00:00:00Z'><Option/></ProfileResponse>",
            Profile(datetime(2026, 1, 1, tzinfo=UTC)),
            [],
        ),
    ],
)
def test_an_answer_is_read_and_never_taken_for_better_than_it_is(
    inner: str, expected: object, found: list[str]
) -> None:
    reading = answer(inner)

    assert reading.message is not None
    assert reading.message.body == expected
    assert reading.message.payload_id == "1"
    assert codes(reading) == found


def test_a_status_update_is_read() -> None:
    def update(inner: str) -> StatusUpdate:
        data = f"<cXML><Request><StatusUpdateRequest>{inner}</StatusUpdateRequest></Request></cXML>"
        return body(read(data.encode()), StatusUpdate)  # type: ignore[return-value]

    assert update("") == StatusUpdate(500)
    assert update(OK + "<DocumentReference payloadID='p'/>") == StatusUpdate(200, "OK", "", "p")
    paid = update(OK + "<PaymentStatus orderID='PO-1'/><Extrinsic name='orderID'>PO-2</Extrinsic>")
    assert paid.order_number == "PO-1"
    assert [extra.text for extra in paid.extras] == ["PO-1", "orderID", "PO-2"]


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        ("<Request><ServiceEntryRequest/></Request>", "ServiceEntryRequest"),
        ("<Message><ProviderDoneMessage/></Message>", "ProviderDoneMessage"),
        ("<Request/>", ""),
        ("<Header/><Message/>", ""),
    ],
)
def test_a_type_that_is_not_read_is_named(inner: str, named: str) -> None:
    reading = read(f"<!DOCTYPE cXML SYSTEM 'x'><cXML>{inner}</cXML>".encode())

    assert reading.message is None
    assert [(finding.code, finding.level, finding.found) for finding in reading.findings] == [
        ("type.unsupported", Level.ERROR, named)
    ]


def test_news_of_an_invoice_is_kept_and_told_as_lost_when_written_again(dtd_dir: Path) -> None:
    inner = OK + "<InvoiceStatus type='reconciled'><InvoiceIDInfo invoiceID='2026/1184'/></InvoiceStatus>"
    xml = (
        f"<!DOCTYPE cXML SYSTEM 'x'><cXML><Request><StatusUpdateRequest>{inner}</StatusUpdateRequest></Request></cXML>"
    )
    found = read(xml.encode()).message

    assert found is not None
    assert isinstance(found.body, StatusUpdate)
    assert [extra.text for extra in found.body.extras] == ["reconciled", "2026/1184"]
    us = Credential("DUNS", "1")
    around = Envelope(us, (us,), (us,), payload_id="1", timestamp=datetime(2026, 11, 24, tzinfo=UTC))
    assert [one.found for one in write_noting(Message(found.body, around), dtd_dir=dtd_dir).losses] == [
        "reconciled",
        "2026/1184",
    ]
