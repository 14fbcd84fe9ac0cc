"""ProfileResponse, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import Profile, Transaction
from fondaco.wire.cxml.values import moment, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes


def read_profile(element: _Element, notes: Notes) -> Profile | None:
    """What the other side takes; None where it does not say since when, which no Profile can be without."""
    effective_at = moment(element.get("effectiveDate", ""), notes, element, "/@effectiveDate")
    if effective_at is None:
        notes.add("profile.date", element, "/@effectiveDate", element.get("effectiveDate", ""))
        return None
    transactions = tuple(
        Transaction(
            child.get("requestName", "").strip(),
            (child.findtext("URL") or "").strip(),
            tuple((option.get("name", ""), text_of(option)) for option in child.findall("Option")),
        )
        for child in element
        if child.tag == "Transaction"
    )
    return Profile(effective_at, transactions)
