"""Telling people that a message did not get through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from fondaco.bridge import mail, words
from fondaco.bridge.models import MessageOut, Partner
from fondaco.people.models import Person


def owners(partner: Partner) -> list[Person]:
    """Who looks after the connection with ``partner``, as the site says."""
    path = getattr(settings, "FONDACO_MESSAGE_OWNERS", "")
    if not path:
        return []
    find: Callable[[Partner], list[Person]] = import_string(path)
    return find(partner)


def tell_owners(record: MessageOut, *, now: datetime) -> None:
    """A letter to each owner, in their language: what did not arrive, or may not have, why, and what to do."""
    for person in owners(record.partner):
        if not person.email:
            continue
        with translation.override(person.mail_language):
            named = {"number": record.number or words.document(record.document_type), "partner": record.partner.name}
            given = {
                "person": person,
                "record": record,
                "document": words.document(record.document_type),
                "problem": words.problem(record.problem),
                "link": settings.FONDACO_BASE_URL + record.get_absolute_url(),
            }
            if record.wants_decision:
                subject, template = _("Does %(partner)s have %(number)s? You decide") % named, "undecided_mail.txt"
            else:
                subject, template = _("%(number)s did not get through to %(partner)s") % named, "not_through_mail.txt"
            mail.post(
                to=person,
                subject=subject,
                text=render_to_string(f"bridge/{template}", given),
                about=record.about,
                now=now,
            )
