"""What the pages about customers, their groups and their connections need to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from attrs import evolve, frozen
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from fondaco.bridge import connections
from fondaco.bridge.connections import Step, Turned
from fondaco.bridge.models import MessageIn, Partner, Refused
from fondaco.selling.accounts.models import BusinessAccount, Connection, Group, Member, Safeguards
from fondaco.selling.integration.models import Milestone, Passed, SettingsRequest

ISSUED = "buyer-"  # what every identity begins with that the store made up
_ALIKE = 0.8  # so much of two identities is the same where one is the other, mistyped


@frozen
class Customer:
    """A connection for the list. ``last_message_at`` is when anything last came from it."""

    connection: Connection
    members: int
    last_message_at: datetime | None


def customers() -> list[Customer]:
    """Every connection, by the account's name; three statements."""
    connections = Connection.objects.select_related("account", "group", "partner").order_by("account__name", "id")
    members = dict(Member.objects.standing().values_list("account_id").annotate(Count("id")))
    heard = dict(MessageIn.objects.values_list("partner_id").annotate(Max("created_at")))
    return [Customer(one, members.get(one.account_id, 0), heard.get(one.partner_id)) for one in connections]


def accounts_without_connection() -> list[BusinessAccount]:
    """Companies that registered and are not connected yet, by name."""
    return list(BusinessAccount.objects.filter(connections__isnull=True).order_by("name"))


def connections_of(account: BusinessAccount) -> list[Connection]:
    """Every purchasing system of the account, the first one first."""
    return list(Connection.objects.select_related("partner", "group", "account").filter(account=account).order_by("id"))


def connection_of(account: BusinessAccount, partner: str = "") -> Connection | None:
    """The connection with that partner; the account's first where none is named."""
    known = connections_of(account)
    return next((one for one in known if partner in ("", one.partner.public_id)), None)


def safeguards_of(account: BusinessAccount) -> Sequence[Safeguards]:
    return list(Safeguards.objects.filter(group__account=account).select_related("group").order_by("group_id"))


def groups_of(account: BusinessAccount) -> list[Group]:
    """Its groups with ``people``, how many belong to each, and ``systems``, how many are connected; one statement."""
    return list(
        account.groups.annotate(
            people=Count("members", filter=Q(members__removed_at=None), distinct=True),
            systems=Count("connections", distinct=True),
        ).order_by("id")
    )


def group_of(account: BusinessAccount, public_id: str) -> Group | None:
    return account.groups.select_related("account").filter(public_id=public_id).first()


@frozen
class Check:
    """A line of the checklist. ``passed`` is None while it was not seen."""

    milestone: Milestone
    passed: Passed | None


def checklist(group: Group) -> list[Check]:
    passed = {row.milestone: row for row in Passed.objects.filter(group=group)}
    return [Check(one, passed.get(one.value)) for one in Milestone]


@frozen
class Slots:
    """Their two secrets: since when and until when each is taken, when it was last used.

    ``still_old``: what came last came with the one that is about to end.
    """

    issued_at: datetime | None
    used_at: datetime | None
    previous_ends_at: datetime | None
    previous_used_at: datetime | None
    previous_lives: bool
    still_old: bool


def slots_of(partner: Partner, now: datetime) -> Slots:
    used, previous = partner.secret_in_used_at, partner.secret_in_previous_used_at
    lives = partner.previous_secret_lives(now)
    return Slots(
        issued_at=partner.secret_in_issued_at,
        used_at=used,
        previous_ends_at=partner.secret_in_previous_ends_at,
        previous_used_at=previous,
        previous_lives=lives,
        still_old=lives and previous is not None and (used is None or used < previous),
    )


@frozen
class LastAttempt:
    """What was seen last of a connection, in words: what came and was taken or refused, or who was turned away."""

    at: datetime
    words: str
    went_well: bool


@frozen
class Seen:
    """What was seen of a connection: step by step, the last attempt, and who was turned away lately."""

    steps: list[Step]
    last: LastAttempt | None
    turned_away: list[Turned]


def seen_of(partner: Partner, now: datetime) -> Seen:
    turned = sorted(
        [*connections.turned_away(partner), *_mistyped(partner, now)], key=lambda one: one.at, reverse=True
    )[:10]
    return Seen(_from_their_side(connections.handshake(partner)), _last_attempt(partner, turned), turned)


def _from_their_side(steps: Sequence[Step]) -> list[Step]:
    """The steps as the customer's own people see them; OCI has no first one."""
    titles = (
        _("You ask to shop"),
        _("Your person opens the start page"),
        _("Your person takes the cart home"),
        _("You send the order"),
        _("You take our confirmation"),
    )
    way = {"out": "back", "back": "out"}
    named = zip(titles[len(titles) - len(steps) :], steps, strict=True)
    return [evolve(step, title=title, way=way[step.way]) for title, step in named]


def _last_attempt(partner: Partner, turned: Sequence[Turned]) -> LastAttempt | None:
    rows = MessageIn.objects.filter(partner=partner).defer("body_sealed", "answer_sealed")
    last = rows.order_by("-created_at", "-pk").first()
    if turned and (last is None or turned[0].at > last.created_at):
        return LastAttempt(turned[0].at, f"{turned[0].words} {turned[0].remedy}", went_well=False)
    if last is None:
        return None
    words = " ".join(filter(None, [last.status_text, last.explanation]))
    return LastAttempt(last.created_at, words, went_well=last.status_code is not None and last.status_code < 400)


def _mistyped(partner: Partner, now: datetime) -> list[Turned]:
    """Who came lately under an identity that nobody has and that is nearly this partner's.

    Only where the store made the identity up: it is like no other's, so that nothing is told of another customer.
    """
    if not partner.their_identity.startswith(ISSUED):
        return []
    rows = Refused.objects.filter(partner=None, reason=Refused.Reason.UNKNOWN_SENDER, at__gt=now - timedelta(days=7))
    ours = partner.their_identity.lower()
    return [
        connections.turned(row)
        for row in rows.exclude(identity__iexact=ours).order_by("-at")[:200]
        if SequenceMatcher(None, ours, row.identity.strip().lower()).ratio() >= _ALIKE
    ]


def visit_message(about: str, partners: Sequence[Partner]) -> MessageIn | None:
    """The setup request that opened a visit, to be linked to."""
    return MessageIn.objects.filter(about=about, partner__in=partners).defer("body_sealed", "answer_sealed").first()


def open_requests() -> list[SettingsRequest]:
    """What customer service has to decide, the oldest first."""
    rows = SettingsRequest.objects.filter(state=SettingsRequest.State.OPEN)
    return list(rows.select_related("group__account", "asked_by").order_by("asked_at", "id"))


def decided_requests(limit: int = 20) -> list[SettingsRequest]:
    rows = SettingsRequest.objects.exclude(state=SettingsRequest.State.OPEN)
    return list(rows.select_related("group__account", "asked_by", "decided_by").order_by("-decided_at", "-id")[:limit])


def request_by(public_id: str) -> SettingsRequest | None:
    rows = SettingsRequest.objects.select_related("group__account", "asked_by", "decided_by")
    return rows.filter(public_id=public_id).first()


def requests_of(group: Group) -> list[SettingsRequest]:
    return list(group.settings_requests.select_related("asked_by", "decided_by"))
