"""The commands that need no site: `message check`, `message convert`, `profile list`, `profile show`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fondaco.cli import main
from fondaco.wire import cxml, profiles

Golden = Callable[[str], bytes]
OWN = "title = 'Acme'\nsources = ['captured: here']\n[[signs]]\nagent = 'ufficio acquisti'\n"


@pytest.fixture
def order_file(golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "FONDACO_PROFILE_DIR"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "order.xml"
    path.write_bytes(golden("OrderRequest/two_lines"))
    return str(path)


def test_a_check_speaks_the_language_of_the_shell_or_the_one_asked_for(
    order_file: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["message", "check", order_file]) == 0
    assert "OrderRequest, a purchase order" in capsys.readouterr().out
    monkeypatch.setenv("LANG", "it_IT.UTF-8")
    assert main(["message", "check", order_file]) == 0
    assert "OrderRequest, un ordine d'acquisto" in capsys.readouterr().out
    assert main(["message", "check", "--language", "en", order_file]) == 0
    assert "Nothing is off about it." in capsys.readouterr().out


def test_ones_own_profiles_are_found_where_the_environment_says(
    order_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "acme.toml").write_text(OWN)
    monkeypatch.setenv("FONDACO_PROFILE_DIR", str(tmp_path / "own"))

    assert main(["message", "check", "--json", order_file]) == 0
    assert json.loads(capsys.readouterr().out)["dialect"] == "Acme"
    assert main(["profile", "list"]) == 0
    assert "acme " in capsys.readouterr().out
    assert main(["profile", "show", "acme"]) == 0
    assert "captured: here" in capsys.readouterr().out


def test_a_wrong_folder_of_profiles_is_said_and_stops_every_command(
    order_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FONDACO_PROFILE_DIR", str(tmp_path / "none"))

    for command in (
        ["message", "check", order_file],
        ["message", "convert", "--to", "cxml", "--profile", "coupa", order_file],
        ["profile", "list"],
        ["profile", "show", "coupa"],
    ):
        assert main(command) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "There is no folder" in captured.err


def test_a_conversion_writes_bytes_and_tells_words(order_file: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["message", "convert", "--to", "cxml", "--profile", "sap-ariba", order_file]) == 0
    captured = capfdbinary.readouterr()
    assert b"1.1.008" in captured.out
    assert cxml.read(captured.out).message is not None
    assert main(["message", "convert", "--to", "cxml", "--timestamp", "x", order_file]) == 2
    assert b"--timestamp is written as" in capfdbinary.readouterr().err


def test_the_list_names_every_profile(order_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "list"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(profiles.names())
    assert main(["profile", "list", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["name"] for one in lines] == list(profiles.names())


@pytest.mark.parametrize("name", profiles.names())
def test_a_profile_is_shown_with_all_that_its_file_says(
    name: str, order_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    dialect = profiles.load(name)

    assert main(["profile", "show", name]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{dialect.title} ({name}): ")
    for words in (*dialect.sources, *dialect.unverified, *dialect.read_not_written, *dialect.habits.notes):
        assert f"- {words}\n" in shown
    for one in (*dialect.setup.extrinsics, *dialect.order.extrinsics):
        assert f"- name {one.name}" in shown or one.person == "others"
    assert main(["profile", "show", "--json", name]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == dialect.title


def test_a_profile_that_says_little_is_shown_too(
    order_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.toml").write_text("title = 'X'\nsources = []\n[oci]\nfields = { MATNR = 'SKU' }\n")
    monkeypatch.setenv("FONDACO_PROFILE_DIR", str(tmp_path))

    assert main(["profile", "show", "x"]) == 0
    assert capsys.readouterr().out == "X (x): a buyer's system\n\nOCI\n  fields\n    MATNR: SKU\n"


def test_a_profile_that_nobody_knows_is_named(order_file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "show", "--language", "it", "edifice"]) == 2
    assert "Non c'è un profilo edifice" in capsys.readouterr().err
