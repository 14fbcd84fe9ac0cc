"""What a message is and what is off about it: the logic of ``fondaco message check``.

Exit codes: 0 no errors, 1 errors found, 2 unreadable; over several files the worst wins. *Readable* means that a
document was built. ``number`` is the order number of an order, a confirmation or a status update; a setup, a cart and
an answer have none, and their payload id or cookie is not one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fondaco.documents import (
    Cart,
    Finding,
    Level,
    Message,
    OrderConfirmation,
    PunchOutSetup,
    PurchaseOrder,
    StatusUpdate,
)
from fondaco.wire import words
from fondaco.wire.cxml import identified, read
from fondaco.wire.errors import RemoteError
from fondaco.wire.xml.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

Result = dict[str, Any]

NO_ERRORS, ERRORS, UNREADABLE = 0, 1, 2


def check(data: bytes, name: str) -> Result:
    """``data`` judged, with ``name`` as its file. Raises nothing: what cannot be read is a result too."""
    try:
        message, findings = read(data)
    except RemoteError as error:
        return _result(name, findings=(_refused(error),))
    known = identified(data)
    around = message.envelope if message is not None else known.envelope
    return _result(
        name,
        protocol="cxml",
        kind=known.kind,
        dialect=words.dialect(around, known.payload_id),
        message=message,
        findings=findings,
    )


def run(paths: Iterable[str], *, as_json: bool, out: TextIO) -> int:
    """Check each file and write what was found to ``out``; returns the exit code."""
    worst = NO_ERRORS
    for path in paths:
        result, code = _checked(path)
        worst = max(worst, code)
        out.write(json.dumps(result, ensure_ascii=False) + "\n" if as_json else _told(result))
    return worst


def _checked(path: str) -> tuple[Result, int]:
    try:
        with Path(path).open("rb") as file:
            data = file.read(Limits().size + 1)  # one more than is taken: enough to see that it is too large
    except OSError as error:
        why = (error.strerror or "it cannot be opened").lower()
        finding = Finding(
            "file.unreadable", Level.ERROR, "", "a file that can be read", why, "Check the file's name and permissions."
        )
        return _result(path, findings=(finding,)), UNREADABLE
    result = check(data, path)
    if not result["readable"]:
        return result, UNREADABLE
    return result, ERRORS if any(one["level"] == "error" for one in result["findings"]) else NO_ERRORS


def _refused(error: RemoteError) -> Finding:
    return Finding(error.reason, Level.ERROR, "/", "a cXML message", error.words, "Send a message that can be read.")


def _result(
    name: str,
    *,
    protocol: str = "",
    kind: str = "",
    dialect: str = "",
    message: Message | None = None,
    findings: tuple[Finding, ...],
) -> Result:
    body = message.body if message is not None else None
    who = body.person if isinstance(body, PunchOutSetup | PurchaseOrder) else None
    return {
        "file": name,
        "protocol": protocol,
        "type": kind,
        "dialect": dialect,
        "person": {"email": who.email if who else "", "name": who.name if who else ""},
        "number": _number(body),
        "lines": len(body.lines) if isinstance(body, PunchOutSetup | Cart | PurchaseOrder | OrderConfirmation) else 0,
        "readable": message is not None,
        "findings": [_finding(one) for one in findings],
    }


def _number(body: object) -> str:
    if isinstance(body, PurchaseOrder):
        return body.number
    return body.order_number if isinstance(body, OrderConfirmation | StatusUpdate) else ""


def _finding(one: Finding) -> dict[str, str]:
    return {
        "level": one.level.value,
        "path": one.path,
        "expected": one.expected,
        "found": one.found,
        "remedy": one.remedy,
    }


def _told(result: Result) -> str:
    """The result in plain words, a paragraph a file."""
    told = [f"{result['file']}: {words.named(result['type']) or 'not a message that can be read'}"]
    if result["readable"]:
        told.append("  " + "; ".join(_facts(result)) + ".")
    elif result["type"]:
        told.append("  This type is not read (yet).")
    for one in result["findings"]:
        found = f", found {one['found']!r}" if one["found"] else ""
        where = one["path"] or "the file"
        told.append(f"  {words.LEVELS[one['level']]} at {where}: expected {one['expected']}{found}.")
        told.append(f"    {one['remedy']}")
    if not result["findings"]:
        told.append("  Nothing is off about it.")
    return "\n".join(told) + "\n"


def _facts(result: Result) -> list[str]:
    person = " ".join(filter(None, (result["person"]["name"], f"<{result['person']['email']}>")))
    facts = (
        (result["dialect"], f"sent by {result['dialect']}"),
        (result["person"]["email"], f"for {person}"),
        (result["number"], f"number {result['number']}"),
        (result["lines"], f"{result['lines']} lines" if result["lines"] != 1 else "1 line"),
    )
    return [text for value, text in facts if value] or ["it says nothing about its sender"]
