"""The letter that lets a new colleague set a password."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.bridge import mail
from fondaco.buying.company.models import Employee
from fondaco.buying.links import absolute
from fondaco.people.models import Person


@transaction.atomic
def send_invitation(*, employee: Employee, by: Person | None, now: datetime) -> None:
    """A letter in the colleague's language with a link that works once, as a forgotten password's does."""
    person = employee.person
    link = absolute(
        reverse("people:password-link", args=[person.public_id, default_token_generator.make_token(person)])
    )
    with translation.override(person.language or translation.get_language()):
        context = {"person": person, "company": employee.legal_entity, "link": link, "by": by}
        mail.post(
            to=person,
            subject=_("%(site)s: set your password") % {"site": settings.FONDACO_SITE_NAME},
            text=render_to_string("buying_company/invitation.txt", context),
            about=f"employee:{employee.public_id}",
            now=now,
        )
    audit.write(
        action="company.person_invited",
        subject=f"employee:{employee.public_id}",
        by=by.pk if by else None,
        now=now,
    )
