"""A real browser and the whole house, for journeys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.ordering import AGREED
from tests.journeys.people import Visitor
from tests.stack import Stack


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


@pytest.fixture
def meet(browser: Browser, stack: Stack) -> Iterator[Callable[..., Visitor]]:
    """Make visitors; none of their browsers may have complained."""
    made: list[Visitor] = []

    def new(language: str, **options: bool) -> Visitor:
        made.append(Visitor(browser, stack, language, **options))
        return made[-1]

    yield new
    complaints = [one for visitor in made for one in visitor.complaints]
    for visitor in made:
        visitor.close()
    assert complaints == []


@pytest.fixture(scope="module")
def agreed(stack: Stack) -> dict[str, str]:
    """An article at a price of the company's own, lower still from twenty on."""
    return dict(stack.run("selling", AGREED))
