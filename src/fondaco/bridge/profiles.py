"""What this site takes, and what it says to anything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fondaco.bridge.models import Partner
from fondaco.bridge.registry import Incoming, NotTaken, Place, Registry
from fondaco.bridge.site import Site
from fondaco.documents import (
    Finding,
    Message,
    OrderConfirmation,
    Profile,
    ProfileRequest,
    PunchOutSetup,
    PurchaseOrder,
    Status,
    StatusUpdate,
    Transaction,
)

# The names by which cXML knows the requests (User's Guide, ProfileResponse).
_REQUEST_NAMES: dict[type, str] = {
    PunchOutSetup: "PunchOutSetupRequest",
    PurchaseOrder: "OrderRequest",
    OrderConfirmation: "ConfirmationRequest",
    StatusUpdate: "StatusUpdateRequest",
    ProfileRequest: "ProfileRequest",
}


def profile(registry: Registry, site: Site, partner: Partner, now: datetime) -> Profile:
    """Every request that the site has a handler for, each with the address where ``partner`` sends it."""
    taken = dict.fromkeys([ProfileRequest, *registry.taken_types()])
    named = [(_REQUEST_NAMES[known], registry.place(known)) for known in taken if known in _REQUEST_NAMES]
    orders = site.orders_url(partner)
    return Profile(
        effective_at=now,
        transactions=tuple(Transaction(name, orders if at is Place.ORDERS else site.cxml_url) for name, at in named),
    )


def not_taken(incoming: Incoming) -> Status:
    """The handler of documents that the site has no handler for."""
    raise NotTaken(
        Status(450, "Not Implemented", f"{type(incoming.message.body).__name__} is read here, but nothing takes it.")
    )


def unsupported(message: Message | None, findings: Sequence[Finding]) -> Status:
    """What is said to a message that cannot even be authenticated: of an unknown type, or no request."""
    if message is not None:
        return Status(406, "Not Acceptable", "This is an answer; only requests and messages are taken here.")
    path = next((finding.path for finding in findings if finding.code == "type.unsupported"), "")
    return Status(450, "Not Implemented", f"Documents of this type are not taken here: {path.rpartition('/')[2]:.80}")
