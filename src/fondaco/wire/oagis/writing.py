"""``write_noting``: from documents to OAGIS 10.x, valid under the schemas, or to release 9."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from lxml import etree

from fondaco.wire.errors import LocalError
from fondaco.wire.oagis.bods import Bod, bod_of
from fondaco.wire.oagis.envelope import put_area, put_root
from fondaco.wire.oagis.kinds import MOMENT
from fondaco.wire.oagis.pen import NAMESPACES, Pen
from fondaco.wire.refusing import cannot
from fondaco.wire.results import Written

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.documents import Message


def write_noting(message: Message, *, release: str = "10", schema_dir: str | Path = "") -> Written:
    """``message`` as OAGIS ``release`` "10" or "9" in UTF-8, with a finding for everything that is lost.

    With ``schema_dir``, a folder of the stand-alone schemas of OAGIS 10.4, what is written in release 10 is checked
    under them. Raises LocalError, which names what is missing or wrong.
    """
    bod = bod_of(message.body)
    if bod is None or release not in NAMESPACES:
        raise cannot("write.unknown", document=type(message.body).__name__, protocol=f"OAGIS {release:.20}")
    around = message.envelope
    at = (around.timestamp if around is not None else None) or message.timestamp
    if at is None or MOMENT.write(at) is None:
        raise LocalError(
            "write.missing", "Every message needs the time of writing.", "ApplicationArea/CreationDateTime"
        )
    pen = Pen(release, at)
    root = etree.Element(pen.space + bod.name, nsmap={None: NAMESPACES[release]})  # type: ignore[dict-item]
    put_root(pen, root, around)
    put_area(pen, root, around, (around.payload_id if around is not None else "") or message.payload_id)
    area = pen.sub(root, "DataArea")
    pen.sub(area, bod.verb)
    pen.sub(area, bod.noun)
    bod.shape.put(pen, area, message.body, type(message.body).__name__)
    for place, one in enumerate(message.attachments, 1):  # a file that no element names
        pen.lost(f"Message.attachments[{place}]", one.name or one.url)
    if schema_dir and not pen.nine:
        _validate(root, bod, Path(schema_dir))
    return Written(serialised(root), tuple(pen.findings))


def serialised(root: _Element) -> bytes:
    body: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


_LOADED: dict[str, etree.XMLSchema] = {}
_LOADING = Lock()


def _validate(root: _Element, bod: Bod, folder: Path) -> None:
    file = folder / f"{bod.name}.xsd"
    with _LOADING:
        schema = _LOADED.get(str(file))
        if schema is None:
            try:
                schema = _LOADED[str(file)] = etree.XMLSchema(etree.parse(file))
            except (OSError, etree.LxmlError) as error:
                raise LocalError("write.no_schema", f"The schema {file.name} cannot be read.", file.name) from error
        if not schema.validate(root):
            reason = str(schema.error_log)[:300]
            raise LocalError("write.invalid", f"What was written does not follow {file.name}: {reason}", file.name)
