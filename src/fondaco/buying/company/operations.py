"""What can be done to the company's structure. Each is one transaction and leaves an audit line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company import registry
from fondaco.buying.company.duties import check_giving, check_last_administrator, check_roles
from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee, LegalEntity, Role
from fondaco.buying.company.queries import chain_above
from fondaco.buying.company.vat import checked_vat_number
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person


@transaction.atomic
def add_legal_entity(
    *, name: str, vat_number: str, country: str, by: Person | None, now: datetime, public_id: str, **rest: Any
) -> LegalEntity:
    """Raises Refused for a VAT number that is none, or that another legal entity has."""
    number = checked_vat_number(vat_number, country=country)
    entity = LegalEntity(public_id=public_id, name=name, vat_number=number, country=country, **rest)
    _save_once(entity, "vat_number", _("Another legal entity has this VAT number."))
    _note("company.entity_added", f"entity:{public_id}", by, now, after={"vat_number": number})
    return entity


@transaction.atomic
def change_legal_entity(
    *, entity: LegalEntity, by: Person, now: datetime, vat_number: str, country: str, **rest: Any
) -> LegalEntity:
    """Raises Refused as :func:`add_legal_entity` does, and for another currency once amounts are kept in this one."""
    entity = LegalEntity.objects.select_for_update().get(pk=entity.pk)
    before = _settings_of(entity)
    if rest.get("currency", entity.currency) != entity.currency and registry.counts_in_its_currency(entity):
        raise Refused(
            "currency_in_use",
            _("Requests and budgets are kept in %(currency)s, so this stays the currency.")
            % {"currency": entity.currency},
            _("For another currency, add another legal entity."),
            "currency",
        )
    entity.vat_number = checked_vat_number(vat_number, country=country)
    entity.country = country
    for field, value in rest.items():
        setattr(entity, field, value)
    _save_once(entity, "vat_number", _("Another legal entity has this VAT number."))
    _note("company.entity_changed", f"entity:{entity.public_id}", by, now, before=before, after=_settings_of(entity))
    return entity


SETTINGS = ("rate_days", "numbers_at", "remind_after_days", "escalate_after_days", "answer_within_days")
TOLERANCES = ("price_tolerance_percent", "price_tolerance_amount")


def _settings_of(entity: LegalEntity) -> dict[str, object]:
    kept = {name: getattr(entity, name) for name in ("vat_number", "currency", *SETTINGS)}
    return kept | {name: f"{getattr(entity, name):f}" for name in TOLERANCES}


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
    check_roles(roles)
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
    check_roles(roles)
    _check_manager(employee, manager)
    check_last_administrator(employee, roles if active else ())
    held = set(employee.roles.values_list("name", flat=True))
    check_giving(employee, set(roles) - held, by)
    before = {"manager": employee.manager_id, "roles": sorted(held), "active": employee.person.is_active}
    employee.title, employee.manager, employee.cost_centre, employee.address = title, manager, cost_centre, address
    employee.save()
    employee.person.name, employee.person.is_active = name, active
    employee.person.save(update_fields=["name", "is_active"])
    employee.roles.exclude(name__in=roles).delete()
    Role.objects.bulk_create(Role(employee=employee, name=role) for role in sorted(set(roles) - held))
    after = {"manager": employee.manager_id, "roles": sorted(set(roles)), "active": active}
    _note("company.person_changed", f"employee:{employee.public_id}", by, now, before=before, after=after)
    if not active or held - set(roles):
        registry.tell_left(Person.objects.get(pk=employee.person_id), by, now)
    return employee


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
