"""The embedded server: started once, stopped, found again."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections import namedtuple
from pathlib import Path

import psycopg
import pytest

from fondaco.host import CannotStart
from fondaco.host import postgres as module
from fondaco.host.keys import password, site_keys
from fondaco.host.postgres import EmbeddedServer


@pytest.fixture
def server(tmp_path: Path) -> EmbeddedServer:
    server = EmbeddedServer(tmp_path / "a folder with spaces" / ("long" * 20))
    yield server
    server.forget()


def test_starts_once_keeps_its_data_and_stops(server: EmbeddedServer) -> None:
    assert server.start(durable=False) is True
    assert server.start(durable=False) is False
    server.create_database("kept")
    server.create_database("kept")

    server.stop()
    assert server.start(durable=False) is True

    with psycopg.connect(server.url.replace("@/?", "@/kept?")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_nobody_connects_without_the_password(server: EmbeddedServer) -> None:
    server.start(durable=False)

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.url.replace(password(server.var, "postgres"), "guess").replace("@/?", "@/postgres?"))


def test_private_parent_folders_stay_private(tmp_path: Path, server: EmbeddedServer) -> None:
    private = server.var.parent
    private.mkdir(parents=True, exist_ok=True)
    private.chmod(0o700)

    server.start(durable=False)

    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_a_new_checkout_where_an_old_one_stood_gets_a_server_of_its_own(server: EmbeddedServer) -> None:
    server.start(durable=False)
    shutil.rmtree(server.var / "keys")  # as when the folder was deleted and cloned anew

    anew = EmbeddedServer(server.var)

    if os.geteuid() == 0:
        assert anew.data != server.data
        assert anew.start(durable=False) is True
        anew.forget()
    _stop(server)


def _stop(server: EmbeddedServer) -> None:
    """Without the password that is gone."""
    server._run("pg_ctl", "-D", server.data, "-m", "fast", "stop")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_binaries_in_a_private_checkout_are_copied_where_the_servers_user_can_run_them(
    server: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(tempfile.mkdtemp(prefix="fondaco-test-"))
    monkeypatch.setattr(module, "_ROOT_HOME", home)
    monkeypatch.setattr(module, "_open_to_all", lambda _: False)

    assert server.start(durable=False) is True

    assert server._binaries().is_relative_to(home)
    server.forget()
    shutil.rmtree(home)


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10**7))

    with pytest.raises(CannotStart, match="9 MB free"):
        server.start(durable=False)

    assert not server.data.exists()


def test_a_failed_first_start_leaves_no_half_database(server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    real = server._binaries()
    broken = server.var / "bin"
    broken.mkdir(parents=True)
    (broken / "initdb").write_text("#!/bin/sh\necho no space left on device >&2\nexit 1\n")
    (broken / "initdb").chmod(0o755)
    for folder in [broken, *broken.parents]:
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    monkeypatch.setattr(server, "_binaries", lambda: broken)

    with pytest.raises(CannotStart, match="initdb failed: no space left on device"):
        server.start(durable=False)

    assert not server.data.exists()
    monkeypatch.setattr(server, "_binaries", lambda: real)
    assert server.start(durable=False) is True


def test_keys_are_made_once_and_are_the_owners_only(tmp_path: Path) -> None:
    first = site_keys(tmp_path, "buying")

    assert site_keys(tmp_path, "buying") == first
    assert site_keys(tmp_path, "selling") != first
    assert stat.S_IMODE((tmp_path / "keys" / "buying.json").stat().st_mode) == 0o600
