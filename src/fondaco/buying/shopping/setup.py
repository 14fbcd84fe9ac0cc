"""What is said to a supplier when somebody asks to be let into its store."""

from __future__ import annotations

from fondaco.buying.company.models import Employee
from fondaco.documents import Contact, Person, PunchOutSetup


def setup_for(*, employee: Employee, buyer_cookie: str, return_url: str, setup_url: str) -> PunchOutSetup:
    """The extrinsics are those that stores look for to know the person by (Amazon's guide names UserEmail and
    UniqueName); the contact says the same for those that read contacts only."""
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
        return_url=return_url,
        person=Person(email=person.email, name=person.name, unique_name=person.email),
        contacts=(Contact(role="endUser", name=person.name, email=person.email),),
        supplier_setup_url=setup_url,
        ship_to=employee.address.as_document(for_person=person.name) if employee.address else None,
        extrinsics=tuple((name, value) for name, value in extrinsics if value),
    )
