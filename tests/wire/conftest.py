"""Where the golden messages are, and a message to vary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parent.parent / "corpus" / "cxml"


@pytest.fixture(scope="session")
def golden() -> Callable[[str], bytes]:
    """The bytes of one of our own messages, by folder and name: ``golden("OrderRequest/two_lines")``."""

    def load(name: str) -> bytes:
        return (GOLDEN / f"{name}.xml").read_bytes()

    return load


@pytest.fixture
def order(golden: Callable[[str], bytes]) -> Callable[..., bytes]:
    """The golden order with pieces of it replaced: each must be there, so that a test cannot pass by missing it."""

    def varied(*pairs: tuple[str, str], name: str = "OrderRequest/two_lines") -> bytes:
        text = golden(name).decode()
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        return text.encode()

    return varied
