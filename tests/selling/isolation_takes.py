"""What each address of the store takes: rows' labels (all of A's public ids of them), or words for what has none."""

from __future__ import annotations

PERSON, MEMBER, GROUP = "people.Person", "selling_accounts.Member", "selling_accounts.Group"
ACCOUNT, PARTNER, ORDER = "selling_accounts.BusinessAccount", "bridge.Partner", "selling_orders.SalesOrder"
INVITATION, SHARED = "selling_accounts.Invitation", "selling_accounts.SharedAddress"
REQUEST, REGISTRATION = "selling_integration.SettingsRequest", "selling_registration.Registration"
LIMIT, METHOD = "selling_payments.LimitRequest", "selling_payments.PaymentMethod"
CONTRACT, RULE, VISIT = "selling_catalog.ContractPrice", "selling_catalog.PolicyRule", "selling_shopping.Visit"
PART, OFFER, CART_LINE, GUESS, FILE = "part", "offer key", "cart line", "a guess", "a file"

# A space of names, the names in it, and what their parameters take.
_TABLE: tuple[tuple[str, str, dict[str, tuple[str, ...]]], ...] = (
    ("", "staff-second-factor", {"public_id": (PERSON,)}),
    ("", "orders-in", {"public_id": (PARTNER,)}),
    ("bridge", "message send-again vouch", {"public_id": ("bridge.MessageIn", "bridge.MessageOut")}),
    ("bridge", "connection try-connection", {"public_id": (PARTNER,)}),
    ("bridge", "mail", {"public_id": ("bridge.Mail",)}),
    ("bridge", "enclosure", {"public_id": ("bridge.Mail",), "number": (FILE,)}),
    ("people", "password-link", {"public_id": (PERSON,), "token": (GUESS,)}),
    ("selling_catalog", "item prices staff-item staff-sale staff-audience", {"part_id": (PART,)}),
    ("selling_catalog", "picture", {"name": (PART,)}),
    ("selling_catalog", "staff-offer", {"key": (OFFER,)}),
    ("selling_catalog", "policy-change policy-remove", {"public_id": (RULE,)}),
    ("selling_catalog", "contracts-of contract-add contract-file", {"public_id": (ACCOUNT,)}),
    ("selling_catalog", "contract-end", {"public_id": (ACCOUNT,), "contract_id": (CONTRACT,)}),
    ("selling_shopping", "start", {"token": (GUESS, VISIT)}),
    ("selling_shopping", "oci oci-who", {"public_id": (PARTNER,)}),
    ("selling_shopping", "again-earlier", {"public_id": (VISIT,)}),
    ("selling_shopping", "change remove", {"line_id": (CART_LINE,)}),
    ("selling_orders", "order", {"public_id": (ORDER,)}),
    ("selling_accounts", "member roles suspend lift remove", {"public_id": (MEMBER,)}),
    ("selling_accounts", "invite-again withdraw", {"public_id": (INVITATION,)}),
    ("selling_accounts", "address default-address remove-address", {"public_id": (SHARED,)}),
    ("selling_accounts", "invitation-link", {"token": (GUESS, INVITATION)}),
    ("selling_payments", "default remove", {"public_id": (METHOD,)}),
    ("selling_payments", "withdraw request", {"public_id": (LIMIT,)}),
    ("selling_registration", "link", {"token": (GUESS, REGISTRATION)}),
    ("selling_registration", "review approve refuse", {"public_id": (ACCOUNT, REGISTRATION)}),
    (
        "selling_integration",
        "group rename move add-punchout confirm-punchout checklist activate integrate settings",
        {"public_id": (GROUP,)},
    ),
    ("selling_integration", "withdraw", {"public_id": (GROUP,), "request_id": (REQUEST,)}),
    ("selling_integration", "own-connection issue-secret end-secret replace try", {"public_id": (PARTNER,)}),
    ("selling_integration", "request", {"public_id": (REQUEST,)}),
    ("selling_integration", "customer safeguards connection suspend lift", {"public_id": (ACCOUNT,)}),
)
TAKES = {f"{space}:{name}" if space else name: takes for space, names, takes in _TABLE for name in names.split()}
