"""What happened: append-only lines that hold ids, states and amounts, chained so that a change shows.

``audit.write`` adds a line in the caller's transaction, ``audit.lines_for`` reads what happened to a subject,
``audit.seal`` chains what is settled, ``audit.verify`` proves the chain whole.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fondaco.audit.trail import Anchor, Flaw, Verdict, lines_for, seal, verify, write

__all__ = ["Anchor", "Flaw", "Verdict", "lines_for", "seal", "verify", "write"]


def __getattr__(name: str) -> object:
    # The trail needs Django's models, which cannot be imported while the apps are still being found.
    if name in __all__:
        return getattr(import_module("fondaco.audit.trail"), name)
    raise AttributeError(name)
