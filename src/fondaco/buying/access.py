"""Who may do what at the desk: the one place. ``tests/buying/test_access.py`` holds it as a matrix.

Each action names the roles that may do it. An action about one thing (a request, an order) may also be open
to those whom the thing concerns: its requester, and whoever a slice registered with :func:`register_concern`
(the approvers of a request, say), so that this module needs to know no later slice.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from fondaco.buying.company.models import RoleName
from fondaco.buying.company.queries import employees_with, roles_of

R = RoleName
Concern = Callable[[Any, Any], bool]

ANYBODY = frozenset(R)
EVERYTHING_SEEN_BY = frozenset({R.BUYER, R.FINANCE, R.ADMINISTRATOR, R.AUDITOR})

# Action to the roles that may do it. An auditor reads and changes nothing.
ROLES: dict[str, frozenset[RoleName]] = {
    "see_home": ANYBODY,
    "shop": frozenset({R.REQUESTER, R.BUYER}),
    "see_suppliers": ANYBODY,
    "change_suppliers": frozenset({R.BUYER, R.ADMINISTRATOR}),
    "see_connections": frozenset({R.BUYER, R.ADMINISTRATOR, R.AUDITOR}),
    "request": frozenset({R.REQUESTER, R.BUYER}),
    "see_all_requests": EVERYTHING_SEEN_BY,
    "see_request": EVERYTHING_SEEN_BY,
    "change_request": frozenset(),
    "approve": frozenset({R.APPROVER}),
    "see_all_orders": EVERYTHING_SEEN_BY,
    "see_order": EVERYTHING_SEEN_BY,
    "change_order": frozenset({R.BUYER}),
    "see_numbers": EVERYTHING_SEEN_BY,
    "see_all_changes": EVERYTHING_SEEN_BY,
    "see_change": EVERYTHING_SEEN_BY,
    "ask_change": frozenset({R.BUYER}),
    "source": frozenset({R.BUYER}),
    "see_all_standing": EVERYTHING_SEEN_BY,
    "see_standing": EVERYTHING_SEEN_BY,
    "change_standing": frozenset({R.BUYER}),
    "see_messages": frozenset({R.BUYER, R.ADMINISTRATOR, R.AUDITOR}),
    "send_again": frozenset({R.BUYER, R.ADMINISTRATOR}),
    "see_budgets": frozenset({R.BUYER, R.FINANCE, R.ADMINISTRATOR, R.AUDITOR}),
    "change_budgets": frozenset({R.FINANCE, R.ADMINISTRATOR}),
    "see_rates": frozenset({R.BUYER, R.FINANCE, R.ADMINISTRATOR, R.AUDITOR}),
    "change_rates": frozenset({R.FINANCE, R.ADMINISTRATOR}),
    "see_company": frozenset({R.ADMINISTRATOR, R.AUDITOR}),
    "change_company": frozenset({R.ADMINISTRATOR}),
    "see_audit": frozenset({R.ADMINISTRATOR, R.AUDITOR}),
}

# Actions about one thing that its own requester may do too, whoever they are, while they may ask for things
# at all.
OWN = frozenset(
    {"see_request", "change_request", "see_order", "see_change", "ask_change", "see_standing", "change_standing"}
)

# Those that whoever needs the goods may see, too: it is asked for them.
THEIRS = frozenset({"see_request", "see_standing"})

_concerns: dict[str, list[Concern]] = {}


def register_concern(action: str, concern: Concern) -> None:
    """Let ``concern(person, subject)`` also open ``action``. Called from ``buying.handlers``, once at the
    start.
    """
    known = _concerns.setdefault(action, [])
    if concern not in known:
        known.append(concern)


def may(person: Any, action: str, subject: Any = None) -> bool:
    """Whether ``person`` may do ``action``, to ``subject`` where it is about one thing. KeyError: no such
    action.
    """
    allowed = ROLES[action]
    roles = roles_of(person)
    if not roles:
        return False
    if roles & allowed:
        return True
    if subject is None:
        return False
    if action in OWN and getattr(subject, "requester_id", None) == person.pk:
        return action.startswith("see_") or bool(roles & ROLES["request"])
    if action in THEIRS and getattr(subject, "beneficiary_id", None) == person.pk:
        return True
    return any(concern(person, subject) for concern in _concerns.get(action, ()))


def require(person: Any, action: str, subject: Any = None) -> None:
    """Raises PermissionDenied unless ``person`` may."""
    if not may(person, action, subject):
        raise PermissionDenied(action)


View = Callable[..., HttpResponseBase]


def needs(action: str) -> Callable[[View], View]:
    """A view only for those who may do ``action``: others sign in first, or meet the page that says no."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            require(request.user, action)
            return view(request, *args, **kwargs)

        guarded.needs = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """A view for anybody who is signed in; what they may see of its subject the view asks itself."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.needs = ""  # type: ignore[attr-defined]
    return guarded


def may_see_messages(person: Any, partner: Any = None) -> bool:
    """The bridge asks: may ``person`` read the messages exchanged with ``partner``?"""
    return may(person, "see_messages")


def may_act_on_messages(person: Any, partner: Any = None) -> bool:
    """The bridge asks: may ``person`` send messages again and try the connection with ``partner``?"""
    return may(person, "send_again")


def message_owners(partner: Any = None) -> list[Any]:
    """Who is told when a message can not be delivered: the buyers, or the administrators where there is
    none.
    """
    for role in (R.BUYER, R.ADMINISTRATOR):
        found = [employee.person for employee in employees_with(role)]
        if found:
            return found
    return []
