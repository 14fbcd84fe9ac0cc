"""Who may see messages: each site says so, in one place of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from fondaco.bridge.models import Partner

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from fondaco.people.models import Person

    Anyone = Person | AnonymousUser


def may_see_messages(person: Anyone, partner: Partner | None = None) -> bool:
    """Whether ``person`` may see messages: any at all, or those with ``partner``."""
    allows: Callable[..., bool] = import_string(getattr(settings, "FONDACO_MESSAGE_POLICY", ""))
    return bool(person.is_authenticated and allows(person, partner))


def may_act_on_messages(person: Anyone, partner: Partner) -> bool:
    """Whether ``person`` may send again and try connections. A site that says nothing lets in whoever may see."""
    path = getattr(settings, "FONDACO_MESSAGE_ACTION_POLICY", "")
    return may_see_messages(person, partner) and (not path or bool(import_string(path)(person, partner)))


def visible_partners(person: Anyone) -> list[Partner]:
    """The partners whose messages ``person`` may see, by name."""
    return [partner for partner in Partner.objects.order_by("name") if may_see_messages(person, partner)]


def may_read_mail(person: Anyone) -> bool:
    """In the demo everybody: nobody there has a mailbox of their own. Elsewhere whom the site names.

    Letters hold links that let people in, so a site whose messages others than its own people see says who reads
    letters (``FONDACO_MAIL_POLICY``); one that says nothing lets whoever may see messages.
    """
    if settings.FONDACO_DEMO:
        return True
    path = getattr(settings, "FONDACO_MAIL_POLICY", "")
    return bool(import_string(path)(person)) if path else may_see_messages(person)
