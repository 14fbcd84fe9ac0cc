"""One target under libFuzzer (atheris): ``python fuzz/one.py cxml [libFuzzer options] CORPUS``.

Half of the inputs are mutated as bytes, half as a tree (or as a form): markup that still parses gets further.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import atheris
from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

with atheris.instrument_imports(include=["fondaco"]):
    from targets import TARGETS, Target, check

    from fondaco.wire import read_any  # noqa: F401  every reader, instrumented

TRICKY = (
    *("", " ", "0", "-1", "1e400000", "NaN", "Infinity", "1_000", "１２", "1,234.56", "1,5", "007", "0.000000001"),
    *("9" * 40, "2026-02-30", "0000-00-00T00:00:00", "9999-12-31T23:59:59-14:00", "2026-11-24T09:30:00 -04:00", "Z"),
    *("EUR", "eur", "new", "update", "delete", "create", "edit", "detail", "reject", "creditMemo", "yes", "cid: a"),
    *("\u202e", "\x7f", "]]>", "4111111111111111", "<b>", "&", "=cmd()", "X" * 5_000),
)
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "urllib.")
SECONDS_PER_MB = 1.0
PATIENCE = 0.5  # seconds for any input, however small: instrumented code on a shared machine
_watching = False


def _no_file_no_network(event: str, arguments: tuple[Any, ...]) -> None:
    # A codec or a module that Python loads at its first use is not the message's doing.
    if event == "open" and str(arguments[0]).endswith((".pyc", ".py")):
        return
    if _watching and (event == "open" or event.startswith(FORBIDDEN)):
        raise AssertionError(f"while reading: {event} {arguments!r:.200}")


def main() -> None:
    target = TARGETS[sys.argv[1]]
    sys.addaudithook(_no_file_no_network)
    arguments = [sys.argv[0], *sys.argv[2:]]
    mutator = _mutate_tree if target.xml else _mutate_form
    atheris.Setup(arguments, lambda data: _one(target, data), custom_mutator=mutator)
    atheris.Fuzz()


def _one(target: Target, data: bytes) -> None:
    global _watching
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    _watching = True
    try:
        check(target, data)
    finally:
        _watching = False
    took = time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    allowed = PATIENCE + SECONDS_PER_MB * len(data) / 1e6 * 10  # instrumented code is several times slower
    assert took < allowed, f"{took:.2f} s for {len(data)} bytes"
    assert grown < 200, f"{grown:.0f} MB for {len(data)} bytes"


def _mutate_tree(data: bytes, max_size: int, seed: int) -> bytes:
    chance = random.Random(seed)
    if chance.random() < 0.4:
        return bytes(atheris.Mutate(data, max_size))
    try:
        root = etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))
        for _time in range(chance.randint(1, 4)):
            _mutate_element(root, chance)
        return bytes(etree.tostring(root))[:max_size]
    except (etree.LxmlError, ValueError, TypeError, AttributeError):
        return bytes(atheris.Mutate(data, max_size))


def _mutate_element(root: Any, chance: random.Random) -> None:
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    one, other = chance.choice(elements), chance.choice(elements)
    match chance.randrange(7):
        case 0:
            one.text = chance.choice(TRICKY)
        case 1 if one.keys():
            one.set(chance.choice(one.keys()), chance.choice(TRICKY))
        case 2 if one.keys():
            del one.attrib[chance.choice(one.keys())]
        case 3 if one.getparent() is not None:
            one.getparent().remove(one)
        case 4 if one is not root:
            other.append(etree.fromstring(etree.tostring(one, with_tail=False)))  # a copy, where it does not belong
        case 5:
            one.tag = other.tag
        case _:
            one.tail = chance.choice(TRICKY)


def _mutate_form(data: bytes, max_size: int, seed: int) -> bytes:
    chance = random.Random(seed)
    pairs = parse_qsl(data.decode("latin-1"), keep_blank_values=True) if b"=" in data[:200] else []
    if not pairs or chance.random() < 0.4:
        return bytes(atheris.Mutate(data, max_size))
    for _time in range(chance.randint(1, 4)):
        place = chance.randrange(len(pairs))
        name, text = pairs[place]
        match chance.randrange(5):
            case 0:
                pairs[place] = (name, chance.choice(TRICKY))
            case 1:
                pairs.append((name, text))
            case 2 if len(pairs) > 1:
                del pairs[place]
            case 3:
                pairs[place] = (name.replace("[1]", f"[{chance.choice((0, 2, 7, 10**9, -1))}]"), text)
            case _:
                pairs[place] = (chance.choice(pairs)[0], text)
    return urlencode(pairs, encoding="latin-1", errors="replace").encode()[:max_size]


if __name__ == "__main__":
    main()
