"""Files that go with a message (cXML User's Guide, Attachments): found where a document names them by ``cid:``.

One walk over the finished document, so that no reader of an element needs to know where the files are, and one over a
document before it is written, so that no writer does.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import attrs

from fondaco import documents
from fondaco.documents import Attachment, Finding, Message
from fondaco.wire.losses import remark_lost
from fondaco.wire.results import Written
from fondaco.wire.xml.mime import bare_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from fondaco.wire.xml.notes import Notes

_ROOT_ID = "payload.xml"
# What a header field can carry as it stands, and comes back: a media type with its charset, a name in plain ASCII.
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}(?:; charset=[\w!#$&^.+-]{1,64})?", re.ASCII)
_WORD = re.compile(r"\w+")
_PLAIN_NAME = re.compile(r"[\w !#$&^.+,()@-]*", re.ASCII)


def with_files(message: Message, notes: Notes) -> Message:
    """``message`` with the content of each file that came with it: in the document where it names the file, else in
    ``Message.attachments``, with a finding. A name that no part has is a finding too."""
    parts = notes.parts
    by_name = {part.name: key for key, part in reversed(parts.items()) if part.name}
    used: set[str] = set()

    def filled(one: Attachment) -> Attachment:
        if not is_part(one.url):
            return one
        key = bare_id(one.url)
        key = key if key in parts else by_name.get(key, "")
        if not key:
            notes.add("mime.missing", below="/", found=one.url)
            return one
        used.add(key)
        part = parts[key]
        return attrs.evolve(one, name=one.name or part.name, media_type=part.media_type, content=part.content)

    body = _each(message.body, filled)
    others = tuple(part for key, part in parts.items() if key not in used)
    for one in others:
        notes.add("mime.attachments", below="/", found=one.url or one.name or "a part without Content-ID")
    if body is message.body and not others:
        return message
    return attrs.evolve(message, body=body, attachments=others)


def is_part(url: str) -> bool:
    """Whether ``url`` names a part of the same message (RFC 2392)."""
    return url[:4].lower() == "cid:"


def with_addresses(message: Message) -> tuple[Message, tuple[Attachment, ...], tuple[Finding, ...]]:
    """``message`` with an address for each file it holds, those files, and remarks on what cannot go with it."""
    findings: list[Finding] = []
    files: dict[str, Attachment] = {}

    def addressed(one: Attachment) -> Attachment:
        content = one.content
        if content is None:
            return one
        if not one.url:
            one = attrs.evolve(one, url=f"cid:{_digest(content)[:16]}")
        key = bare_id(one.url)
        if not is_part(one.url) or not key:  # it is to be fetched from there
            findings.append(remark_lost(f"Attachment[{one.url:.60}].content", f"{len(content)} bytes"))
        elif key == _ROOT_ID or (files.setdefault(key, one).content != content):
            findings.append(remark_lost(f"Attachment[{one.url:.60}].content", "two files under one Content-ID"))
        return one

    message = _each(message, addressed)
    findings += [
        remark_lost(f"Attachment[{one.url:.60}]", "nothing names it, and it holds nothing")
        for one in message.attachments
        if one.content is None
    ]
    return message, tuple(files.values()), tuple(findings)


def packed(document: bytes, files: tuple[Attachment, ...], findings: tuple[Finding, ...]) -> Written:
    """The document and its files as one multipart/related body (RFC 2387), binary, and what to name it in HTTP.

    The boundary is made of what stands between: the same files give the same bytes.
    """
    parts = [_part("text/xml; charset=UTF-8", _ROOT_ID, "", document)]
    told: list[Finding] = []
    for one in files:
        media_type = one.media_type
        if media_type and not _MEDIA_TYPE.fullmatch(media_type):
            told.append(remark_lost(f"Attachment[{one.url:.60}].media_type", media_type))
            media_type = ""
        parts.append(_part(media_type, bare_id(one.url), one.name, one.content or b""))
    boundary = f"part-{_digest(b''.join(parts))[:32]}"  # no part can hold the digest of them all
    line = b"--" + boundary.encode("ascii")
    data = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"
    return Written(data, (*findings, *told), content_type_of(data))


def content_type_of(data: bytes) -> str:
    """What HTTP is to call ``data``, a message that was written here: with its files, or alone."""
    if not data.startswith(b"--"):
        return "text/xml; charset=UTF-8"
    boundary = data[2 : data.index(b"\r\n")].decode("ascii")
    return f'multipart/related; boundary="{boundary}"; type="text/xml"; start="<{_ROOT_ID}>"'


def _part(media_type: str, content_id: str, name: str, content: bytes) -> bytes:
    fields = [f"Content-Type: {media_type}"] if media_type else []
    fields += ["Content-Transfer-Encoding: binary", f"Content-ID: <{quote(content_id, safe='@+!$&,=.~-_')}>"]
    if name:
        if _PLAIN_NAME.fullmatch(name) and name == name.strip():
            fields.append(f'Content-Disposition: attachment; filename="{name}"')
        else:
            fields.append(f"Content-Disposition: attachment; filename*=UTF-8''{quote(name, safe='')}")
    return "\r\n".join((*fields, "", "")).encode("ascii") + content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _each(value: Any, change: Callable[[Attachment], Attachment]) -> Any:
    """``value`` with every Attachment in it changed; the very same where none was."""
    if isinstance(value, Attachment):
        return change(value)
    if isinstance(value, tuple):
        made = tuple(_each(one, change) for one in value)
        return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
    changed: dict[str, Any] = {}
    for name in _fields(value.__class__):
        old = getattr(value, name)
        new = _each(old, change)
        if new is not old:
            changed[name] = new
    return attrs.evolve(value, **changed) if changed else value


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The fields of ``kind`` that can hold a file, however deep, by what they are declared to be."""
    if not attrs.has(kind):
        return ()
    holders = _holders()
    return tuple(field.name for field in attrs.fields(kind) if not holders.isdisjoint(_WORD.findall(str(field.type))))


@cache
def _holders() -> frozenset[str]:
    """The names of the documents, and of their parts, that can hold a file."""
    kinds = [kind for kind in vars(documents).values() if isinstance(kind, type) and attrs.has(kind)]
    found = {"Attachment", "Document", "Message"}
    while True:
        more = {
            kind.__name__
            for kind in kinds
            for field in attrs.fields(kind)
            if not found.isdisjoint(_WORD.findall(str(field.type)))
        }
        if more <= found:
            return frozenset(found)
        found |= more
