"""Both sites as processes on this machine, for tests that need the whole house."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from fondaco.host.postgres import EmbeddedServer

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """`fondaco demo` in a folder of its own, with ports of its own."""

    def __init__(self, var: Path, *, items: int = 2000, env: dict[str, str] | None = None) -> None:
        self.var = var
        self.items = items
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "COV_"))},
            "FONDACO_VAR": str(var),
            "FONDACO_BUYING_PORT": str(free_port()),
            "FONDACO_SELLING_PORT": str(free_port()),
            **(env or {}),
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def record(self) -> dict[str, Any]:
        return dict(json.loads((self.var / "demo.json").read_text()))

    def start(self) -> Stack:
        self.var.mkdir(parents=True, exist_ok=True)
        (self.var / "demo.json").unlink(missing_ok=True)
        line = [sys.executable, "-m", "fondaco.cli", "demo", "--items", str(self.items)]
        with (self.var / "demo.out").open("wb") as out:
            self.process = subprocess.Popen(line, env=self.env, stdout=out, stderr=out, start_new_session=True)
        until = time.monotonic() + 240
        while not (self.var / "demo.json").exists():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise AssertionError("the demo did not come up:\n" + (self.var / "demo.out").read_text()[-4000:])
            time.sleep(0.2)
        return self

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(40)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def processes(self, site: str, verb: str) -> list[psutil.Process]:
        """The processes of one command, `("buying", "worker")`, found by what they are running."""
        found = []
        for process in psutil.Process(self.process.pid if self.process else 0).children(recursive=True):
            try:
                line = process.cmdline()
                env = process.environ()
            except psutil.Error:
                continue
            serving = verb == "serve" and "granian" in " ".join(line)
            if (
                (line[-2:-1] == [site] and line[-1] == verb)
                or [site, verb] == line[-2:]
                or (serving and env.get("DJANGO_SETTINGS_MODULE") == f"fondaco.settings.{site}")
            ):
                found.append(process)
        return found

    def kill(self, site: str, verb: str) -> int:
        """SIGKILL what runs that command; how many processes that hit. The supervisor starts them again."""
        hit = 0
        for process in self.processes(site, verb):
            try:
                process.kill()
                hit += 1
            except psutil.NoSuchProcess:
                continue
        return hit

    def run(self, site: str, code: str, **told: Any) -> Any:
        """Run Python inside a site's Django and return what it leaves in ``result`` (JSON)."""
        wrapped = (
            "import django, json, os, sys; django.setup()\n"
            "told = json.loads(os.environ['TOLD'])\n" + code + "\nprint('RESULT ' + json.dumps(result))\n"
        )
        urls = {name: self.record[name]["url"] for name in ("buying", "selling")}
        env = {
            **self.env,
            "DJANGO_SETTINGS_MODULE": f"fondaco.settings.{site}",
            "FONDACO_DEMO": "1",
            "FONDACO_OUTBOUND_ORIGINS": " ".join(urls.values()),
            "FONDACO_BUYING_URL": urls["buying"],
            "FONDACO_SELLING_URL": urls["selling"],
            "TOLD": json.dumps(told),
        }
        done = subprocess.run([sys.executable, "-c", wrapped], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-4000:]
        line = next(row for row in done.stdout.splitlines() if row.startswith("RESULT "))
        return json.loads(line.removeprefix("RESULT "))


@contextmanager
def running(var: Path, **options: Any) -> Iterator[Stack]:
    stack = Stack(var, **options)
    try:
        yield stack.start()
    finally:
        stack.stop()
        EmbeddedServer(var.absolute()).forget()
