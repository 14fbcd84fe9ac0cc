"""Texts in and out of a form's field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fondaco.wire.losses import remark_lost

if TYPE_CHECKING:
    from fondaco.documents import Finding

# What neither a page nor a form can carry to the letter: controls, and halves of characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def plain(text: str) -> str:
    """``text`` without the white space around it and with the line ends of Unix: browsers send those of Windows."""
    return text.strip().replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text.strip()


def beginning(text: str) -> str:
    """What DESCRIPTION can say of a longer ``text``: 40 characters of its first line."""
    return text.partition("\n")[0][:40].strip()


def cleaned(text: str, path: str, findings: list[Finding]) -> str:
    """``text`` as a form can carry it; a finding where characters had to be left out."""
    text = plain(text)
    clean = _UNWRITABLE.sub("", text)
    if clean != text:
        findings.append(remark_lost(path, repr(text)))
    return clean
