"""Hostile bytes: a document or one RemoteError, in bounded time and memory, with nothing touched."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fondaco.wire import oci
from fondaco.wire.errors import RemoteError
from tests.wire.attacks import CANARY, NUMBERS, READERS, Bait, Reader, Watch, forms, golden, large, small

HANG = 5.0  # seconds of CPU for a few kilobytes: what these attacks are after takes minutes
SIZE = 400_000  # of the larger message of two; how long it takes is measured in bench/attacks.py
STEP = 4  # times as large as the smaller one; what is quadratic takes sixteen times as long
GROWTH = 10
UNMEASURABLE = 0.05  # seconds
MOST = 200  # megabytes for a message of ten
FORMS: dict[str, Callable[[bytes], Any]] = {
    "call": lambda data: oci.read_call(oci.fields_of(data)),
    "cart": lambda data: oci.read_cart(oci.fields_of(data)),
    "file": oci.read,
}
TEN: dict[str, tuple[str, ...]] = {
    "cxml": ("different_names", "lines", "extrinsics", "deep_long_names", "wide_below_long_names", "attributes"),
    "oagis": ("different_names", "lines", "deep_long_names", "wide_below_long_names"),
    "oagis721": ("different_names", "lines", "deep_long_names", "wide_below_long_names"),
    "oracle": ("lines", "wide_below_long_names"),
}
WATCH = Watch()


@pytest.fixture(scope="module")
def bait(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bait]:
    found = Bait(tmp_path_factory.mktemp("bait"))
    yield found
    found.close()


def outcome(read: Callable[[bytes], Any], data: bytes) -> tuple[Any, float]:
    """What was read, or the RemoteError, and the seconds of CPU that it took."""
    start = time.process_time()
    with WATCH.kept():
        try:
            found = read(data)
        except RemoteError as error:
            found = error
    return found, time.process_time() - start


def warm(reader: Reader) -> None:
    """What is loaded at the first use is loaded, and not counted."""
    outcome(reader.read, golden(reader))


@pytest.mark.parametrize("name", READERS)
def test_small_attacks_leave_no_trace(name: str, bait: Bait) -> None:
    reader = READERS[name]
    warm(reader)
    for what, data in small(reader, bait.file, bait.url):
        found, taken = outcome(reader.read, data)

        assert WATCH.seen == [], what
        assert bait.taken() == [], what
        assert CANARY not in repr(found) or CANARY.encode() in data, what
        assert taken < HANG, what


@pytest.mark.parametrize("name", [name for name in READERS if not name.startswith(("masked", "card"))])
def test_entities_are_refused_aloud(name: str, bait: Bait) -> None:
    reader = READERS[name]
    for what, data in small(reader, bait.file, bait.url):
        if what.startswith(("xxe", "billion", "quadratic", "recursion", "parameter", "default", "entity_in", "nested")):
            assert isinstance(outcome(reader.read, data)[0], RemoteError), what


@pytest.mark.parametrize("name", READERS)
def test_numbers_that_are_none_cost_nothing(name: str) -> None:
    reader = READERS[name]
    data = golden(reader)
    for number in NUMBERS:
        hostile = re.sub(rb"(?<=>)[0-9]+(?:\.[0-9]+)?(?=<)", number.encode(), data)
        hostile = re.sub(rb"(?<=[\"'])[0-9]+(?:\.[0-9]+)?(?=[\"'])", number.encode(), hostile)
        found, taken = outcome(reader.read, hostile)

        assert taken < HANG, number
        assert not re.search(r"Decimal\('s?(?:NaN|-?Infinity)", repr(found)), number


def growth(read: Callable[[bytes], Any], smaller: bytes, larger: bytes) -> float:
    """How many times as long ``larger`` takes; the better of two, since others work on this machine too."""
    times = [min(outcome(read, data)[1] for _time in range(2)) for data in (smaller, larger)]
    assert WATCH.seen == []
    return times[1] / max(times[0], UNMEASURABLE / STEP)


@pytest.mark.parametrize("name", READERS)
def test_whatever_is_sent_costs_in_proportion_to_its_size(name: str) -> None:
    reader = READERS[name]
    warm(reader)
    smaller = {what: make() for what, make in large(reader, SIZE // STEP)}
    grown = {what: growth(reader.read, smaller[what], make()) for what, make in large(reader, SIZE)}

    assert {what: times for what, times in grown.items() if times > GROWTH} == {}


@pytest.mark.parametrize("name", FORMS)
def test_whatever_form_is_sent_costs_in_proportion_to_its_size(name: str) -> None:
    smaller = dict(forms(SIZE // STEP))
    grown = {what: growth(FORMS[name], smaller[what], data) for what, data in forms(SIZE)}

    assert {what: times for what, times in grown.items() if times > GROWTH} == {}


_CHILD = """
import resource, sys
from tests.wire import attacks
from fondaco.wire.errors import RemoteError
reader = attacks.READERS[sys.argv[1]]
data = dict(attacks.large(reader, 10_000_000))[sys.argv[2]]()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    reader.read(data)
except RemoteError:
    pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize(("name", "what"), [(name, what) for name, shapes in TEN.items() for what in shapes])
def test_ten_megabytes_take_no_more_than_two_hundred(name: str, what: str) -> None:
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", _CHILD, name, what]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True, timeout=120).stdout

    assert int(told) < MOST


FUZZED = Path(__file__).resolve().parent.parent / "corpus" / "fuzzed"


@pytest.mark.parametrize("path", sorted(str(path.relative_to(FUZZED)) for path in FUZZED.rglob("*.*")))
def test_what_the_fuzzer_found_stays_mended(path: str) -> None:
    """Each a file that once made a reader raise something else, take long or write what cannot be read."""
    from fuzz import targets

    targets.check(targets.TARGETS[Path(path).parts[0]], (FUZZED / path).read_bytes())
