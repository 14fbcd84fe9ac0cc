"""Two customers, one of whom must never notice the other: A owns something of every kind, B's people look about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from attrs import define, field
from django.apps import apps
from django.db import connection
from django.db.models import Field, Model, Q
from django.test import Client

from fondaco.bridge import mail
from fondaco.people.models import Person
from fondaco.selling.accounts.models import (
    BusinessAccount,
    Connection,
    Group,
    Invitation,
    Member,
    Role,
    SharedAddress,
    StaffRole,
)
from fondaco.selling.accounts.operations import add_member, create_account, employ_person
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.catalog.models import ContractPrice, Guidance, ItemAudience, Offer, PolicyRule, RuleKind
from fondaco.selling.integration.models import GroupSettings, Milestone, Passed, SettingsRequest
from fondaco.selling.payments.models import LimitRequest
from fondaco.selling.registration.models import Registration, Review
from fondaco.selling.shopping.models import Hold
from tests.selling import making
from tests.selling.isolation_takes import FILE
from tests.selling.shopping import going

MARK = re.compile("canary", re.IGNORECASE)
PRICE = Decimal("1313.37")  # A's contract: no page of anybody else's shows it
# Rows that say what was tried, and rightly name whom it was tried on.
NOT_CHANGES = {"bridge.Refused", "bridge.Sighting"}


@define
class World:
    """``a`` and ``b`` are the two customers' connections; ``rows`` are A's, by model; ``clients`` who looks about."""

    a: Connection
    b: Connection
    exclusive: Offer
    clients: dict[str, Client] = field(factory=dict)
    rows: dict[type[Model], set[int]] = field(factory=dict)
    canaries: set[str] = field(factory=set)

    def ids(self, *labels: str) -> list[str]:
        """Public ids of A's rows of these models."""
        found = []
        for label in labels:
            model = apps.get_model(label)
            found += list(model._default_manager.filter(pk__in=self.rows[model]).values_list("public_id", flat=True))
        return found

    def learn(self) -> None:
        """Look again at what is A's."""
        self.rows = owned_by(list(BusinessAccount.objects.exclude(pk=self.b.account_id)))
        self.canaries = set(_canaries(self.rows)) | {
            self.exclusive.item.part_id,
            self.exclusive.key,
            *Hold.objects.values_list("key", flat=True),
            "313.37",
        }

    def digest(self) -> str:
        """Of all of A's rows, and of any that have come to name one of them."""
        parts = []
        for model, ids in self.rows.items():
            if model._meta.label in NOT_CHANGES:
                continue
            names = [f"t.id IN ({_listed(ids)})"]
            leading = [one for one in _pointers(model) if one.related_model in self.rows]
            names += [f"t.{one.column} IN ({_listed(self.rows[one.related_model])})" for one in leading]
            where = " OR ".join(names)
            parts.append(f"SELECT string_agg(t::text, '|' ORDER BY t.id) x FROM {model._meta.db_table} t WHERE {where}")
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT md5(string_agg(coalesce(x, ''), '#')) FROM ({' UNION ALL '.join(parts)}) every")
            return str(cursor.fetchone()[0])


def _listed(ids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(ids))) or "NULL"


def _pointers(model: type[Model]) -> Iterator[Any]:
    for one in model._meta.get_fields():
        if isinstance(one, Field) and (one.many_to_one or one.one_to_one):
            yield one


def owned_by(accounts: list[BusinessAccount]) -> dict[type[Model], set[int]]:
    """All rows that lead to one of ``accounts``, their partners' and their people's included, by model."""
    found: dict[type[Model], set[int]] = {BusinessAccount: {one.pk for one in accounts}}
    ours = [one for one in apps.get_models() if one.__module__.startswith("fondaco.")]
    before = -1
    while (count := sum(map(len, found.values()))) != before:
        before = count
        for model in ours:
            for one in _pointers(model):
                if one.related_model in found:
                    held = Q(**{f"{one.name}__in": found[one.related_model]})
                    found.setdefault(model, set()).update(
                        model._default_manager.filter(held).values_list("pk", flat=True)
                    )
        for owner, name in ((Connection, "partner"), (Member, "person")):
            target = owner._meta.get_field(name).related_model
            rows = owner._default_manager.filter(pk__in=found.get(owner, ()))
            found.setdefault(target, set()).update(rows.values_list(name, flat=True))
    return found


def _canaries(rows: dict[type[Model], set[int]]) -> Iterator[str]:
    for model, ids in rows.items():
        for values in model._default_manager.filter(pk__in=ids).values():
            if "public_id" in values:
                yield values["public_id"]
            yield from (text for text in _texts(list(values.values())) if MARK.search(text))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def build(now: datetime) -> World:
    making.store(now)
    a = making.customer(now, name="Canary Mills", identity="canary-system")
    b = making.customer(now, name="Other company", identity="other")
    world = World(a, b, making.offer(price="2000"))
    _belongings(world, now)
    _in_the_shop(world, now)
    _registered(now)
    _people(world, now)
    world.learn()
    return world


def person(email: str, name: str) -> Person:
    return Person.objects.create_person(email=email, name=name)


def member(connection: Connection, email: str, roles: Iterable[Role], now: datetime, name: str = "") -> Member:
    made = person(email, name or email.partition("@")[0])
    return add_member(account=connection.account, person=made, roles=list(roles), by=None, now=now)


