"""The bytes around a cXML document as a system has them: declaration, DOCTYPE, encoding, times, deploymentMode."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import (
    Cart,
    Catalog,
    CatalogUpload,
    GoodsReceipt,
    Invoice,
    OrderConfirmation,
    Profile,
    ProfileRequest,
    PunchOutSetup,
    PunchOutSetupAnswer,
    PurchaseOrder,
    Quote,
    QuoteRequest,
    Remittance,
    ShipNotice,
    Status,
    StatusUpdate,
)
from fondaco.wire.errors import LocalError, RemoteError
from fondaco.wire.losses import remark_lost
from fondaco.wire.xml import guard
from fondaco.wire.xml.limits import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import Document, Finding
    from fondaco.wire.profiles.dialect import Shape

KINDS: dict[type, str] = {
    PunchOutSetup: "setup",
    PunchOutSetupAnswer: "answer",
    Status: "answer",
    Profile: "profile",
    ProfileRequest: "profile",
    Cart: "cart",
    PurchaseOrder: "order",
    OrderConfirmation: "confirmation",
    ShipNotice: "ship_notice",
    GoodsReceipt: "receipt",
    Invoice: "invoice",
    Remittance: "remittance",
    QuoteRequest: "quote_request",
    Quote: "quote",
    Catalog: "catalog",
    CatalogUpload: "catalog",
    StatusUpdate: "status_update",
}
# What we wrote ourselves may be as large as it is.
_OURS = Limits(size=1 << 40, markup=1 << 40, attributes=1 << 40)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)


def kind_of(body: Document) -> str:
    """The key of a document's type in ``[documents]``; "" for one that has none."""
    return KINDS.get(type(body), "")


def shaped(data: bytes, shape: Shape) -> tuple[bytes, tuple[Finding, ...]]:
    """``data``, which our writer wrote, with the outside of ``shape``; and what of it can then not be said."""
    findings: list[Finding] = []
    try:
        root = guard.parse(data, _OURS)
    except RemoteError as error:  # a text of more than 10 MB, which libxml2 writes and does not read
        raise LocalError("write.unreadable", error.words, "cXML", error.words_it) from error
    dtd = str(root.getroottree().docinfo.system_url or "").rpartition("/")[2]  # type: ignore[attr-defined]
    version = shape.version or root.get("version", "")
    root.set("version", version)
    if not shape.version_attribute:
        del root.attrib["version"]
    _times(root, shape)
    _mode(root, shape, findings)
    declaration = shape.declaration.format(encoding=shape.encoding)
    doctype = f'<!DOCTYPE cXML SYSTEM "{shape.system.format(version=version, dtd=dtd)}">\n' if shape.system else ""
    # What goes undeclared is UTF-8 to everyone; of another encoding the references in ASCII are all that is safe.
    declared = shape.encoding in declaration or shape.encoding.lower() in ("utf-8", "utf8")
    codec = shape.encoding if declared else "us-ascii"
    body = etree.tostring(root, encoding=codec, xml_declaration=False)
    assert isinstance(body, bytes)  # text only for the encoding "unicode", which no profile has
    head = f"{declaration}\n" if declaration else ""
    return (head + doctype).encode("ascii") + body, tuple(findings)


def _times(root: _Element, shape: Shape) -> None:
    root.set("timestamp", written(root.get("timestamp", ""), shape.timestamp))
    if shape.dates == "offset":
        return
    for element in root.iter():
        for name in map(str, element.keys()):
            if name.endswith("Date"):
                element.set(name, written(element.get(name, ""), shape.dates))


def written(text: str, form: str) -> str:
    """The moment ``text``, as our writer writes it, in another form; what is no moment (a day) stays."""
    if form == "offset" or not _MOMENT.fullmatch(text):
        return text
    if form == "compact":
        return text[:-3] + text[-2:]
    if form == "spaced":
        return f"{text[:-6]} {text[-6:]}"
    try:
        plain = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None).isoformat()
    except OverflowError:  # the first or the last day of all
        return text
    return f"{plain}Z" if form == "z" else plain


def _mode(root: _Element, shape: Shape, findings: list[Finding]) -> None:
    carrier = root[-1]
    if shape.mode == "unless_production" or carrier.tag == "Response":
        return
    if shape.mode == "always":
        carrier.set("deploymentMode", carrier.get("deploymentMode", "production"))
    elif carrier.get("deploymentMode") is not None:
        findings.append(remark_lost("Envelope.mode", carrier.get("deploymentMode", "")))
        del carrier.attrib["deploymentMode"]
