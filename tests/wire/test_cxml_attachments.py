"""Files that come with a message, as sloppily as they really come, and files that go with one."""

from __future__ import annotations

import base64
import quopri
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fondaco.documents import Attachment, Copy, Data, Message, PurchaseOrder
from fondaco.wire import LocalError, RemoteError
from fondaco.wire.cxml import (
    Reading,
    content_type_of,
    fingerprint,
    read,
    with_secret,
    write,
    write_answer_noting,
    write_noting,
)
from fondaco.wire.results import Written
from fondaco.wire.xml import mime
from tests.wire.test_cxml_round_trip import moments, text, words

Golden = Callable[[str], bytes]
PDF = b"%PDF-1.4\r\n\x00\xff\n--not a boundary\r\n%%EOF"


def order_with(url: str, golden: Golden) -> bytes:
    """The golden order, whose comments name a file."""
    named = f"<Comments>Vedi il disegno.<Attachment><URL>{url}</URL></Attachment></Comments>"
    data = golden("OrderRequest/two_lines")
    start, end = data.index(b"<Comments"), data.index(b"</Comments>") + len(b"</Comments>")
    return data[:start] + named.encode() + data[end:]


def body(*parts: tuple[str, bytes], boundary: str = "grenze") -> bytes:
    """A multipart body of parts, each its header fields and its content."""
    line = b"--" + boundary.encode()
    written = [line + b"\r\n" + head.replace("\n", "\r\n").encode() + b"\r\n" + content for head, content in parts]
    return b"\r\n".join(written) + b"\r\n" + line + b"--\r\n"


def file_of(reading: Reading) -> Attachment:
    assert reading.message is not None
    assert isinstance(reading.message.body, PurchaseOrder)
    (file,) = reading.message.body.attachments
    return file


def codes(reading: Reading) -> list[tuple[str, str]]:
    return [(one.code, one.found) for one in reading.findings]


ROOT = "Content-Type: text/xml\nContent-ID: <payload.xml>\n"


@pytest.mark.parametrize(
    ("url", "content_id"),
    [
        ("cid:disegno.pdf", "<disegno.pdf>"),
        ("cid:disegno.pdf", "disegno.pdf"),
        ("cid: disegno.pdf", "<disegno.pdf>"),  # Coupa
        ("CID:disegno.pdf", "  <disegno.pdf>  "),
        ("cid:&lt;disegno.pdf>", "<disegno.pdf>"),
        ("cid:disegno%2Epdf", "<disegno.pdf>"),
        ("cid:disegno due.pdf", "<disegno%20due.pdf>"),
        ("cid:1@example.com", "<1@example.com> (a comment)"),
    ],
)
def test_a_file_is_found_however_its_name_is_written(golden: Golden, url: str, content_id: str) -> None:
    head = f"Content-Type: application/pdf\nContent-ID: {content_id}\n"

    reading = read(body((ROOT, order_with(url, golden)), (head, PDF)))

    assert reading.message is not None
    assert reading.message.attachments == ()
    assert (file_of(reading).content, file_of(reading).media_type) == (PDF, "application/pdf")
    assert codes(reading) == [("language.missing", "")] or codes(reading) == []


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("binary", PDF),
        ("8bit", PDF),
        ("", PDF),
        ("base64", base64.encodebytes(PDF)),
        ("BASE64", base64.b64encode(PDF).rstrip(b"=")),
        ("base64", b"\r\n  " + base64.b64encode(PDF) + b"\t\r\n"),
        (
            "quoted-printable",
            quopri.encodestring(PDF, quotetabs=True).replace(b"\r\n", b"=0D=0A").replace(b"\n=", b"="),
        ),
    ],
)
def test_a_file_is_decoded_as_its_header_says(golden: Golden, encoding: str, content: bytes) -> None:
    head = "Content-Type: text/plain\nContent-ID: <a>\n"  # for a PDF, as real senders write
    if encoding:
        head += f"Content-Transfer-Encoding: {encoding}\n"

    reading = read(body((ROOT, order_with("cid:a", golden)), (head, content)))

    if encoding != "quoted-printable":
        assert file_of(reading).content == PDF
    assert (file_of(reading).content or b"").startswith(b"%PDF-1.4\r\n\x00\xff")
    assert file_of(reading).media_type == "text/plain"


