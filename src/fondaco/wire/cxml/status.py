"""Status, Response and StatusUpdateRequest, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import Document, PunchOutSetupAnswer, Status, StatusUpdate
from fondaco.wire.cxml.profile import read_profile
from fondaco.wire.cxml.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes

UNKNOWN_SUCCESS, UNKNOWN_FAILURE = 200, 500


def read_status(element: _Element, notes: Notes) -> Status:
    """The Status. A code that is no number is read as a failure: nothing may be taken for success that is not."""
    written = element.get("code", "").strip()
    if len(written) == 3 and written.isascii() and written.isdigit():
        code = int(written)
    else:
        notes.add("status.code", element, "/@code", written)
        code = UNKNOWN_FAILURE
    return Status(code, element.get("text", "").strip(), text_of(element))


def read_answer(
    response: _Element,
    notes: Notes,
    readers: Mapping[str, Callable[[_Element, Notes, int], Document]],
    limit: int,
) -> Document:
    """What the Response says: its payload where it went well and there is one, its Status otherwise.

    ``readers`` are those of payloads by their element, for those which this module does not read.
    """
    status: Status | None = None
    for child in response:
        if child.tag == "Status" and status is None:
            status = read_status(child, notes)
    if status is None:
        notes.add("status.missing", response, "/Status")
    elif not status.ok:
        return status
    for child in response:
        if child.tag == "PunchOutSetupResponse":
            url = (child.findtext("StartPage/URL") or "").strip()
            if not url:
                notes.add("answer.start_page.missing", child, "/StartPage/URL")
            return PunchOutSetupAnswer(url)
        if child.tag == "ProfileResponse":
            profile = read_profile(child, notes)
            if profile is not None:
                return profile
        if child.tag in readers:
            return readers[child.tag](child, notes, limit)
        if child.tag != "Status":
            notes.add("answer.payload", child, found=child.tag)
    return status or Status(UNKNOWN_FAILURE, "", "The answer carries no Status.")


def read_update(element: _Element, notes: Notes) -> StatusUpdate:
    """The Status and what it is about; PaymentStatus, InvoiceStatus and their like are kept as they stand."""
    status: Status | None = None
    about = number = ""
    for child in element:
        if child.tag == "Status" and status is None:
            status = read_status(child, notes)
        elif child.tag == "DocumentReference":
            about = child.get("payloadID", "")
        elif child.tag == "PaymentStatus":
            number = child.get("orderID", "").strip()
            notes.keep(child)
        elif child.tag == "Extrinsic" and child.get("name") == "orderID" and not number:
            number = text_of(child)
        else:
            notes.keep(child)
    if status is None:
        notes.add("status.missing", element, "/Status")
        status = Status(UNKNOWN_FAILURE)
    return StatusUpdate(status.code, status.text, status.explanation, about, number, notes.extras())
