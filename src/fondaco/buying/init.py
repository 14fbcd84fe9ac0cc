"""The first organisation of a desk that is not a demo."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco.buying.company.models import Employee, LegalEntity, RoleName
from fondaco.buying.company.operations import add_employee, add_legal_entity
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.demo import first_rules

EVERYTHING = (RoleName.ADMINISTRATOR, RoleName.BUYER, RoleName.REQUESTER, RoleName.APPROVER)


@transaction.atomic
def create_first(
    *,
    organisation: str,
    vat_number: str,
    admin_name: str,
    admin_email: str,
    password: str,
    now: datetime,
) -> Employee:
    """A legal entity, its administrator and the first approval rules. Raises ValidationError, with nothing
    created.

    The VAT number begins with its country's two letters, which is also the country of the address until
    somebody changes it.
    """
    if LegalEntity.objects.exists():
        raise ValidationError(_("This desk already has its organisation. Sign in as its administrator."))
    if "@" not in admin_email:
        raise ValidationError(_("“%(email)s” is not an e-mail address.") % {"email": admin_email})
    plain = vat_number.strip().upper()
    country = plain[:2] if plain[:2].isalpha() else "IT"
    try:
        entity = add_legal_entity(
            name=organisation,
            vat_number=plain,
            country="GR" if country == "EL" else country,
            by=None,
            now=now,
            public_id=new_public_id(),
        )
        administrator = add_employee(
            entity=entity,
            email=admin_email,
            name=admin_name,
            roles=EVERYTHING,
            by=None,
            now=now,
            public_id=new_public_id(),
            password=password,
        )
    except Refused as refused:
        raise ValidationError(f"{refused.words} {refused.remedy}".strip()) from refused
    first_rules(entity=entity, now=now)
    return administrator
