"""A site as small as can be: one order handler whose effect is a line of the audit trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fondaco import audit
from fondaco.bridge.registry import Incoming, Outcome, Registry, Reply
from fondaco.documents import PunchOutSetup, PunchOutSetupAnswer, PurchaseOrder, Status

registry = Registry()
heard: list[Outcome] = []


class Behaviour:
    """What the handlers do next; a test changes it for itself."""

    order: Callable[[Incoming], Reply] | None = None
    setup: Callable[[Incoming], Reply] | None = None
    outcome: Callable[[Outcome], None] | None = None
    starts = 0
    owners: list[Any] = []
    allowed: Callable[..., bool] | None = None

    @classmethod
    def reset(cls) -> None:
        cls.order = cls.setup = cls.outcome = cls.allowed = None
        cls.starts = 0
        cls.owners = []
        heard.clear()


def take_order(incoming: Incoming) -> Reply:
    order = incoming.message.body
    assert isinstance(order, PurchaseOrder)
    incoming.record.number = order.number
    incoming.record.about = f"order:{order.number}"
    audit.write(action="order.taken", subject=f"order:{order.number}", by=None, now=incoming.now)
    if Behaviour.order is not None:
        return Behaviour.order(incoming)
    return Status(201, "Accepted")


def open_door(incoming: Incoming) -> Reply:
    if Behaviour.setup is not None:
        return Behaviour.setup(incoming)
    Behaviour.starts += 1
    return PunchOutSetupAnswer(f"https://store.example/start/{Behaviour.starts}")


def hear(outcome: Outcome) -> None:
    if Behaviour.outcome is not None:
        Behaviour.outcome(outcome)
    heard.append(outcome)


def may_see_messages(person: Any, partner: Any = None) -> bool:
    if Behaviour.allowed is not None:
        return Behaviour.allowed(person, partner)
    return str(person.name).startswith("Admin")


def nobody_acts(person: Any, partner: Any = None) -> bool:
    return False


def nobody_reads_mail(person: Any) -> bool:
    return False


def message_owners(partner: Any) -> list[Any]:
    return Behaviour.owners


registry.on(PurchaseOrder, take_order)
registry.on(PunchOutSetup, open_door, replay=open_door)
registry.on_outcome(PurchaseOrder, hear)
