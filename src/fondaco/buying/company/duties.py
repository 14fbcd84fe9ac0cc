"""Separation of duties: which roles never meet in one person. The database holds the same (migration 0004)."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from fondaco.buying.company.models import Employee, Role, RoleName
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person

# Role to those that never go with it.
APART: dict[RoleName, frozenset[RoleName]] = {
    RoleName.AUDITOR: frozenset(RoleName) - {RoleName.AUDITOR},
}

# What nobody gives to themselves, whatever else they may change.
NEVER_TO_ONESELF = frozenset({RoleName.APPROVER})


def check_roles(roles: Collection[str]) -> None:
    """Raises Refused for a role that there is not, and for roles that do not go together."""
    if set(roles) - set(RoleName.values):
        raise Refused("role_unknown", _("There is no such role."), "", "roles")
    if any(apart & set(roles) for role, apart in APART.items() if role in roles):
        raise Refused(
            "auditor_alone",
            _("An auditor reads everything and changes nothing, so the role goes with no other."),
            _("Choose either Auditor or the other roles."),
            "roles",
        )


def check_giving(employee: Employee, gained: Collection[str], by: Person | None) -> None:
    """Raises Refused where somebody gives themselves a say over their own changes."""
    if by is None or employee.person_id != by.pk or not NEVER_TO_ONESELF & set(gained):
        return
    raise Refused(
        "approver_by_oneself",
        _("Nobody makes themselves an approver. Nothing was saved."),
        _("Another administrator can give you this role."),
        "roles",
    )


def check_last_administrator(employee: Employee, roles: Collection[str]) -> None:
    """Raises Refused where nobody would be left who can change people. Two who step down at once wait here."""
    if RoleName.ADMINISTRATOR in roles:
        return
    rows = Role.objects.filter(name=RoleName.ADMINISTRATOR).order_by("pk").select_for_update()
    held = {role.employee_id for role in rows}
    if employee.pk not in held or not employee.person.is_active:
        return
    if not Employee.objects.filter(pk__in=held - {employee.pk}, person__is_active=True).exists():
        raise Refused(
            "last_administrator",
            _("This is the only administrator. Without one, nobody could change people any more."),
            _("Make somebody else an administrator first."),
            "roles",
        )
