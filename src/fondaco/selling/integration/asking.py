"""Settings: those that an administrator changes, and those that customer service is asked to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from fondaco import audit
from fondaco.people.models import Person
from fondaco.selling.accounts.models import Group, Safeguards
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.integration import mails
from fondaco.selling.integration.models import GroupSettings, SettingsRequest
from fondaco.selling.integration.settable import SETTINGS, Setting, row_of, text_of
from fondaco.selling.integration.states import RequestEvent, request_after


class NotTheirs(Exception):
    """Customer service changes this setting, on request: nothing was changed."""


class Unchanged(Exception):
    """It stands at that value already: nothing was changed."""


@transaction.atomic
def ask_for_setting(*, group: Group, setting: Setting, wanted: str, reason: str, by: Person, now: datetime) -> str:
    """Open a request; its public id. ``wanted`` is the value as text.

    Raises ValidationError for what the setting cannot be, Unchanged, AlreadyThere while one is open.
    """
    value = setting.clean(wanted)
    current = setting.of(row_of(setting, group))
    if value == current:
        raise Unchanged
    try:
        with transaction.atomic():
            request = SettingsRequest.objects.create(
                group=group, setting=setting.key, wanted=text_of(value), reason=reason, asked_by=by, asked_at=now
            )
    except IntegrityError:
        raise AlreadyThere("a request for this setting is open") from None
    audit.write(
        action="setting.asked",
        subject=group.subject,
        by=by.pk,
        now=now,
        before={setting.key: text_of(current)},
        after={setting.key: request.wanted, "request": request.public_id},
    )
    mails.setting_asked(request, words_of(request, current), now=now)
    return request.public_id


@transaction.atomic
def change_setting(*, group: Group, setting: Setting, wanted: str, by: Person, now: datetime) -> None:
    """What an administrator changes directly. Raises NotTheirs, ValidationError, Unchanged."""
    if not setting.direct:
        raise NotTheirs
    _set(group, {setting: setting.clean(wanted)}, by=by, now=now)


@transaction.atomic
def set_safeguards(*, group: Group, values: Mapping[str, Any], by: Person, now: datetime) -> None:
    """Several safeguards at once, as the store's own people set them. Values are clean. Raises Unchanged."""
    _set(group, {SETTINGS[key]: value for key, value in values.items()}, by=by, now=now)


@transaction.atomic
def withdraw_request(*, request: SettingsRequest, by: Person, now: datetime) -> None:
    """Raises IllegalStep once it is decided."""
    _decide(request, RequestEvent.WITHDRAW, "", by=by, now=now)


@transaction.atomic
def do_request(*, request: SettingsRequest, answer: str, by: Person, now: datetime) -> None:
    """Set what was asked for, and write to whoever asked. Raises IllegalStep once it is decided."""
    locked = _decide(request, RequestEvent.DO, answer, by=by, now=now)
    setting = SETTINGS[locked.setting]
    before = setting.of(row_of(setting, locked.group))
    value = setting.clean(locked.wanted)
    if value != before:  # somebody may have set it by hand meanwhile
        _set(locked.group, {setting: value}, by=by, now=now)
    mails.setting_decided(locked, words_of(locked, before), now=now)


@transaction.atomic
def decline_request(*, request: SettingsRequest, answer: str, by: Person, now: datetime) -> None:
    """Leave it, in words for whoever asked. Raises IllegalStep once it is decided."""
    locked = _decide(request, RequestEvent.DECLINE, answer, by=by, now=now)
    setting = SETTINGS[locked.setting]
    mails.setting_decided(locked, words_of(locked, setting.of(row_of(setting, locked.group))), now=now)


def words_of(request: SettingsRequest, current: Any) -> Callable[[], dict[str, str]]:
    """Setting, present and wanted value in words, of the language that is active when it is called."""
    setting, currency = SETTINGS[request.setting], request.group.account.currency
    wanted = setting.clean(request.wanted)

    def said() -> dict[str, str]:
        language = translation.get_language() or "en"
        return {
            "label": str(setting.label),
            "current": setting.said(current, currency, language),
            "wanted": setting.said(wanted, currency, language),
        }

    return said


def _decide(
    request: SettingsRequest, event: RequestEvent, answer: str, *, by: Person, now: datetime
) -> SettingsRequest:
    rows = SettingsRequest.objects.select_for_update(of=("self",)).select_related("group__account", "asked_by")
    locked = rows.get(pk=request.pk)
    before = locked.state
    locked.state = request_after(SettingsRequest.State(locked.state), event)
    locked.decided_by, locked.decided_at, locked.answer = by, now, answer
    locked.save()
    audit.write(
        action=f"settings_request.{event.value}",
        subject=f"settings_request:{locked.public_id}",
        by=by.pk,
        now=now,
        before={"state": str(before)},
        after={"state": str(locked.state)},
    )
    return locked


def _set(group: Group, values: Mapping[Setting, Any], *, by: Person, now: datetime) -> None:
    before, after = {}, {}
    for kind in (Safeguards, GroupSettings):
        chosen = {setting: value for setting, value in values.items() if setting.row is kind}
        if not chosen:
            continue
        kind._default_manager.get_or_create(group=group)
        row = kind._default_manager.select_for_update().get(group=group)
        for setting, value in chosen.items():
            if setting.of(row) != value:
                before[setting.key], after[setting.key] = text_of(setting.of(row)), text_of(value)
                setattr(row, setting.key, value)
        row.save()
    if not after:
        raise Unchanged
    audit.write(action="settings.changed", subject=group.subject, by=by.pk, now=now, before=before, after=after)
