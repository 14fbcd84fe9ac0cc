"""The documentation lists every finding that the code knows, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from fondaco.wire.cxml.codes import CODES

ROOT = Path(__file__).resolve().parents[2]


def test_the_documented_findings_are_those_of_the_code() -> None:
    text = (ROOT / "docs" / "protocol" / "cxml.md").read_text(encoding="utf-8").split("## Findings")[1]
    rows = re.findall(r"^\| `([^`]+)` \| (\w+) \| (.*) \| (.*) \|$", text, re.MULTILINE)

    assert [tuple(row) for row in rows] == [
        (code, remark.level.value, remark.expected, remark.remedy) for code, remark in CODES.items()
    ]


def test_every_finding_is_made_somewhere() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "src" / "fondaco" / "wire").rglob("*.py"))
    made = sources.replace((ROOT / "src/fondaco/wire/cxml/codes.py").read_text(), "")

    dynamic = {"envelope.from.missing", "envelope.to.missing", "envelope.sender.missing"}
    assert {code for code in CODES if f'"{code}"' not in made} - dynamic == set()
