"""A customer's secrets: issued, shown once by the page that issued them, and exchanged without a day of standstill.

What their system proves itself with has two slots: a new one holds at once, the one before it until its end. The OCI
password and the secret of ours are replaced outright: the one stands in a single field of their system, the other is
what they check us by, so that in neither case two at once would help.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from fondaco import audit
from fondaco.bridge.models import Partner
from fondaco.people.models import Person
from fondaco.selling.accounts.models import Connection
from fondaco.selling.integration import mails

KEEP = timedelta(days=14)  # how long the old secret goes on
WARN = timedelta(days=3)  # before its end
LATELY = timedelta(days=1)  # used within it, a secret counts as still in use


class IssuedMeanwhile(Exception):
    """Another secret was issued since the page was made: nothing was changed."""


class NothingToEnd(Exception):
    """No secret before the current one is taken any more: nothing was changed."""


@transaction.atomic
def rotate_secret(
    *, connection: Connection, secret: str, seen_issued_at: datetime | None, by: Person, now: datetime
) -> Partner:
    """``secret`` from now on, and the one that held until now for fourteen days more.

    ``seen_issued_at`` is when the secret that the page knew was issued: who sends the page twice does not push the
    secret that works out of its slot. Raises IssuedMeanwhile.
    """
    partner = _locked(connection)
    if partner.secret_in_issued_at != seen_issued_at:
        raise IssuedMeanwhile
    partner.rotate_secret_in(secret, now=now, previous_ends_at=now + KEEP)
    partner.save()
    connection.partner = partner
    _note("connection.secret_issued", connection, by, now, previous_ends_at=partner.secret_in_previous_ends_at)
    mails.secret_issued(connection, by=by, now=now)
    return partner


@transaction.atomic
def end_previous(*, connection: Connection, by: Person, now: datetime) -> None:
    """The secret before the current one is refused from now on. Raises NothingToEnd."""
    partner = _locked(connection)
    if not partner.previous_secret_lives(now):
        raise NothingToEnd
    partner.secret_in_previous_ends_at = now
    partner.save(update_fields=["secret_in_previous_ends_at"])
    _note("connection.secret_ended", connection, by, now, previous_ends_at=now)


@transaction.atomic
def replace_oci_password(*, connection: Connection, password: str, by: Person, now: datetime) -> None:
    """The password that was is refused from now on; visits that are open go on."""
    partner = _locked(connection)
    partner.set_oci_password(password)
    partner.save(update_fields=["oci_password_sealed"])
    _note("connection.oci_password_replaced", connection, by, now)


@transaction.atomic
def replace_own_secret(*, connection: Connection, secret: str, by: Person, now: datetime) -> None:
    """What the store's own messages prove themselves with, from the next one on."""
    partner = _locked(connection)
    partner.set_secret_out(secret)
    partner.save(update_fields=["secret_out_sealed"])
    _note("connection.own_secret_replaced", connection, by, now)


def warn_of_ends(now: datetime) -> None:
    """Write once to each customer whose system still comes with a secret that ends within three days; for the schedule.

    Used within the last day is what counts as still in use.
    """
    due = Partner.objects.filter(
        connection__isnull=False,
        secret_in_previous_warned_at=None,
        secret_in_previous_ends_at__gt=now,
        secret_in_previous_ends_at__lte=now + WARN,
        secret_in_previous_used_at__gte=now - LATELY,
    )
    for pk in due.order_by("pk").values_list("pk", flat=True):
        _warn(pk, now)


@transaction.atomic
def _warn(pk: int, now: datetime) -> None:
    partner = Partner.objects.select_for_update(skip_locked=True).filter(pk=pk, secret_in_previous_warned_at=None)
    found = partner.first()
    if found is None or not found.previous_secret_lives(now):
        return
    connection = Connection.objects.select_related("account", "group").get(partner=found)
    connection.partner = found
    found.secret_in_previous_warned_at = now
    found.save(update_fields=["secret_in_previous_warned_at"])
    _note("connection.secret_end_told", connection, None, now, previous_ends_at=found.secret_in_previous_ends_at)
    mails.old_secret_ends(connection, now=now)


def _locked(connection: Connection) -> Partner:
    return Partner.objects.select_for_update().get(pk=connection.partner_id)


def _note(
    action: str, connection: Connection, by: Person | None, now: datetime, *, previous_ends_at: datetime | None = None
) -> None:
    after = {"previous_ends_at": previous_ends_at.isoformat()} if previous_ends_at else {}
    audit.write(
        action=action,
        subject=f"partner:{connection.partner.public_id}",
        by=by.pk if by else None,
        now=now,
        after=after,
    )
