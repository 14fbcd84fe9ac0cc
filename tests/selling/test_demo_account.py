"""The demo's customer has what its pages show, and has it once."""

from __future__ import annotations

from datetime import datetime

import pytest

from fondaco.people.models import Person
from fondaco.selling.accounts.models import Connection, SharedAddress
from fondaco.selling.demo_account import GROUP, VAT_NUMBER, fill
from fondaco.selling.integration.models import SettingsRequest


@pytest.mark.django_db
def test_the_account_is_filled_once_however_often_the_demo_comes_up(lanterna: Connection, now: datetime) -> None:
    elena = Person.objects.create_person(email="elena@lanterna.example", name="Elena")

    for _ in range(2):
        lanterna.account.refresh_from_db()
        fill(lanterna.account, by=elena, now=now)

    group = lanterna.account.groups.get(name=GROUP)
    lanterna.account.refresh_from_db()
    assert lanterna.account.vat_number == VAT_NUMBER
    assert (group.status, group.milestones.count()) == ("test", 2)
    assert SharedAddress.objects.filter(account=lanterna.account).count() == 2
    assert SettingsRequest.objects.get().group == group
