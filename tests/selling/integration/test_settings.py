"""Settings stand at recommended values; some an administrator changes, for others customer service is asked."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from fondaco.audit.models import Line
from fondaco.bridge.models import Mail
from fondaco.lifecycle import IllegalStep
from fondaco.selling.accounts.models import Group, Safeguards
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.integration import asking
from fondaco.selling.integration.models import GroupSettings, SettingsRequest
from fondaco.selling.integration.operations import settings_of
from fondaco.selling.integration.settable import SETTINGS
from fondaco.selling.integration.states import REQUEST, RequestEvent, request_after
from tests.selling.integration.conftest import Somebody

DIRECT = {"takes_changes", "backorders", "operation_allowed", "minimum_order"}
State = SettingsRequest.State


def page_of(group: Group) -> str:
    return f"/business/groups/{group.public_id}/settings"


def ask(group: Group, who: Somebody, now: datetime, key: str = "hold_days", wanted: str = "14") -> SettingsRequest:
    made = asking.ask_for_setting(
        group=group, setting=SETTINGS[key], wanted=wanted, reason="Approvals take long.", by=who.person, now=now
    )
    return SettingsRequest.objects.get(public_id=made)


def test_all_are_shown_at_their_recommended_value_with_who_changes_them(plain: Group, elena: Somebody) -> None:
    page = elena.client.get(page_of(plain)).content.decode()

    assert page.count("as recommended") == len(SETTINGS)
    assert page.count("Ask for another value") == len(SETTINGS) - len(DIRECT)
    assert {key for key, one in SETTINGS.items() if one.direct} == DIRECT


def test_every_column_of_safeguards_and_settings_is_in_the_table() -> None:
    columns = {
        field.name
        for model in (Safeguards, GroupSettings)
        for field in model._meta.concrete_fields
        if field.name not in ("id", "group")
    }

    assert set(SETTINGS) == columns


@pytest.mark.parametrize(
    ("key", "wanted", "value"),
    [
        ("takes_changes", "no", False),
        ("backorders", "no", False),
        ("operation_allowed", "inspect", "inspect"),
        ("minimum_order", "50", Decimal(50)),
    ],
)
def test_an_administrator_changes_what_is_theirs_at_once(
    plain: Group, elena: Somebody, key: str, wanted: str, value: object
) -> None:
    elena.client.post(f"{page_of(plain)}?setting={key}", {"value": wanted})

    assert getattr(settings_of(plain.pk), key) == value
    line = Line.objects.get(action="settings.changed")
    assert (line.subject, line.by) == (plain.subject, elena.person.pk)
    assert not SettingsRequest.objects.exists()


@pytest.mark.parametrize("key", sorted(set(SETTINGS) - DIRECT))
def test_what_customer_service_changes_no_administrator_does(
    plain: Group, elena: Somebody, now: datetime, key: str
) -> None:
    with pytest.raises(asking.NotTheirs):
        asking.change_setting(group=plain, setting=SETTINGS[key], wanted="1", by=elena.person, now=now)

    assert not Line.objects.filter(action="settings.changed").exists()


def test_asking_opens_a_request_and_changes_nothing(plain: Group, elena: Somebody, bruno: Client) -> None:
    response = elena.client.post(f"{page_of(plain)}?setting=price_percent", {"value": "8", "reason": "Metals."})

    assert response.status_code == 302
    asked = SettingsRequest.objects.get()
    assert (asked.state, asked.setting, asked.wanted, asked.reason) == ("open", "price_percent", "8", "Metals.")
    assert Safeguards.objects.get(group=plain).price_percent == Decimal(5)
    assert Mail.objects.get(about=f"settings_request:{asked.public_id}").to == "bruno@store.example"
    page = elena.client.get(page_of(plain)).content.decode()
    assert "asked for" in page
    assert "8 %" in page


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("price_percent", {"value": "-1", "reason": "x"}),
        ("price_percent", {"value": "NaN", "reason": "x"}),
        ("price_percent", {"value": "8", "reason": ""}),
        ("price_percent", {"value": "5", "reason": "It is that already."}),
        ("delivery_days", {"value": "1.5", "reason": "x"}),
        ("hold_days", {"value": "", "reason": "x"}),
        ("hold_days", {"value": "91", "reason": "x"}),
        ("quantity_short", {"value": "guess", "reason": "x"}),
        ("shipping_as_lines", {"value": "perhaps", "reason": "x"}),
        ("minimum_order", {"value": "0"}),
    ],
)
def test_what_a_setting_cannot_be_is_said_and_asked_of_nobody(
    plain: Group, elena: Somebody, key: str, given: dict[str, str]
) -> None:
    response = elena.client.post(f"{page_of(plain)}?setting={key}", given)

    assert response.status_code == 422
    assert not SettingsRequest.objects.exists()
    assert not Mail.objects.exists()
    assert not Line.objects.filter(action__startswith="setting").exists()


def test_no_limit_can_be_asked_for(plain: Group, elena: Somebody, bruno: Client) -> None:
    elena.client.post(f"{page_of(plain)}?setting=shipping_above", {"value": "", "reason": "We pay anyway."})

    asked = SettingsRequest.objects.get()
    bruno.post(f"/settings-requests/{asked.public_id}", {"decision": "do", "answer": ""})

    assert Safeguards.objects.get(group=plain).shipping_above is None


def test_one_request_is_open_for_a_setting(plain: Group, elena: Somebody, now: datetime) -> None:
    ask(plain, elena, now)

    with pytest.raises(AlreadyThere):
        ask(plain, elena, now, wanted="21")
    response = elena.client.post(f"{page_of(plain)}?setting=hold_days", {"value": "21", "reason": "More."})

    assert response.status_code == 422
    assert SettingsRequest.objects.get().wanted == "14"
    with pytest.raises(IntegrityError), transaction.atomic():
        SettingsRequest.objects.create(
            group=plain, setting="hold_days", wanted="21", asked_by=elena.person, asked_at=now
        )


def test_a_withdrawn_request_makes_room_for_another(plain: Group, elena: Somebody, now: datetime) -> None:
    first = ask(plain, elena, now)

    elena.client.post(f"{page_of(plain)}/{first.public_id}/withdraw")

    first.refresh_from_db()
    assert (first.state, first.decided_by) == (State.WITHDRAWN, elena.person)
    assert ask(plain, elena, now, wanted="21").state == State.OPEN
    again = elena.client.post(f"{page_of(plain)}/{first.public_id}/withdraw", follow=True)
    assert b"decided already" in again.content


def test_customer_service_does_it_and_whoever_asked_is_told(
    plain: Group, elena: Somebody, bruno: Client, now: datetime
) -> None:
    asked = ask(plain, elena, now)
    assert "14 days" in bruno.get(f"/settings-requests/{asked.public_id}").content.decode()

    bruno.post(f"/settings-requests/{asked.public_id}", {"decision": "do", "answer": "Gladly."})

    asked.refresh_from_db()
    assert (asked.state, asked.answer) == (State.DONE, "Gladly.")
    assert settings_of(plain.pk).hold_days == 14
    line = Line.objects.get(action="settings.changed")
    assert (line.before, line.after) == ({"hold_days": "7"}, {"hold_days": "14"})
    letter = Mail.objects.get(to=elena.person.email)
    assert "was changed" in letter.subject
    assert "Gladly." in letter.text


def test_declining_needs_words(plain: Group, elena: Somebody, bruno: Client, now: datetime) -> None:
    asked = ask(plain, elena, now)
    address = f"/settings-requests/{asked.public_id}"

    assert bruno.post(address, {"decision": "decline", "answer": " "}).status_code == 422
    asked.refresh_from_db()
    assert asked.state == State.OPEN
    bruno.post(address, {"decision": "decline", "answer": "Seven days is what sellers grant us."})

    asked.refresh_from_db()
    assert asked.state == State.DECLINED
    assert settings_of(plain.pk).hold_days == 7
    assert "Seven days is what sellers grant us." in Mail.objects.get(to=elena.person.email).text
    assert "Seven days is what sellers grant us." in elena.client.get(page_of(plain)).content.decode()


@pytest.mark.parametrize("event", list(RequestEvent))
@pytest.mark.parametrize("state", list(State))
def test_each_state_takes_what_its_table_says(state: State, event: RequestEvent) -> None:
    if event in REQUEST[state]:
        assert request_after(state, event) == REQUEST[state][event]
    else:
        with pytest.raises(IllegalStep):
            request_after(state, event)


def test_the_second_of_two_who_decide_is_told(plain: Group, elena: Somebody, bruno: Client, now: datetime) -> None:
    asked = ask(plain, elena, now)
    address = f"/settings-requests/{asked.public_id}"
    bruno.post(address, {"decision": "decline", "answer": "No."})

    second = bruno.post(address, {"decision": "do", "answer": ""}, follow=True)

    assert b"before you" in second.content
    assert settings_of(plain.pk).hold_days == 7
    assert Mail.objects.filter(to=elena.person.email).count() == 1


def test_what_was_set_by_hand_meanwhile_is_no_hindrance(
    plain: Group, elena: Somebody, bruno: Client, now: datetime
) -> None:
    asked = ask(plain, elena, now)
    GroupSettings.objects.create(group=plain, hold_days=14)

    bruno.post(f"/settings-requests/{asked.public_id}", {"decision": "do", "answer": ""})

    asked.refresh_from_db()
    assert asked.state == State.DONE
    assert not Line.objects.filter(action="settings.changed").exists()


def test_what_became_impossible_is_refused_where_it_is_asked(plain: Group, elena: Somebody, now: datetime) -> None:
    with pytest.raises(ValidationError):
        ask(plain, elena, now, key="quantity_short", wanted="guess")

    assert not SettingsRequest.objects.exists()


def test_a_stranger_asks_for_nothing_and_withdraws_nothing(
    plain: Group, elena: Somebody, stranger: Somebody, now: datetime
) -> None:
    asked = ask(plain, elena, now)
    own = stranger.member.group

    answers = [
        stranger.client.get(page_of(plain)),
        stranger.client.post(f"{page_of(plain)}?setting=backorders", {"value": "no"}),
        stranger.client.post(f"{page_of(plain)}/{asked.public_id}/withdraw"),
        stranger.client.post(f"{page_of(own)}/{asked.public_id}/withdraw"),
    ]

    assert [one.status_code for one in answers] == [404] * 4
    asked.refresh_from_db()
    assert asked.state == State.OPEN
    assert settings_of(plain.pk).backorders


def test_the_technical_administrator_looks_and_changes_nothing(plain: Group, andrea: Somebody) -> None:
    page = andrea.client.get(page_of(plain)).content.decode()
    answer = andrea.client.post(f"{page_of(plain)}?setting=backorders", {"value": "no"})

    assert "Ask for another value" not in page
    assert answer.status_code == 404
    assert settings_of(plain.pk).backorders


def test_an_empty_queue_says_so(bruno: Client) -> None:
    assert b"Nobody is waiting" in bruno.get("/settings-requests/").content
