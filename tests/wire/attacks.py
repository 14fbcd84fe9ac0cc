"""Hostile messages, made on the spot, and the watch that is kept while they are read."""

from __future__ import annotations

import base64
import ctypes
import os
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from fondaco.wire import cxml, oagis, oagis721, oci, oracle, protocols

CANARY = "the-canary-sang"
_CODECS = ("utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp037", "shift_jis", "utf-8-sig")
CORPUS = Path(__file__).resolve().parent.parent / "corpus"


class Reader(NamedTuple):
    """``start`` and ``end`` are what stands round the hostile part, so that it gets as far as may be."""

    read: Callable[[bytes], Any]
    root: str
    start: str
    end: str
    golden: str


def _form(data: bytes) -> Any:
    return cxml.read(cxml.read_cart_form({"cxml-base64": base64.b64encode(data).decode("ascii")}))


def _text_form(data: bytes) -> Any:
    return cxml.read(cxml.read_cart_form({"cxml-urlencoded": data.decode("utf-8", "replace")}))


def _esapo(data: bytes) -> Any:
    fields = (("~xmlDocument", base64.b64encode(data).decode("ascii")), ("~xml_type", "ESAPO"))
    return oci.read_cart(fields)


_HEAD = (
    "<Header><From><Credential domain='a'><Identity>b</Identity></Credential></From><To/><Sender/></Header>"
    "<Request><OrderRequest><OrderRequestHeader orderID='1' orderDate='2026-01-01'/><ItemOut quantity='1'>"
)
_TAIL = "</ItemOut></OrderRequest></Request>"
_AREA = "<ApplicationArea><Sender/></ApplicationArea><DataArea><Process/><PurchaseOrder><PurchaseOrderLine>"
_CONTROL = "<CNTROLAREA><SENDER/></CNTROLAREA><DATAAREA><PROCESS_PO><POORDERHDR/><POORDERLIN>"
_ORDER = ("cXML", _HEAD, _TAIL, "cxml/OrderRequest/two_lines.xml")
_CART = (
    "cXML",
    "<Header/><Message><PunchOutOrderMessage><BuyerCookie/><ItemIn quantity='1'>",
    "</ItemIn></PunchOutOrderMessage></Message>",
    "cxml/PunchOutOrderMessage/",
)
_OAGIS = (
    "ProcessPurchaseOrder",
    _AREA,
    "</PurchaseOrderLine></PurchaseOrder></DataArea>",
    "oagis10/ProcessPurchaseOrder/",
)
_OLD = ("PROCESS_PO_007", _CONTROL, "</POORDERLIN></PROCESS_PO></DATAAREA>", "oagis721/PROCESS_PO_007/two_lines.xml")
_ORACLE = (
    "response",
    "<header/><body><OrderLinesDataElements><orderLine>",
    "</orderLine></OrderLinesDataElements></body>",
    "oracle/",
)
_SAP = ("BusinessDocument", "<Catalog><Product>", "</Product></Catalog>", "oci/cart_esapo.xml")

READERS: dict[str, Reader] = {
    "cxml": Reader(cxml.read, *_ORDER),
    "cart_form": Reader(_form, *_CART),
    "cart_form_text": Reader(_text_form, *_CART),
    "oagis": Reader(oagis.read, *_OAGIS),
    "oagis721": Reader(oagis721.read, *_OLD),
    "oracle": Reader(oracle.read, *_ORACLE),
    "oci_xml": Reader(_esapo, *_SAP),
    "any": Reader(protocols.read_any, *_OAGIS),
    "card_numbers": Reader(cxml.card_numbers, *_ORDER),
    "masked": Reader(cxml.masked, *_ORDER),
    "masked_oagis": Reader(oagis.masked, *_OAGIS),
    "masked_oagis721": Reader(oagis721.masked, *_OLD),
    "fingerprint": Reader(cxml.fingerprint, *_ORDER),
    "fingerprint_oagis": Reader(oagis.fingerprint, *_OAGIS),
    "fingerprint_oagis721": Reader(oagis721.fingerprint, *_OLD),
}


