"""A draft tried on many documents by the worker: nothing twice, nothing lost, and it stops when it means nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from fondaco.buying.company.models import Employee
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy import long_trials
from fondaco.buying.policy.long_trials import advance_trials, begin_trial, stop_trial
from fondaco.buying.policy.models import LongTrial, PolicyVersion, TrialState
from fondaco.buying.policy.operations import RuleFacts, add_rule, begin_draft
from fondaco.buying.policy.trials import back_test
from tests.buying.world import NOW, World, after, build_world, submitted


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def draft(world: World) -> PolicyVersion:
    """With one rule more: the chief approves what is above 100."""
    made = begin_draft(entity=world.entity, by=None, now=NOW, public_id="draft")
    add_rule(
        version=made,
        facts=RuleFacts(who="person", people=(world.chief,), above=Decimal(100), sequence=900),
        by=None,
        now=NOW,
        public_id="chief",
    )
    made.refresh_from_db()
    return made


def asked(world: World, count: int) -> None:
    for number in range(count):
        submitted(world, lines=[("1", "50.00" if number % 2 else "150.00")])


def begun(draft: PolicyVersion, world: World, *, minute: int = 60, name: str = "trial") -> LongTrial:
    return begin_trial(version=draft, by=world.administrator.person, now=after(minute), public_id=name)


def test_bit_by_bit_it_says_what_all_at_once_says(
    world: World, draft: PolicyVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_trials, "BIT", 2)
    asked(world, 7)
    trial = begun(draft, world)

    assert advance_trials(after(61)) == 7

    trial.refresh_from_db()
    whole = back_test(version=draft, against=None, now=after(61))
    assert (trial.state, trial.tried, trial.wanted) == (TrialState.DONE, 7, 7)
    assert (trial.asked_before, trial.asked_after) == (whole.asked_before, whole.asked_after)
    assert tuple(map(long_trials.difference_of, trial.differences.all())) == whole.differences
    assert len(whole.differences) == 4


def test_a_worker_that_dies_loses_and_repeats_nothing(
    world: World, draft: PolicyVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_trials, "BIT", 2)
    asked(world, 6)
    trial = begun(draft, world)
    real, calls = long_trials._add, []

    def dies(*args: Any) -> None:
        real(*args)
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(long_trials, "_add", dies)
    with pytest.raises(KeyboardInterrupt):
        advance_trials(after(61))
    trial.refresh_from_db()
    assert trial.tried == 2

    advance_trials(after(62))

    trial.refresh_from_db()
    assert trial.tried == 6
    assert len(set(trial.differences.values_list("number", flat=True))) == trial.differences.count() == 3


def test_what_is_submitted_meanwhile_does_not_shift_it(
    world: World, draft: PolicyVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(world, 2)
    trial = begun(draft, world, minute=1)
    later = submitted(world, lines=[("1", "999.00")])
    type(later).objects.filter(pk=later.pk).update(submitted_at=after(2))

    advance_trials(after(3))

    trial.refresh_from_db()
    assert trial.tried == 2
    assert later.number not in set(trial.differences.values_list("number", flat=True))


def test_it_ends_when_the_draft_is_changed(world: World, draft: PolicyVersion) -> None:
    asked(world, 2)
    trial = begun(draft, world)
    PolicyVersion.objects.filter(pk=draft.pk).update(edits=draft.edits + 1)

    assert advance_trials(after(61)) == 0

    trial.refresh_from_db()
    assert trial.state == TrialState.STOPPED


def test_beginning_twice_is_one(world: World, draft: PolicyVersion) -> None:
    asked(world, 1)

    assert begun(draft, world) == begun(draft, world, name="other")
    assert LongTrial.objects.count() == 1


def test_there_has_to_be_something(world: World, draft: PolicyVersion) -> None:
    with pytest.raises(Refused) as refused:
        begun(draft, world)

    assert refused.value.code == "nothing_there"


def test_it_is_stopped_with_what_is_known(world: World, draft: PolicyVersion) -> None:
    asked(world, 1)
    trial = begun(draft, world)

    stop_trial(trial=trial, by=world.administrator.person, now=after(61))

    assert advance_trials(after(62)) == 0
    trial.refresh_from_db()
    assert (trial.state, trial.tried) == (TrialState.STOPPED, 0)


def test_how_long_it_goes_on_is_said_at_the_pace_so_far(world: World, draft: PolicyVersion) -> None:
    trial = LongTrial(version=draft, wanted=400, tried=100, begun_at=NOW, state=TrialState.RUNNING)

    assert long_trials.left(trial, after(10)) == timedelta(minutes=30)


def client_of(employee: Employee) -> Client:
    client = Client()
    client.force_login(employee.person)
    return client


def test_the_author_sees_how_far_it_is_and_what_came_of_it(
    world: World, draft: PolicyVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fondaco.buying.policy.views_trials.MOST_TRIED", 3)
    asked(world, 3)
    admin = client_of(world.administrator)
    begin = "/policy/draft/trial"
    assert "Try it on all of them" in admin.get(begin).content.decode()

    answer = admin.post(f"{begin}/long")

    running = admin.get(answer["Location"])
    assert running["Refresh"] == "5"
    assert "<progress" in running.content.decode()
    advance_trials(after(60 * 24 * 365 * 5))
    done = admin.get(answer["Location"])
    assert "Refresh" not in done
    assert "Chief" in done.content.decode()
    assert "What came of trying it on 3 documents" in admin.get(begin).content.decode()
    assert client_of(world.auditor).post(f"{begin}/long").status_code == 403
    assert client_of(world.asker).get(answer["Location"]).status_code == 403
