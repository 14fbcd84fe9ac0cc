"""The diagrams in ``docs/protocol/desk-states.md``, drawn from the tables that the code runs on."""

from __future__ import annotations

from collections.abc import Mapping

from fondaco.buying.approvals import states as approvals
from fondaco.buying.changes import states as changes
from fondaco.buying.orders import states as orders
from fondaco.buying.release import states as release
from fondaco.buying.requests import states as requests
from fondaco.buying.shopping import states as shopping
from fondaco.buying.standing import states as standing

SESSION = "One visit to a supplier's store. Its return address works once; the cart is claimed by the same person only."
REQUEST = "What somebody asks to have bought. It can be changed while it is a draft or was sent back."
ROUND = "One way of a request through its approvers. It signs the digest of what it began with, and stays as evidence."
STEP = "One approver's part in a round, decided once. `skip` is for what was still undecided when the round ended."
ORDER = "Its commercial life only. How its message fares is the bridge's; what becomes of each line is quantities."

INQUIRY = "One question to a supplier's machine about approved lines. An answer that nobody waits for changes nothing."
CHANGE = "What somebody wants otherwise in an order. The order stays as it is until the supplier takes the change."
STANDING = "A need that recurs. Paused, nothing is asked for; what would have come meanwhile is left out."
CYCLE = "One turn of a standing order. Handed to its owner or submitted, its request says how it stands from then on."


def diagram(table: Mapping[str, Mapping[str, str]]) -> str:
    first = next(iter(table))
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for state, events in table.items():
        lines += [f"    {state} --> {after}: {event}" for event, after in events.items()]
        if not events:
            lines.append(f"    {state} --> [*]")
    return "\n".join([*lines, "```"])


def page() -> str:
    tables = (
        ("A PunchOut session", SESSION, shopping.TRANSITIONS),
        ("A purchase request", REQUEST, requests.TRANSITIONS),
        ("An approval round", ROUND, approvals.ROUND_TRANSITIONS),
        ("A step of a round", STEP, approvals.STEP_TRANSITIONS),
        ("A question before release", INQUIRY, release.TRANSITIONS),
        ("A purchase order", ORDER, orders.TRANSITIONS),
        ("A change of an order", CHANGE, changes.TRANSITIONS),
        ("A standing order", STANDING, standing.TRANSITIONS),
        ("A cycle of a standing order", CYCLE, standing.CYCLE_TRANSITIONS),
    )
    parts = ["# The desk's lifecycles", "Drawn from `states.py` of the slices; a test compares."]
    for title, words, table in tables:
        plain = {str(s): {str(e): str(after) for e, after in events.items()} for s, events in table.items()}  # type: ignore[attr-defined]
        parts += [f"## {title}", words, diagram(plain)]
    return "\n\n".join(parts) + "\n"
