"""The documentation lists every finding that the code knows, and nothing else."""

from __future__ import annotations

from pathlib import Path

from fondaco.wire.codes import CODES, REFUSALS, page

ROOT = Path(__file__).resolve().parents[2]


def test_the_documented_findings_are_those_of_the_code() -> None:
    assert (ROOT / "docs" / "protocol" / "findings.md").read_text(encoding="utf-8") == page.markdown()


def test_every_finding_and_refusal_is_made_somewhere() -> None:
    folder = ROOT / "src" / "fondaco" / "wire"
    made = "".join(path.read_text() for path in folder.rglob("*.py") if path.parent.name != "codes")

    dynamic = {"envelope.from.missing", "envelope.to.missing", "envelope.sender.missing"}
    assert {code for code in {*CODES, *REFUSALS} if f'"{code}"' not in made} - dynamic == set()
