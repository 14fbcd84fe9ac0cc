"""What happened to an order, in words, with every message and version of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fondaco.selling.orders.showing import ShownOrder

_TONES = {
    "order.accepted": "good",
    "order.accepted_in_part": "act",
    "order.backordered": "act",
    "order.backorder_came": "good",
    "order.backorder_moved": "act",
    "order.backorder_refused": "wrong",
    "order.refused": "wrong",
    "order.replaced": "calm",
    "order.cancelled": "calm",
}


def timeline(shown: ShownOrder, *, sees_messages: bool) -> list[dict[str, Any]]:
    """Entries for the timeline component, the oldest first. Links to messages for those who may see them."""
    words = _words()
    entries: list[dict[str, Any]] = [
        {"at": line.at, "rank": 1, "words": words[line.action], "tone": _TONES[line.action]}
        for line in shown.history
        if line.action in words
    ]
    for message in shown.messages:
        entry: dict[str, Any] = {
            "at": message.at,
            "rank": 0 if message.direction == "in" else 2,
            "words": f"{message.document}: {message.words}",
            "tone": message.tone,
        }
        if sees_messages:
            entry.update(url=message.url, url_label=_("Message"), detail=message.explanation)
        entries.append(entry)
    # All of it happens at one moment: what came, what was decided, what goes out.
    return sorted(entries, key=lambda one: (one["at"], one["rank"]))


def _words() -> dict[str, str]:
    return {
        "order.accepted": _("Everything was accepted and promised"),
        "order.accepted_in_part": _("Some of it was accepted and promised"),
        "order.backordered": _("Some of it was promised for later"),
        "order.backorder_came": _("What was to come later is there, and promised"),
        "order.backorder_moved": _("What was to come later is expected on another day"),
        "order.backorder_refused": _("What was to come later cannot come after all"),
        "order.refused": _("It was not accepted"),
        "order.replaced": _("A later version took its place"),
        "order.cancelled": _("It was cancelled"),
    }
