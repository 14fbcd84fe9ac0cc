"""A business account moves only as the table says; suspending and lifting are told by mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from fondaco.audit import lines_for
from fondaco.bridge.models import Mail
from fondaco.lifecycle import IllegalStep
from fondaco.people.models import Person
from fondaco.selling.accounts import standing
from fondaco.selling.accounts.models import BusinessAccount, Role, Store
from fondaco.selling.accounts.operations import add_member, create_account
from fondaco.selling.accounts.states import ACCOUNT, AccountEvent, AccountState, account_after

EXPECTED = {
    ("in_review", "verify"): "verified",
    ("in_review", "refuse"): "refused",
    ("verified", "suspend"): "suspended",
    ("suspended", "lift"): "verified",
}


@pytest.mark.parametrize("event", list(AccountEvent))
@pytest.mark.parametrize("state", list(AccountState))
def test_every_pair_lands_where_the_table_says_or_raises(state: AccountState, event: AccountEvent) -> None:
    expected = EXPECTED.get((state.value, event.value))

    if expected is None:
        with pytest.raises(IllegalStep):
            account_after(state, event)
    else:
        assert account_after(state, event) == expected


def test_every_state_is_in_the_table() -> None:
    assert set(ACCOUNT) == set(AccountState)


@pytest.fixture
def boss(store: Store) -> Person:
    return Person.objects.create_person(email="boss@store.example", name="Boss")


def account_in(state: AccountState, now: datetime) -> BusinessAccount:
    account = create_account(public_id="a", name="Molino", currency="EUR", state=state, by=None, now=now)
    for email, roles in (("carla@molino.example", [Role.ADMINISTRATOR]), ("ugo@molino.example", [Role.FINANCE])):
        person = Person.objects.create_person(email=email, name=email.partition("@")[0], language="it")
        add_member(account=account, person=person, roles=roles, by=None, now=now)
    return account


@pytest.mark.django_db
@pytest.mark.parametrize("event", list(AccountEvent))
@pytest.mark.parametrize("state", list(AccountState))
def test_every_operation_takes_its_step_or_changes_nothing(
    boss: Person, now: datetime, state: AccountState, event: AccountEvent
) -> None:
    account, later = account_in(state, now), now + timedelta(days=1)
    lines = len(lines_for(account.subject))

    def act() -> BusinessAccount:
        if event == AccountEvent.VERIFY:
            return standing.verify_account(account=account, by=boss, now=later)
        if event == AccountEvent.REFUSE:
            return standing.refuse_account(account=account, words="No.", by=boss, now=later)
        if event == AccountEvent.SUSPEND:
            return standing.suspend_account(account=account, by=boss, reason="Unpaid.", now=later)
        return standing.lift_suspension(account=account, by=boss, now=later)

    expected = EXPECTED.get((state.value, event.value))
    if expected is None:
        with pytest.raises(IllegalStep):
            act()
        account.refresh_from_db()
        assert (account.state, account.state_since, account.state_words) == (state, now, "")
        assert len(lines_for(account.subject)) == lines
        assert not Mail.objects.exists()
    else:
        assert act().state == expected
        account.refresh_from_db()
        assert (account.state, account.state_since) == (expected, later)
        line = lines_for(account.subject)[-1]
        assert (line.by, line.before, line.after) == (boss.pk, {"state": state.value}, {"state": expected})


@pytest.mark.django_db
def test_a_suspended_company_is_told_why_and_when_it_is_over(boss: Person, now: datetime) -> None:
    account = account_in(AccountState.VERIFIED, now)

    suspended = standing.suspend_account(account=account, by=boss, reason=" Three invoices are unpaid. ", now=now)
    lifted = standing.lift_suspension(account=account, by=boss, now=now)

    assert (suspended.trades, suspended.state_words) == (False, "Three invoices are unpaid.")
    assert (lifted.trades, lifted.state_words) == (True, "")
    first, second = Mail.objects.order_by("pk")
    assert first.to == second.to == "carla@molino.example"  # its administrators, nobody else
    assert "Three invoices are unpaid." in first.text
    assert first.subject == "Molino per ora non può ordinare"
    assert second.subject == "Molino può di nuovo ordinare"
    assert "unpaid" not in str([line.after for line in lines_for(account.subject)])


@pytest.mark.django_db
def test_a_suspension_wants_a_reason(boss: Person, now: datetime) -> None:
    account = account_in(AccountState.VERIFIED, now)

    with pytest.raises(ValueError, match="reason"):
        standing.suspend_account(account=account, by=boss, reason="  ", now=now)

    account.refresh_from_db()
    assert account.state == AccountState.VERIFIED
