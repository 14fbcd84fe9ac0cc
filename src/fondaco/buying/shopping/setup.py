"""What is said to a supplier when somebody asks to be let into its store."""

from __future__ import annotations

from collections.abc import Sequence

from fondaco.buying.company.models import Employee
from fondaco.documents import Contact, OrderLine, Person, PunchOutSetup, SetupOperation


def setup_for(
    *,
    employee: Employee,
    buyer_cookie: str,
    return_url: str,
    setup_url: str,
    operation: SetupOperation = SetupOperation.CREATE,
    lines: Sequence[OrderLine] = (),
    selected: tuple[str, str] = ("", ""),
) -> PunchOutSetup:
    """The extrinsics are those that stores look for to know the person by (Amazon's guide names UserEmail and
    UniqueName); the contact says the same for those that read contacts only. ``lines`` are what is to be edited or
    inspected, ``selected`` part and auxiliary id of an article that is to be shown at once."""
    person = employee.person
    first, _, last = person.name.strip().partition(" ")
    extrinsics = (
        ("UserEmail", person.email),
        ("UniqueName", person.email),
        ("FirstName", first),
        ("LastName", last.strip()),
    )
    return PunchOutSetup(
        buyer_cookie=buyer_cookie,
        operation=operation,
        lines=tuple(lines),
        selected_part_id=selected[0],
        selected_part_auxiliary_id=selected[1],
        return_url=return_url,
        person=Person(email=person.email, name=person.name, unique_name=person.email),
        contacts=(Contact(role="endUser", name=person.name, email=person.email),),
        supplier_setup_url=setup_url,
        ship_to=employee.address.as_document(for_person=person.name) if employee.address else None,
        extrinsics=tuple((name, value) for name, value in extrinsics if value),
    )
