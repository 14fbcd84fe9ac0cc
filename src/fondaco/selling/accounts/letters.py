"""What is written to people about the account they belong to, each in their own language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fondaco.bridge import mail
from fondaco.people.models import Person
from fondaco.selling.accounts.models import BusinessAccount, Invitation, Member, Role
from fondaco.web.formatting import exact_day


def language_for(email: str, sender: Person | None = None) -> str:
    """What somebody reads who may be new here: their own language, else that of whoever asks them."""
    known = Person.objects.with_email(email)
    if known is not None:
        return known.mail_language
    return sender.mail_language if sender else str(settings.LANGUAGE_CODE)


def invite(invitation: Invitation, *, token: str, now: datetime) -> None:
    """The link to join, in the words that suit who asks and for what."""
    sender = invitation.invited_by
    language = language_for(invitation.email, sender)
    with translation.override(language):
        names = {"account": invitation.account.name, "sender": sender.name if sender else ""}
        told = {
            **names,
            "technical": invitation.roles == [Role.TECHNICAL_ADMINISTRATOR],
            "by_store": sender is None,
            "known": Person.objects.with_email(invitation.email) is not None,
            "roles": [Role(role).label for role in invitation.roles],
            "until": exact_day(timezone.localtime(invitation.expires_at).date(), language),
            "link": settings.FONDACO_BASE_URL + reverse("selling_accounts:invitation-link", args=[token]),
            "store": settings.FONDACO_SITE_NAME,
        }
        if told["by_store"]:
            subject = _("Do you shop for %(account)s?") % names
        elif told["technical"]:
            subject = _("%(sender)s asks you to connect %(account)s's purchasing system") % names
        else:
            subject = _("%(sender)s invites you to the business account of %(account)s") % names
        text = render_to_string("selling_accounts/mail/invitation.txt", told)
    mail.post(to=invitation.email, subject=subject, text=text, about=invitation.account.subject, now=now)


def joined(invitation: Invitation, member: Member, *, now: datetime) -> None:
    """To whoever asked: the person has come."""
    sender = invitation.invited_by
    if sender is None or not sender.email:
        return
    with translation.override(sender.mail_language):
        subject = _("%(name)s has joined %(account)s") % {
            "name": member.person.name,
            "account": invitation.account.name,
        }
        told = {"member": member, "roles": _roles(member), "account": invitation.account, **_places()}
        text = render_to_string("selling_accounts/mail/joined.txt", told)
    mail.post(to=sender, subject=subject, text=text, about=invitation.account.subject, now=now)


def changed(member: Member, what: str, *, now: datetime) -> None:
    """To the member: ``what`` is ``roles``, ``suspended``, ``lifted``, ``removed`` or ``punchout`` (step nine)."""
    person = member.person
    if not person.email:
        return
    with translation.override(person.mail_language):
        subject = _subjects()[what] % {"account": member.account.name}
        told = {"what": what, "member": member, "roles": _roles(member), "account": member.account, **_places()}
        text = render_to_string("selling_accounts/mail/changed.txt", told)
    mail.post(to=person, subject=subject, text=text, about=member.account.subject, now=now)


def _subjects() -> Mapping[str, str]:
    return {
        "roles": _("Your roles at %(account)s have changed"),
        "suspended": _("You are suspended at %(account)s"),
        "lifted": _("You may come again for %(account)s"),
        "removed": _("You no longer belong to %(account)s"),
        "punchout": _("You can shop for %(account)s now"),
    }


def _roles(member: Member) -> list[str]:
    held = {str(one.role) for one in member.held_roles.all()}
    return [str(role.label) for role in Role if role in held]


def _places() -> dict[str, str]:
    base = settings.FONDACO_BASE_URL
    return {
        "sign_in": base + reverse("people:sign-in"),
        "people": base + reverse("selling_accounts:people"),
        "store": settings.FONDACO_SITE_NAME,
    }


def contact_changed(account: BusinessAccount, *, before: str, by: Person, now: datetime) -> None:
    """To the address that was the company's until now: whoever reads it learns that it no longer is."""
    language = language_for(before, by)
    with translation.override(language):
        subject = _("The contact address of %(account)s has changed") % {"account": account.name}
        told = {"account": account, "by": by.name, **_places()}
        text = render_to_string("selling_accounts/mail/contact_changed.txt", told)
    mail.post(to=before, subject=subject, text=text, about=account.subject, now=now)
