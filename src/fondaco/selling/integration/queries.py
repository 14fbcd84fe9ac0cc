"""What the pages about customers and their connections need to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from attrs import frozen
from django.db.models import Count, Max

from fondaco.bridge.models import MessageIn
from fondaco.selling.accounts.models import BusinessAccount, Connection, Member, Safeguards


@frozen
class Customer:
    """A connection for the list. ``last_message_at`` is when anything last came from it."""

    connection: Connection
    members: int
    last_message_at: datetime | None


def customers() -> list[Customer]:
    """Every connection, by the account's name; three statements."""
    connections = Connection.objects.select_related("account", "partner").order_by("account__name", "id")
    members = dict(Member.objects.standing().values_list("account_id").annotate(Count("id")))
    heard = dict(MessageIn.objects.values_list("partner_id").annotate(Max("created_at")))
    return [Customer(one, members.get(one.account_id, 0), heard.get(one.partner_id)) for one in connections]


def connections_of(account: BusinessAccount) -> list[Connection]:
    """Every purchasing system of the account, the first one first."""
    return list(Connection.objects.select_related("partner", "group", "account").filter(account=account).order_by("id"))


def connection_of(account: BusinessAccount, partner: str = "") -> Connection | None:
    """The connection with that partner; the account's first where none is named."""
    known = connections_of(account)
    return next((one for one in known if partner in ("", one.partner.public_id)), None)


def safeguards_of(account: BusinessAccount) -> Sequence[Safeguards]:
    return list(Safeguards.objects.filter(group__account=account).select_related("group").order_by("group__name"))
