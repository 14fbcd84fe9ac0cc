"""The same document through every protocol that can carry it: what comes back differs by the reported losses, no more.

The documents are our own golden messages, read from cXML.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from fondaco.documents import Message
from fondaco.wire import LocalError, cxml, profiles, read_any
from fondaco.wire.carries import CARRIES
from fondaco.wire.profiles.writing import WRITERS, Needs

GOLDEN = Path(__file__).resolve().parents[1] / "corpus" / "cxml"
NAMES = sorted(str(path.relative_to(GOLDEN).with_suffix("")) for path in GOLDEN.rglob("*.xml"))
NEEDS = Needs(hook_url="https://desk.example.com/back", catalog_url="https://shop.example.com/oci")
PLAIN = profiles.load("plain")
READERS = {"oagis10": "oagis", "oagis9": "oagis"}


def source(name: str) -> Message:
    message = cxml.read((GOLDEN / f"{name}.xml").read_bytes()).message
    assert message is not None
    return bare(message)


def bare(message: Message) -> Message:
    """Without what a reader could not place (it is no protocol's), the protocol's version, and parts of a second."""
    around = None if message.envelope is None else attrs.evolve(message.envelope, version="")
    return attrs.evolve(message, body=plain(message.body), envelope=plain(around))


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if not attrs.has(type(value)):
        return value
    changed = {field.name: plain(getattr(value, field.name)) for field in attrs.fields(type(value))}
    if "extras" in changed:
        changed["extras"] = ()
    return attrs.evolve(value, **changed)


def differences(one: Any, two: Any, path: str) -> Iterator[str]:
    """Where two documents say different things, as the paths of losses are written."""
    if one == two:
        return
    if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
        for place, (left, right) in enumerate(zip(one, two, strict=True), 1):
            yield from differences(left, right, f"{path}[{place}]")
    elif type(one) is type(two) and attrs.has(type(one)):
        for field in attrs.fields(type(one)):
            yield from differences(getattr(one, field.name), getattr(two, field.name), f"{path}.{field.name}")
    else:
        yield path


def within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith((f"{outer}.", f"{outer}["))


def test_the_table_and_the_writers_know_the_same_protocols() -> None:
    assert set(WRITERS) <= set(CARRIES) - {"oracle"}
    assert set(CARRIES) - set(PLAIN.protocols) == {"oracle"}


@pytest.mark.parametrize("protocol", sorted(set(WRITERS) - {"oci"}))
@pytest.mark.parametrize("name", NAMES)
def test_a_document_comes_back_but_for_what_was_reported_lost(name: str, protocol: str) -> None:
    message = source(name)
    if type(message.body) not in CARRIES[protocol]:
        with pytest.raises(LocalError):
            profiles.write(message, PLAIN, to=protocol, needs=NEEDS)
        return

    written = profiles.write(message, PLAIN, to=protocol, needs=NEEDS)
    known, (again, findings) = read_any(written.data)

    assert known == READERS.get(protocol, protocol)
    assert again is not None
    changed = list(differences(message.body, bare(again).body, type(message.body).__name__))
    if message.envelope is not None and protocol != "oci":  # an answer of cXML does not say whose it is
        assert not [one for one in findings if one.level.value == "error"]
        changed += differences(message.envelope, bare(again).envelope, "Envelope")
    # white space at the ends of an OAGIS text is not part of it, and is told as cleaned
    losses = {one.path for one in written.findings if one.code in ("lost", "text.cleaned")}
    unreported = [path for path in changed if not any(within(path, loss) or within(loss, path) for loss in losses)]
    assert unreported == []
