"""An order in a multipart body: its document is found, its attachments are counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fondaco.documents import PurchaseOrder
from fondaco.wire import RemoteError
from fondaco.wire.cxml import read


def multipart(order: bytes, *, headers: str = "", kind: str = "text/xml", boundary: str = 'part "1"') -> bytes:
    lines = (
        f"--{boundary}\r\nContent-Type: application/pdf\r\nContent-ID: <drawing.pdf>\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n"
        f"--{boundary}\r\nContent-Type: {kind}; charset=UTF-8\r\nContent-ID: <payload.xml>\r\n\r\n"
    )
    return headers.encode() + lines.encode() + order + f"\r\n--{boundary}--\r\n".encode()


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "\r\n",
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="part \\"1\\"";\r\n type="text/xml"; '
        "start=payload.xml\r\n\r\n",
        'Content-Type: multipart/mixed; boundary="part \\"1\\""\r\n\r\n',
    ],
)
def test_the_document_among_the_parts_is_read(golden: Callable[[str], bytes], headers: str) -> None:
    reading = read(multipart(golden("OrderRequest/two_lines"), headers=headers))

    assert reading.message is not None
    assert isinstance(reading.message.body, PurchaseOrder)
    assert [(finding.code, finding.found) for finding in reading.findings] == [("mime.attachments", "cid:drawing.pdf")]


def test_a_document_alone_in_its_parts_needs_no_remark(golden: Callable[[str], bytes]) -> None:
    data = b"--b\nContent-Type: text/xml\n\n" + golden("Response/accepted") + b"\n--b--\n"

    assert read(data).findings == ()


def test_parts_without_a_document_are_refused() -> None:
    with pytest.raises(RemoteError) as refused:
        read(multipart(b"no cXML here", kind="text/plain"))

    assert refused.value.reason == "mime.no_document"


def test_a_multipart_header_without_parts_is_refused() -> None:
    with pytest.raises(RemoteError) as refused:
        read(b"Content-Type: multipart/related\r\n\r\nnothing")

    assert refused.value.reason == "mime.no_document"
