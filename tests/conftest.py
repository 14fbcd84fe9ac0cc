"""What every suite shares: a PostgreSQL to test against."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.stack import Stack

ROOT = Path(__file__).resolve().parent.parent
# Tests never touch the demo's data: their own folder, their own server.
os.environ.setdefault("FONDACO_VAR", str(ROOT / "var" / "test"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Start the embedded server before the test database is made, unless a server is named."""
    from fondaco.host.postgres import EmbeddedServer

    if os.environ.get("FONDACO_DATABASE_URL"):
        yield
        return
    server = EmbeddedServer(Path(os.environ["FONDACO_VAR"]).absolute())
    started = server.start(durable=False)
    yield
    if started:
        server.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let tests empty the tables between them: the audit trail refuses that elsewhere (its own tests show it)."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_line DISABLE TRIGGER audit_line_keep_table")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The public corpus beside the checkout; the test is skipped, saying so, where it is absent."""
    return _beside("FONDACO_CORPUS", ROOT.parent / "shared" / "corpus", "the public corpus")


@pytest.fixture(scope="session")
def dtd_dir() -> Path:
    """The cXML DTDs; the test is skipped, saying so, where they are absent."""
    return _beside("FONDACO_CXML_DTD_DIR", ROOT.parent / "shared" / "dtd", "the cXML DTDs")


def _beside(variable: str, default: Path, words: str) -> Path:
    path = Path(os.environ.get(variable) or default)
    if not path.is_dir():
        pytest.skip(f"{words} were not found at {variable} or beside the checkout")
    return path


@pytest.fixture(scope="session")
def proxy_port() -> int:
    """Where the fault proxy will listen; the whole house is told beforehand that it may be called."""
    from tests.stack import free_port

    return free_port()


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, proxy_port: int) -> Iterator[Stack]:
    """Both sites as processes; where FONDACO_JOURNEY_VAR names the folder of a demo that runs already, that one."""
    from tests.stack import Stack, running

    at_hand = os.environ.get("FONDACO_JOURNEY_VAR")
    if at_hand:
        yield Stack(Path(at_hand))
        return
    env = {"FONDACO_OUTBOUND_ORIGINS": f"http://127.0.0.1:{proxy_port}"}
    with running(tmp_path_factory.mktemp("house"), items=2000, env=env) as stack:
        yield stack
