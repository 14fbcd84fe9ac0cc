"""Letters about groups, secrets and settings, each in its reader's language. They name no secret."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fondaco.bridge import mail
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Connection, Group, Member, Role, StaffRole
from fondaco.selling.integration.models import SettingsRequest
from fondaco.web.formatting import exact_time

Subject = Callable[[], str]


def punchout_added(group: Group, *, by: Person, now: datetime) -> None:
    """To the administrators, and whom they have for the technical side: what comes next."""
    _write(
        _people(group.account, Role.ADMINISTRATOR, Role.TECHNICAL_ADMINISTRATOR),
        "punchout_added",
        lambda: _("PunchOut was added to the group %(group)s") % {"group": group.name},
        about=group.subject,
        now=now,
        context={"group": group, "who": by.name, "url": _url("group", group.public_id)},
    )


def in_test(group: Group, *, now: datetime) -> None:
    _write(
        _people(group.account, Role.ADMINISTRATOR, Role.TECHNICAL_ADMINISTRATOR),
        "in_test",
        lambda: _("%(group)s is connected and in Test") % {"group": group.name},
        about=group.subject,
        now=now,
        context={"group": group, "url": _url("checklist", group.public_id)},
    )


def active(group: Group, *, by: Person, now: datetime) -> None:
    _write(
        _people(group.account, Role.ADMINISTRATOR),
        "active",
        lambda: _("%(group)s is Active") % {"group": group.name},
        about=group.subject,
        now=now,
        context={"group": group, "who": by.name, "url": _url("group", group.public_id)},
    )


def secret_issued(connection: Connection, *, by: Person, now: datetime) -> None:
    """That there is a new secret, and until when the one before it is taken."""
    ends_at = connection.partner.secret_in_previous_ends_at
    _write(
        _people(connection.account, Role.ADMINISTRATOR, Role.TECHNICAL_ADMINISTRATOR),
        "secret_issued",
        lambda: _("A new secret was issued for %(group)s") % {"group": connection.group.name},
        about=f"partner:{connection.partner.public_id}",
        now=now,
        context={"group": connection.group, "who": by.name, "ends_at": ends_at, "url": _connection_url(connection)},
    )


def old_secret_ends(connection: Connection, *, now: datetime) -> None:
    """A warning to who can mend it: their system still comes with a secret that is about to end."""
    account = connection.account
    to = _people(account, Role.TECHNICAL_ADMINISTRATOR) or _people(account, Role.ADMINISTRATOR)
    _write(
        to,
        "old_secret_ends",
        lambda: _("Your purchasing system still uses a secret that is about to end"),
        about=f"partner:{connection.partner.public_id}",
        now=now,
        context={
            "group": connection.group,
            "ends_at": connection.partner.secret_in_previous_ends_at,
            "used_at": connection.partner.secret_in_previous_used_at,
            "url": _connection_url(connection),
        },
    )


def setting_asked(request: SettingsRequest, words: Callable[[], dict[str, str]], *, now: datetime) -> None:
    """To customer service. ``words`` says setting and value in the language of the moment."""
    _write(
        _service(),
        "setting_asked",
        lambda: _("%(account)s asks for another setting") % {"account": request.group.account.name},
        about=f"settings_request:{request.public_id}",
        now=now,
        context={"request": request, "url": _url("request", request.public_id)},
        words=words,
    )


def setting_decided(request: SettingsRequest, words: Callable[[], dict[str, str]], *, now: datetime) -> None:
    """To whoever asked."""
    done = request.state == SettingsRequest.State.DONE
    _write(
        [request.asked_by] if request.asked_by.email and request.asked_by.is_active else [],
        "setting_decided",
        lambda: _("The setting you asked for was changed") if done else _("The setting you asked for stays as it is"),
        about=f"settings_request:{request.public_id}",
        now=now,
        context={"request": request, "done": done, "url": _url("settings", request.group.public_id)},
        words=words,
    )


def _write(
    to: Iterable[Person],
    name: str,
    subject: Subject,
    *,
    about: str,
    now: datetime,
    context: dict[str, Any],
    words: Callable[[], dict[str, str]] = dict,
) -> None:
    for person in to:
        with translation.override(person.mail_language):
            moments = {key: _said(value) for key, value in context.items()}
            given = {**moments, **words(), "person": person, "store": settings.FONDACO_SITE_NAME}
            text = render_to_string(f"selling_integration/mail/{name}.txt", given)
            mail.post(to=person, subject=subject(), text=text, about=about, now=now)


def _said(value: object) -> object:
    """A moment as the language writes it; anything else as it is."""
    if not isinstance(value, datetime):
        return value
    return exact_time(timezone.localtime(value), translation.get_language() or "en")


def _people(account: BusinessAccount, *roles: Role) -> list[Person]:
    members = Member.objects.standing().filter(account=account, suspended_at=None, held_roles__role__in=roles)
    people = Person.objects.filter(pk__in=members.values("person_id"), is_active=True).exclude(email="")
    return list(people.order_by("pk"))


def _service() -> list[Person]:
    """Who is in customer service; the store's administrators where nobody is."""
    ours = Person.objects.filter(staff__isnull=False, is_active=True).exclude(email="").order_by("pk")
    return list(ours.filter(staff__role=StaffRole.SERVICE) or ours.filter(staff__role=StaffRole.ADMINISTRATOR))


def _url(name: str, public_id: str) -> str:
    return settings.FONDACO_BASE_URL + reverse(f"selling_integration:{name}", args=[public_id])


def _connection_url(connection: Connection) -> str:
    return _url("own-connection", connection.partner.public_id)
