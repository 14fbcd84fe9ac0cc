"""Nothing is fetched, nothing expanded, nothing unbounded: what attacks and accidents send is refused, in words."""

from __future__ import annotations

import contextlib
import http.server
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fondaco.wire import RemoteError
from fondaco.wire.cxml import Limits, card_numbers, fingerprint, masked, read, with_secret
from fondaco.wire.errors import LocalError

Varied = Callable[..., bytes]
CANARY = "the canary sings"


class _Hits(http.server.BaseHTTPRequestHandler):
    seen: list[str] = []

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f'<!ENTITY leak "{CANARY}">'.encode())

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    _Hits.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hits)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", _Hits.seen
    server.shutdown()
    server.server_close()


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    path = tmp_path / "canary.txt"
    path.write_text(CANARY)
    (tmp_path / "canary.dtd").write_text(f'<!ENTITY leak "{CANARY}">\n<!ATTLIST cXML version CDATA "{CANARY}">')
    return path


def reason(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(RemoteError) as refused:
        read(data, limits=limits or Limits())
    assert refused.value.status in (400, 406)
    assert refused.value.words
    assert refused.value.reason in str(refused.value)
    return refused.value.reason


BODY = (
    '<cXML payloadID="1" timestamp="2026-01-01T00:00:00Z">'
    '<Response><Status code="200" text="OK">{}</Status></Response></cXML>'
)


def attacks(url: str, file: Path) -> dict[str, str]:
    dtd = file.with_name("canary.dtd")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return {
        "external entity, file": f'<!DOCTYPE cXML [<!ENTITY x SYSTEM "file://{file}">]>' + BODY.format("&x;"),
        "external entity, http": f'<!DOCTYPE cXML [<!ENTITY x SYSTEM "{url}/e">]>' + BODY.format("&x;"),
        "parameter entity": f'<!DOCTYPE cXML [<!ENTITY % p SYSTEM "{url}/p"> %p;]>' + BODY.format("&leak;"),
        "entity in an attribute": f'<!DOCTYPE cXML [<!ENTITY x SYSTEM "file://{file}">]>'
        + BODY.replace('"1"', '"&x;"'),
        "laughs": f'<!DOCTYPE cXML [<!ENTITY l0 "ha">{laughs}]>' + BODY.format("&l9;"),
        "quadratic": f'<!DOCTYPE cXML [<!ENTITY a "{"a" * 50_000}">]>' + BODY.format("&a;" * 50_000),
        "entity of a DTD in a file": f'<!DOCTYPE cXML SYSTEM "{dtd}">' + BODY.format("&leak;"),
        "entity of a DTD over http": f'<!DOCTYPE cXML SYSTEM "{url}/d.dtd">' + BODY.format("&leak;"),
        "an entity of HTML": BODY.format("caff&egrave;"),
        "subset behind a comment": f'<!-- > --><!DOCTYPE cXML SYSTEM "x" [<!ENTITY x SYSTEM "file://{file}">]>' + BODY,
        "subset behind a bracket in quotes": '<!DOCTYPE cXML SYSTEM "[" [<!ENTITY x "y">]>' + BODY.format("&x;"),
        "attribute defaults": '<!DOCTYPE cXML [<!ATTLIST Status code CDATA "200">]>' + BODY,
    }


@pytest.mark.parametrize("name", list(attacks("", Path("/x"))))
def test_an_attack_is_refused_and_touches_neither_file_nor_network(
    name: str, listener: tuple[str, list[str]], canary: Path
) -> None:
    url, seen = listener
    data = attacks(url, canary)[name].encode()

    started = time.perf_counter()
    with pytest.raises(RemoteError) as refused:
        read(data)

    assert time.perf_counter() - started < 1
    assert refused.value.reason in ("xml.internal_subset", "xml.entity")
    assert CANARY not in refused.value.words
    assert seen == []
    for other in (fingerprint, card_numbers):
        with pytest.raises(RemoteError):
            other(data + b"<!-- to be looked at -->")
    with pytest.raises(LocalError):
        with_secret(data, "x")
    assert CANARY.encode() not in masked(data)
    assert seen == []


@pytest.mark.parametrize("scheme", ["file", "http", "bare"])
def test_a_doctype_is_welcome_and_never_resolved(scheme: str, listener: tuple[str, list[str]], canary: Path) -> None:
    url, seen = listener
    dtd = canary.with_name("canary.dtd")
    system = {"file": f"file://{dtd}", "http": f"{url}/cXML.dtd", "bare": str(dtd)}[scheme]
    data = f'<!DOCTYPE cXML PUBLIC "-//x" "{system}">{BODY.format("x")}'.encode()

    message, _findings = read(data)

    assert message is not None
    assert message.envelope is None
    assert CANARY not in repr(message)
    assert CANARY.encode() not in masked(data)
    assert len(fingerprint(data)) == 64
    assert seen == []


def test_xinclude_is_a_kept_element_and_nothing_is_included(canary: Path, order: Varied) -> None:
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{canary}" parse="text"/>'
    reading = read(order(("<Comments", f"{include}<Comments")))

    assert reading.message is not None
    assert CANARY not in repr(reading)


def nested(depth: int) -> bytes:
    return BODY.format("<a>" * depth + "</a>" * depth).encode()


LATIN = BODY.format("Città")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "xml.none"),
        (b"   \n", "xml.none"),
        (b"{}", "xml.none"),
        (b"Content of a login page", "xml.none"),
        (b"\x00\x01\x02\x03", "xml.encoding.refused"),
        (b"<", "xml.not_well_formed"),
        (b"<cXML>", "xml.not_well_formed"),
        (b"<html><body>Sign in</body></html>", "cxml.none"),
        (b"<cXML/>", "cxml.empty"),
        (b"<cXML><Header/></cXML>", "cxml.empty"),
        (b"<!-- " * 20_000, "xml.not_well_formed"),
        (nested(300), "xml.too_deep"),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + LATIN.encode("utf-7"), "xml.encoding.refused"),
        (b'<?xml version="1.0" encoding="EBCDIC-CP-BE"?><a/>', "xml.encoding.refused"),
        (LATIN.encode("utf-32"), "xml.encoding.refused"),
        (LATIN.encode("utf-16-le"), "xml.encoding.refused"),
        (b"\xff\xfe" + "<a>".encode("utf-16-le") + b"\x00\xd8\x00", "xml.encoding.wrong"),
        (b'<?xml version="1.0" encoding="windows-1252"?><a>\x81</a>', "xml.encoding.wrong"),
        (BODY.encode().replace(b"{}", b"\x81\xe0"), "xml.not_well_formed"),
        (BODY.encode().replace(b"{}", b"\xe0<"), "xml.not_well_formed"),
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(data: bytes, expected: str) -> None:
    assert reason(data) == expected