@pytest.mark.parametrize(
    ("encoding", "content"), [("base64", b"***"), ("base64", b"A"), ("x-uuencode", b"begin 644 a")]
)
def test_a_file_that_is_not_what_its_header_says_is_kept_as_it_stands(
    golden: Golden, encoding: str, content: bytes
) -> None:
    head = f"Content-ID: <a>\nContent-Transfer-Encoding: {encoding}\n"

    reading = read(body((ROOT, order_with("cid:a", golden)), (head, content)))

    assert file_of(reading).content == content
    assert ("mime.content", "a") in codes(reading)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('Content-Disposition: attachment; filename="disegno \\"A\\".pdf"', 'disegno "A".pdf'),
        ("Content-Disposition: attachment; filename*=UTF-8''disegno%20%C3%A0.pdf; filename=x", "disegno à.pdf"),
        ("Content-Type: application/pdf; name=disegno.pdf", "disegno.pdf"),
        ("Content-Type: application/pdf;\n\tname=disegno.pdf", "disegno.pdf"),
        ("Content-Disposition: attachment; filename=disegnò.pdf", "disegnò.pdf"),
        ("Content-Disposition: attachment", ""),
    ],
)
def test_a_file_has_the_name_that_its_header_gives(golden: Golden, header: str, name: str) -> None:
    reading = read(body((ROOT, order_with("cid:a", golden)), (f"{header}\nContent-ID: <a>\n", PDF)))

    assert file_of(reading).name == name


def test_a_name_in_latin_1_is_read(golden: Golden) -> None:
    data = body(
        (ROOT, order_with("cid:a", golden)), ("Content-ID: <a>\nContent-Disposition: attachment; filename=QQ\n", PDF)
    )

    assert file_of(read(data.replace(b"=QQ", b"=disegn\xf2.pdf"))).name == "disegnò.pdf"


def test_a_file_without_content_id_is_found_by_its_name(golden: Golden) -> None:
    head = 'Content-Type: application/pdf\nContent-Disposition: attachment; filename="disegno.pdf"\n'

    reading = read(body((ROOT, order_with("cid:disegno.pdf", golden)), (head, PDF)))

    assert file_of(reading).content == PDF


def test_a_file_that_nobody_names_is_kept_beside_the_document(golden: Golden) -> None:
    data = body((ROOT, golden("OrderRequest/two_lines")), ("Content-ID: <a>\n", PDF), ("", b"no id"))

    reading = read(data)

    assert reading.message is not None
    assert [(one.url, one.content) for one in reading.message.attachments] == [("cid:a", PDF), ("", b"no id")]
    assert codes(reading) == [("mime.attachments", "cid:a"), ("mime.attachments", "a part without Content-ID")]


def test_a_name_that_no_part_has_is_remarked_on(golden: Golden) -> None:
    reading = read(order_with("cid:elsewhere", golden))

    assert file_of(reading).content is None
    assert ("mime.missing", "cid:elsewhere") in codes(reading)


def test_an_address_is_never_taken_for_a_part(golden: Golden) -> None:
    reading = read(
        body((ROOT, order_with("https://example.com/a", golden)), ("Content-ID: <https://example.com/a>\n", PDF))
    )

    assert file_of(reading) == Attachment("https://example.com/a")


def test_of_two_parts_with_one_id_the_first_is_meant(golden: Golden) -> None:
    reading = read(body((ROOT, order_with("cid:a", golden)), ("Content-ID: <a>\n", b"1"), ("Content-ID: <a>\n", b"2")))

    assert file_of(reading).content == b"1"
    assert reading.message is not None
    assert [one.content for one in reading.message.attachments] == [b"2"]
    assert ("mime.repeated", "a") in codes(reading)


