"""Manage your business: the nine steps from a registered company to one that orders, and the doors to each room.

It stands at the site's root because it speaks of rooms that do not know each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fondaco.selling.access import Action, member_may, member_of, requires
from fondaco.selling.accounts.models import BusinessAccount, Group, Member, Role
from fondaco.selling.accounts.queries import addresses_of, members_of, open_invitations
from fondaco.selling.accounts.states import AccountState, GroupStatus
from fondaco.selling.integration.models import Milestone
from fondaco.selling.payments.models import PaymentMethod
from fondaco.selling.payments.queries import default_method

_ORDER = list(GroupStatus)


@frozen
class Link:
    """Empty for those who may not go there."""

    words: str = ""
    url: str = ""


@frozen
class Step:
    """``tone`` is the look's: good for what is done, going where the company stands, calm for what comes later."""

    title: str
    why: str
    done: bool
    link: Link = Link()
    one_way: bool = False
    tone: str = "calm"


@frozen
class Door:
    """A way into a room of the account."""

    title: str
    words: str
    url: str
    icon: str


@frozen
class Standing:
    """How far the account has come. ``group`` is the one that has come furthest."""

    account: BusinessAccount
    group: Group
    groups: int
    people: int
    invited: int
    milestones: int
    connected: bool
    method: PaymentMethod | None
    first: Member | None

    def reached(self, status: GroupStatus) -> bool:
        return _ORDER.index(GroupStatus(self.group.status)) >= _ORDER.index(status)


@never_cache
@require_GET
@requires(Action.SEE_OWN_ACCOUNT)
def hub(request: HttpRequest) -> HttpResponse:
    member = member_of(request.user)
    assert member is not None
    account = member.account
    if account.state in (AccountState.IN_REVIEW, AccountState.REFUSED):
        return redirect("selling_registration:standing")
    standing = standing_of(account, timezone.now())
    context = {
        "account": account,
        "steps": steps_of(standing, member),
        "doors": doors_of(standing, member),
        "suspended": account.state == AccountState.SUSPENDED,
    }
    return render(request, "selling/business.html", context)


def standing_of(account: BusinessAccount, now: datetime) -> Standing:
    groups = list(account.groups.order_by("id"))
    group = max(groups, key=lambda one: _ORDER.index(GroupStatus(one.status)))
    members = list(members_of(account))
    return Standing(
        account=account,
        group=group,
        groups=len(groups),
        people=len(members),
        invited=open_invitations(account).count(),
        milestones=group.milestones.count(),
        connected=group.connections.exists(),
        method=default_method(account.pk, timezone.localdate(now)),
        first=next((one for one in members if one.pk == account.first_administrator_id), None)
        or next((one for one in sorted(members, key=lambda one: one.pk) if one.has_role(Role.ADMINISTRATOR)), None),
    )


def steps_of(standing: Standing, member: Member) -> list[Step]:
    """The nine, in their order; the first that is not done is where the company stands."""
    steps = [*_before_punchout(standing, member), *_punchout(standing, member), *_after_punchout(standing, member)]
    here = next((index for index, one in enumerate(steps) if not one.done), None)
    return [
        evolve(one, tone="good" if one.done else "going" if index == here else "calm")
        for index, one in enumerate(steps)
    ]


def _before_punchout(standing: Standing, member: Member) -> list[Step]:
    people = ngettext("%(n)s person", "%(n)s people", standing.people) % {"n": standing.people}
    if standing.invited:
        invited = ngettext("%(n)s invited", "%(n)s invited", standing.invited) % {"n": standing.invited}
        people = f"{people}, {invited}"
    return [
        Step(
            _("The company is registered and verified"),
            _("Legal name, VAT number, address, first administrator."),
            done=standing.account.state == AccountState.VERIFIED,
        ),
        Step(
            _("People and roles"),
            _("So far: %(people)s. Whoever runs the purchasing system gets a link of their own.") % {"people": people},
            done=True,
            link=_link(member, Action.MANAGE_PEOPLE, "selling_accounts:people", _("People")),
        ),
    ]


