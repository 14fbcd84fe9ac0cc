"""The documentation lists every finding that the code knows, and nothing else."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from fondaco.wire.codes import CODES, REFUSALS

ROOT = Path(__file__).resolve().parents[2]


def test_the_documented_findings_are_those_of_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("fondaco.wire.codes", run_name="__main__")

    assert (ROOT / "docs" / "protocol" / "findings.md").read_text(encoding="utf-8") == capsys.readouterr().out


def test_every_finding_and_refusal_is_made_somewhere() -> None:
    folder = ROOT / "src" / "fondaco" / "wire"
    made = "".join(path.read_text() for path in folder.rglob("*.py") if path.parent.name != "codes")

    dynamic = {"envelope.from.missing", "envelope.to.missing", "envelope.sender.missing"}
    assert {code for code in {*CODES, *REFUSALS} if f'"{code}"' not in made} - dynamic == set()
