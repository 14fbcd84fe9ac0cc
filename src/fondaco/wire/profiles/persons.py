"""Who acts, by a profile: the extrinsics that it writes and the contact, and back again by the names that it knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import Contact, Person, PunchOutSetup, PurchaseOrder

if TYPE_CHECKING:
    from fondaco.documents import Document
    from fondaco.wire.profiles.dialect import Dialect, Introduction

Extrinsics = tuple[tuple[str, str], ...]


def key(name: str) -> str:
    """An extrinsic's name as it is compared: without case and spaces."""
    return "".join(name.casefold().split())


def said(who: Person, place: str) -> str:
    """What ``place`` of a profile says of ``who``. The last word of a name is taken for the surname."""
    first, _space, last = who.name.rpartition(" ")
    if not first:  # a single word is all the name there is
        first, last = last, ""
    return {
        "email": who.email,
        "name": who.name,
        "first_name": first,
        "last_name": last,
        "surname_given": f"{last}- {first}" if last else first,
        "login": who.unique_name or who.email,
    }[place]


def extrinsics(intro: Introduction, who: Person, given: Extrinsics) -> Extrinsics:
    """``given`` in the profile's order, with what it says of ``who``; as given where the profile says nothing."""
    if not intro.extrinsics:
        return given
    put: list[tuple[str, str]] = []
    own = {key(one.name) for one in intro.extrinsics if one.name}
    for one in intro.extrinsics:
        if one.person == "others":
            put.extend((name, text) for name, text in given if key(name) not in own)
            continue
        brought = next((text for name, text in given if key(name) == key(one.name)), "")
        text = one.value or said(who, one.person) if one.person or one.value else ""
        if brought or text:
            put.append((one.name, text or brought))
    return tuple(put)


def contacts(intro: Introduction, who: Person, given: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """``given`` with the contact by which the system names who acts, unless one of that role is there already."""
    if not intro.contact or any(one.role.casefold() == intro.contact_role.casefold() for one in given):
        return given
    if not (who.email or who.name or who.unique_name):
        return given
    return (Contact(intro.contact_role, said(who, intro.contact_name), who.email), *given)


def acting(body: Document, dialect: Dialect) -> Person:
    """Who acts, where ``dialect`` names extrinsics that say so; else as the reader found."""
    if not isinstance(body, PunchOutSetup | PurchaseOrder):
        return Person()
    named: dict[str, str] = {}
    for name, text in body.extrinsics:
        if text:
            named.setdefault(key(name), text)
    found = {
        part: next((named[key(name)] for name in names if key(name) in named), "")
        for part, names in (
            ("email", dialect.person.email),
            ("name", dialect.person.name),
            ("unique_name", dialect.person.login),
        )
    }
    who = body.person
    return Person(found["email"] or who.email, found["name"] or who.name, found["unique_name"] or who.unique_name)