@pytest.mark.parametrize("start", ["<order.xml>", "order.xml", "cid:order.xml"])
def test_the_part_that_start_names_is_the_document(golden: Golden, start: str) -> None:
    other = golden("StatusUpdateRequest/accepted")
    data = body(
        ("Content-Type: text/xml\nContent-ID: <copy.xml>\n", other),
        ("Content-Type: text/plain\nContent-ID: <order.xml>\n", golden("OrderRequest/two_lines")),
    )

    reading = read(data, content_type=f'multipart/related; type="text/xml"; boundary=grenze; start="{start}"')

    assert reading.message is not None
    assert isinstance(reading.message.body, PurchaseOrder)
    assert reading.message.attachments == (Attachment("cid:copy.xml", "", "text/xml", other),)


def test_without_start_cxml_is_the_document_and_not_other_xml(golden: Golden) -> None:
    order = golden("OrderRequest/two_lines")

    for root in (order, order.decode().replace('encoding="UTF-8"', "").encode("utf-16")):
        reading = read(body(("Content-ID: <svg>\n", b"<svg/>"), ("", root)))

        assert reading.message is not None
        assert isinstance(reading.message.body, PurchaseOrder)


def test_xml_that_is_no_cxml_is_refused_as_such() -> None:
    with pytest.raises(RemoteError) as refused:
        read(body(("Content-ID: <svg>\n", b"<svg/>")))

    assert refused.value.reason == "cxml.none"


def test_a_boundary_in_the_http_header_alone_is_enough(golden: Golden) -> None:
    data = b"This is a multipart message.\r\n" + body((ROOT, golden("OrderRequest/two_lines")))

    with pytest.raises(RemoteError):
        read(data)
    reading = read(data, content_type="Multipart/Related;\r\n boundary=grenze")

    assert codes(reading) == []


@pytest.mark.parametrize("kind", ["text/xml", "multipart/related; boundary=grenze"])
def test_a_document_alone_is_read_whatever_the_http_header_says(golden: Golden, kind: str) -> None:
    assert codes(read(golden("OrderRequest/two_lines"), content_type=kind)) == []


def test_a_header_in_the_body_goes_before_that_of_http(golden: Golden) -> None:
    data = b"Content-Type: multipart/related; boundary=grenze\r\n\r\n" + body((ROOT, golden("OrderRequest/two_lines")))

    assert codes(read(data, content_type="multipart/related; boundary=another")) == []


def test_a_wrong_boundary_is_forgiven(golden: Golden) -> None:
    data = body((ROOT, golden("OrderRequest/two_lines")))

    reading = read(data, content_type="multipart/related; boundary=another")

    assert codes(reading) == [("mime.boundary", "another")]


def test_parts_of_parts_are_parts(golden: Golden) -> None:
    inner = body((ROOT, order_with("cid:a", golden)), ("Content-ID: <a>\n", PDF), boundary="inner")

    reading = read(body(("Content-Type: multipart/related; boundary=inner\n", inner), ("Content-ID: <b>\n", b"b")))

    assert file_of(reading).content == PDF
    assert codes(reading)[-1] == ("mime.attachments", "cid:b")


def test_a_part_without_a_blank_line_behind_its_header_or_without_header_is_read(golden: Golden) -> None:
    order = golden("OrderRequest/two_lines")

    for data in (
        b"--b\r\n" + order + b"\r\n--b--",
        b"--b\r\nContent-Type: text/xml\r\n" + order + b"\r\n--b--",
        b"--b\r\n\r\n" + order,
    ):
        assert codes(read(data)) == []


@pytest.mark.parametrize(
    "data",
    [
        b"--b\r\n" * 2_000,
        body(*[("Content-Type: multipart/mixed; boundary=x\n", b"--x\r\n\r\n--x--")] * 600),
    ],
)
def test_too_many_parts_are_refused(data: bytes) -> None:
    with pytest.raises(RemoteError) as refused:
        read(data)

    assert refused.value.reason == "mime.too_many_parts"


def test_parts_within_parts_end_somewhere() -> None:
    data = b"<cXML/>"
    for depth in range(50):
        data = (
            b"Content-Type: multipart/related; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
            + data
            + b"\r\n--b%d--" % depth
        )

    with pytest.raises(RemoteError) as refused:
        read(data)

    assert refused.value.reason == "mime.no_document"


