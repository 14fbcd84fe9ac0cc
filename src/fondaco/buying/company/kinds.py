"""The company's own files: people, cost centres, projects, categories and exchange rates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fondaco.buying.company import operations, structure
from fondaco.buying.company.imports import UNKNOWN, Column, Facts, Kind, day, number, text, yes_or_no
from fondaco.buying.company.invitation import send_invitation
from fondaco.buying.company.models import (
    Category,
    CostCentre,
    DeliveryAddress,
    Employee,
    ExchangeRate,
    LegalEntity,
    Project,
    RoleName,
)
from fondaco.buying.company.queries import all_projects
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person

Key = tuple[str, ...]
M = TypeVar("M", bound=Model)

_CODE = Column("code", gettext_lazy("its code, which names the row"), "PRD-310", True, text(40))
_NAME = Column("name", gettext_lazy("its name"), "Produzione", True)
_OWNER = Column("owner", gettext_lazy("e-mail address of who answers for it"), "marta.conti@example.com")
_ACTIVE = Column("active", gettext_lazy("yes or no; empty is yes"), "yes", clean=yes_or_no)


def referred(model: type[M], words: str, **by: Any) -> M:
    """The row that a cell names; Refused, to be tried again later, where there is none."""
    found = model._default_manager.filter(**by).first()
    if found is None:
        raise Refused(UNKNOWN, words)
    return found


def colleague(entity: LegalEntity, email: str) -> Employee | None:
    if not email:
        return None
    words = _("Nobody with the address %(email)s works here.") % {"email": email}
    return referred(Employee, words, person__email__iexact=email, legal_entity=entity, person__is_active=True)


def cost_centre(entity: LegalEntity, code: str) -> CostCentre | None:
    words = _("There is no cost centre %(code)s.") % {"code": code}
    return referred(CostCentre, words, legal_entity=entity, code__iexact=code) if code else None


def project(entity: LegalEntity, code: str) -> Project | None:
    words = _("There is no project %(code)s.") % {"code": code}
    return referred(Project, words, legal_entity=entity, code__iexact=code) if code else None


def category(code: str) -> Category | None:
    return referred(Category, _("There is no category %(code)s.") % {"code": code}, code__iexact=code) if code else None


def yes(value: bool) -> str:
    return "yes" if value else "no"


def email_of(employee: Employee | None) -> str:
    return employee.person.email if employee else ""


def when(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _roles(value: str) -> str:
    names = value.replace(",", " ").casefold().split()
    strange = sorted(set(names) - set(RoleName.values))
    if strange:
        raise Refused("role_unknown", _("There is no role %(name)s.") % {"name": ", ".join(strange)[:100]})
    return " ".join(sorted(set(names)))


def _people_now(entity: LegalEntity) -> dict[Key, Facts]:
    rows = Employee.objects.filter(legal_entity=entity).select_related(
        "person", "manager__person", "cost_centre", "address"
    )
    return {
        (row.person.email.casefold(),): {
            "email": row.person.email,
            "name": row.person.name,
            "title": row.title,
            "roles": " ".join(sorted(role.name for role in row.roles.all())),
            "manager": email_of(row.manager),
            "cost_centre": row.cost_centre.code if row.cost_centre else "",
            "address": row.address.code if row.address else "",
            "active": yes(row.person.is_active),
        }
        for row in rows.prefetch_related("roles")
    }


def _take_person(
    *,
    entity: LegalEntity,
    facts: Facts,
    known: bool,
    by: Person,
    now: datetime,
    today: date,
    new_id: Callable[[], str],
) -> None:
    address = None
    if facts["address"]:
        words = _("There is no delivery address %(code)s.") % {"code": facts["address"]}
        address = referred(DeliveryAddress, words, legal_entity=entity, code__iexact=facts["address"])
    told: dict[str, Any] = {
        "name": facts["name"],
        "title": facts["title"],
        "roles": facts["roles"].split(),
        "manager": colleague(entity, facts["manager"]),
        "cost_centre": cost_centre(entity, facts["cost_centre"]),
        "address": address,
    }
    if known:
        row = Employee.objects.get(person__email__iexact=facts["email"], legal_entity=entity)
        operations.change_employee(employee=row, active=facts["active"] == "yes", by=by, now=now, **told)
        return
    if facts["active"] == "no":
        raise Refused("added_and_gone", _("Somebody who is not here yet cannot be taken out."))
    made = operations.add_employee(entity=entity, email=facts["email"], by=by, now=now, public_id=new_id(), **told)
    send_invitation(employee=made, by=by, now=now)


def _email(value: str) -> str:
    local, at, domain = value.partition("@")
    if not local or not at or "." not in domain or any(sign in value for sign in " <>,;") or len(value) > 254:
        raise Refused("no_email", _("It is no e-mail address."))
    return value


def _centres_now(entity: LegalEntity) -> dict[Key, Facts]:
    rows = CostCentre.objects.filter(legal_entity=entity).select_related("owner__person")
    return {
        (row.code.casefold(),): {
            "code": row.code,
            "name": row.name,
            "owner": email_of(row.owner),
            "active": yes(row.active),
        }
        for row in rows
    }


def _take_centre(
    *,
    entity: LegalEntity,
    facts: Facts,
    known: bool,
    by: Person,
    now: datetime,
    today: date,
    new_id: Callable[[], str],
) -> None:
    owner = colleague(entity, facts["owner"])
    active = facts["active"] != "no"
    row = CostCentre.objects.filter(legal_entity=entity, code__iexact=facts["code"]).first() if known else None
    if row is None:
        row = operations.add_cost_centre(
            entity=entity, code=facts["code"], name=facts["name"], owner=owner, by=by, now=now, public_id=new_id()
        )
        if active:
            return
    operations.change_cost_centre(
        cost_centre=row, code=row.code, name=facts["name"], owner=owner, active=active, by=by, now=now
    )


def _projects_now(entity: LegalEntity) -> dict[Key, Facts]:
    return {
        (row.code.casefold(),): {
            "code": row.code,
            "name": row.name,
            "owner": email_of(row.owner),
            "from": row.starts_on.isoformat() if row.starts_on else "",
            "to": row.ends_on.isoformat() if row.ends_on else "",
            "active": yes(row.active),
        }
        for row in all_projects(entity)
    }


def _take_project(
    *,
    entity: LegalEntity,
    facts: Facts,
    known: bool,
    by: Person,
    now: datetime,
    today: date,
    new_id: Callable[[], str],
) -> None:
    told = structure.ProjectFacts(
        code=facts["code"],
        name=facts["name"],
        owner=colleague(entity, facts["owner"]),
        starts_on=when(facts["from"]),
        ends_on=when(facts["to"]),
        active=facts["active"] != "no",
    )
    if known:
        row = Project.objects.get(legal_entity=entity, code__iexact=facts["code"])
        structure.change_project(project=row, facts=told, by=by, now=now)
    else:
        structure.add_project(entity=entity, facts=told, by=by, now=now, public_id=new_id())


def _categories_now(entity: LegalEntity) -> dict[Key, Facts]:
    return {
        (row.code.casefold(),): {
            "code": row.code,
            "name": row.name,
            "parent": row.parent.code if row.parent else "",
            "owner": email_of(row.owner),
            "active": yes(row.active),
        }
        for row in Category.objects.select_related("parent", "owner__person")
    }


def _take_category(
    *,
    entity: LegalEntity,
    facts: Facts,
    known: bool,
    by: Person,
    now: datetime,
    today: date,
    new_id: Callable[[], str],
) -> None:
    owner, parent = colleague(entity, facts["owner"]), category(facts["parent"])
    if known:
        row = Category.objects.get(code__iexact=facts["code"])
        active = facts["active"] != "no"
        structure.change_category(
            category=row, code=row.code, name=facts["name"], parent=parent, owner=owner, active=active, by=by, now=now
        )
        return
    structure.add_category(
        code=facts["code"], name=facts["name"], parent=parent, owner=owner, by=by, now=now, public_id=new_id()
    )


def _rates_now(entity: LegalEntity) -> dict[Key, Facts]:
    clean = number(10)
    return {
        (row.currency.casefold(), row.on.isoformat()): {
            "currency": row.currency,
            "on": row.on.isoformat(),
            "rate": clean(f"{row.rate:f}"),
            "source": row.source,
        }
        for row in ExchangeRate.objects.filter(into=entity.currency)
    }


def _take_rate(
    *,
    entity: LegalEntity,
    facts: Facts,
    known: bool,
    by: Person,
    now: datetime,
    today: date,
    new_id: Callable[[], str],
) -> None:
    structure.set_rate(
        entity=entity,
        currency=facts["currency"],
        on=date.fromisoformat(facts["on"]),
        rate=Decimal(facts["rate"]),
        source=facts["source"],
        by=by,
        now=now,
        today=today,
    )


def _currency(value: str) -> str:
    if len(value) != 3 or not value.isascii() or not value.isalpha():
        raise Refused("no_currency", _("It is no currency of three letters, like USD."))
    return value.upper()


PEOPLE = Kind(
    name="people",
    label=gettext_lazy("People"),
    words=gettext_lazy("Who works here, with roles and managers. Who is added gets an invitation."),
    changes="change_company",
    sees="see_company",
    columns=(
        Column("email", gettext_lazy("names the row"), "marta.conti@example.com", True, _email),
        Column("name", gettext_lazy("first and last name"), "Marta Conti", True, text(150)),
        Column("title", gettext_lazy("job title"), "Responsabile di produzione", clean=text(120)),
        Column("roles", gettext_lazy("with spaces between them"), "approver requester", clean=_roles),
        Column("manager", gettext_lazy("e-mail address of the one above"), "paolo.dellacasa@example.com"),
        Column("cost_centre", gettext_lazy("code of the usual cost centre"), "PRD-310"),
        Column("address", gettext_lazy("code of the usual delivery address"), "GE-STAB"),
        _ACTIVE,
    ),
    key=("email",),
    current=_people_now,
    act=_take_person,
)
COST_CENTRES = Kind(
    name="cost-centres",
    label=gettext_lazy("Cost centres"),
    words=gettext_lazy("The accounts that spending is charged to, and who answers for each."),
    changes="change_company",
    sees="see_company",
    columns=(_CODE, _NAME, _OWNER, _ACTIVE),
    key=("code",),
    current=_centres_now,
    act=_take_centre,
)
PROJECTS = Kind(
    name="projects",
    label=gettext_lazy("Projects"),
    words=gettext_lazy("What spending is charged to beside its cost centre."),
    changes="change_company",
    sees="see_company",
    columns=(
        _CODE,
        _NAME,
        _OWNER,
        Column("from", gettext_lazy("first day"), "2026-01-01", clean=day),
        Column("to", gettext_lazy("last day"), "2026-12-31", clean=day),
        _ACTIVE,
    ),
    key=("code",),
    current=_projects_now,
    act=_take_project,
)
CATEGORIES = Kind(
    name="categories",
    label=gettext_lazy("Categories"),
    words=gettext_lazy("What is bought, as a tree. The order of the lines does not matter."),
    changes="change_company",
    sees="see_company",
    columns=(_CODE, _NAME, Column("parent", gettext_lazy("code of the one above"), "TOOLS"), _OWNER, _ACTIVE),
    key=("code",),
    current=_categories_now,
    act=_take_category,
)
RATES = Kind(
    name="rates",
    label=gettext_lazy("Exchange rates"),
    words=gettext_lazy("What one unit of a currency is worth in the company's own, day by day."),
    changes="change_rates",
    sees="see_rates",
    columns=(
        Column("currency", gettext_lazy("three letters"), "USD", True, _currency),
        Column("on", gettext_lazy("the day"), "2026-03-02", True, day),
        Column("rate", gettext_lazy("in the company's currency"), "0.9216", True, number(10)),
        Column("source", gettext_lazy("who says so"), "BCE", clean=text(100)),
    ),
    key=("currency", "on"),
    current=_rates_now,
    act=_take_rate,
)
# In the order in which a new company needs them.
OWN = (COST_CENTRES, PEOPLE, PROJECTS, CATEGORIES, RATES)
