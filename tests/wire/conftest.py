"""Where the golden messages are, and a message to vary."""

from __future__ import annotations

import os
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


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def oagis_schemas() -> str:
    """The folder of the stand-alone schemas of OAGIS 10.4: FONDACO_OAGIS_DIR, or the corpus beside the checkout.

    Skipped only where neither is there; a folder that was named and is not there fails.
    """
    named = os.environ.get("FONDACO_OAGIS_DIR")
    folder = Path(named) if named else ROOT.parent / "shared" / "corpus" / "other" / "oagis_10_4" / "xsd"
    if not named and not folder.is_dir():
        pytest.skip("no OAGIS schemas: set FONDACO_OAGIS_DIR to the folder of the stand-alone XSDs")
    assert (folder / "ProcessPurchaseOrder.xsd").is_file(), f"no OAGIS schemas in {folder}"
    return str(folder)