def test_eleven_megabytes_are_refused_before_they_are_read() -> None:
    data = BODY.format("x" * 11_000_000).encode()

    tracemalloc.start()
    assert reason(data) == "xml.too_large"
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1_000_000


def many_attributes(number: int) -> bytes:
    return BODY.format("<a " + " ".join(f'a{n}=""' for n in range(number)) + "/>").encode()


@pytest.mark.parametrize(
    ("data", "limits", "expected"),
    [
        (nested(40), Limits(depth=30), "xml.too_deep"),
        (many_attributes(257), Limits(), "xml.too_many_attributes"),
        (many_attributes(5_000), Limits(), "xml.too_many_attributes"),
        (many_attributes(200), Limits(attributes=100), "xml.too_many_attributes"),
        (BODY.format("<a/>" * 200).encode(), Limits(markup=100), "xml.too_many_elements"),
    ],
)
def test_a_limit_holds(data: bytes, limits: Limits, expected: str) -> None:
    assert reason(data, limits) == expected


def test_just_below_the_limits_is_read() -> None:
    assert read(nested(200)).message is not None
    assert read(many_attributes(256)).message is not None
    assert read(many_attributes(12), limits=Limits(attributes=20, depth=20, markup=100)).message is not None


def test_ten_megabytes_of_attributes_are_refused_quickly() -> None:
    data = many_attributes(800_000)

    started = time.perf_counter()
    assert reason(data) == "xml.too_many_attributes"
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("piece", ["<![CDATA[", "&amp;", "<!--", "&x;<![CDATA[", "<?x ", "]]>", "&#65;"])
def test_crafted_repetition_costs_no_more_than_its_length(piece: str) -> None:
    data = BODY.format(piece * (2_000_000 // len(piece))).encode()

    started = time.perf_counter()
    with contextlib.suppress(RemoteError):
        read(data)
    masked(data)

    assert time.perf_counter() - started < 4


@pytest.mark.parametrize(
    ("path", "limit_reason"),
    [
        ("OrderRequest/two_lines", "order.too_many_lines"),
        ("PunchOutOrderMessage/two_lines", "cart.too_many_lines"),
    ],
)
def test_more_lines_than_allowed_are_refused(golden: Callable[[str], bytes], path: str, limit_reason: str) -> None:
    assert reason(golden(path), Limits(lines=1)) == limit_reason
    assert read(golden(path), limits=Limits(lines=2)).message is not None


def test_lines_of_a_setup_and_a_confirmation_are_limited_too(golden: Callable[[str], bytes]) -> None:
    assert reason(golden("PunchOutSetupRequest/edit"), Limits(lines=0)) == "setup.too_many_lines"
    assert reason(golden("ConfirmationRequest/in_portions"), Limits(lines=0)) == "confirmation.too_many_lines"


def test_an_empty_internal_subset_is_forgiven() -> None:
    data = f'<!DOCTYPE cXML SYSTEM "cXML.dtd" [ <!-- none --> ]>{BODY}'.encode()

    assert [finding.code for finding in read(data).findings] == ["xml.doctype.empty_subset"]


def test_a_reference_in_cdata_is_text() -> None:
    data = BODY.format("<![CDATA[&nbsp; and <b>]]> &amp; more").encode()

    message = read(data).message

    assert message is not None
    assert message.body.explanation == "&nbsp; and <b> & more"  # type: ignore[union-attr]


def test_a_comment_does_not_cut_a_text(order: Varied) -> None:
    message = read(order((">FND-000412<", "><!-- x -->FND<?y z?>-000412<"))).message

    assert message is not None
    assert message.body.lines[0].supplier_part_id == "FND-000412"  # type: ignore[union-attr]


def test_a_namespace_on_the_root_is_forgiven(order: Varied) -> None:
    plain, spaced = read(order()), read(order(("<cXML ", '<cXML xmlns="http://www.cxml.org/" ')))
    mixed = read(order(("<cXML ", '<cXML xmlns="u" '), ("<Comments", '<x:Odd xmlns:x="v"/><Comments')))

    assert spaced.message == plain.message
    assert [finding.code for finding in spaced.findings] == ["xml.namespace"]
    assert mixed.message is not None
    assert mixed.message.body.extras[0].path.endswith("/{v}Odd")  # type: ignore[union-attr]


def test_findings_stop_at_a_limit_and_say_so() -> None:
    line = "<ItemOut/>"
    data = f"<cXML><Request><OrderRequest>{line * 50}</OrderRequest></Request></cXML>".encode()

    findings = read(data, limits=Limits(findings=20)).findings

    assert len(findings) == 21
    assert findings[-1].code == "findings.more"
    assert findings[-1].found.endswith(" more")
