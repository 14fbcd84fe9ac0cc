"""A proxy that goes wrong on purpose, and counts how often it did."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx


class FaultProxy:
    """Passes POSTs on to ``target``.

    ``lose`` is the share of answers that are dropped *after* the target gave them: the sender cannot know whether it
    arrived. ``down`` refuses everything before the target sees it. ``seen`` counts what happened.
    """

    def __init__(self, target: str, port: int, *, seed: int) -> None:
        self.target = target
        self.lose = 0.0
        self.down = False
        self.seen: Counter[str] = Counter()
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.url = f"http://127.0.0.1:{port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _handler(proxy) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - self is the handler's, below
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                with proxy._lock:
                    lost = proxy._dice.random() < proxy.lose
                if proxy.down:
                    proxy.seen["refused"] += 1
                    self.close_connection = True
                    self.connection.close()
                    return
                try:
                    answer = httpx.post(
                        proxy.target + self.path,
                        content=body,
                        headers={
                            name: self.headers[name]
                            for name in ("Content-Type", "Authorization")
                            if self.headers.get(name)
                        },
                        timeout=30,
                    )
                except httpx.HTTPError:
                    proxy.seen["target down"] += 1
                    self.connection.close()
                    return
                if lost:
                    proxy.seen["answer lost"] += 1
                    self.connection.close()
                    return
                proxy.seen["passed"] += 1
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers.get("Content-Type", "text/xml"))
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            def log_message(self, format: str, *arguments: Any) -> None:
                return

        return Handler

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def faults(target: str, port: int, *, seed: int) -> Iterator[FaultProxy]:
    proxy = FaultProxy(target, port, seed=seed)
    try:
        yield proxy
    finally:
        proxy.close()
