"""Messages about messages: copies, what is waiting, data that is kept for somebody."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.documents import (
    Attachment,
    Copy,
    Data,
    DataAvailable,
    DataRequest,
    Document,
    Envelope,
    Extra,
    Message,
    Pending,
    PendingRequest,
    PurchaseOrder,
    Status,
    StatusUpdate,
)
from fondaco.wire import LocalError
from fondaco.wire.cxml import Reading, read, write, write_answer, write_noting
from tests.wire.test_cxml_quotes import quotes
from tests.wire.test_cxml_round_trip import (
    answers,
    confirmations,
    envelopes,
    moments,
    none_or,
    numbers,
    orders,
    text,
    tuples,
    updates,
    word,
    words,
)

Golden = Callable[[str], bytes]


def in_envelope(body: Document, envelope: Envelope) -> Message:
    return Message(body, envelope, envelope.payload_id, envelope.timestamp)


def alone(body: Document, payload_id: str, timestamp: object) -> Message:
    return Message(body, None, payload_id, timestamp)  # type: ignore[arg-type]


sent = st.builds(in_envelope, st.one_of(orders, updates, confirmations, quotes), envelopes)
answered = st.builds(alone, answers, words, moments)
waiting = st.builds(in_envelope, orders | updates, envelopes)
copies = st.builds(Copy, sent | answered, st.none(), st.sampled_from(["", "info", "process", "copy"]))
ids = st.sampled_from([DataAvailable, DataRequest]).flatmap(lambda kind: st.builds(kind, word, text))
asked = st.builds(PendingRequest, tuples(text).filter(bool), none_or(numbers), st.just(""), text)
bodies = st.one_of(copies, ids, asked)
slow = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=60, deadline=None, suppress_health_check=slow)
@given(body=bodies, envelope=envelopes)
def test_what_is_written_is_valid_and_read_back_as_it_was(dtd_dir: Path, body: Document, envelope: Envelope) -> None:
    message = in_envelope(body, envelope)

    assert read(write(message, dtd_dir=dtd_dir)).message == message


files = st.builds(Attachment, words.map(lambda url: f"https://{url}"), text)


@settings(max_examples=40, deadline=None, suppress_health_check=slow)
@given(
    body=st.builds(Pending, st.lists(waiting, min_size=1, max_size=2).map(tuple))
    | st.builds(Data, st.lists(files, min_size=1, max_size=3).map(tuple)),
    payload_id=words,
    at=moments,
)
def test_answers_are_valid_and_read_back_as_they_were(
    dtd_dir: Path, body: Document, payload_id: str, at: object
) -> None:
    message = alone(body, payload_id, at)

    assert read(write(message, dtd_dir=dtd_dir)).message == message
    assert message.timestamp is not None
    answer = write_answer(status=Status(200), body=body, payload_id=payload_id, timestamp=message.timestamp)  # type: ignore[arg-type]
    assert read(answer).message == message


def inside(golden: Golden, body: str, name: str = "DataRequest/ask") -> bytes:
    """A message of ours with another body."""
    start, _tag, _rest = golden(name).partition(b"<DataRequest>")
    return start + body.encode() + b"</Request></cXML>"


def copy_of(reading: Reading) -> Copy:
    assert reading.message is not None
    assert isinstance(reading.message.body, Copy)
    return reading.message.body


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.findings]


def bare(data: bytes) -> str:
    return data.partition(b'.dtd">')[2].decode()


def test_a_copy_of_a_type_that_is_not_read_is_kept_as_it_was_sent(golden: Golden) -> None:
    other = bare(golden("DataRequest/ask")).replace("DataRequest", "AuthRequest")

    reading = read(inside(golden, f"<CopyRequest>{other}</CopyRequest>"))

    assert codes(reading) == ["type.unsupported"]
    file = copy_of(reading).attachment
    assert copy_of(reading).original is None
    assert file is not None
    assert b"AuthRequest" in (file.content or b"")
    assert reading.message is not None
    again = read(write(reading.message))
    assert copy_of(again).attachment is not None
    assert copy_of(again).attachment.content == file.content  # type: ignore[union-attr]


def with_file(golden: Golden, content: bytes) -> Reading:
    copy = Copy(None, Attachment("cid:original", "", "text/xml", content))
    message = read(golden("DataRequest/ask")).message
    assert message is not None
    return read(write(attrs.evolve(message, body=copy)))


def test_a_file_that_holds_a_message_is_read(golden: Golden) -> None:
    reading = with_file(golden, golden("OrderRequest/two_lines"))

    original = copy_of(reading).original
    assert original is not None
    assert isinstance(original.body, PurchaseOrder)
    assert copy_of(reading).attachment is None
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF", ["copy.unreadable"]),
        (b"<Order/>", ["copy.unreadable"]),
        (b"<cXML/>", ["copy.unreadable"]),
    ],
)
def test_a_file_that_holds_none_is_kept(golden: Golden, content: bytes, told: list[str]) -> None:
    reading = with_file(golden, content)

    assert codes(reading) == told
    assert copy_of(reading).attachment == Attachment("cid:original", "", "text/xml", content)


def test_a_file_that_holds_a_copy_is_left_as_it_is(golden: Golden) -> None:
    reading = with_file(golden, golden("CopyRequest/of_an_order"))

    assert copy_of(reading).original is None
    assert copy_of(reading).attachment is not None


def test_a_copy_of_a_copy_in_it_is_read(golden: Golden) -> None:
    reading = read(inside(golden, f"<CopyRequest>{bare(golden('CopyRequest/of_an_order'))}</CopyRequest>"))

    inner = copy_of(reading).original
    assert inner is not None
    assert isinstance(inner.body, Copy)
    assert inner.body.original is not None
    assert reading.message is not None
    assert read(write(reading.message)).message == reading.message


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<CopyRequest/>", ["copy.empty"]),
        ("<CopyRequest><cXMLAttachment/></CopyRequest>", ["copy.empty"]),
        (
            "<CopyRequest><cXMLAttachment><Other>x</Other></cXMLAttachment></CopyRequest>",
            ["copy.empty", "element.kept"],
        ),
        (
            "<GetPendingRequest maxMessages='x'><Other/></GetPendingRequest>",
            ["pending.kind.missing", "number.unreadable", "element.kept"],
        ),
        ("<DataRequest/>", ["data.id.missing"]),
        ("<DataRequest><InternalID/><Other/></DataRequest>", ["data.id.missing", "element.kept"]),
    ],
)
def test_what_is_off_is_told(golden: Golden, body: str, told: list[str]) -> None:
    reading = read(inside(golden, body))

    assert codes(reading) == told
    assert reading.message is not None


def test_what_stands_twice_is_kept(golden: Golden) -> None:
    file = "<cXMLAttachment><Attachment><URL>https://a</URL></Attachment><Attachment><URL>b</URL></Attachment></cXMLAttachment>"

    reading = read(inside(golden, f"<CopyRequest>{file}{file}</CopyRequest>"))

    assert copy_of(reading).attachment == Attachment("https://a")
    assert [one.text for one in copy_of(reading).extras] == ["b", "https://a", "b"]


def test_what_was_waiting_is_read_and_the_unread_passed_over(golden: Golden) -> None:
    other = bare(golden("DataRequest/ask")).replace("DataRequest", "AuthRequest")
    data = golden("GetPendingResponse/two_waiting").decode()

    reading = read(data.replace("<GetPendingResponse>", f"<GetPendingResponse><Other>x</Other>{other}").encode())

    assert codes(reading) == ["type.unsupported", "element.kept"]
    assert reading.message is not None
    assert isinstance(reading.message.body, Pending)
    assert [type(one.body) for one in reading.message.body.messages] == [PurchaseOrder, StatusUpdate]
    assert [one.text for one in reading.message.body.extras] == ["x"]


def test_data_with_something_else_is_read(golden: Golden) -> None:
    data = golden("GetPendingResponse/two_waiting").partition(b"<GetPendingResponse>")[0]

    reading = read(
        data + b"<DataResponse><Other/><Attachment><URL>a</URL></Attachment></DataResponse></Response></cXML>"
    )

    assert reading.message is not None
    assert reading.message.body == Data((Attachment("a"),), reading.message.body.extras)  # type: ignore[union-attr]
    assert codes(reading) == ["element.kept"]


def test_nothing_waiting_is_said_by_a_status(golden: Golden) -> None:
    message = read(golden("GetPendingResponse/two_waiting")).message
    assert message is not None
    assert message.timestamp is not None

    answer = write_answer(status=Status(200, "OK"), body=Pending(), payload_id="id", timestamp=message.timestamp)

    assert read(answer).message == Message(Status(200, "OK"), None, "id", message.timestamp)
    with pytest.raises(LocalError) as refused:
        write(attrs.evolve(message, body=Pending()))
    assert refused.value.missing == "GetPendingResponse/cXML"


def asking(golden: Golden, body: Document) -> Message:
    message = read(golden("DataRequest/ask")).message
    assert message is not None
    return attrs.evolve(message, body=body)


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (Copy(), "CopyRequest/cXML"),
        (PendingRequest(), "GetPendingRequest/MessageType"),
        (DataRequest(""), "DataRequest/InternalID"),
        (DataAvailable(""), "DataAvailableMessage/InternalID"),
        (Data(), "DataResponse/Attachment"),
    ],
)
def test_what_is_missing_is_named(golden: Golden, body: Document, missing: str) -> None:
    with pytest.raises(LocalError) as refused:
        write(asking(golden, body))

    assert refused.value.missing == missing


@pytest.mark.parametrize("name", ["Index/full", "ConfirmationRequest/rejected", "QuoteMessage/final"])
def test_what_cannot_wait_in_an_answer_is_refused(golden: Golden, name: str) -> None:
    inner = read(golden(name)).message
    assert inner is not None

    with pytest.raises(LocalError) as refused:
        write(asking(golden, Pending((inner,))))

    assert refused.value.missing == "GetPendingResponse/cXML"


@pytest.mark.parametrize("name", ["Index/full", "ConfirmationRequest/rejected", "QuoteMessage/final"])
def test_a_copy_can_be_of_anything(golden: Golden, dtd_dir: Path, name: str) -> None:
    inner = read(golden(name)).message
    message = asking(golden, Copy(inner))

    assert read(write(message, dtd_dir=dtd_dir)).message == message


EXTRA = (Extra("/a", "b"),)
FILE = Attachment("https://example.com/a")


@pytest.mark.parametrize(
    "body",
    [
        PendingRequest(("OrderRequest",), extras=EXTRA),
        PendingRequest(("OrderRequest",), last_received_payload_id="1"),
        DataRequest("1", extras=EXTRA),
        DataAvailable("1", extras=EXTRA),
        Data((FILE,), EXTRA),
        Copy(None, FILE, extras=EXTRA),
        Copy(None, FILE, "other"),
    ],
)
def test_what_cannot_be_said_is_reported(golden: Golden, dtd_dir: Path, body: Document) -> None:
    assert len(write_noting(asking(golden, body), dtd_dir=dtd_dir).losses) == 1


@pytest.mark.parametrize("name", ["OrderRequest/two_lines", "QuoteMessage/final"])
def test_of_a_copy_and_a_file_the_copy_is_sent(golden: Golden, dtd_dir: Path, name: str) -> None:
    inner = read(golden(name)).message

    written = write_noting(asking(golden, Copy(inner, FILE)), dtd_dir=dtd_dir)

    assert [one.found for one in written.losses] == [FILE.url]
    assert copy_of(read(written.data)) == Copy(inner)


def test_a_document_that_cxml_does_not_know_is_refused(golden: Golden) -> None:
    with pytest.raises(LocalError) as refused:
        write(asking(golden, Copy(asking(golden, object()))))  # type: ignore[arg-type]

    assert refused.value.reason == "write.unknown"
