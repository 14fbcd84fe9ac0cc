"""What a message is and what is off about it: the logic of ``fondaco message check``.

Exit codes: 0 no errors, 1 errors found, 2 unreadable; over several files the worst wins. *Readable* means that a
document was built. ``number`` is what the document is known by in the trade: the order's number of an order, its
confirmation and news about it; the own number of a ship notice, a receipt, an invoice, a payment advice, a request for
quotation or a quote. A setup, a cart and an answer have none, and their payload id or cookie is not one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fondaco.documents import (
    Finding,
    Level,
    Message,
    OrderConfirmation,
    Person,
    PunchOutSetup,
    PurchaseOrder,
    StatusUpdate,
)
from fondaco.wire import words
from fondaco.wire.codes import CODES
from fondaco.wire.cxml import identified
from fondaco.wire.errors import RemoteError
from fondaco.wire.profiles import acting, load
from fondaco.wire.profiles.loading import found
from fondaco.wire.protocols import PROTOCOLS, read_any, recognised, unwrapped
from fondaco.wire.told import error_words, told
from fondaco.wire.xml.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

    from fondaco.wire.profiles import Dialect

Result = dict[str, Any]

NO_ERRORS, ERRORS, UNREADABLE = 0, 1, 2


def check(data: bytes, name: str, *, language: str = "en", more: Mapping[str, Dialect] | None = None) -> Result:
    """``data`` judged, with ``name`` as its file, in English or Italian.

    ``more`` are profiles of one's own. Raises nothing: what cannot be read is a result too.
    """
    try:
        protocol, (message, findings) = read_any(data)
    except RemoteError as error:
        likeliest = next(iter(recognised(data)), "")
        return _result(name, language, protocol=likeliest, findings=(_refused(error, language),))
    around = message.envelope if message is not None else None
    payload_id = message.payload_id if message is not None else ""
    name_of = PROTOCOLS[protocol].name
    kind = type(message.body).__name__ if message is not None else ""
    if protocol == "cxml":
        known = identified(unwrapped(data))
        kind, around, payload_id = known.kind, around or known.envelope, known.payload_id
    elif name_of is not None:
        kind = name_of(data)
    profile, system = found(around, payload_id, more)
    return _result(
        name,
        language,
        protocol=protocol,
        kind=kind,
        dialect=system,
        profile=load(profile, more) if profile else None,
        message=message,
        findings=findings,
    )


def run(
    paths: Iterable[str],
    *,
    as_json: bool,
    out: TextIO,
    language: str = "en",
    more: Mapping[str, Dialect] | None = None,
) -> int:
    """Check each file and write what was found to ``out``; returns the exit code."""
    worst = NO_ERRORS
    for path in paths:
        result, code = _checked(path, language, more)
        worst = max(worst, code)
        out.write(json.dumps(result, ensure_ascii=False) + "\n" if as_json else _told(result, language))
    return worst


def bytes_of(path: str) -> bytes:
    """The file's bytes, one more than is taken at most: enough to see that it is too large. Raises OSError."""
    with Path(path).open("rb") as file:
        return file.read(Limits().size + 1)


def _checked(path: str, language: str, more: Mapping[str, Dialect] | None) -> tuple[Result, int]:
    try:
        data = bytes_of(path)
    except OSError as error:
        remark = CODES["file.unreadable"]
        why = (error.strerror or "it cannot be opened").lower()
        finding = Finding("file.unreadable", remark.level, "", remark.expected, why, remark.remedy)
        return _result(path, language, findings=(finding,)), UNREADABLE
    result = check(data, path, language=language, more=more)
    if not result["readable"]:
        return result, UNREADABLE
    return result, ERRORS if any(one["level"] == "error" for one in result["findings"]) else NO_ERRORS


def _refused(error: RemoteError, language: str) -> Finding:
    remark = CODES["message.refused"]
    return Finding("message.refused", Level.ERROR, "/", remark.expected, error_words(error, language), remark.remedy)


def _result(
    name: str,
    language: str,
    *,
    protocol: str = "",
    kind: str = "",
    dialect: str = "",
    profile: Dialect | None = None,
    message: Message | None = None,
    findings: tuple[Finding, ...],
) -> Result:
    body = message.body if message is not None else None
    who = body.person if isinstance(body, PunchOutSetup | PurchaseOrder) else Person()
    if body is not None and profile is not None:
        who = acting(body, profile)
    return {
        "file": name,
        "protocol": protocol,
        "type": kind,
        "dialect": dialect,
        "person": {"email": who.email, "name": who.name},
        "number": number_of(body),
        "lines": lines_of(body),
        "readable": message is not None,
        "findings": [_finding(one, language) for one in findings],
    }


def number_of(body: object) -> str:
    """What the document is known by in the trade; "" for one that has no number."""
    if isinstance(body, OrderConfirmation | StatusUpdate):
        return body.order_number
    return str(getattr(body, "number", ""))


def lines_of(body: object) -> int:
    """Lines, items of a catalogue, or the lines of all portions (the orders of a shipment, a receipt, an invoice)."""
    for part in ("lines", "items"):
        if hasattr(body, part):
            return len(getattr(body, part))
    return sum(len(portion.lines) for portion in getattr(body, "portions", ()))


def _finding(one: Finding, language: str) -> dict[str, str]:
    expected, remedy = told(one, language)
    return {"level": one.level.value, "path": one.path, "expected": expected, "found": one.found, "remedy": remedy}


def _told(result: Result, language: str) -> str:
    """The result in plain words, a paragraph a file."""
    name = words.named(result["type"], language) or words.phrase("unreadable", language)
    paragraph = [f"{result['file']}: {name}"]
    if result["readable"]:
        paragraph.append("  " + "; ".join(_facts(result, language)) + ".")
    elif result["type"]:
        paragraph.append("  " + words.phrase("not_yet", language))
    for one in result["findings"]:
        what = words.phrase("found", language, one["found"]) if one["found"] else ""
        where = one["path"] or words.phrase("file", language)
        level = words.spoken(words.LEVELS[one["level"]], language)
        paragraph.append("  " + words.phrase("at", language, level, where, one["expected"], what))
        paragraph.append(f"    {one['remedy']}")
    if not result["findings"]:
        paragraph.append("  " + words.phrase("nothing", language))
    return "\n".join(paragraph) + "\n"


def _facts(result: Result, language: str) -> list[str]:
    person = " ".join(filter(None, (result["person"]["name"], f"<{result['person']['email']}>")))
    lines = "line" if result["lines"] == 1 else "lines"
    facts = (
        (result["dialect"], words.phrase("sent_by", language, result["dialect"])),
        (result["person"]["email"], words.phrase("for", language, person)),
        (result["number"], words.phrase("number", language, result["number"])),
        (result["lines"], words.phrase(lines, language, result["lines"])),
    )
    return [text for value, text in facts if value] or [words.phrase("silent", language)]
