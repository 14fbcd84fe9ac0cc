"""The page that teaches the library: every example on it runs, and prints what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "library.md"


def test_every_example_on_the_page_prints_what_it_says() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)

    assert result.attempted > 40
    assert result.failed == 0
