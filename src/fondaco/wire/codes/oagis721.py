"""What is remarked on, and refused, in OAGIS 7.2.1."""

from __future__ import annotations

from fondaco.wire.codes.kinds import Refused, Remark

CODES: dict[str, Remark] = {}

REFUSALS: dict[str, Refused] = {}
