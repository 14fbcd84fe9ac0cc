"""Two at one moment: one account comes of it, or one decision, and the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connections

from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Member
from fondaco.selling.registration import operations, reviewing
from fondaco.selling.registration.models import Registration, Review
from tests.selling import making
from tests.selling.registration import registering

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], object]) -> list[str]:
    """What came of each, in the order of their names: ``done`` or the name of what it raised."""
    gate = threading.Barrier(len(jobs))
    said: list[str] = []

    def run(job: Callable[[], object]) -> None:
        gate.wait()
        try:
            job()
            said.append("done")
        except Exception as refused:
            said.append(f"{type(refused).__name__} {refused}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sorted(said)


def test_one_link_followed_eight_times_at_once_makes_one_account(now: datetime) -> None:
    making.store(now)
    token = registering.begin(now)

    said = together(*[lambda: registering.confirm(token, now)] * 8)

    assert said == ["LinkRefused used"] * 7 + ["done"]
    assert BusinessAccount.objects.count() == Person.objects.count() == Member.objects.count() == 1
    assert Registration.objects.get().confirmed_at == now


def test_two_registrations_with_one_vat_number_make_one_account(now: datetime) -> None:
    making.store(now)
    tokens = [
        registering.begin(now, company=f"Company {n}", admin_email=f"admin{n}@company-{n}.example") for n in range(6)
    ]

    said = together(*[lambda token=token: registering.confirm(token, now) for token in tokens])

    assert said == ["Taken vat_number"] * 5 + ["done"]
    assert BusinessAccount.objects.count() == Person.objects.count() == Member.objects.count() == 1
    assert Registration.objects.filter(confirmed_at=None).count() == 5


def test_two_companies_with_one_administrator_make_one_account(now: datetime) -> None:
    making.store(now)
    numbers = ("IT02483100109", "IT12345670017")
    tokens = [registering.begin(now, company=f"Company {n}", vat_number=n) for n in numbers]

    said = together(*[lambda token=token: registering.confirm(token, now) for token in tokens])

    assert said[1] == "done"
    assert said[0].startswith("PersonThere")
    assert BusinessAccount.objects.count() == Person.objects.count() == 1


def test_two_who_decide_at_once_make_one_decision(now: datetime) -> None:
    making.store(now)
    account = registering.in_review(now)
    review = Review.objects.get()
    people = [Person.objects.create_person(email=f"p{n}@store.example", name=f"P{n}") for n in range(4)]
    before = len(registering.letters("carla.molino@gmail.com"))

    said = together(
        *[lambda by=by: reviewing.approve(review=review, by=by, now=now) for by in people[:2]],
        *[lambda by=by: reviewing.refuse(review=review, words="No.", by=by, now=now) for by in people[2:]],
    )

    assert said[-1] == "done"
    assert all(one.startswith("Decided") for one in said[:-1])
    account.refresh_from_db()
    outcome = Review.objects.get().outcome
    assert (outcome, account.state) in {("approved", "verified"), ("refused", "refused")}
    assert len(registering.letters("carla.molino@gmail.com")) == before + 1


def test_reminders_of_two_workers_are_written_once(now: datetime) -> None:
    making.store(now)
    registering.in_review(now)
    late = datetime(2026, 12, 1, 9, tzinfo=now.tzinfo)

    together(*[lambda: reviewing.remind(now=late)] * 4)

    assert Review.objects.get().overdue_told_at == late


def test_lapsed_registrations_are_swept_by_one_worker(now: datetime) -> None:
    making.store(now)
    registering.begin(now)
    late = now + operations.LINK_LASTS + operations.LAPSED_KEPT

    said: list[int] = []
    together(*[lambda: said.append(operations.sweep_lapsed(now=late))] * 4)

    assert sorted(said) == [0, 0, 0, 1]
