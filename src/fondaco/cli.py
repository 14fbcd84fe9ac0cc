"""The `fondaco` command: messages from the shell, and both sites' beginnings, servers and workers."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from fondaco import __version__
from fondaco.host import CannotStart

_SITES = ("buying", "selling")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit status 0 done, 1 refused or found wanting, 2 not understood or not readable."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except CannotStart as error:
        print(f"fondaco: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (head, less): nothing to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="fondaco",
        description="Both ends of PunchOut: a purchasing desk, a store, and what goes between them.",
    )
    parser.add_argument("--version", action="version", version=f"fondaco {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_message(commands)
    _add_demo(commands)
    for site in _SITES:
        _add_site(commands, site)
    return parser


def _add_message(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    message = commands.add_parser("message", help="read a message from a file")
    verbs = message.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser(
        "check",
        help="say what a message is and what is off about it",
        epilog="Exit status: 0 no errors, 1 errors found, 2 unreadable.",
    )
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument("--json", action="store_true", help="one JSON object a line, one line a file")
    check.set_defaults(run=_check_messages)


def _check_messages(options: argparse.Namespace) -> int:
    from fondaco.wire.check import run

    return run(options.files, as_json=options.json, out=sys.stdout)


def _add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="run both sites with people, a catalogue and a connection")
    demo.add_argument("--reset", action="store_true", help="start over: the demo's databases and files are removed")
    demo.add_argument(
        "--items",
        type=int,
        default=20_000,
        help="items in a new catalogue (default %(default)s; kept if it exists)",
    )
    demo.set_defaults(run=_run_demo)


def _run_demo(options: argparse.Namespace) -> int:
    from fondaco.host.demo import run

    return run(reset=options.reset, items=options.items)


def _add_site(commands: argparse._SubParsersAction[argparse.ArgumentParser], site: str) -> None:
    name = {"buying": "the purchasing desk", "selling": "the store"}[site]
    parser = commands.add_parser(site, help=name)
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    def verb(word: str, run: str, words: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(word, help=words)
        added.set_defaults(run=lambda options: _on_site(site, run, options))
        return added

    init = verb("init", "init", "make the database's tables, the first organisation and its administrator")
    init.add_argument("--organisation", help="asked for where not given")
    init.add_argument("--admin-name", help="asked for where not given")
    init.add_argument("--admin-email", help="asked for where not given")
    init.add_argument("--password-from-stdin", action="store_true", help="read the password from standard input")
    if site == "buying":
        init.add_argument("--vat-number", help="of the legal entity, with its country: IT12345670017")
    else:
        index = verb("index", "index", "build the catalogue's search index anew")
        index.add_argument("--quiet", action="store_true")
    verb("migrate", "migrate", "bring the database's tables up to date")
    serve = verb("serve", "serve", "run the web server")
    serve.add_argument("--workers", type=int, default=1, help="web processes (default %(default)s)")
    serve.add_argument("--threads", type=int, default=8, help="threads in each (default %(default)s)")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int)
    verb("worker", "worker", "deliver messages and mail, and do what is due; as many as you like")
    audit = verb("audit", "audit", "the audit trail")
    audit.add_argument("what", choices=["verify"])
    seed = verb("seed-demo", "seed_demo", "put in the demo's people and things; used by `fondaco demo`")
    seed.add_argument("--items", type=int, default=20_000)
    manage = verb("manage", "manage", "any of Django's own commands")
    manage.add_argument("arguments", nargs=argparse.REMAINDER)


def _on_site(site: str, run: str, options: argparse.Namespace) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = f"fondaco.settings.{site}"
    from fondaco.host import site as site_commands

    command = getattr(site_commands, run)
    return int(command(site, options) or 0)


if __name__ == "__main__":
    sys.exit(main())
