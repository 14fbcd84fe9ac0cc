"""Profile files, read; and the system that a message comes from, recognised."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fondaco.wire.profiles.dialect import Dialect
from fondaco.wire.profiles.taking import made
from fondaco.wire.refusing import cannot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fondaco.documents import Envelope
    from fondaco.wire.profiles.dialect import Sign

_LARGEST = 256 * 1024


def names() -> tuple[str, ...]:
    """The profiles that come along, by name."""
    return tuple(_own())


def load(name: str, more: Mapping[str, Dialect] | None = None) -> Dialect:
    """The profile called ``name``, out of ``more`` (one's own, see :func:`load_dir`) before those that come along.

    Raises LocalError (``profile.unknown``) that lists the known ones.
    """
    known = all_of(more)
    if name not in known:
        raise cannot("profile.unknown", name, name=name, known=", ".join(known))
    return known[name]


def all_of(more: Mapping[str, Dialect] | None = None) -> dict[str, Dialect]:
    """Every profile by name; one of ``more`` takes the place of one that comes along under the same name."""
    return dict(sorted({**_own(), **(more or {})}.items()))


def load_file(path: str | Path) -> Dialect:
    """The profile in one file, named for it. Raises LocalError that names file and key."""
    place = Path(path)
    try:
        with place.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise cannot("profile.file", str(path), place=path, words=error.strerror or "") from error
    if len(data) > _LARGEST:
        raise cannot("profile.file", str(path), place=path, words="too large")
    return _parsed(data, place.name)


def load_dir(path: str | Path) -> dict[str, Dialect]:
    """Every profile in a folder: its ``*.toml`` files. Raises LocalError, for a folder that is not there too."""
    folder = Path(path)
    if not folder.is_dir():
        raise cannot("profile.folder", str(path), place=path)
    return {one.name: one for one in map(load_file, sorted(folder.glob("*.toml")))}


def find(envelope: Envelope | None, payload_id: str, more: Mapping[str, Dialect] | None = None) -> str:
    """The name of the profile whose system sent the message, as far as it can be told; "" where it cannot."""
    return found(envelope, payload_id, more)[0]


def found(envelope: Envelope | None, payload_id: str, more: Mapping[str, Dialect] | None = None) -> tuple[str, str]:
    """As :func:`find`, with the name for people: that of the product within the family, where a sign tells."""
    agent = envelope.user_agent.casefold() if envelope is not None else ""
    senders = (envelope.sender, *envelope.from_) if envelope is not None else ()
    said = {
        "agent": [agent],
        "domain": [one.domain.casefold() for one in senders],
        "identity": [one.identity.casefold() for one in senders],
        "payload_id": [payload_id.casefold()],
    }
    known = all_of(more)
    # What a system says of itself is more telling than its credentials, and these more than the shape of an id.
    for kind, texts in said.items():
        for dialect in known.values():
            for sign in dialect.signs:
                if _fits(sign, getattr(sign, kind), texts):
                    return dialect.name, sign.called or dialect.title
    return "", ""


def _fits(sign: Sign, wanted: str, texts: list[str]) -> bool:
    plain = wanted.casefold()
    return bool(plain) and any(text == plain if sign.whole else plain in text for text in texts)


@cache
def _own() -> dict[str, Dialect]:
    folder = files(__package__)
    profiles = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    return {one.name: one for one in (_parsed((folder / name).read_bytes(), name) for name in profiles)}


def _parsed(data: bytes, file: str) -> Dialect:
    try:
        table = tomllib.loads(data.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise cannot("profile.file", file, place=file, words=str(error)) from error
    return made(Dialect, {"name": file.removesuffix(".toml"), **_completed(table)}, file)


def _completed(table: dict[str, object]) -> dict[str, object]:
    """``table`` with what ``[xml]`` says repeated in each of ``[documents]`` that does not say otherwise."""
    shape, documents = table.get("xml"), table.get("documents")
    if not (isinstance(shape, dict) and isinstance(documents, dict)):
        return table
    completed = {kind: {**shape, **own} if isinstance(own, dict) else own for kind, own in documents.items()}
    return {**table, "documents": completed}
