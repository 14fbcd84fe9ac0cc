"""The page of the desk's lifecycles says what the code does."""

from __future__ import annotations

from pathlib import Path

from tests.buying.desk_lifecycles import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "protocol" / "desk-states.md"


def test_the_page_of_lifecycles_is_drawn_from_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