def _punchout(standing: Standing, member: Member) -> list[Step]:
    group = standing.group
    groups = _link(member, Action.MANAGE_INTEGRATION, "selling_integration:groups", _("Groups"))
    the_group = _link(member, Action.MANAGE_INTEGRATION, "selling_integration:group", group.name, group.public_id)
    trying = _("Nothing is charged and nothing ships; test orders run the whole path.")
    if not standing.reached(GroupStatus.ACTIVE):
        seen = _("%(n)s of %(all)s things seen so far.") % {"n": standing.milestones, "all": len(Milestone)}
        trying = f"{trying} {seen}"
    return [
        Step(
            _("PunchOut is added to a group"),
            _("From then on the group's people shop from your purchasing system only."),
            done=standing.reached(GroupStatus.INTEGRATING),
            one_way=True,
            link=groups,
        ),
        Step(
            _("The purchasing system is connected"),
            _("It is chosen, credentials are issued, and the connection check says what arrived."),
            done=standing.reached(GroupStatus.TEST) or (standing.connected and bool(group.purchasing_system)),
            link=the_group,
        ),
        Step(
            _("The group stands at Test, by itself"),
            _("As soon as the first good setup request has opened the shop. Settings stand as recommended."),
            done=standing.reached(GroupStatus.TEST),
            link=the_group,
        ),
        Step(
            _("Administrators try it out"),
            trying,
            done=standing.reached(GroupStatus.ACTIVE) or standing.milestones == len(Milestone),
            link=the_group,
        ),
        Step(
            _("From Test to Active"),
            _("After a checklist that is really checked. From then on orders are charged and ship."),
            done=standing.reached(GroupStatus.ACTIVE),
            one_way=True,
            link=the_group,
        ),
    ]


def _after_punchout(standing: Standing, member: Member) -> list[Step]:
    method, first = standing.method, standing.first
    shops = first is not None and first.has_role(Role.PUNCHOUT_USER) and method is not None
    words = (
        _("%(name)s is a PunchOut user, and can invite others who will shop.")
        if shops
        else _("%(name)s becomes a PunchOut user by themselves, once there is a way to pay.")
    )
    return [
        Step(
            _("A way to pay that everybody shares"),
            _("Now: %(label)s.") % {"label": method.words}
            if method
            else _("By invoice or by card. Until then an order of an active group is refused for that reason."),
            done=method is not None,
            link=_link(member, Action.MANAGE_PAYMENTS, "selling_payments:methods", _("Payment methods")),
        ),
        Step(
            _("The first administrator can shop"),
            words % {"name": first.person.name if first else _("The first administrator")},
            done=shops,
        ),
    ]


def _url(name: str, *args: str) -> str:
    """Empty where the room has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _link(member: Member, action: Action, name: str, words: str, *args: str) -> Link:
    return Link(words, _url(name, *args)) if member_may(member, action) else Link()


def doors_of(standing: Standing, member: Member) -> Sequence[Door]:
    """Those that the member may open."""
    account = standing.account
    addresses = addresses_of(account).count()
    known = (
        (Action.MANAGE_PEOPLE, _("People"), _("Who belongs, who is invited, what each may do."),
         "selling_accounts:people", "people"),
        (Action.MANAGE_INTEGRATION, _("Groups and PunchOut"), _group_words(standing),
         "selling_integration:groups", "link"),
        (Action.MANAGE_PAYMENTS, _("Payment methods"), standing.method.words if standing.method else _("None yet."),
         "selling_payments:methods", "coins"),
        (Action.MANAGE_ACCOUNT, _("Addresses"),
         _address_words(addresses),
         "selling_accounts:addresses", "truck"),
        (Action.MANAGE_ACCOUNT, _("Buying policy"), _("What is preferred, restricted or blocked, in your words."),
         "selling_catalog:policy", "filter"),
        (Action.MANAGE_ACCOUNT, _("Company settings"), _("Contact address, who is taken in, legal data."),
         "selling_accounts:company", "gear"),
        (Action.SEE_COMPANY_ORDERS, _("Orders"), _("All of the company's, with where each stands."),
         "selling_orders:list", "box"),
    )  # fmt: skip
    doors = [
        Door(title, words, _url(name), icon) for action, title, words, name, icon in known if member_may(member, action)
    ]
    return [one for one in doors if one.url]


def _group_words(standing: Standing) -> str:
    count = ngettext("%(n)s group", "%(n)s groups", standing.groups) % {"n": standing.groups}
    return _("%(count)s; furthest: %(name)s, %(status)s.") % {
        "count": count,
        "name": standing.group.name,
        "status": standing.group.get_status_display(),
    }


def _address_words(count: int) -> str:
    if not count:
        return _("None yet.")
    return ngettext("%(n)s address to send to.", "%(n)s addresses to send to.", count) % {"n": count}
