"""The desk with a history: how long its lists and the page of an approver take.

The desk runs as it is served (granian, its own settings, the embedded PostgreSQL with all that makes it durable). Its
history is copied in the database from some dozens of requests that went all the way through the operations: other
numbers, other days, other parts, the same people. ``--full``: a million order lines and ten thousand pending approvals;
by default a twentieth of it.

Prints a JSON line per page: the p95 in milliseconds, the limit of 300 ms as reference, and the limit by it as ratio
(more is better; 1 is the limit).
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "bench"
sys.path[:0] = [str(ROOT), str(HERE)]

from _serving import Line, get, say, served  # noqa: E402

LIMIT = 300.0  # ms
LINES = 4  # of an order
SEEDS = 50  # orders that the history is copied from, and as many pending requests
VISITS = 40  # of each page


def prepare(orders: int, waiting: int) -> dict[str, tuple[str, str]]:
    """The desk with its history. By name of a page: its address, and the cookie of who looks at it."""
    import django

    django.setup()
    from _desk_history import grow, pages_of, seed
    from django.core.management import call_command
    from django.test.utils import override_settings

    call_command("migrate", verbosity=0)
    with override_settings(ALLOWED_HOSTS=["*"]):
        world = seed(SEEDS, LINES)
        grow(orders // SEEDS, waiting // SEEDS)
        return pages_of(world)


def visit(pages: dict[str, tuple[str, str]], port: int) -> dict[str, list[float]]:
    """What each visit took, in milliseconds; the pages in turn, so that a busy machine hurts all alike."""
    line = Line(port)
    waits: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(VISITS + 3):
        for name, (address, cookie) in pages.items():
            began = perf_counter()
            line.ask(get(address, cookie), b"200")
            if turn >= 3:  # the first ones warm up
                waits[name].append((perf_counter() - began) * 1000)
    return waits


def measure(server: Any, var: Path, orders: int, waiting: int) -> None:
    from django.db import connections

    pages = prepare(orders, waiting)
    connections.close_all()
    with served("buying", var) as port:
        for name, waits in visit(pages, port).items():
            p95 = statistics.quantiles(waits, n=20)[18]
            say(f"buying.{name}.p95", p95, f"ms, {orders * LINES} order lines", LIMIT, LIMIT / p95)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="a million order lines, ten thousand pending approvals")
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="fondaco-bench-"))
    os.environ["FONDACO_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "fondaco.settings.buying"
    os.environ["FONDACO_OUTBOUND_ORIGINS"] = ""
    os.environ["FONDACO_BUYING_URL"] = "http://127.0.0.1"
    for name in ("FONDACO_DATABASE_URL", "FONDACO_DEMO"):
        os.environ.pop(name, None)

    from fondaco.host.postgres import EmbeddedServer

    server = EmbeddedServer(var)
    try:
        server.start()
        server.create_database("fondaco_buying")
        measure(server, var, *((250_000, 10_000) if options.full else (12_500, 500)))
    finally:
        server.forget()
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
