"""A site as it is served, a client's connection to it, and the line that a measurement prints."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "bench"


class Line:
    """A client's connection, kept alive. As little work as HTTP allows: the server's time is what is measured."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes, status: bytes) -> bytes:
        """The whole answer to ``request``, its status checked."""
        self._socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(re.search(rb"\r\ncontent-length: (\d+)", head.lower())[1])  # type: ignore[index]
        while len(body) < length:
            body += self._more()
        if not head.startswith(b"HTTP/1.1 " + status):
            raise AssertionError(head + b"\n" + body[:2000])
        return head + b"\r\n\r\n" + body

    def _more(self) -> bytes:
        got = self._socket.recv(65536)
        if not got:
            raise AssertionError("the site hung up")
        return got


def get(path: str, cookie: str = "") -> bytes:
    signed_in = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n{signed_in}\r\n".encode()


def say(name: str, value: float, unit: str, reference: float | None = None, ratio: float | None = None) -> None:
    line = {"name": name, "value": round(value, 2), "unit": unit, "reference": reference and round(reference, 2)}
    print(json.dumps({**line, "ratio": ratio and round(ratio, 3)}), flush=True)


@contextmanager
def served(site: str, var: Path) -> Iterator[int]:
    """The site, as ``fondaco SITE serve`` serves it, on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    code = (
        "from argparse import Namespace; from fondaco.host.site import serve; "
        f"serve('{site}', Namespace(host='127.0.0.1', port={port}, workers=1, threads=8))"
    )
    path = os.pathsep.join(filter(None, [str(HERE), str(ROOT), os.environ.get("PYTHONPATH", "")]))
    with (var / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, stdout=log, stderr=log
        )
    try:
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise SystemExit("the site did not come up:\n" + (var / "serve.log").read_text()) from None
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
