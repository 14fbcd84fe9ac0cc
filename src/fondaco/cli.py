"""The `fondaco` command: messages from the shell, and both sites' beginnings, servers and workers."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fondaco import __version__
from fondaco.host import CannotStart

if TYPE_CHECKING:
    from fondaco.wire.profiles import Dialect

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
    _add_profile(commands)
    _add_demo(commands)
    for site in _SITES:
        _add_site(commands, site)
    return parser


def _add_message(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    message = commands.add_parser("message", help="read a message from a file, or turn it into another protocol")
    verbs = message.add_subparsers(required=True, metavar="VERB")
    check = verbs.add_parser(
        "check",
        help="say what a message is and what is off about it",
        epilog="Exit status: 0 no errors, 1 errors found, 2 unreadable.",
    )
    check.add_argument("files", nargs="+", metavar="FILE")
    check.add_argument("--json", action="store_true", help="one JSON object a line, one line a file")
    _add_language(check)
    check.set_defaults(run=_check_messages)
    convert = verbs.add_parser(
        "convert",
        help="write a message in another protocol; what is lost goes to standard error",
        epilog="Exit status: 0 nothing lost, 1 something lost, 2 impossible.",
    )
    convert.add_argument("file", metavar="FILE")
    convert.add_argument("--to", required=True, metavar="PROTOCOL", help="cxml, oci, oagis10, oagis9, oagis721 or cif")
    convert.add_argument("--profile", metavar="NAME", help="for this system; see `fondaco profile list`")
    for name, metavar, words in _GIVEN:
        convert.add_argument(name, metavar=metavar, default="", help=words)
    _add_language(convert)
    convert.set_defaults(run=_convert_message)


# What a target may need and a source not say.
_GIVEN = (
    ("--payload-id", "ID", "of a message that has none"),
    ("--timestamp", "TIME", "of a message that has none, as 2026-11-24T09:30:00+01:00"),
    ("--from-party", "DOMAIN:IDENTITY", "the sender, where the source names none"),
    ("--to-party", "DOMAIN:IDENTITY", "the receiver, where the source names none"),
    ("--buyer-cookie", "COOKIE", "of a setup or a cart that has none"),
    ("--hook-url", "URL", "where an OCI cart goes"),
    ("--catalog-url", "URL", "where an OCI call goes"),
    ("--default-unit", "UNIT", "of lines without one, a UN/ECE Rec 20 code"),
    ("--default-classification", "DOMAIN:CODE", "of lines without one, as UNSPSC:44121704"),
    ("--country", "CODE", "of addresses without one, ISO 3166-1"),
    ("--bill-to", "NAME", "who is invoiced, where the source does not say"),
)


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", choices=["it", "en"], default=_language(), help="of the words (default %(default)s)"
    )


def _language() -> str:
    """That of the shell: the first of LC_ALL, LC_MESSAGES and LANG that is set."""
    spoken = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "it" if spoken[:2].lower() == "it" else "en"


def _profiles() -> dict[str, Dialect]:
    """The profiles of one's own: those in the folder that FONDACO_PROFILE_DIR names."""
    from fondaco.wire.profiles import load_dir

    folder = os.environ.get("FONDACO_PROFILE_DIR", "")
    return load_dir(folder) if folder else {}


def _check_messages(options: argparse.Namespace) -> int:
    from fondaco.wire.check import run

    with _telling(options):
        return run(options.files, as_json=options.json, out=sys.stdout, language=options.language, more=_profiles())
    return 2


def _convert_message(options: argparse.Namespace) -> int:
    from fondaco.wire.convert import given_from, run
    from fondaco.wire.profiles import load

    with _telling(options):
        return run(
            options.file,
            to=options.to,
            out=sys.stdout.buffer,
            words=sys.stderr,
            dialect=load(options.profile, _profiles()) if options.profile else None,
            given=given_from({name: getattr(options, name[2:].replace("-", "_")) for name, _metavar, _words in _GIVEN}),
            language=options.language,
        )
    return 2


def _add_profile(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    profile = commands.add_parser("profile", help="what is known of the systems that speak these protocols")
    verbs = profile.add_subparsers(required=True, metavar="VERB")
    listed = verbs.add_parser("list", help="the systems")
    shown = verbs.add_parser("show", help="one system: what it sends or expects, where that is from, what nobody knows")
    shown.add_argument("name", metavar="NAME")
    for verb, run in ((listed, _list_profiles), (shown, _show_profile)):
        verb.add_argument("--json", action="store_true")
        _add_language(verb)
        verb.set_defaults(run=run)


def _list_profiles(options: argparse.Namespace) -> int:
    from fondaco.wire.profiles.showing import listing

    with _telling(options):
        sys.stdout.write(listing(_profiles(), as_json=options.json))
        return 0
    return 2


def _show_profile(options: argparse.Namespace) -> int:
    from fondaco.wire.profiles import load
    from fondaco.wire.profiles.showing import shown

    with _telling(options):
        sys.stdout.write(shown(load(options.name, _profiles()), as_json=options.json))
        return 0
    return 2


@contextmanager
def _telling(options: argparse.Namespace) -> Iterator[None]:
    """What cannot be done, said in the reader's language."""
    from fondaco.wire import LocalError
    from fondaco.wire.told import error_words

    try:
        yield
    except LocalError as error:
        print(f"fondaco: {error_words(error, options.language)}", file=sys.stderr)


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
    audit.add_argument("--against", default="", help="what an earlier verification said to write down")
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
