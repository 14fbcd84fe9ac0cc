"""The diagrams in ``docs/protocol/store-states.md``, drawn from the tables that the code runs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fondaco.selling.accounts import states as accounts
from fondaco.selling.integration import states as integration
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


def drawn(table: Mapping[Any, Mapping[Any, Any]]) -> str:
    return diagram({str(s): {str(e): str(a) for e, a in events.items()} for s, events in table.items()})


def page() -> str:
    visit, order = drawn(shopping.TRANSITIONS), drawn(orders.TRANSITIONS)
    return f"""# The store's lifecycles

Drawn from `states.py` of the slices; a test compares.

## A business account

Whether the company is believed to be who it says. Only one that is verified shops and orders.

{drawn(accounts.ACCOUNT)}

## A group's PunchOut

Each door opens one way; a trigger holds the database to it.

{drawn(accounts.GROUP)}

## A request for another setting

What only customer service changes, an administrator asks for. One is open for each setting of a group.

{drawn(integration.REQUEST)}

## A visit

Granted by a setup request, for ten minutes until its start address is opened and for four hours in all. After the cart
went back the same person can still come in by a fresh start address, to send it once more.

{visit}

## A quote's hold

One line of a submitted cart: its price, and what there was of its stock, until a moment. Used by an order, let go when
the cart was edited, or run out. What an order may do after that is the safeguards' business.

{drawn(shopping.HOLD)}

## A sales order

Its commercial life only. Whether its confirmation has arrived is the message's own state.

{order}
"""
