"""A real browser and the whole house, for journeys."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest


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
