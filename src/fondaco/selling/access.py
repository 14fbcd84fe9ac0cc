"""Who may do what at the store: the one place that knows roles.

A shopper is let in by a visit, not by a sign-in: :func:`shopper_required` guards the shop. Everything else asks
:func:`may`, with the person who signed in. The store's own people have signed in once they have shown a second factor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fondaco.bridge.models import Partner
from fondaco.people.models import Person
from fondaco.selling.accounts.models import Connection, Member, Role, StaffMember, StaffRole

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

    Anyone = AbstractBaseUser | AnonymousUser | None

P = ParamSpec("P")


class Action(StrEnum):
    SEE_OWN_ORDERS = "see_own_orders"
    SEE_COMPANY_ORDERS = "see_company_orders"
    SEE_ALL_ORDERS = "see_all_orders"
    SEE_ORDER = "see_order"  # subject: the order
    SEE_MESSAGES = "see_messages"  # subject: the bridge's partner, or None for "any at all"
    SEE_CUSTOMERS = "see_customers"
    CHANGE_CUSTOMERS = "change_customers"
    SEE_OWN_ACCOUNT = "see_own_account"
    MANAGE_PEOPLE = "manage_people"  # people, roles, invitations of one's own account
    MANAGE_ACCOUNT = "manage_account"  # its addresses, settings, buying policy, groups
    MANAGE_PAYMENTS = "manage_payments"
    MANAGE_INTEGRATION = "manage_integration"  # purchasing system, credentials, connection check
    REVIEW_COMPANIES = "review_companies"
    DECIDE_SETTINGS = "decide_settings"  # what customers' administrators ask customer service for
    SEE_CATALOGUE = "see_catalogue"  # as the store's own people do: offers, contracts, who may buy what
    CHANGE_CATALOGUE = "change_catalogue"
    MANAGE_STAFF = "manage_staff"  # the store's own people


class OrderLike(Protocol):
    account_id: int
    member_id: int | None


# What each role may do within its own account, and each staff role everywhere.
_IN_ACCOUNT: dict[Role, frozenset[Action]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Action.SEE_OWN_ORDERS,
            Action.SEE_COMPANY_ORDERS,
            Action.SEE_ORDER,
            Action.SEE_OWN_ACCOUNT,
            Action.MANAGE_PEOPLE,
            Action.MANAGE_ACCOUNT,
            Action.MANAGE_PAYMENTS,
            Action.MANAGE_INTEGRATION,
        }
    ),
    Role.PUNCHOUT_USER: frozenset({Action.SEE_OWN_ORDERS}),
    Role.TECHNICAL_ADMINISTRATOR: frozenset(
        {
            Action.SEE_OWN_ORDERS,
            Action.SEE_COMPANY_ORDERS,
            Action.SEE_ORDER,
            Action.SEE_MESSAGES,
            Action.SEE_OWN_ACCOUNT,
            Action.MANAGE_INTEGRATION,
        }
    ),
    Role.FINANCE: frozenset(
        {
            Action.SEE_OWN_ORDERS,
            Action.SEE_COMPANY_ORDERS,
            Action.SEE_ORDER,
            Action.SEE_OWN_ACCOUNT,
            Action.MANAGE_PAYMENTS,
        }
    ),
}
_STAFF_SEES = frozenset(
    {
        Action.SEE_ALL_ORDERS,
        Action.SEE_ORDER,
        Action.SEE_MESSAGES,
        Action.SEE_CUSTOMERS,
        Action.SEE_CATALOGUE,
        Action.REVIEW_COMPANIES,
        Action.DECIDE_SETTINGS,
    }
)
_STAFF: dict[StaffRole, frozenset[Action]] = {
    StaffRole.ADMINISTRATOR: _STAFF_SEES | {Action.CHANGE_CUSTOMERS, Action.CHANGE_CATALOGUE, Action.MANAGE_STAFF},
    StaffRole.SERVICE: _STAFF_SEES,
}


def staff_of(person: Anyone) -> StaffMember | None:
    if person is None or not person.is_authenticated or not person.is_active:
        return None
    return StaffMember.objects.filter(person_id=person.pk).first()


def needs_second_factor(person: Anyone) -> bool:
    """The store's own people see what belongs to many customers: a password alone is not enough for them.

    Asked by :mod:`fondaco.people.gate` before any page is: whoever has not shown one is nobody there, and so here.
    """
    return staff_of(person) is not None


def member_of(person: Anyone) -> Member | None:
    """The person's membership; none for the store's own people, the inactive and the nameless."""
    if person is None or not person.is_authenticated or not person.is_active:
        return None
    return (
        Member.objects.standing()
        .select_related("account", "person")
        .prefetch_related("held_roles")
        .filter(person_id=person.pk, suspended_at__isnull=True)
        .first()
    )


def may(person: Anyone, action: Action | str, subject: object = None) -> bool:
    """Whether the person may do it, to that subject where it takes one. Unknown actions raise ValueError."""
    action = Action(action)
    staff = staff_of(person)
    if staff is not None and action in _STAFF[StaffRole(staff.role)]:
        return True
    member = member_of(person)
    return member is not None and member_may(member, action, subject)


def member_may(member: Member, action: Action, subject: object = None) -> bool:
    """The same for somebody whose membership is at hand, as a visitor's is."""
    allowed = frozenset[Action]().union(*(_IN_ACCOUNT[Role(held.role)] for held in member.held_roles.all()))
    if action is Action.SEE_ORDER and subject is not None:
        return _may_see_order(member, allowed, subject)  # type: ignore[arg-type]
    if action not in allowed:
        return False
    if action is Action.SEE_MESSAGES and subject is not None:
        return subject in [one.partner for one in connections_of(member)]
    return True


