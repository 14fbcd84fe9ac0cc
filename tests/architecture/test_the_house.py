"""The law of the house, as tests: what the import contracts cannot see."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fondaco"
OURS = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_documents_and_wire_load_without_django_or_a_network_client() -> None:
    code = (
        "import sys, fondaco.documents, fondaco.wire, fondaco.wire.cxml, fondaco.wire.check;"
        "sys.exit(', '.join(m for m in ('django', 'httpx', 'psycopg') if m in sys.modules) or None)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("room", ["documents", "wire"])
def test_pure_rooms_never_ask_the_time_nor_roll_dice(room: str) -> None:
    asked = re.compile(r"\b(?:now|utcnow|today|uuid4|token_\w+|urandom)\(")

    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (SOURCE / room).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if asked.search(line)
    ]

    assert found == []


def test_operations_are_handed_the_clock() -> None:
    """Nothing below a view or a task calls now(): operations, queries, models and states are given it."""
    below = ("operations", "queries", "states", "models", "acceptance", "outbox", "inbox")

    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in OURS
        if path.stem in below
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
    ]

    assert found == []


def test_the_sites_never_name_each_other() -> None:
    for site, other in (("buying", "selling"), ("selling", "buying")):
        found = [
            str(path.relative_to(ROOT))
            for path in (SOURCE / site).rglob("*")
            if path.suffix in {".py", ".html"} and f"fondaco.{other}" in path.read_text()
        ]

        assert found == [], f"{site} names {other}"


def test_views_do_not_save() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in OURS
        if path.stem == "views" or "views" in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"save", "bulk_create"}
    ]

    assert found == []


def test_there_are_no_signals() -> None:
    found = [str(path.relative_to(ROOT)) for path in OURS if "django.db.models.signals" in path.read_text()]

    assert found == []


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_locks_carry_hashes_and_no_addresses() -> None:
    for lock in tracked("*.lock"):
        text = lock.read_text()

        assert "://" not in text, lock.name
        assert text.count("--hash=sha256:") > 50, lock.name


def test_no_tracked_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    here = [str(ROOT.parent) + "/", str(Path.home()) + "/"]

    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix not in {".png", ".ico"}
        and any(folder in path.read_text(errors="replace") for folder in here if folder != "//")
    ]

    assert found == []


def test_ci_calls_the_readmes_test_command() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()
    assert "make test" in (ROOT / "README.md").read_text()
