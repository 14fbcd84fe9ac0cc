"""In the demo two companies wait for the store's people."""

from __future__ import annotations

from datetime import datetime

import pytest

from fondaco.people.models import Person
from fondaco.selling.accounts.models import Store
from fondaco.selling.accounts.operations import create_account
from fondaco.selling.registration.demo import ADMINISTRATOR, seed_reviews
from fondaco.selling.registration.models import Registration, Review
from fondaco.selling.registration.queries import today

pytestmark = pytest.mark.django_db


def test_one_waits_in_time_and_one_too_long_and_the_demo_may_come_up_again(store: Store, now: datetime) -> None:
    create_account(public_id="l", name="Lanterna Meccanica S.p.A.", currency="EUR", by=None, now=now)

    for _ in range(2):
        seed_reviews(password="benvenuti-al-fondaco", now=now, order=9)

    late, in_time = Review.objects.order_by("due_on")
    assert late.due_on < today(now) <= in_time.due_on
    assert (late.reasons, in_time.reasons) == (["similar_name"], ["country"])
    assert Registration.objects.count() == 2
    assert Person.objects.get(email=ADMINISTRATOR).demo.order == 9
