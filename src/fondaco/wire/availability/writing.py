"""The question and the answer, written. Numbers are texts: no reader then makes a float of them."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from fondaco.documents import (
    AvailabilityAnswer,
    AvailabilityLine,
    AvailabilityQuestion,
    AvailabilityRequest,
    Credential,
    Message,
    Status,
    quantity_text,
)
from fondaco.wire.availability.format import CONTENT_TYPE, FORMAT
from fondaco.wire.errors import LocalError
from fondaco.wire.results import Written


def write_noting(message: Message) -> Written:
    """The question in its envelope, without the secret, which stands beside it. Raises LocalError for another type."""
    body, envelope = message.body, message.envelope
    if not isinstance(body, AvailabilityRequest):
        raise LocalError("write.unknown", "Only an AvailabilityRequest is written so.", type(body).__name__)
    if envelope is None or not envelope.to:
        raise LocalError("write.missing", "The question needs somebody whom it is for.", "to")
    said: dict[str, Any] = {
        "format": FORMAT,
        "id": envelope.payload_id,
        "at": _moment(envelope.timestamp),
        "mode": envelope.mode.value,
        "from": _party(envelope.sender),
        "to": _party(envelope.to[0]),
        "lines": [_question(line) for line in body.lines],
    }
    return Written(_encoded(said), (), CONTENT_TYPE)


def write_answer(*, status: Status, body: AvailabilityAnswer | None) -> bytes:
    """The answer: how it went, and the lines where it went well."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "status": {"code": status.code, "text": status.text, "explanation": status.explanation},
    }
    if body is not None:
        said["lines"] = [_line(line) for line in body.lines]
    return _encoded(said)


def _encoded(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "replace")


def _party(credential: Credential) -> dict[str, str]:
    return {"domain": credential.domain, "identity": credential.identity}


def _question(line: AvailabilityQuestion) -> dict[str, Any]:
    return _filled(
        key=line.key,
        part_id=line.supplier_part_id,
        auxiliary_id=line.supplier_part_auxiliary_id,
        quantity=_number(line.quantity),
        unit=line.unit,
    )


def _line(line: AvailabilityLine) -> dict[str, Any]:
    price = line.unit_price
    return {"key": line.key, "found": line.found} | _filled(
        unit_price=_number(price.amount) if price else "",
        currency=price.currency if price else "",
        unit=line.unit,
        available=_number(line.available),
        lead_time_days=line.lead_time_days,
        hold_expires_at=_moment(line.hold_expires_at),
        auxiliary_id=line.supplier_part_auxiliary_id,
    )


def _filled(**said: Any) -> dict[str, Any]:
    """What says something."""
    return {name: value for name, value in said.items() if value not in ("", None)}


def _number(value: Decimal | None) -> str:
    return "" if value is None else quantity_text(value)


def _moment(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
