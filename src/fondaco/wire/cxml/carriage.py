"""Messages about messages, read: CopyRequest, GetPending and its answer, data that is kept for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from fondaco.documents import Attachment, Copy, Data, DataAvailable, DataRequest, Message, Pending, PendingRequest
from fondaco.wire.cxml.pieces import attachment
from fondaco.wire.cxml.values import child_of, text_of, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

    # Reads a cXML element within another message; None for a type that is not read, with its finding.
    Inner = Callable[[_Element, Notes, int], Message | None]

_COPY_ATTRIBUTES = frozenset({"processingMode"})
_PENDING_ATTRIBUTES = frozenset({"maxMessages", "lastReceivedTimestamp"})
_ID_ATTRIBUTES = frozenset({"domain"})


def read_copy(element: _Element, notes: Notes, limit: int, inner: Inner) -> Copy:
    """The message in it, or the file that holds the message. One that is not read is kept as it was written."""
    notes.keep_attributes(element, _COPY_ATTRIBUTES)
    original: Message | None = None
    file: Attachment | None = None
    for child in element:
        if child.tag == "cXML" and original is None and file is None:
            original = apart(child, notes, limit, inner)
            if original is None:
                file = Attachment("", "", "text/xml", etree.tostring(child, encoding="utf-8", with_tail=False))
        elif child.tag == "cXMLAttachment" and original is None and file is None:
            file = _file(child, notes)
        else:
            notes.keep(child)
    if original is None and file is None:
        notes.add("copy.empty", element, "/cXML")
    return Copy(original, file, element.get("processingMode", ""), notes.extras())


def _file(holder: _Element, notes: Notes) -> Attachment | None:
    found: Attachment | None = None
    for child in holder:
        if child.tag == "Attachment" and found is None:
            found = attachment(child, notes)
        else:
            notes.keep(child)
    return found


def apart(element: _Element, notes: Notes, limit: int, inner: Inner) -> Message | None:
    """What ``inner`` makes of ``element``, whose extras are its own and not those of the message around it."""
    outside, notes.kept = notes.kept, []
    message = inner(element, notes, limit)
    notes.extras()  # remarks on what was set aside in its envelope
    notes.kept = outside
    return message


def read_pending_request(element: _Element, notes: Notes, limit: int) -> PendingRequest:
    notes.keep_attributes(element, _PENDING_ATTRIBUTES)
    kinds: list[str] = []
    for child in element:
        if child.tag == "MessageType":
            kinds.append(text_of(child))
        else:
            notes.keep(child)
    if not kinds:
        notes.add("pending.kind.missing", element, "/MessageType")
    return PendingRequest(
        kinds=tuple(kinds),
        maximum=whole_number(element.get("maxMessages"), notes, element, "/@maxMessages"),
        last_received_at=element.get("lastReceivedTimestamp", "").strip(),
        extras=notes.extras(),
    )


def read_pending(element: _Element, notes: Notes, limit: int, inner: Inner) -> Pending:
    messages: list[Message] = []
    for child in element:
        if child.tag == "cXML":
            message = apart(child, notes, limit, inner)
            if message is not None:  # a finding says which type was passed over
                messages.append(message)
        else:
            notes.keep(child)
    return Pending(tuple(messages), notes.extras())


def read_data_available(element: _Element, notes: Notes, limit: int) -> DataAvailable:
    return DataAvailable(*_internal_id(element, notes), notes.extras())


def read_data_request(element: _Element, notes: Notes, limit: int) -> DataRequest:
    return DataRequest(*_internal_id(element, notes), notes.extras())


def _internal_id(element: _Element, notes: Notes) -> tuple[str, str]:
    found = child_of(element, "InternalID")
    for child in element:
        if child is not found:
            notes.keep(child)
    if found is None or not text_of(found):
        notes.add("data.id.missing", element, "/InternalID")
    if found is None:
        return "", ""
    notes.keep_attributes(found, _ID_ATTRIBUTES)
    return text_of(found), found.get("domain", "").strip()


def read_data(element: _Element, notes: Notes, limit: int) -> Data:
    files: list[Attachment] = []
    for child in element:
        if child.tag == "Attachment":
            files.append(attachment(child, notes))
        else:
            notes.keep(child)
    return Data(tuple(files), notes.extras())
