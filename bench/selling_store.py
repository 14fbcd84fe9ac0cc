"""The store under load: a setup until the start page opens, and an order until it is durably accepted.

The store runs as it is served (granian, its own settings, the embedded PostgreSQL with all that makes it durable), with
two pages more (``_store_urls.py``) that do one ORM insert and commit: one answers with a bare line, the other with a
page of the site as a customer's administrator sees it. Clients with kept-alive connections on the same machine ask for
those and for what is measured in turn, slice by slice, so that a busy machine hurts all alike.
Messages are written beforehand, each with an id of its own. The workers do not run: what they do is done later.

Prints a JSON line per measurement: name, value, unit, reference, ratio; ``….to_page`` is against the page of the site,
without it against the bare answer. A ratio of requests a second is ours by the
page's; one of a time is the page's by ours: of both, more is better. ``docs/protocol/speed.md`` says what is measured.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "bench"
sys.path[:0] = [str(ROOT), str(HERE)]

from _serving import Line, get, say, served  # noqa: E402

ITEMS = 500
CUSTOMERS = 20  # who take turns; within one, orders that are large against its credit wait for one another
LINES = 3  # of an order
CLIENTS = 4
SLICE = 160  # what all clients do together before the other side takes its turn
ROUNDS = 10
Ask = Callable[["Line", Any], None]
_STATEMENT = re.compile(r" LOG:  statement: (.*)")
_WRITE = re.compile(r"(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
# Several that are sent at once stand in one line of the log.
_NEXT = re.compile(r"; (?=(?:SELECT|INSERT|UPDATE|NOTIFY|SAVEPOINT|RELEASE)\b)")


def post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml; charset=utf-8\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def ask_bare(line: Line, given: Any) -> None:
    line.ask(get("/bench/insert"), b"200")


def asking_page(cookie: str) -> Ask:
    def ask(line: Line, given: Any) -> None:
        line.ask(get("/bench/page", cookie), b"200")

    return ask


def ask_setup(line: Line, given: bytes) -> None:
    """The system asks, the browser opens the address that comes back."""
    answer = line.ask(given, b"200")
    address = re.search(rb"<URL>https?://[^/]+(/[^<]+)</URL>", answer)
    assert address, answer
    opened = line.ask(get(address[1].decode()), b"303")
    assert b"ocation: /shop/" in opened, opened


def ask_order(line: Line, given: bytes) -> None:
    answer = line.ask(given, b"200")
    assert b'code="201"' in answer, answer


def slice_of(ask: Ask, given: list[Any], port: int) -> tuple[float, list[float]]:
    """Seconds until the clients have got through ``given`` together, and what each one waited."""
    waits: list[float] = []
    troubles: list[BaseException] = []
    shares = [given[number::CLIENTS] for number in range(CLIENTS)]
    lines = [Line(port) for _ in shares]

    def client(line: Line, share: list[Any]) -> None:
        try:
            for one in share:
                began = perf_counter()
                ask(line, one)
                waits.append(perf_counter() - began)
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [Thread(target=client, args=pair) for pair in zip(lines, shares, strict=True)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = perf_counter() - began
    if troubles:
        raise troubles[0]
    return took, waits


class Side:
    """What one side of a comparison came to. ``requests`` is how many HTTP requests one of ``ask`` takes."""

    def __init__(self, ask: Ask, requests: int = 1) -> None:
        self.ask, self.requests = ask, requests
        self.took, self.waits = 0.0, []  # type: tuple[float, list[float]]

    def go(self, given: list[Any], port: int) -> None:
        took, waits = slice_of(self.ask, given, port)
        self.took += took
        self.waits += waits

    @property
    def a_second(self) -> float:
        return len(self.waits) * self.requests / self.took

    @property
    def p95(self) -> float:
        """Milliseconds of one of ``ask``."""
        return statistics.quantiles(self.waits, n=100)[94] * 1000


def twice(ask: Ask) -> Ask:
    def both(line: Line, given: Any) -> None:
        ask(line, given)
        ask(line, given)

    return both


def compare(name: str, ours: Side, references: dict[str, Side], messages: list[bytes], port: int, until: float) -> None:
    """``references`` by what is put behind the name."""
    pool = iter(messages)
    sides = (ours, *references.values())
    for side in sides:
        side.go([next(pool) for _ in range(SLICE // 8)], port)
        side.took, side.waits = 0.0, []
    for _ in range(ROUNDS):
        ours.go([next(pool) for _ in range(SLICE)], port)
        for reference in references.values():
            reference.go([None] * SLICE, port)
        if time.monotonic() > until:
            break
    for behind, reference in references.items():
        say(f"{name}{behind}", ours.a_second, "requests/s", reference.a_second, ours.a_second / reference.a_second)
        say(f"{name}{behind}.p95", ours.p95, "ms", reference.p95, reference.p95 / ours.p95)


def count(name: str, ask: Ask, given: Any, port: int, log: Path, logging: Callable[[bool], None]) -> None:
    """How many statements and commits one of ``ask`` takes, as the server writes them down."""
    line = Line(port)
    logging(True)
    before = log.stat().st_size
    ask(line, given)
    logging(False)
    with log.open() as file:
        file.seek(before)
        found = [match[1] for row in file if (match := _STATEMENT.search(row))]
    sent = [one for one in found if not one.startswith(("ALTER SYSTEM", "SELECT pg_reload_conf"))]
    said = [one for line_of_log in sent for one in _NEXT.split(line_of_log)]
    if os.environ.get("BENCH_SHOW"):
        print(f"-- {name}", *said, sep="\n   ", file=sys.stderr)
    within, commits = False, 0
    for one in said:
        within = (within or one.startswith("BEGIN")) and not one.startswith(("COMMIT", "ROLLBACK"))
        commits += one.startswith("COMMIT") or (not within and bool(_WRITE.match(one)))
    say(f"{name}.statements", len(said), "statements, BEGIN and COMMIT included")
    say(f"{name}.rounds", len(sent), "times that something was sent to the database")
    say(f"{name}.commits", commits, "commits")


def prepare(setups: int, orders: int) -> tuple[list[bytes], list[bytes], str]:
    """A store with its customers, their people and a small catalogue; then the messages, proved and numbered.

    The last is the cookie of an administrator who has signed in.
    """
    import django

    django.setup()
    from django.core.management import call_command

    from fondaco.documents import Person
    from fondaco.selling.catalog.generator.load import fill_tables
    from fondaco.selling.catalog.models import Offer
    from fondaco.selling.catalog.search.indexer import rebuild
    from tests.selling import making

    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    fill_tables(count=ITEMS, seed="fondaco")
    Offer.objects.update(stock=10_000_000)
    rebuild()
    making.store(now)
    customers = [making.customer(now, name=f"Customer {n}", identity=f"customer-{n}") for n in range(CUSTOMERS)]
    senders = [making.Sender(None, identity=one.partner.their_identity) for one in customers]  # type: ignore[arg-type]
    seen: dict[int, Offer] = {}
    for offer in Offer.objects.filter(active=True).select_related("item", "seller"):
        seen.setdefault(offer.item_id, offer)
    offers = list(seen.values())
    asked = []
    for number in range(setups):
        setup = making.setup(f"giulia@customer-{number % CUSTOMERS}.example")
        asked.append(post(making.SETUPS, senders[number % CUSTOMERS].bytes_of(setup, now=now)))
    ordered = []
    for number in range(orders):
        lines = []
        for place in range(LINES):
            offer = offers[(number * LINES + place) % len(offers)]
            lines.append(making.line(offer, str(offer.min_quantity), number=place + 1, description=offer.item.title_en))
        whose = number % CUSTOMERS
        person = Person(email=f"giulia@customer-{whose}.example", name="Giulia Ferraro")
        order = making.order(*lines, number=f"PO-{number:06}", at=now, person=person)
        path = f"/orders/in/{customers[whose].partner.public_id}"
        ordered.append(post(path, senders[whose].bytes_of(order, now=now)))
    return asked, ordered, signed_in(customers[0], now)


def signed_in(connection: Any, now: datetime) -> str:
    from django.conf import settings
    from django.test import Client

    from fondaco.people.models import Person
    from fondaco.selling.accounts.models import Role
    from fondaco.selling.accounts.operations import add_member

    person = Person.objects.create_person(email="ada@buyer.example.com", name="Ada")
    add_member(account=connection.account, person=person, roles=[Role.ADMINISTRATOR], by=None, now=now)
    browser = Client()
    browser.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def measure(server: Any, var: Path, seconds: float, rounds: int) -> None:
    import psycopg
    from django.db import connections

    messages = SLICE * (rounds + 1) + 10
    setups, orders, cookie = prepare(messages, messages)
    ask_page = asking_page(cookie)
    connections.close_all()

    def logging(on: bool) -> None:
        with psycopg.connect(server._url_for("postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET log_statement = '{'all' if on else 'none'}'")
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)

    with served("selling", var) as port:
        until = time.monotonic() + seconds / 2
        pairs = {"": Side(twice(ask_bare), 2), ".to_page": Side(twice(ask_page), 2)}
        compare("selling.punchout.setup", Side(ask_setup, 2), pairs, setups[5:], port, until)
        until = time.monotonic() + seconds / 2
        singles = {"": Side(ask_bare), ".to_page": Side(ask_page)}
        compare("selling.orders.accept", Side(ask_order), singles, orders[5:], port, until)
        log = server.log
        for name, ask, given in (
            ("selling.bare", ask_bare, None),
            ("selling.page", ask_page, None),
            ("selling.punchout.setup", ask_setup, setups[0]),
            ("selling.orders.accept", ask_order, orders[0]),
        ):
            count(name, ask, given, port, log, logging)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="ten times as long")
    options = parser.parse_args()
    var = Path(tempfile.mkdtemp(prefix="fondaco-bench-"))
    os.environ["FONDACO_VAR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "_store_settings"
    os.environ["FONDACO_OUTBOUND_ORIGINS"] = ""
    os.environ["FONDACO_SELLING_URL"] = "http://127.0.0.1"
    for name in ("FONDACO_DATABASE_URL", "FONDACO_DEMO"):
        os.environ.pop(name, None)

    from fondaco.host.postgres import EmbeddedServer

    server = EmbeddedServer(var)
    try:
        server.start()
        server.create_database("fondaco_selling")
        measure(server, var, 400.0 if options.full else 40.0, 100 if options.full else ROUNDS)
    finally:
        server.forget()
        shutil.rmtree(var, ignore_errors=True)


if __name__ == "__main__":
    main()