def golden(reader: Reader) -> bytes:
    path = CORPUS / reader.golden
    return (path if path.is_file() else sorted(path.glob("*.xml"))[0]).read_bytes()


def around(reader: Reader, inside: str, *, prologue: str = "", attributes: str = "") -> str:
    """A message of the kind that ``reader`` reads, with ``inside`` where its first line is."""
    root = f"<{reader.root} payloadID='1' timestamp='2026-01-01'{attributes}>"
    return f"{prologue}{root}{reader.start}{inside}{reader.end}</{reader.root}>"


def small(reader: Reader, canary: Path, url: str) -> Iterator[tuple[str, bytes]]:
    """Attacks of a few bytes (T1): entities, foreign DTDs, inclusions, encodings that hide."""
    file = canary.as_uri()
    plain = around(reader, "")

    def doctype(subset: str, inside: str = "&x;") -> bytes:
        return around(reader, f"<Comments>{inside}</Comments>", prologue=f"<!DOCTYPE {reader.root} {subset}>").encode()

    yield "xxe_file", doctype(f'[<!ENTITY x SYSTEM "{file}">]')
    yield "xxe_http", doctype(f'[<!ENTITY x SYSTEM "{url}/x">]')
    yield "xxe_public", doctype(f'[<!ENTITY x PUBLIC "-//x//" "{file}">]')
    yield "dtd_file", doctype(f'SYSTEM "{file}"', "")
    yield "dtd_http", doctype(f'SYSTEM "{url}/cXML.dtd"', "")
    yield "dtd_public", doctype(f'PUBLIC "-//x//" "{url}/cXML.dtd"', "")
    yield "dtd_and_entity", doctype(f'SYSTEM "{file}"')
    yield "parameter_entity", doctype(f'[<!ENTITY % p SYSTEM "{url}/p"> %p;]', "")
    yield (
        "parameter_entity_in_value",
        doctype(f'[<!ENTITY % f SYSTEM "{file}"><!ENTITY % e "<!ENTITY x SYSTEM \'%f;\'>"> %e;]'),
    )
    yield "default_attribute", doctype(f'[<!ATTLIST {reader.root} a CDATA "{CANARY}">]', "")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    yield "billion_laughs", doctype(f'[<!ENTITY l0 "ha">{laughs}]', "&l9;")
    yield "quadratic_blow_up", doctype(f'[<!ENTITY x "{"a" * 50_000}">]', "&x;" * 5_000)
    yield "recursion", doctype('[<!ENTITY x "&y;"><!ENTITY y "&x;">]')
    yield "subset_after_comment", doctype(f'<!-- > -->[<!ENTITY x SYSTEM "{file}">]')
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}" parse="text"/>'
    yield "xinclude", around(reader, include).encode()
    yield (
        "schema_location",
        around(
            reader,
            "",
            attributes=f' xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="u {url}/x.xsd"',
        ).encode(),
    )
    yield "stylesheet", around(reader, "", prologue=f'<?xml-stylesheet href="{url}/x.xsl"?>').encode()
    yield "xml_base", around(reader, "<a xml:base='file:///etc/'/>").encode()
    for codec in (
        "utf-7",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-be",
        "cp037",
        "shift_jis",
        "utf-8-sig",
    ):
        hidden = f'<?xml version="1.0" encoding="{codec}"?><!DOCTYPE a [<!ENTITY x SYSTEM "{file}">]>' + plain
        yield f"entity_in_{codec}", hidden.encode(codec, "replace")
        yield f"plain_in_{codec}", (f'<?xml version="1.0" encoding="{codec}"?>' + plain).encode(codec, "replace")
    yield "declared_utf_7", b'<?xml version="1.0" encoding="UTF-7"?>' + b"+ADw-a+AD4-" + plain.encode()
    yield "declared_twice", b'<?xml version="1.0" encoding="UTF-8" encoding="UTF-16"?>' + plain.encode()
    yield "nul", plain.encode().replace(b"Header", b"He\x00ader", 1) + b"\x00"
    yield "lone_surrogate", plain.encode().replace(b"1", b"\xed\xa0\x80", 1)
    yield "overlong", plain.encode().replace(b"<", b"\xc0\xbc", 2)
    yield "xml_1_1", b'<?xml version="1.1"?>' + plain.encode()
    yield "two_roots", plain.encode() * 2
    yield "cut", plain.encode()[: len(plain) * 2 // 3]
    yield "nothing", b""
    yield "one_byte", b"<"
    yield "bom_only", b"\xff\xfe"
    yield "nested", around(reader, "<a>" * 300 + "</a>" * 300).encode()
    yield "nested_deeper", b"<a>" * 100_000
    yield "attributes", around(reader, "<a" + "".join(f" a{n}='1'" for n in range(300)) + "/>").encode()
    yield "attribute_twice", around(reader, "<a b='1' b='2'/>").encode()
    yield "long_name", around(reader, f"<{'n' * 60_000}/>").encode()
    yield "relative_namespace", around(reader, '<a xmlns:n="u" n:b="1"/>').encode()
    yield "undeclared_prefix", around(reader, "<n:a n:b='1'/>").encode()


NUMBERS = (
    *("NaN", "sNaN", "Infinity", "-Infinity", "1e400000", "1E-400000", "9" * 400, "-" + "9" * 18, "1_000", "0x10"),
    *("0." + "0" * 400 + "1", "１２", "١٢", "\u00a012", "1,234.56", "--1", "", "+", ".", "1e", "0" * 5_000),
)


def large(reader: Reader, size: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Messages of ``size`` bytes in the shapes that cost most: markup, names, paths, references. Made when called."""

    def filled(piece: str, *, prologue: str = "", attributes: str = "") -> bytes:
        return around(reader, piece * (size // len(piece)), prologue=prologue, attributes=attributes).encode()

    def counted(piece: Callable[[int], str]) -> bytes:
        length = len(piece(100_000))
        return around(reader, "".join(map(piece, range(size // length)))).encode()

    yield "empty_elements", lambda: filled("<Abc/>" + " " * 14)
    yield "known_elements", lambda: filled("<Description>x</Description>")
    yield "different_names", lambda: counted(lambda number: f"<n{number}>x</n{number}>")
    yield "extrinsics", lambda: counted(lambda number: f'<Extrinsic name="e{number}">v</Extrinsic>')
    yield "attributes", lambda: counted(lambda number: f'<a b{number % 200}="1" c="2" d="3">x</a>')
    yield (
        "attributes_250_each",
        lambda: filled("<a" + "".join(f' a{number}="{number}"' for number in range(250)) + ">t</a>"),
    )
    yield "one_text", lambda: filled("x")
    yield "character_references", lambda: filled("&#65;")
    yield "escaped", lambda: filled("&lt;&amp;&gt;")
    yield "blanks", lambda: filled(" \n\t")
    yield "comments", lambda: filled("<!-- - -->")
    yield "instructions", lambda: filled("<?a b?>")
    yield "cdata", lambda: filled("<![CDATA[<a>]]>")
    yield "namespaces", lambda: counted(lambda number: f'<a xmlns:n{number % 1000}="u{number}"/>')
    yield "deep_and_wide", lambda: filled("<a>" * 200 + "<b/>" * 50 + "</a>" * 200)
    long = "n" * 20_000
    deep = min(200, size // (2 * len(long)))
    yield "deep_long_names", lambda: around(reader, f"<{long}>" * deep + "x" + f"</{long}>" * deep).encode()
    yield (
        "wide_below_long_names",
        lambda: around(
            reader, f"<{long}>" * (deep // 2) + "<b>x</b>" * (size // 30) + f"</{long}>" * (deep // 2)
        ).encode(),
    )
    line = reader.start.rpartition("<")[2].partition(">")[0].partition(" ")[0]
    yield "lines", lambda: around(reader, f"</{line}><{line}>" * (size // (2 * len(line) + 5))).encode()
    yield "open_only", lambda: (f"<{reader.root}>" + "<a>" * (size // 3)).encode()
    yield "doctype", lambda: around(reader, "", prologue="<!DOCTYPE x " + "<!-- -- -->" * (size // 11) + ">").encode()
    yield "prologue", lambda: around(reader, "", prologue="<!-- a --><?b c?> " * (size // 18)).encode()
    yield "ampersands", lambda: filled("&a")
    yield "angles", lambda: filled("<")
    yield "quotes", lambda: filled("<a b='")


def forms(size: int) -> Iterator[tuple[str, bytes]]:
    """Forms of ``size`` bytes: names, indices and values that cost most."""

    def counted(piece: Callable[[int], str]) -> bytes:
        return "&".join(map(piece, range(size // len(piece(100_000))))).encode()

    yield "fields", counted(lambda number: f"NEW_ITEM-DESCRIPTION[{number}]=x")
    yield "one_line", counted(lambda number: f"NEW_ITEM-CUST_FIELD{number}[1]=x")
    yield "same_field", counted(lambda number: f"NEW_ITEM-QUANTITY[1]={number}")
    yield "unknown", counted(lambda number: f"a{number}=b")
    yield "long_texts", counted(lambda number: f"NEW_ITEM-LONGTEXT_{number % 9000}:132[]=xxxx")
    yield "long_text_of_one", counted(lambda number: f"NEW_ITEM-LONGTEXT_1:132[]={number}")
    yield "far_indices", counted(lambda number: f"NEW_ITEM-PRICE[{number}{'9' * 30}]=1")
    yield "percent", b"a=" + b"%41" * (size // 3)
    yield "plus", b"+" * size
    yield "ampersands", b"&" * size
    yield "equals", b"=" * size
    yield "brackets", b"NEW_ITEM-X" + b"[" * size
    yield "one_value", b"NEW_ITEM-DESCRIPTION[1]=" + b"x" * size
    yield "tags", b"<form>" + b"<input name=a value='b'>" * (size // 24)
    yield "half_tags", b"<form>" + b"<input " * (size // 7)
    yield "quotes", b"<form><input name='" + b"'\"" * (size // 2)


class Watch:
    """What was touched while it was on: files, sockets, processes (PEP 578), the canary file, the listening port."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.on and event.startswith(("open", "socket.", "subprocess.", "os.", "urllib.", "shutil.")):
            # Python reads its own library when a codec or a module is wanted for the first time.
            if event in ("open", "os.listdir") and str(arguments[0]).startswith((sys.prefix, sys.base_prefix)):
                return
            self.seen.append(f"{event} {arguments[:1]}")

    @contextmanager
    def kept(self) -> Iterator[None]:
        self.seen.clear()
        self.on = True
        try:
            yield
        finally:
            self.on = False


class Bait:
    """A file and an address that nobody has any business with."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "canary.txt"
        self.file.write_text(CANARY, encoding="ascii")
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        libc = ctypes.CDLL(None, use_errno=True)
        self._events = libc.inotify_init1(os.O_NONBLOCK)
        opened_or_read = 0x20 | 0x1
        assert libc.inotify_add_watch(self._events, str(self.file).encode(), opened_or_read) >= 0

    def taken(self) -> list[str]:
        found: list[str] = []
        try:
            data = os.read(self._events, 4096)
            found += ["the file"] * (len(data) // struct.calcsize("iIII"))
        except BlockingIOError:
            pass
        try:
            self._socket.accept()[0].close()
            found.append("the address")
        except BlockingIOError:
            pass
        return found

    def close(self) -> None:
        os.close(self._events)
        self._socket.close()
