"""Findings and errors in the reader's language: Italian for ``it`` (``it-CH``, ``it_IT`` …), else English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.wire.codes import CANNOT_IT, CODES
from fondaco.wire.errors import LocalError, RemoteError

if TYPE_CHECKING:
    from fondaco.documents import Finding


def told(finding: Finding, language: str) -> tuple[str, str]:
    """What was expected, and what to do. A finding whose code no table knows is told as it stands."""
    remark = CODES.get(finding.code) if _italian(language) else None
    if remark is None or (remark.expected, remark.remedy) != (finding.expected, finding.remedy):
        return finding.expected, finding.remedy
    return remark.expected_it or finding.expected, remark.remedy_it or finding.remedy


def error_words(error: RemoteError | LocalError, language: str) -> str:
    """Why it cannot be done, in a sentence; in English where nobody has said it in Italian."""
    if not _italian(language):
        return error.words
    if error.words_it:
        return error.words_it
    if isinstance(error, LocalError) and error.reason in CANNOT_IT:
        return CANNOT_IT[error.reason].format(missing=error.missing)
    return error.words


def _italian(language: str) -> bool:
    return language.lower().replace("_", "-").partition("-")[0] == "it"
