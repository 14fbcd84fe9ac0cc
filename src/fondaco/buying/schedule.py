"""What recurs at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from fondaco.buying.approvals.passing_on import remind_and_escalate, turn_the_day
from fondaco.buying.orders.silence import remind_of_silence
from fondaco.buying.policy.long_trials import advance_trials
from fondaco.buying.release.asking import ask_due
from fondaco.buying.release.reminders import remind_due
from fondaco.buying.requests import clock
from fondaco.buying.shopping.operations import lapse_due
from fondaco.buying.standing import cycles
from fondaco.clock.schedule import Job


def lapse_sessions(now: datetime) -> None:
    """Visits that nobody came back from, and carts that nobody claimed."""
    lapse_due(now)


def turn_delegations(now: datetime) -> None:
    """Who is away from today, and who is back."""
    turn_the_day(now)


def press_approvers(now: datetime) -> None:
    """Reminders, and whoever has not decided in time passed over."""
    remind_and_escalate(now)


def lapse_holds(now: datetime) -> None:
    """What suppliers no longer hold goes back to be quoted again."""
    clock.lapse_due(now)


def remind_of_orders(now: datetime) -> None:
    """Orders that their suppliers have and do not answer."""
    remind_of_silence(now)


def make_standing(now: datetime) -> None:
    """Standing orders that are due become requests, at prices asked for anew."""
    cycles.make_due(now)


def remind_of_holds(now: datetime) -> None:
    """Whoever asked fetches new prices before a hold ends that no machine can be asked about."""
    remind_due(now)


def ask_suppliers(now: datetime) -> None:
    """Price and stock of what was approved are asked again, before it is ordered."""
    ask_due(now)


def try_drafts(now: datetime) -> None:
    """Drafts of the policy that somebody has tried on thousands of documents."""
    advance_trials(now)


schedule = [
    Job(name="buying.remind_of_holds", every=timedelta(minutes=10), run=remind_of_holds),
    Job(name="buying.ask_suppliers", every=timedelta(seconds=2), run=ask_suppliers, waits=True),
    Job(name="buying.lapse_holds", every=timedelta(minutes=1), run=lapse_holds),
    Job(name="buying.turn_delegations", every=timedelta(minutes=15), run=turn_delegations),
    Job(name="buying.make_standing", every=timedelta(minutes=15), run=make_standing, waits=True),
    Job(name="buying.remind_of_orders", every=timedelta(hours=1), run=remind_of_orders),
    Job(name="buying.press_approvers", every=timedelta(hours=1), run=press_approvers),
    Job(name="buying.try_drafts", every=timedelta(seconds=5), run=try_drafts, waits=True),
    Job(name="buying.lapse_sessions", every=timedelta(minutes=5), run=lapse_sessions),
]