@pytest.mark.parametrize(
    "data",
    [
        b"--b\r\n" + b"a" * 3_000_000,
        b"--b\r\nX: " + b"y\r\n " * 700_000,
        b"--b\r\nContent-Type: text/xml" + b';a="' * 700_000,
        b"--b\r\nContent-Type: text/xml; " + b" " * 3_000_000,
        b"--b\r\n" + b"\r\n--b \t" * 400_000,
        b"--b\r\n" + b"\n" * 3_000_000,
        b"--b\r\n" + b"\r" * 3_000_000,
    ],
)
def test_a_hostile_body_takes_no_time(data: bytes) -> None:
    started = time.process_time()
    with pytest.raises(RemoteError):
        read(data)

    assert time.process_time() - started < 1.5


pieces = st.sampled_from(
    [
        *(
            b"--b\r\n",
            b"--b--\r\n",
            b"--b",
            b"\r\n",
            b"\n",
            b"Content-Type: ",
            b"multipart/related; boundary=b",
            b"text/xml",
        ),
        *(
            b'; boundary="',
            b"Content-ID: <a>",
            b"Content-Transfer-Encoding: base64",
            b"quoted-printable",
            b"=3",
            b"\xff",
        ),
        *(
            b"<cXML><Request><OrderRequest><OrderRequestHeader><Comments><Attachment><URL>cid:a</URL>",
            b"\x00",
            b"%",
            b"=",
        ),
        *(
            b"</Attachment></Comments></OrderRequestHeader></OrderRequest></Request></cXML>",
            b"; filename*=",
            b"AAAA",
            b"<",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(pieces | st.binary(max_size=8), max_size=25).map(b"".join),
    st.sampled_from(["", "multipart/x; boundary=b"]),
)
def test_no_body_raises_anything_but_a_refusal(data: bytes, content_type: str) -> None:
    for start in (b"", b"--b\r\n", b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"):
        with suppress(RemoteError):
            read(start + data, content_type=content_type)


files = st.builds(
    Attachment,
    words.map(lambda name: f"cid:{name}"),
    text,
    st.sampled_from(["", "text/csv; charset=utf-8", "application/pdf", "text/plain"]),
    st.binary(max_size=60) | st.sampled_from([b"--", b"\r\n--part-", b"\n", b"\r", b"<cXML/>"]),
)


def known(file: Attachment) -> bool:
    """Whether a receiver sees its name as it was: percent signs are decoded (RFC 2392), spaces forgiven."""
    plain = file.url[4:]
    return mime.bare_id(file.url) == plain and mime.bare_id(plain) == plain and plain != "payload.xml"


@settings(max_examples=150, deadline=None)
@given(
    files=st.lists(files.filter(known), min_size=1, max_size=4, unique_by=lambda one: one.url).map(tuple),
    beside=st.lists(files.filter(known), max_size=2, unique_by=lambda one: one.url).map(tuple),
    at=moments,
)
def test_what_goes_out_with_files_comes_back_with_them(
    dtd_dir: Path, files: tuple[Attachment, ...], beside: tuple[Attachment, ...], at: object
) -> None:
    beside = tuple(one for one in beside if one.url not in {file.url for file in files})
    files = tuple(attrs.evolve(one, name=" ".join(one.name.split())) for one in files)
    beside = tuple(attrs.evolve(one, name=" ".join(one.name.split())) for one in beside)
    message = Message(Data(files), None, "id", at, beside)  # type: ignore[arg-type]

    written = write_noting(message, dtd_dir=dtd_dir)

    assert written.findings == ()
    assert read(written.data).message == message
    assert read(b"preamble\r\n" + written.data, content_type=written.content_type).message == message


def data_of(*files: Attachment, beside: tuple[Attachment, ...] = ()) -> Written:
    at = read((Path(__file__).parent.parent / "corpus/cxml/Response/accepted.xml").read_bytes()).message
    assert at is not None
    return write_noting(Message(Data(files), None, "id", at.timestamp, beside))


def test_the_same_message_gives_the_same_bytes() -> None:
    assert data_of(Attachment("cid:a", content=PDF)) == data_of(Attachment("cid:a", content=PDF))


def test_a_document_without_files_goes_out_alone() -> None:
    written = data_of(Attachment("https://example.com/a"))

    assert written.content_type == "text/xml; charset=UTF-8"
    assert written.data.startswith(b"<?xml")


def test_a_file_without_an_address_is_given_one() -> None:
    message = read(data_of(Attachment("", content=PDF)).data).message

    assert message is not None
    assert isinstance(message.body, Data)
    assert message.body.attachments[0].content == PDF


@pytest.mark.parametrize(
    ("files", "beside"),
    [
        ((Attachment("https://example.com/a", content=PDF),), ()),
        ((Attachment("cid:", content=PDF),), ()),
        ((Attachment("cid:payload.xml", content=PDF),), ()),
        ((Attachment("cid:a", content=PDF), Attachment("cid:%61", content=b"another")), ()),
        ((Attachment("cid:a", "", "text/plain\r\nX: y", PDF),), ()),
        ((Attachment("cid:a", "", "text/plain; name=x", PDF),), ()),
        ((Attachment("cid:a"),), (Attachment("cid:b"),)),
    ],
)
def test_what_cannot_go_with_the_document_is_reported(
    files: tuple[Attachment, ...], beside: tuple[Attachment, ...]
) -> None:
    assert len(data_of(*files, beside=beside).losses) == 1


def test_an_answer_with_files_says_its_content_type(golden: Golden) -> None:
    message = read(golden("Response/accepted")).message
    assert message is not None
    assert message.timestamp is not None
    data = Data((Attachment("cid:a", content=PDF),))

    written = write_answer_noting(status=message.body, body=data, payload_id="id", timestamp=message.timestamp)  # type: ignore[arg-type]

    assert written.content_type.startswith("multipart/related; boundary=")
    assert read(written.data).message == Message(data, None, "id", message.timestamp)


def test_a_secret_is_put_into_a_message_with_files_and_they_stay(golden: Golden) -> None:
    data = (Path(__file__).parent.parent / "corpus/cxml/CatalogUploadRequest/with_index.mime").read_bytes()
    before = read(data).message
    assert before is not None

    after = read(with_secret(b"\r\n" + data, "nuovo")).message

    assert after is not None
    assert after.body == before.body
    assert after.envelope is not None
    assert after.envelope.sender.secret == "nuovo"


def test_no_secret_is_put_into_a_document_that_is_encoded(golden: Golden) -> None:
    order = base64.encodebytes(golden("OrderRequest/two_lines"))

    with pytest.raises(LocalError) as refused:
        with_secret(body((ROOT + "Content-Transfer-Encoding: base64\n", order)), "nuovo")

    assert refused.value.reason == "secret.no_message"


def test_what_a_file_holds_counts_as_said_and_its_name_does_not(golden: Golden) -> None:
    def printed(content: bytes, name: str) -> str:
        return fingerprint(body((ROOT, golden("OrderRequest/two_lines")), (f"Content-ID: <{name}>\n", content)))

    assert printed(b"1", "a") == printed(b"1", "b")
    assert len({printed(b"1", "a"), printed(b"2", "a"), fingerprint(golden("OrderRequest/two_lines"))}) == 3


def test_how_many_parts_there_are_is_counted(golden: Golden) -> None:
    assert mime.root_part(body((ROOT, b"<cXML/>"), ("Content-ID: <a>\n", PDF))) == (b"<cXML/>", 1)
    assert mime.inside(b"<cXML/>")[1](b"<a/>") == b"<a/>"


def test_a_copy_of_a_message_with_files_goes_as_a_file_that_has_them(golden: Golden, dtd_dir: Path) -> None:
    original = read(body((ROOT, order_with("cid:a", golden)), ("Content-ID: <a>\n", PDF))).message
    assert original is not None
    outer = attrs.evolve(original, body=Copy(original))

    written = write_noting(outer, dtd_dir=dtd_dir)
    copied = read(written.data).message

    assert copied == outer
    assert write(outer) == written.data


def test_a_message_without_files_is_named_as_xml() -> None:
    assert content_type_of(b"<cXML/>") == "text/xml; charset=UTF-8"
