"""Two who act at the same moment: one of them does it, the other is told, and nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from attrs import evolve
from django.db import connection

from fondaco.audit.models import Line
from fondaco.bridge.models import Mail, Partner
from fondaco.lifecycle import IllegalStep
from fondaco.selling.accounts.models import Connection, Group
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.integration import asking, credentials, groups, operations
from fondaco.selling.integration.models import Passed, SettingsRequest
from fondaco.selling.integration.settable import SETTINGS
from tests.selling import making
from tests.selling.integration.conftest import Somebody, pass_all

pytestmark = pytest.mark.django_db(transaction=True)
EXPECTED = (IllegalStep, AlreadyThere, credentials.IssuedMeanwhile)


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """What those of them raised that did not succeed; anything unexpected is raised again."""
    raised: list[BaseException] = []
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            act()
        except BaseException as trouble:
            raised.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=30)
    unexpected = [one for one in raised if not isinstance(one, EXPECTED)]
    assert unexpected == []
    return raised


def test_a_group_becomes_active_once(plain: Group, elena: Somebody, now: datetime) -> None:
    Group.objects.filter(pk=plain.pk).update(status=GroupStatus.TEST)
    pass_all(plain, now)

    raised = at_once(*[lambda: groups.activate(group=plain, by=elena.person, now=now)] * 4)

    assert len(raised) == 3
    assert Line.objects.filter(action="group.activate").count() == 1
    assert Mail.objects.filter(about=plain.subject).count() == 1


def test_punchout_is_added_once(plain: Group, elena: Somebody, now: datetime) -> None:
    raised = at_once(*[lambda: groups.add_punchout(group=plain, by=elena.person, now=now)] * 4)

    assert len(raised) == 3
    assert Line.objects.filter(action="group.add_punchout").count() == 1


def test_the_first_setup_is_seen_once(integrating: Group, elena: Somebody, now: datetime) -> None:
    made = operations.integrate_group(group=integrating, new=new_connection("one"), by=elena.person, now=now)
    seen = Connection.objects.select_related("group").get(pk=made.pk)
    letters = Mail.objects.count()

    raised = at_once(*[lambda: operations.setup_seen(connection=seen, about="visit:x", now=now)] * 4)

    assert raised == []
    assert Passed.objects.count() == 1
    assert Line.objects.filter(action="group.integrate").count() == 1
    assert Mail.objects.count() == letters + 1


def new_connection(name: str) -> operations.NewConnection:
    return operations.NewConnection(
        public_id=name,
        name=name,
        our_domain="NetworkID",
        our_identity="store",
        their_domain="NetworkID",
        their_identity=name,
        secret_in="in",
        secret_out="out",
        mode="",
    )


def test_a_group_gets_one_purchasing_system(integrating: Group, elena: Somebody, now: datetime) -> None:
    def connect(name: str) -> Callable[[], object]:
        return lambda: operations.integrate_group(group=integrating, new=new_connection(name), by=elena.person, now=now)

    raised = at_once(*[connect(name) for name in ("one", "two", "three")])

    assert len(raised) == 2
    assert Connection.objects.filter(group=integrating).count() == 1
    assert Partner.objects.count() == 1


def test_an_identity_becomes_one_customers_whatever_the_mode(plain: Group, elena: Somebody, now: datetime) -> None:
    def take(name: str, mode: str) -> Callable[[], object]:
        new = evolve(new_connection(name), their_identity="both", mode=mode)
        return lambda: operations.take_customer(
            account_public_id=f"acc-{name}", vat_number="", new=new, by=elena.person, now=now
        )

    raised = at_once(take("one", "test"), take("two", "production"))

    assert len(raised) == 1
    assert Partner.objects.filter(their_identity="both").count() == 1


def test_a_secret_is_exchanged_once(db: None, now: datetime, plain: Group, elena: Somebody) -> None:
    connected = making.customer(now)
    seen = connected.partner.secret_in_issued_at

    def rotate(secret: str) -> Callable[[], object]:
        return lambda: credentials.rotate_secret(
            connection=Connection.objects.select_related("account", "group", "partner").get(pk=connected.pk),
            secret=secret,
            seen_issued_at=seen,
            by=elena.person,
            now=now.replace(hour=12),
        )

    raised = at_once(*[rotate(secret) for secret in ("one", "two", "three")])

    assert len(raised) == 2
    assert Line.objects.filter(action="connection.secret_issued").count() == 1


def test_a_setting_is_asked_for_once_and_decided_once(plain: Group, elena: Somebody, now: datetime) -> None:
    def ask(wanted: str) -> Callable[[], object]:
        return lambda: asking.ask_for_setting(
            group=plain, setting=SETTINGS["hold_days"], wanted=wanted, reason="x", by=elena.person, now=now
        )

    assert len(at_once(ask("10"), ask("11"), ask("12"))) == 2
    asked = SettingsRequest.objects.get()

    raised = at_once(
        lambda: asking.do_request(request=asked, answer="", by=elena.person, now=now),
        lambda: asking.decline_request(request=asked, answer="No.", by=elena.person, now=now),
        lambda: asking.withdraw_request(request=asked, by=elena.person, now=now),
    )

    assert len(raised) == 2
    assert Line.objects.filter(action__startswith="settings_request.").count() == 1
