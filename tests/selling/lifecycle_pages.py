"""The diagrams in ``docs/protocol/store-states.md``, drawn from the tables that the code runs on."""

from __future__ import annotations

from collections.abc import Mapping

from fondaco.selling.orders import states as orders
from fondaco.selling.shopping import states as shopping


def diagram(table: Mapping[str, Mapping[str, str]]) -> str:
    first = next(iter(table))
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for state, events in table.items():
        lines += [f"    {state} --> {after}: {event}" for event, after in events.items()]
        if not events:
            lines.append(f"    {state} --> [*]")
    return "\n".join([*lines, "```"])


def page() -> str:
    visit = diagram({str(s): {str(e): str(a) for e, a in t.items()} for s, t in shopping.TRANSITIONS.items()})
    order = diagram({str(s): {str(e): str(a) for e, a in t.items()} for s, t in orders.TRANSITIONS.items()})
    return f"""# The store's lifecycles

Drawn from `states.py` of the slices; a test compares.

## A visit

Granted by a setup request, for ten minutes until its start address is opened and for four hours in all. After the cart
went back the same person can still come in by a fresh start address, to send it once more.

{visit}

## A sales order

Its commercial life only. Whether its confirmation has arrived is the message's own state.

{order}
"""
