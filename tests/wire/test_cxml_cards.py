"""Card numbers are found wherever they stand, and numbers of goods, parties and messages are not taken for them."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from fondaco.wire import RemoteError
from fondaco.wire.cxml import card_numbers, card_numbers_in_text

Varied = Callable[..., bytes]
# The schemes' own published test numbers.
CARDS = {
    "Visa": "4111111111111111",
    "Visa, 13 digits": "4222222222222",
    "Mastercard": "5555555555554444",
    "Mastercard, 2 series": "2223003122003222",
    "American Express": "378282246310005",
    "Discover": "6011111111111117",
    "Diners Club": "30569309025904",
    "JCB": "3530111333300000",
    "UnionPay": "6200000000000005",
    "Maestro": "6759649826438453",
}
HEADER = "<Comments"


@pytest.mark.parametrize("number", CARDS.values(), ids=list(CARDS))
def test_a_card_number_in_a_comment_is_found(order: Varied, number: str) -> None:
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))

    for written in (number, grouped, grouped.replace(" ", "-"), f"carta n.{number}, grazie"):
        found = card_numbers(order(("Consegnare al mattino.", written)))
        assert found == ("/cXML/Request/OrderRequest/OrderRequestHeader/Comments",), written


@pytest.mark.parametrize(
    "written",
    ["&#52;111111111111111", "<![CDATA[4111]]>111111111111", "4111<!-- -->111111111111", "4111<?x ?>111111111111"],
)
def test_markup_hides_no_card_number(order: Varied, written: str) -> None:
    assert card_numbers(order(("Consegnare al mattino.", written)))


def test_an_encoding_hides_no_card_number(order: Varied) -> None:
    text = order(("Consegnare al mattino.", CARDS["Visa"])).decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')

    assert card_numbers(text.encode("utf-16"))


def test_card_numbers_in_attributes_and_extrinsics_are_found(order: Varied) -> None:
    data = order(
        ('role="endUser"', f'role="{CARDS["Visa"]}"'),
        ("anna.rossi@example.com</Extrinsic>", f"{CARDS['JCB']}</Extrinsic>"),
    )

    assert card_numbers(data) == (
        "/cXML/Request/OrderRequest/OrderRequestHeader/Contact/@role",
        "/cXML/Request/OrderRequest/OrderRequestHeader/Extrinsic",
    )


@pytest.mark.parametrize("number", ["4111111111111111", "4111 1111 1111 1112", "123456789012"])
def test_a_purchasing_card_is_found_whatever_its_number(order: Varied, number: str) -> None:
    card = f'<Payment><PCard number="{number}" expiration="2027-01-01"/></Payment><PaymentTerm'

    assert card_numbers(order(("<PaymentTerm", card))) == (
        "/cXML/Request/OrderRequest/OrderRequestHeader/Payment/PCard/@number",
    )


@pytest.mark.parametrize("number", ["", "************1111", "x"])
def test_a_purchasing_card_without_its_number_is_fine(order: Varied, number: str) -> None:
    card = f'<Payment><PCard number="{number}" expiration="2027-01-01"/></Payment><PaymentTerm'

    assert card_numbers(order(("<PaymentTerm", card))) == ()


@pytest.mark.parametrize(
    "harmless",
    [
        "4111111111111112",  # fails Luhn
        "0000000000000000",
        "1234567812345670",  # passes Luhn, no issuer
        "9101111111111117",
        "4111111111111111111111",  # too long a run
        "41111111111111",  # no length of that issuer
        "4006381333931",  # an EAN
        "4012345678901",  # another, which passes Luhn or not
        "+39 010 5550123",
        "2026-11-23 09:30:00",
        "DUNS 381614494",
        "41 11 - 11",
    ],
)
def test_other_numbers_are_not_taken_for_cards(order: Varied, harmless: str) -> None:
    assert card_numbers(order(("Consegnare al mattino.", harmless))) == ()


def test_an_ean_that_passes_for_a_card_is_an_ean(order: Varied) -> None:
    for number in range(4_000_000_000_000, 4_000_000_000_800):
        ean = str(number)
        digits = [int(digit) for digit in ean]
        if (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0:
            assert card_numbers(order(("Consegnare al mattino.", f"EAN {ean}"))) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('payloadID="20261123093000.two_lines@example.com"', 'payloadID="4111111111111111"'),
        ('orderID="PO-2026-000001"', 'orderID="4111111111111111"'),
        (">FND-000412<", ">4111111111111111<"),
        (">offer-9<", ">4111111111111111<"),
        (">44121704<", ">4111111111111111<"),
        (">SF-1<", ">4111111111111111<"),
        ("<Identity>bottega<", "<Identity>4111111111111111<"),
        ("https://shop.example.com/p/FND-000412", "https://shop.example.com/4111111111111111"),
        ("16126", "4111111111111111"),
    ],
)
def test_identifiers_are_left_alone(order: Varied, old: str, new: str) -> None:
    assert card_numbers(order((old, new))) == ()


def test_an_ordinary_order_has_none(order: Varied) -> None:
    assert card_numbers(order()) == ()


def test_what_is_no_message_is_refused() -> None:
    with pytest.raises(RemoteError):
        card_numbers(b"4111111111111111")


VISA = "4111111111111111"
OAGIS = """<ProcessPurchaseOrder xmlns="http://www.openapplications.org/oagis/10"><ApplicationArea><BODID>{}</BODID>
</ApplicationArea><DataArea><PurchaseOrder><ID schemeID="4111111111111111">{}</ID><Note>{}</Note><PaymentTerm>
<CreditCard><ID>{}</ID></CreditCard></PaymentTerm></PurchaseOrder></DataArea></ProcessPurchaseOrder>"""


def test_any_xml_is_searched_and_its_identifiers_are_none() -> None:
    assert card_numbers(OAGIS.format(VISA, VISA, "no", "no").encode()) == ()
    assert card_numbers(OAGIS.format("1", "2", f"carta {VISA}", "no").encode())[0].endswith("Note")
    assert card_numbers(OAGIS.format("1", "2", "no", VISA).encode())[0].endswith("ID")
    assert card_numbers(f"<ID>{VISA}</ID>".encode()) == ()


@pytest.mark.parametrize(
    ("words", "there"),
    [
        (f"Carta n. {VISA}", True),
        ("carta 4111-1111-1111-1111, scad. 12/29", True),
        ("carta 4111 1111 1111 1112", False),
        ("EAN 4006381333931", False),
        ("", False),
    ],
)
def test_the_words_of_a_form_are_searched(words: str, there: bool) -> None:
    assert card_numbers_in_text(words) is there


def test_the_files_of_a_message_are_searched(golden: Callable[[str], bytes]) -> None:
    def posted(*contents: bytes) -> bytes:
        parts = (golden("OrderRequest/two_lines"), *contents)
        return (
            b"".join(b"--b\r\nContent-ID: <%d>\r\n\r\n" % place + one + b"\r\n" for place, one in enumerate(parts))
            + b"--b--"
        )

    assert card_numbers(posted(b"a,b\r\n", b"<svg>&none;</svg>", b"\x00" + VISA.encode())) == ()
    assert card_numbers(posted(b"carta;" + VISA.encode())) == ("1",)
    assert card_numbers(posted(b"", b"<a><b>" + VISA.encode() + b"</b></a>")) == ("2:/a/b",)


def test_a_card_in_an_order_that_is_encoded_is_found(order: Varied) -> None:
    data = base64.encodebytes(order(("Consegnare al mattino.", VISA)))

    found = card_numbers(b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + data + b"\r\n--b--")

    assert found == ("/cXML/Request/OrderRequest/OrderRequestHeader/Comments",)
