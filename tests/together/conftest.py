"""The whole house, without a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack import Stack, free_port, running


@pytest.fixture(scope="session")
def proxy_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, proxy_port: int) -> Iterator[Stack]:
    """Both sites, told beforehand that the fault proxy may be called."""
    env = {"FONDACO_OUTBOUND_ORIGINS": f"http://127.0.0.1:{proxy_port}"}
    with running(tmp_path_factory.mktemp("house"), items=400, env=env) as stack:
        yield stack
