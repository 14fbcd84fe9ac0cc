"""Files beside a request: an offer, a drawing. Their first bytes say what they are; they are kept encrypted."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests.models import Attachment, PurchaseRequest
from fondaco.buying.requests.operations import locked_request
from fondaco.people.models import Person
from fondaco.sealing import seal, unseal

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OFFICE_PARTS = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
}
_ENDINGS = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    _OFFICE_PARTS["word/document.xml"]: ".docx",
    _OFFICE_PARTS["xl/workbook.xml"]: ".xlsx",
}


@transaction.atomic
def add_attachment(
    *, request: PurchaseRequest, version: int, name: str, data: bytes, by: Person, now: datetime, public_id: str
) -> Attachment:
    """Keep a file beside a draft. Raises Refused for what is no PDF, picture, Word or Excel file, is empty or too big,
    and as ``save_request`` does.
    """
    kept = locked_request(request, version=version, by=by)
    if len(data) > MOST_BYTES:
        raise Refused("too_big", _("A file may have at most 10 MB. Nothing was kept of this one."), "", "file")
    if kept.attachments.count() >= MOST_FILES:
        raise Refused("too_many", _("A request has at most %(count)d files.") % {"count": MOST_FILES}, "", "file")
    kind = kind_of(data)
    if kind is None:
        raise Refused(
            "kind_unknown",
            _("This is no PDF, picture (PNG, JPEG), Word or Excel file, so it was not kept."),
            _("Save it as a PDF and add that."),
            "file",
        )
    digest = hashlib.sha256(data).hexdigest()
    known = kept.attachments.filter(digest=digest).first()
    if known is not None:
        return known
    attachment = Attachment.objects.create(
        public_id=public_id,
        request=kept,
        name=_plain(name, kind),
        content_type=kind,
        size=len(data),
        digest=digest,
        body_sealed=seal(data),
        added_by=by,
        added_at=now,
    )
    kept.version += 1
    kept.save(update_fields=["version"])
    after = {"file": public_id, "digest": digest, "size": len(data)}
    audit.write(action="request.file_added", subject=kept.about, by=by.pk, now=now, after=after)
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, version: int, by: Person, now: datetime) -> None:
    """Raises Refused as ``save_request`` does: what was submitted keeps its files."""
    kept = locked_request(attachment.request, version=version, by=by)
    before = {"file": attachment.public_id, "digest": attachment.digest}
    attachment.delete()
    kept.version += 1
    kept.save(update_fields=["version"])
    audit.write(action="request.file_removed", subject=kept.about, by=by.pk, now=now, before=before)


def body_of(attachment: Attachment) -> bytes:
    return unseal(attachment.body_sealed)


def kind_of(data: bytes) -> str | None:
    """The content type that the bytes show, whatever the name or the browser said; None for any other."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"PK\x03\x04"):
        try:
            names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return None
        # Macros run on the reader's machine: such files are for nobody's request.
        if "[Content_Types].xml" in names and not any(one.lower().endswith("vbaproject.bin") for one in names):
            return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)
    return None


def _plain(name: str, kind: str) -> str:
    """The file's name without a path or signs that mean something to a browser, ending as its content does."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?;').strip(" .")[:150]
    ending = _ENDINGS[kind]
    right = plain.lower().endswith(ending) or (ending == ".jpg" and plain.lower().endswith(".jpeg"))
    return (plain or "file") if right and plain else f"{plain or 'file'}{ending}"
