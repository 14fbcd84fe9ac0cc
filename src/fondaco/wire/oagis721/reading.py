"""``read``: from bytes to a document in its envelope, and what was off about it."""

from __future__ import annotations

import re

from fondaco.documents import Message
from fondaco.wire.oagis721 import control
from fondaco.wire.oagis721.kinds import KINDS, ROOT
from fondaco.wire.oagis721.segment import Segment, capitals
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml import guard
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

_DEFAULT = Limits()
# The root element: bounded, so that whatever stands at the start costs next to nothing.
_START = re.compile(r"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Z]{2,30}_[A-Z]{2,30}_[0-9]{3})[\s>]", re.ASCII | re.IGNORECASE)
_LOOK = 4096


def recognise(data: bytes) -> bool:
    """Whether ``data`` looks like a message of OAGIS 7.2 from its start. Raises nothing."""
    start = data[:_LOOK]
    text = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    return _START.search(text) is not None


def read(data: bytes, *, limits: Limits = _DEFAULT) -> Reading:
    """The message in ``data`` and what was off about it.

    Raises RemoteError where ``data`` is no XML that we accept, or no OAGIS 7.2. A message of a type that is not read
    gives None and an error finding, ``type.unsupported``, whose path ends in the type's name.
    """
    notes = Notes(limits.findings)
    root = guard.parse(data, limits, notes, cxml=False)
    capitals(root)
    named = ROOT.fullmatch(root.tag)
    if named is None:
        raise refused("oagis721.none", root=root.tag)
    kind = KINDS.get(f"{named[1]}_{named[2]}")
    if kind is None:
        notes.add("type.unsupported", root, found=root.tag)
        return Reading(None, notes.done())
    if named[3] != kind.revision:
        notes.add("oagis721.revision", root, found=named[3])
    message = Segment(root, notes)
    around = control.envelope(root, message, kind.task)
    area = message.inside("DATAAREA")
    body = area.inside(kind.body) if area is not None else None
    if area is None or body is None:
        raise refused("oagis721.empty", body=kind.body)
    message.close_others(area)
    document = kind.take(body, limits.lines)
    return Reading(Message(document, around, around.payload_id, around.timestamp), notes.done())
