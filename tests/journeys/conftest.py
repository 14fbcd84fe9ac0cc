"""A real browser and the whole house, for journeys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stack import Stack, running


def _chromium() -> str | None:
    return os.environ.get("FONDACO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if _chromium():
        return
    skip = pytest.mark.skip(reason="no chromium was found: apt install chromium, or name one in FONDACO_CHROMIUM")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses its sandbox to root
    return {**browser_type_launch_args, "executable_path": _chromium(), "args": [*sandbox, *quiet]}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Both sites; where FONDACO_JOURNEY_VAR names the folder of a demo that runs already, that one."""
    at_hand = os.environ.get("FONDACO_JOURNEY_VAR")
    if at_hand:
        yield Stack(Path(at_hand))
        return
    with running(tmp_path_factory.mktemp("house"), items=2000) as stack:
        yield stack
