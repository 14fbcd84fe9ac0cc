"""What people are told by mail about their own way in, each in their language. In the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from fondaco.people.models import Person, SecondFactorReset


def send(person: Person, *, subject: Promise, template: str, told: dict[str, object], language: str = "") -> None:
    """A letter to ``person``, if they have an address; ``subject`` may name the site as ``%(site)s``."""
    if not person.email:
        return
    given = {"person": person, "site_name": settings.FONDACO_SITE_NAME, **told}
    with translation.override(language or person.mail_language):
        line = str(subject) % {"site": settings.FONDACO_SITE_NAME}
        text = render_to_string(template, given)
    EmailMessage(line, text, to=[person.email]).send()


def send_second_factor_set_up(person: Person) -> None:
    send(
        person,
        subject=_("A second factor was set up for %(site)s"),
        template="people/second_factor_set_up_mail.txt",
        told={},
    )


def send_recovery_code_used(person: Person, *, left: int) -> None:
    send(
        person,
        subject=_("A recovery code was used at %(site)s"),
        template="people/recovery_code_mail.txt",
        told={"left": left, "link": settings.FONDACO_BASE_URL + reverse("people:second-factor")},
    )


def send_second_factor_reset(done: SecondFactorReset) -> None:
    send(
        done.person,
        subject=_("Your second factor for %(site)s was reset"),
        template="people/second_factor_reset_mail.txt",
        told={"reset": done, "link": settings.FONDACO_BASE_URL + reverse("people:sign-in")},
    )