def _belongings(world: World, now: datetime) -> None:
    """What an account keeps: people, groups, addresses, invitations, requests, prices, policies."""
    account, group = world.a.account, world.a.group
    BusinessAccount.objects.filter(pk=account.pk).update(
        vat_number="IT00CANARY9", contact_email="hello@canary.example", address={"street": ["Canary Road 1"]}
    )
    boss = member(world.a, "boss@canary.example", Role, now, "Bianca Canary")
    Group.objects.create(account=account, name="Canary second group", created_at=now)
    SharedAddress.objects.create(
        account=account,
        label="Canary wharf",
        address={"name": "Canary wharfinger", "city": "Canaryville"},
        created_at=now,
    )
    Invitation.objects.create(
        account=account, group=group, email="guest@canary.example", roles=[Role.PUNCHOUT_USER],
        digest="d" * 64, invited_by=boss.person, created_at=now, expires_at=now + timedelta(days=7),
    )  # fmt: skip
    GroupSettings.objects.get_or_create(group=group)
    enclosed = [mail.Enclosed("canary.pdf", "application/pdf", b"Canary file")]
    mail.post(to=boss.person, subject="Canary letter", text="Canary words", about="", now=now, enclosed=enclosed)
    SettingsRequest.objects.create(
        group=group, setting="hold_days", wanted="14", reason="Canary reason", asked_by=boss.person, asked_at=now
    )
    Passed.objects.get_or_create(
        group=group, milestone=Milestone.GOOD_SETUP, defaults={"about": "visit:canary", "at": now}
    )
    LimitRequest.objects.create(
        account=account, wanted=Decimal(99), words="Canary limit", asked_by=boss.person, asked_at=now
    )
    offer = world.exclusive
    type(offer.item).objects.filter(pk=offer.item_id).update(
        title_en="Canary anvil", title_it="Incudine canary", exclusive=True
    )
    offer.item.refresh_from_db()
    ItemAudience.objects.create(item=offer.item, account=account)
    ContractPrice.objects.create(
        account=account, offer=offer, unit_price=PRICE, starts_on=date(2020, 1, 1), in_force=True, created_at=now
    )
    PolicyRule.objects.create(
        account=account, kind=RuleKind.BRAND, value="Canarybrand", verdict=Guidance.BLOCKED,
        message="Canary policy", position=1,
    )  # fmt: skip


def _in_the_shop(world: World, now: datetime) -> None:
    """Two visits of A's, one submitted and ordered, one whose cart is still open."""
    sender = making.Sender(Client(), identity="canary-system")
    shopped = going.came(sender, making.setup("bianca@canary.example", buyer_cookie="canary-cookie"), now)
    going.add(shopped, world.exclusive.key)
    page = going.submit(shopped)
    item = going.cart_in(page).lines[0]
    line = making.line(world.exclusive, price=str(PRICE), supplier_part_auxiliary_id=item.supplier_part_auxiliary_id)
    sender.say(making.order(line, number="PO-CANARY-1", at=now), now=now, payload_id="canary-order@canary.example")
    still = going.came(sender, making.setup("bianca@canary.example", buyer_cookie="canary-two"), now)
    going.add(still, world.exclusive.key)


def _registered(now: datetime) -> None:
    """Another company, still being verified."""
    account = create_account(public_id="canary-in-review", name="Canary Founders", currency="EUR", by=None, now=now)
    BusinessAccount.objects.filter(pk=account.pk).update(state=AccountState.IN_REVIEW, vat_number="IT00CANARY7")
    Review.objects.create(account=account, reasons=["similar_name"], asked_at=now, due_on=now.date())
    Registration.objects.create(
        company="Canary Founders", vat_number="IT00CANARY7", country="IT", admin_name="Carla Canary",
        admin_email="carla@canary.example", digest="e" * 64, begun_at=now, expires_at=now + timedelta(hours=48),
        confirmed_at=now, account=account,
    )  # fmt: skip


def _people(world: World, now: datetime) -> None:
    """Everybody who is not of A, or not any more, with what they have in their browser."""
    clients = world.clients
    clients["nobody"] = Client()
    visitor = making.Sender(Client(), identity="other")
    clients["visitor"] = going.came(visitor, making.setup("vito@other.example"), now)
    for role in Role:
        who = member(world.b, f"{role}@other.example", [role], now)
        clients[role.value] = making.sign_in(Client(), who.person)
    everything = member(world.b, "all@other.example", Role, now)
    clients["everything"] = making.sign_in(
        going.came(visitor, making.setup("all@other.example"), now), everything.person
    )
    removed = member(world.a, "removed@former.example", Role, now)
    clients["removed"] = making.sign_in(Client(), removed.person)
    removed.removed_at = now
    removed.save(update_fields=["removed_at"])
    suspended = member(world.a, "suspended@former.example", Role, now)
    clients["suspended"] = making.sign_in(Client(), suspended.person)
    suspended.suspended_at = now
    suspended.save(update_fields=["suspended_at"])
    waiting = person("waiting@store.example", "Waiting")
    employ_person(person=waiting, role=StaffRole.ADMINISTRATOR, by=None, now=now)
    clients["waiting"] = Client()
    clients["waiting"].force_login(waiting)


def own_ids(world: World) -> dict[str, str]:
    """B's own, for addresses that take one's own and a foreign one."""
    ids = {"selling_accounts.Group": world.b.group.public_id, "bridge.Partner": world.b.partner.public_id}
    return {**ids, FILE: "1"}
