"""Requests for quotation and quotes: read as they come, written valid, and the same again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.documents import (
    Charge,
    Distribution,
    Envelope,
    Extra,
    Message,
    Money,
    OrderLine,
    OrderReference,
    Quote,
    QuoteAnswer,
    QuoteLine,
    QuoteRequest,
    QuoteRequestType,
    Segment,
)
from fondaco.wire import LocalError, RemoteError
from fondaco.wire.cxml import Reading, read, write, write_noting
from fondaco.wire.xml.limits import Limits
from tests.wire.test_cxml_round_trip import (
    addresses,
    contacts,
    days,
    envelopes,
    extrinsics,
    files,
    item,
    moments,
    money,
    none_or,
    numbers,
    text,
    tuples,
    word,
)

Varied = Callable[..., bytes]
ASKED, QUOTED = "QuoteRequest/two_lines", "QuoteMessage/final"

parts = {name: strategy for name, strategy in item.items() if name != "distributions"}
asked = {**parts, "supplier_part_id": text, "unit_price": none_or(money)}
lines = st.builds(OrderLine, line_number=numbers, requested_on=none_or(days), **asked)
currencies = st.sampled_from(["EUR", "USD"])
languages = st.sampled_from(["it", "en-US"])
requests = st.builds(
    QuoteRequest,
    number=word,
    requested_at=moments,
    operation=st.sampled_from(QuoteRequestType),
    opens_at=moments,
    closes_at=moments,
    preview_at=none_or(moments),
    currency=currencies,
    language=languages,
    name=text,
    description=text,
    template_name=text,
    wanted_answers=st.sampled_from(["", "winningOnly", "finalBidsFromAll", "all"]),
    total=none_or(money),
    lines=tuples(lines),
    ship_to=none_or(addresses),
    contacts=contacts,
    attachments=files,
    comments=text,
    extrinsics=extrinsics,
)
quoted = st.builds(
    QuoteLine,
    line_number=numbers,
    answer=st.sampled_from(QuoteAnswer),
    rank=none_or(numbers),
    requested_on=none_or(days),
    total=none_or(money),
    **parts,
)
quotes = st.builds(
    Quote,
    number=word,
    quoted_at=moments,
    answer=st.sampled_from(QuoteAnswer),
    request=none_or(st.builds(OrderReference, text, text, moments)),
    currency=currencies,
    language=languages,
    organization=tuples(st.tuples(text, text)).filter(bool),
    ship_to=none_or(addresses),
    lines=tuples(quoted),
    total=money,
    contacts=contacts,
    comments=text,
    attachments=files,
    extrinsics=extrinsics,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(body=requests | quotes, envelope=envelopes)
def test_what_is_written_is_valid_and_read_back_as_it_was(
    dtd_dir: Path, body: QuoteRequest | Quote, envelope: Envelope
) -> None:
    message = Message(body, envelope, envelope.payload_id, envelope.timestamp)

    written = write_noting(message, dtd_dir=dtd_dir)

    assert written.losses == ()
    assert read(written.data).message == message


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(one.code, one.path.rpartition("/Request/")[2].rpartition("/Message/")[2]) for one in reading.findings]


def quote_of(reading: Reading) -> Quote:
    assert reading.message is not None
    assert isinstance(reading.message.body, Quote)
    return reading.message.body


def request_of(reading: Reading) -> QuoteRequest:
    assert reading.message is not None
    assert isinstance(reading.message.body, QuoteRequest)
    return reading.message.body


@pytest.mark.parametrize(
    ("name", "pairs", "finding"),
    [
        (ASKED, (("QuoteRequestHeader requestID", "QuoteRequestHeader id"),), "quote.number.missing"),
        (ASKED, (('type="new"', 'type="later"'),), "word.unknown"),
        (ASKED, (('closeDate="', 'closeDate="x'),), "time.unreadable"),
        (ASKED, (('lineNumber="1"', ""),), "line.number.missing"),
        (ASKED, (('currency="EUR">900.00', 'currency="EUR">x'),), "money.unreadable"),
        (QUOTED, (('quoteID="OFF-118"', ""),), "quote.number.missing"),
        (QUOTED, (('type="final"', 'type="maybe"'),), "quote.answer.unknown"),
        (QUOTED, (('rank="1"', 'rank="first"'),), "number.unreadable"),
        (QUOTED, (('requestDate="2026', 'requestDate="MMXXVI'),), "time.unreadable"),
    ],
)
def test_what_is_off_is_told(order: Varied, name: str, pairs: tuple[tuple[str, str], ...], finding: str) -> None:
    reading = read(order(*pairs, name=name))

    assert finding in [code for code, _path in told(reading)]
    assert reading.message is not None


def test_a_word_that_is_unknown_accepts_nothing(order: Varied) -> None:
    reading = read(order(('type="final"', 'type="si"'), name=QUOTED))

    assert quote_of(reading).answer is QuoteAnswer.UPDATE


@pytest.mark.parametrize("tag", ["QuoteRequest", "QuoteMessage"])
def test_one_without_its_header_is_read(order: Varied, tag: str) -> None:
    name = ASKED if tag == "QuoteRequest" else QUOTED
    reading = read(order((f"<{tag}Header", "<Other"), (f"</{tag}Header", "</Other"), name=name))

    assert ("quote.header.missing", f"{tag}/{tag}Header") in told(reading)
    assert reading.message is not None
    assert len(reading.message.body.lines) == 2  # type: ignore[union-attr]
    assert reading.message.body.extras  # type: ignore[union-attr]


def test_who_asks_for_a_price_needs_neither_a_price_nor_a_number(order: Varied) -> None:
    reading = read(order(name=ASKED))

    assert reading.findings == ()
    assert [line.unit_price for line in request_of(reading).lines] == [None, Money(Decimal("61.50"), "EUR")]


def test_what_is_not_understood_is_kept_and_no_secret_with_it(order: Varied) -> None:
    reading = read(
        order(
            (
                "<OrganizationID>",
                "<OrganizationID><Other>a</Other><Credential><SharedSecret>segreto</SharedSecret></Credential>",
            ),
            (
                "<Total>\n          <Money",
                "<Total>\n          <Modifications><Modification>b</Modification></Modifications><Money",
            ),
            ("<QuoteItemIn ", '<QuoteItemIn serviceLineType="standard" '),
            name=QUOTED,
        )
    )

    quote = quote_of(reading)
    assert quote.organization == (("DUNS", "bottega"),)
    assert [extra.text for extra in quote.extras] == ["a", "b"]
    assert [extra.text for extra in quote.lines[0].extras] == ["standard"]
    assert "segreto" not in repr(reading)


def test_more_lines_than_allowed_are_refused(order: Varied) -> None:
    with pytest.raises(RemoteError) as refused:
        read(order(name=ASKED), limits=Limits(lines=1))

    assert refused.value.reason == "quote.too_many_lines"


def changed(order: Varied, name: str, **changes: object) -> Message:
    message = read(order(name=name)).message
    assert message is not None
    return attrs.evolve(message, body=attrs.evolve(message.body, **changes))


@pytest.mark.parametrize(
    ("name", "changes", "missing"),
    [
        (ASKED, {"number": ""}, "QuoteRequestHeader/@requestID"),
        (ASKED, {"currency": ""}, "QuoteRequestHeader/@currency"),
        (ASKED, {"requested_at": None}, "QuoteRequestHeader/@requestDate"),
        (ASKED, {"opens_at": None}, "QuoteRequestHeader/@openDate"),
        (ASKED, {"closes_at": None}, "QuoteRequestHeader/@closeDate"),
        (ASKED, {"lines": (OrderLine(line_number=1),)}, "QuoteItemOut/@quantity"),
        (QUOTED, {"number": ""}, "QuoteMessageHeader/@quoteID"),
        (QUOTED, {"total": None}, "QuoteMessageHeader/Total"),
        (QUOTED, {"organization": ()}, "QuoteMessageHeader/OrganizationID"),
        (QUOTED, {"quoted_at": None}, "QuoteMessageHeader/@quoteDate"),
        (QUOTED, {"request": OrderReference("RDO-1")}, "QuoteRequestReference/@requestDate"),
        (QUOTED, {"lines": (QuoteLine(line_number=1, quantity=Decimal(1)),)}, "ItemDetail/UnitPrice"),
    ],
)
def test_what_is_missing_is_named(order: Varied, name: str, changes: dict[str, object], missing: str) -> None:
    with pytest.raises(LocalError) as refused:
        write(changed(order, name, **changes))

    assert refused.value.missing == missing


CHARGE = Charge(Money(Decimal(1), "EUR"))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (ASKED, {"wanted_answers": "some"}),
        (ASKED, {"extras": (Extra("/a", "b"),)}),
        (QUOTED, {"shipping": CHARGE}),
        (QUOTED, {"tax": CHARGE}),
        (QUOTED, {"extras": (Extra("/a", "b"),)}),
    ],
)
def test_what_has_no_place_is_reported(order: Varied, dtd_dir: Path, name: str, changes: dict[str, object]) -> None:
    assert len(write_noting(changed(order, name, **changes), dtd_dir=dtd_dir).losses) == 1


def test_what_has_no_place_in_a_line_is_reported(order: Varied, dtd_dir: Path) -> None:
    line = request_of(read(order(name=ASKED))).lines[0]
    accounts = (Distribution("CDC", (Segment("CDC", "1"),), CHARGE.money),)

    written = write_noting(changed(order, ASKED, lines=(attrs.evolve(line, distributions=accounts),)), dtd_dir=dtd_dir)

    assert [one.path for one in written.losses] == ["QuoteRequest.lines[1].distributions"]


def test_a_quote_says_its_currency_by_its_total_and_its_language_by_its_envelope(order: Varied, dtd_dir: Path) -> None:
    data = write(changed(order, QUOTED, currency="", language="", request=None), dtd_dir=dtd_dir)

    assert b'currency="EUR" xml:lang="it"' in data
    assert datetime.fromisoformat("2026-11-25T16:00:00+01:00") == quote_of(read(data)).quoted_at


@pytest.mark.parametrize("currency", ["Z", ""])
def test_a_currency_that_is_none_is_told_and_does_not_break_the_writer(order: Varied, currency: str) -> None:
    reading = read(order(('currency="EUR"', f'currency="{currency}"'), name=ASKED))

    assert request_of(reading).currency == ""
    assert ("money.currency", currency) in [(one.code, one.found) for one in reading.findings]
    assert reading.message is not None
    with pytest.raises(LocalError):
        write(reading.message)


def test_a_quote_for_a_request_that_had_no_id_refers_to_it_by_number(order: Varied) -> None:
    reading = read(order(name=QUOTED))
    quote = quote_of(reading)
    assert quote.request is not None
    assert reading.message is not None
    body = attrs.evolve(quote, request=attrs.evolve(quote.request, payload_id=""))

    written = write(attrs.evolve(reading.message, body=body))

    assert b"DocumentReference" not in written
    assert read(written).message == attrs.evolve(reading.message, body=body)
