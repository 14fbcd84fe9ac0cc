"""What can be done to the company's structure. Each is one transaction and leaves an audit line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company import registry
from fondaco.buying.company.models import (
    CostCentre,
    DeliveryAddress,
    Employee,
    LegalEntity,
    Role,
    RoleName,
)
from fondaco.buying.company.queries import chain_above
from fondaco.buying.company.vat import checked_vat_number
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person


@transaction.atomic
def add_legal_entity(
    *, name: str, vat_number: str, country: str, by: Person | None, now: datetime, public_id: str, **rest: str
) -> LegalEntity:
    """Raises Refused for a VAT number that is none, or that another legal entity has."""
    number = checked_vat_number(vat_number, country=country)
    entity = LegalEntity(public_id=public_id, name=name, vat_number=number, country=country, **rest)
    _save_once(entity, "vat_number", _("Another legal entity has this VAT number."))
    _note("company.entity_added", f"entity:{public_id}", by, now, after={"vat_number": number})
    return entity


@transaction.atomic
def change_legal_entity(
    *, entity: LegalEntity, by: Person, now: datetime, vat_number: str, country: str, **rest: str
) -> LegalEntity:
    """Raises Refused as :func:`add_legal_entity` does."""
    entity = LegalEntity.objects.select_for_update().get(pk=entity.pk)
    before = {"vat_number": entity.vat_number, "currency": entity.currency}
    entity.vat_number = checked_vat_number(vat_number, country=country)
    entity.country = country
    for field, value in rest.items():
        setattr(entity, field, value)
    _save_once(entity, "vat_number", _("Another legal entity has this VAT number."))
    after = {"vat_number": entity.vat_number, "currency": entity.currency}
    _note("company.entity_changed", f"entity:{entity.public_id}", by, now, before=before, after=after)
    return entity


@transaction.atomic
def add_cost_centre(
    *,
    entity: LegalEntity,
    code: str,
    name: str,
    owner: Employee | None,
    by: Person | None,
    now: datetime,
    public_id: str,
) -> CostCentre:
    """Raises Refused where the code is taken."""
    made = CostCentre(public_id=public_id, legal_entity=entity, code=code, name=name, owner=owner)
    _save_once(made, "code", _("Another cost centre has this code."))
    after = {"code": code, "owner": owner.pk if owner else None}
    _note("company.cost_centre_added", f"cost_centre:{public_id}", by, now, after=after)
    return made


@transaction.atomic
def change_cost_centre(
    *,
    cost_centre: CostCentre,
    code: str,
    name: str,
    owner: Employee | None,
    active: bool,
    by: Person | None,
    now: datetime,
) -> CostCentre:
    """Raises Refused where the code is taken."""
    kept = CostCentre.objects.select_for_update().get(pk=cost_centre.pk)
    before = {"code": kept.code, "owner": kept.owner_id, "active": kept.active}
    kept.code, kept.name, kept.owner, kept.active = code, name, owner, active
    _save_once(kept, "code", _("Another cost centre has this code."))
    after = {"code": code, "owner": kept.owner_id, "active": active}
    _note("company.cost_centre_changed", f"cost_centre:{kept.public_id}", by, now, before=before, after=after)
    return kept


@transaction.atomic
def add_address(
    *, entity: LegalEntity, by: Person | None, now: datetime, public_id: str, **fields: Any
) -> DeliveryAddress:
    """Raises Refused where the code is taken."""
    made = DeliveryAddress(public_id=public_id, legal_entity=entity, **fields)
    _save_once(made, "code", _("Another address has this code."))
    _note("company.address_added", f"address:{public_id}", by, now, after={"code": made.code})
    return made


@transaction.atomic
def change_address(*, address: DeliveryAddress, by: Person, now: datetime, **fields: Any) -> DeliveryAddress:
    """Raises Refused where the code is taken."""
    kept = DeliveryAddress.objects.select_for_update().get(pk=address.pk)
    before = {"code": kept.code, "active": kept.active}
    for field, value in fields.items():
        setattr(kept, field, value)
    _save_once(kept, "code", _("Another address has this code."))
    after = {"code": kept.code, "active": kept.active}
    _note("company.address_changed", f"address:{kept.public_id}", by, now, before=before, after=after)
    return kept


@transaction.atomic
def add_employee(
    *,
    entity: LegalEntity,
    email: str,
    name: str,
    roles: Collection[str],
    by: Person | None,
    now: datetime,
    public_id: str,
    title: str = "",
    manager: Employee | None = None,
    cost_centre: CostCentre | None = None,
    address: DeliveryAddress | None = None,
    language: str = "",
    password: str | None = None,
) -> Employee:
    """Takes a person into the company; without ``password`` they set their own from the invitation.

    Raises Refused where somebody with this e-mail already works here, or for roles that do not go together.
    """
    _check_roles(roles)
    person = Person.objects.filter(email__iexact=email).first()
    if person is not None and Employee.objects.filter(person=person).exists():
        raise Refused("email_taken", _("Somebody with this e-mail address is already here."), "", "email")
    if person is None:
        person = Person.objects.create_person(email=email, name=name, language=language, password=password)
    employee = Employee.objects.create(
        public_id=public_id,
        person=person,
        legal_entity=entity,
        title=title,
        manager=manager,
        cost_centre=cost_centre,
        address=address,
    )
    Role.objects.bulk_create(Role(employee=employee, name=role) for role in sorted(set(roles)))
    after = {"person": person.pk, "manager": employee.manager_id, "roles": sorted(set(roles))}
    _note("company.person_added", f"employee:{public_id}", by, now, after=after)
    return employee


@transaction.atomic
def change_employee(
    *,
    employee: Employee,
    name: str,
    title: str,
    roles: Collection[str],
    manager: Employee | None,
    cost_centre: CostCentre | None,
    address: DeliveryAddress | None,
    active: bool,
    by: Person | None,
    now: datetime,
) -> Employee:
    """Raises Refused for a manager who is below them, for roles that do not go together, for the last
    administrator.
    """
    # One lock for the whole company: two changes of managers at once could otherwise close a circle.
    LegalEntity.objects.select_for_update().get(pk=employee.legal_entity_id)
    employee = Employee.objects.select_related("person").select_for_update(of=("self",)).get(pk=employee.pk)
    _check_roles(roles)
    _check_manager(employee, manager)
    _check_last_administrator(employee, roles if active else ())
    held = set(employee.roles.values_list("name", flat=True))
    before = {"manager": employee.manager_id, "roles": sorted(held), "active": employee.person.is_active}
    employee.title, employee.manager, employee.cost_centre, employee.address = title, manager, cost_centre, address
    employee.save()
    employee.person.name, employee.person.is_active = name, active
    employee.person.save(update_fields=["name", "is_active"])
    employee.roles.exclude(name__in=roles).delete()
    Role.objects.bulk_create(Role(employee=employee, name=role) for role in sorted(set(roles) - held))
    after = {"manager": employee.manager_id, "roles": sorted(set(roles)), "active": active}
    _note("company.person_changed", f"employee:{employee.public_id}", by, now, before=before, after=after)
    if not active or (RoleName.APPROVER in held and RoleName.APPROVER not in roles):
        registry.tell_left(Person.objects.get(pk=employee.person_id), by, now)
    return employee


def _check_roles(roles: Collection[str]) -> None:
    unknown = set(roles) - set(RoleName.values)
    if unknown:
        raise Refused("role_unknown", _("There is no such role."), "", "roles")
    if RoleName.AUDITOR in roles and len(set(roles)) > 1:
        raise Refused(
            "auditor_alone",
            _("An auditor reads everything and changes nothing, so the role goes with no other."),
            _("Choose either Auditor or the other roles."),
            "roles",
        )


def _check_manager(employee: Employee, manager: Employee | None) -> None:
    if manager is None:
        return
    if manager.pk == employee.pk:
        raise Refused("own_manager", _("Nobody can be their own manager."), "", "manager")
    if employee.pk in {above.pk for above in chain_above(manager)}:
        raise Refused(
            "manager_circle",
            _("%(manager)s already reports to %(person)s, directly or through others.")
            % {"manager": manager.person.name, "person": employee.person.name},
            _("Choose somebody who stands above, or change the other's manager first."),
            "manager",
        )


def _check_last_administrator(employee: Employee, roles: Collection[str]) -> None:
    if RoleName.ADMINISTRATOR in roles:
        return
    administrators = Role.objects.filter(name=RoleName.ADMINISTRATOR, employee__person__is_active=True)
    if not administrators.filter(employee=employee).exists():
        return
    if not administrators.exclude(employee=employee).exists():
        raise Refused(
            "last_administrator",
            _("This is the only administrator. Without one, nobody could change people any more."),
            _("Make somebody else an administrator first."),
            "roles",
        )


def _save_once(row: LegalEntity | CostCentre | DeliveryAddress, field: str, words: str) -> None:
    """Saves; a broken unique constraint becomes an answer about ``field``."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as reason:
        raise Refused(f"{field}_taken", words, "", field) from reason


def _note(
    action: str,
    subject: str,
    by: Person | None,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    audit.write(action=action, subject=subject, by=by.pk if by else None, now=now, before=before, after=after)
