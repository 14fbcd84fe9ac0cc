"""The first organisation of a store that is not a demo."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco.people.models import Person
from fondaco.selling.accounts.models import StaffMember, StaffRole, Store
from fondaco.selling.accounts.operations import employ_person, open_store


@transaction.atomic
def create_first(*, organisation: str, admin_name: str, admin_email: str, password: str, now: datetime) -> StaffMember:
    """The store's own organisation and its first administrator. Raises ValidationError, with nothing created."""
    if Store.objects.exists():
        raise ValidationError(_("This store already has its organisation. Sign in as its administrator."))
    if not organisation.strip() or not admin_name.strip():
        raise ValidationError(_("The organisation and its administrator need a name."))
    validate_email(admin_email)
    if Person.objects.with_email(admin_email):
        raise ValidationError(_("Somebody has this e-mail address already."))
    open_store(name=organisation.strip(), currency="EUR", vat_number="", now=now)
    person = Person.objects.create_person(email=admin_email, name=admin_name.strip(), password=password)
    return employ_person(person=person, role=StaffRole.ADMINISTRATOR, by=None, now=now)