def _may_see_order(member: Member, allowed: frozenset[Action], order: OrderLike) -> bool:
    if order.account_id != member.account_id:
        return False
    own = order.member_id is not None and order.member_id == member.pk
    return Action.SEE_ORDER in allowed or (own and Action.SEE_OWN_ORDERS in allowed)


def connections_of(member: Member) -> Sequence[Connection]:
    return list(Connection.objects.select_related("partner").filter(account_id=member.account_id))


def may_see_messages(person: Anyone, partner: object = None) -> bool:
    """The bridge's question: all messages for staff, their own connections' for technical administrators."""
    return may(person, Action.SEE_MESSAGES, partner)


def may_read_mail(person: Anyone) -> bool:
    """Letters go to people of all customers and hold links that let them in: for store administrators alone."""
    return may(person, Action.MANAGE_STAFF)


def message_owners(partner: Partner) -> list[Person]:
    """Who is told that a message did not reach ``partner``: its technical administrators, and the store's service.

    Where nobody is in service, the store's administrators.
    """
    theirs = Person.objects.filter(
        pk__in=Member.objects.standing()
        .filter(
            account__connections__partner=partner,
            held_roles__role=Role.TECHNICAL_ADMINISTRATOR,
            suspended_at__isnull=True,
        )
        .values("person_id"),
        is_active=True,
    )
    ours = Person.objects.filter(staff__isnull=False, is_active=True)
    service = ours.filter(staff__role=StaffRole.SERVICE) or ours.filter(staff__role=StaffRole.ADMINISTRATOR)
    return [*theirs.distinct().order_by("pk"), *service.order_by("pk")]


View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def requires(action: Action) -> Callable[[View[P]], View[P]]:
    """A view for people who may do ``action``: others are asked to sign in, or told that it is not theirs."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_sign_in(request)
            if not may(request.user, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth.views import redirect_to_login

    return redirect_to_login(request.get_full_path())


def shopper_required(view: View[P]) -> View[P]:
    """A page of the shop: only within a PunchOut visit; everybody else is told how one gets in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visit = getattr(request, "visit", None)
        if visit is None:
            return render(request, "selling/no_visit.html", status=403)
        if visit.state != "shopping":
            return redirect("selling_shopping:visit")
        return view(request, *args, **kwargs)

    return guarded
