"""Several web processes of the store behind a small load balancer, and a hand that kills them."""

from __future__ import annotations

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.stack import Stack, free_port

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host", "content-length", "date", "server"}


Answer = tuple[int, list[tuple[str, str]], bytes]


class Web:
    """One `fondaco selling serve` in a session of its own, started again when it was killed."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        self.port, self.env, self.log = free_port(), env, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        line = [sys.executable, "-m", "fondaco.cli", "selling", "serve", "--port", str(self.port), "--threads", "4"]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(line, env=self.env, stdout=out, stderr=out, start_new_session=True)

    @property
    def up(self) -> bool:
        """Whether it takes connections."""
        try:
            with http.client.socket.create_connection(("127.0.0.1", self.port), timeout=1):  # type: ignore[attr-defined]
                return True
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL to all of it: what it was doing it does not finish."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Balancer:
    """Takes turns among ``webs``, as a load balancer does.

    What a process did not take goes to the next one. What it took and did not answer is asked of the next one where
    asking again is safe: a GET, and a message, which its id makes arrive once. Any other POST gets a 502, and the
    person presses the button again. With ``doom`` as its share of requests, the process that has just taken one is
    killed under it. ``seen`` counts.
    """

    def __init__(self, webs: list[Web], host: str, *, seed: int) -> None:
        self.webs, self.host = webs, host
        self.doom = 0.0
        self.seen: Counter[str] = Counter()
        self._dice = random.Random(seed)
        self._turn = 0
        self._lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _next(self) -> Web:
        with self._lock:
            self._turn += 1
            return self.webs[self._turn % len(self.webs)]

    def _doomed(self, web: Web) -> bool:
        """Never the last one: a store without any process is down, not slow."""
        with self._lock:
            others = [one for one in self.webs if one is not web and one.up]
            return bool(others) and self._dice.random() < self.doom

    def ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        safe = method in ("GET", "HEAD") or path.startswith(("/punchout/", "/orders/in/"))
        for _attempt in range(200):
            web = self._next()
            line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
            try:
                line.connect()
            except OSError:
                self.seen["refused"] += 1
                time.sleep(0.05)
                continue
            try:
                line.request(method, path, body or None, {**headers, "Host": self.host})
                if self._doomed(web):
                    self._strike(web)
                answer = line.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                self.seen["died under it"] += 1
                if safe:
                    continue
                return 502, [], b"The store did not answer."
            finally:
                line.close()
            self.seen["passed"] += 1
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
            return answer.status, kept, content
        return 503, [], b"Nobody is there."

    def _strike(self, web: Web) -> None:
        """At once, or in the middle of it."""
        time.sleep(self._dice.choice([0, 0.002, 0.01, 0.03]))
        self.seen["killed"] += 1
        web.kill()
        web.start()

    def _handler(balancer) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - self is the handler's, below
        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
                status, given, content = balancer.ask(self.command, self.path, body, headers)
                self.send_response(status)
                for name, value in given:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def log_message(self, format: str, *arguments: object) -> None:
                return

        return Handler

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def balanced(stack: Stack, *, webs: int, seed: int) -> Iterator[Balancer]:
    """``webs`` more web processes of the stack's store, all up, behind a balancer."""
    url = str(stack.record["selling"]["url"])
    env = {
        **stack.env,
        "FONDACO_DEMO": "1",
        "FONDACO_BUYING_URL": str(stack.record["buying"]["url"]),
        "FONDACO_SELLING_URL": url,
        "DJANGO_SETTINGS_MODULE": "fondaco.settings.selling",
    }
    running = [Web(env, stack.var / f"web-{number}.log") for number in range(webs)]
    balancer = Balancer(running, urlsplit(url).netloc, seed=seed)
    try:
        for one in running:
            one.start()
        until = time.monotonic() + 60
        while not all(one.up for one in running):
            assert time.monotonic() < until, "the web processes did not come up"
            time.sleep(0.1)
        yield balancer
    finally:
        balancer.close()
        for one in running:
            one.kill()
