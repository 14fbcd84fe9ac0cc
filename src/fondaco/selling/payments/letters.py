"""What is written about limits: to customer service when one is asked for, to the customer when it is decided."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fondaco.bridge import mail
from fondaco.people.models import Person
from fondaco.selling.accounts.models import StaffRole
from fondaco.selling.payments.models import LimitRequest
from fondaco.selling.payments.states import RequestState
from fondaco.web.formatting import format_money


def _post(to: Person, subject: str, name: str, request: LimitRequest, page: str, now: datetime) -> None:
    language = to.mail_language
    told = {
        "request": request,
        "account": request.account,
        "wanted": format_money(request.wanted, request.account.currency, language),
        "granted": format_money(request.granted, request.account.currency, language) if request.granted else "",
        "link": settings.FONDACO_BASE_URL + reverse(page),
        "store": settings.FONDACO_SITE_NAME,
    }
    text = render_to_string(f"selling_payments/mail/{name}.txt", told)
    mail.post(to=to, subject=subject, text=text, about=request.subject, now=now)


def limit_asked(request: LimitRequest, *, now: datetime) -> None:
    """To customer service; to the store's administrators where nobody is in service."""
    ours = Person.objects.filter(staff__isnull=False, is_active=True).exclude(email="")
    for person in ours.filter(staff__role=StaffRole.SERVICE) or ours.filter(staff__role=StaffRole.ADMINISTRATOR):
        with translation.override(person.mail_language):
            subject = _("%(account)s asks for a higher limit") % {"account": request.account.name}
            _post(person, subject, "limit_asked", request, "selling_payments:requests", now)


def limit_decided(request: LimitRequest, *, now: datetime) -> None:
    """To whoever asked."""
    if not request.asked_by.email:
        return
    with translation.override(request.asked_by.mail_language):
        granted = request.state == RequestState.GRANTED
        subject = _("Your higher limit is granted") if granted else _("Your higher limit is not granted")
        _post(request.asked_by, subject, "limit_decided", request, "selling_payments:methods", now)
