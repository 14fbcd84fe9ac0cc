"""A few processes that belong together: started, watched, and stopped, all of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

_GRACE_SECONDS = 15


class Child:
    """One long-running command with its log; started again, with a pause, should it end by itself."""

    def __init__(self, name: str, arguments: list[str], log: Path, env: Mapping[str, str]) -> None:
        self.name = name
        self.arguments = arguments
        self.log = log
        self.env = dict(env)
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._not_before = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches the supervisor only, which then stops the children in order.
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.env,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start_again_if_ended(self) -> None:
        """One that keeps ending is started ever more slowly, up to once a minute."""
        if self.running or time.monotonic() < self._not_before:
            return
        if self.process is not None:
            code = self.process.returncode
            print(
                f"  {self.name} ended ({code}); starting it again (its log: {self.log})",
                file=sys.stderr,
                flush=True,
            )
            self.restarts += 1
            self._not_before = time.monotonic() + min(60, 2 ** min(self.restarts, 6) / 2)
        self.start()

    def stop(self) -> None:
        if self.process is not None and self.running:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, until: float) -> None:
        """Wait for the end; past ``until`` (monotonic seconds) the whole group is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def stop_all(children: list[Child]) -> None:
    for child in children:
        child.stop()
    until = time.monotonic() + _GRACE_SECONDS
    for child in children:
        child.wait(until)
