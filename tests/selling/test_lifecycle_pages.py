from pathlib import Path

from tests.selling.lifecycle_pages import page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "protocol" / "store-states.md"


def test_the_diagrams_in_the_docs_are_those_of_the_tables() -> None:
    assert PAGE.read_text() == page()
