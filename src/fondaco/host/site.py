"""What `fondaco buying …` and `fondaco selling …` do. DJANGO_SETTINGS_MODULE is set before any of these is called."""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import sys
import threading
from datetime import UTC, datetime
from importlib import import_module
from urllib.parse import urlsplit

from fondaco.host import CannotStart
from fondaco.host.postgres import EmbeddedServer


def _ready() -> None:
    """Load Django, and start the embedded server where it is the one in use."""
    import django

    if not os.environ.get("FONDACO_DATABASE_URL"):
        from fondaco.settings import environment

        server = EmbeddedServer(environment.var())
        server.start()
        server.create_database("fondaco_buying")
        server.create_database("fondaco_selling")
    django.setup()


def migrate(site: str, options: argparse.Namespace) -> int:
    from django.core.management import call_command

    _ready()
    call_command("migrate", interactive=False, verbosity=1)
    return 0


def manage(site: str, options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    _ready()
    execute_from_command_line([f"fondaco {site} manage", *(options.arguments or ["help"])])
    return 0


def init(site: str, options: argparse.Namespace) -> int:
    """Ask for what was not given, then make the first organisation and its administrator."""
    from django.core.exceptions import ValidationError
    from django.core.management import call_command

    _ready()
    call_command("migrate", interactive=False, verbosity=0)
    answers = {
        "organisation": options.organisation or _ask("Name of the organisation: "),
        "admin_name": options.admin_name or _ask("Name of its administrator: "),
        "admin_email": options.admin_email or _ask("E-mail of the administrator: "),
    }
    if site == "buying":
        answers["vat_number"] = options.vat_number or _ask("VAT number, with its country (IT12345670017): ")
    answers["password"] = _password(from_stdin=options.password_from_stdin)
    create_first = import_module(f"fondaco.{site}.init").create_first
    try:
        create_first(**answers, now=datetime.now(UTC))
    except ValidationError as error:
        raise CannotStart("Nothing was created. " + " ".join(error.messages)) from error
    print(f"Done. Start the site with `fondaco {site} serve` and `fondaco {site} worker`, then sign in.")
    return 0


def _ask(question: str) -> str:
    while True:
        try:
            answer = input(question).strip()
        except EOFError as error:
            raise CannotStart("An answer is missing and nobody is there to give it; see --help for options.") from error
        if answer:
            return answer


def _password(*, from_stdin: bool) -> str:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    while True:
        password = (
            sys.stdin.readline().rstrip("\n") if from_stdin else getpass.getpass("Password (10 characters or more): ")
        )
        try:
            validate_password(password)
        except ValidationError as error:
            if from_stdin:
                raise CannotStart("Nothing was created. " + " ".join(error.messages)) from error
            print(" ".join(error.messages), file=sys.stderr)
            continue
        if from_stdin or getpass.getpass("Once more: ") == password:
            return password
        print("The two differ.", file=sys.stderr)


def serve(site: str, options: argparse.Namespace) -> int:
    """Become the web server: granian takes over this process."""
    _ready()
    from django.conf import settings

    default = urlsplit(settings.FONDACO_BASE_URL).port or 8000
    os.environ["PYTHONUNBUFFERED"] = "1"
    arguments = [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "--host", options.host, "--port", str(options.port or default),
        "--workers", str(options.workers), "--blocking-threads", str(options.threads),
        "--log-level", "warning", "--respawn-failed-workers", "--no-ws", "fondaco.settings.wsgi:application",
    ]  # fmt: skip
    os.execv(sys.executable, arguments)  # noqa: S606 - our own interpreter and arguments


def worker(site: str, options: argparse.Namespace) -> int:
    """Deliver and do what is due until told to stop; a message in hand is finished first."""
    _ready()
    from fondaco.bridge.worker import run

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop)
    return 0


def index(site: str, options: argparse.Namespace) -> int:
    _ready()
    from fondaco.selling.catalog.search.indexer import rebuild

    rebuild(progress=(lambda *_: None) if options.quiet else show_progress)
    return 0


def audit(site: str, options: argparse.Namespace) -> int:
    """Say whether the trail is whole; exit status 1 and the first bad line where it is not."""
    _ready()
    from fondaco import audit as trail

    try:
        anchor = trail.Anchor.of(options.against) if options.against else None
    except ValueError:
        print("What was written down looks like 1204:3f0c…, a position and 64 hexadecimal digits.")
        return 2
    verdict = trail.verify(anchor)
    if verdict.flaw is None:
        print(f"The audit trail is whole: {verdict.sealed} lines sealed, {verdict.unsealed} waiting for the worker.")
        print(f"To be written down elsewhere, for --against: {verdict.anchor}")
        return 0
    where = f"line {verdict.flaw.line_id}, " if verdict.flaw.line_id else ""
    print(f"The audit trail is not whole, first at {where}position {verdict.flaw.position}: {verdict.flaw.words}")
    return 1


def seed_demo(site: str, options: argparse.Namespace) -> int:
    """Tables, people and things of the demo; what is already there stays."""
    import json

    from django.core.management import call_command

    _ready()
    call_command("migrate", interactive=False, verbosity=0)
    told = json.loads(os.environ["FONDACO_DEMO_SEED"])
    seed = import_module(f"fondaco.{site}.demo").seed
    more = {"items": options.items, "progress": show_progress} if site == "selling" else {}
    people = seed(now=datetime.now(UTC), secrets=told["secrets"], **told[site], **more)
    print("FONDACO-PEOPLE " + json.dumps(people), flush=True)
    return 0


def show_progress(done: int, total: int, words: str) -> None:
    """A line that is drawn over in a terminal, and a line every tenth elsewhere."""
    share = int(100 * done / total) if total else 100
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        print(f"\r  {words}: {share:3d} %", end=end, file=sys.stderr, flush=True)
    elif done >= total or total < 10 or done % max(1, total // 10) == 0:
        print(f"  {words}: {share} %", file=sys.stderr, flush=True)
