"""A small company to test the desk with: who stands above whom, one supplier, and requests on their way."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from fondaco.bridge.models import Partner
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.approvals.states import StepState
from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee, LegalEntity, Role
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.policy.demo import first_rules
from fondaco.buying.policy.operations import set_limit
from fondaco.buying.requests.models import ChargeKind, PurchaseRequest, RequestCharge, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request
from fondaco.buying.requests.sums import recount
from fondaco.buying.suppliers.models import Supplier
from fondaco.people.models import Person

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_counter = itertools.count(1)


def after(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def add_person(
    entity: LegalEntity, name: str, roles: str, manager: Employee | None = None, language: str = "en"
) -> Employee:
    person = Person.objects.create_person(email=f"{name.lower()}@buyer.example.com", name=name, language=language)
    employee = Employee.objects.create(
        public_id=f"emp-{name.lower()}", person=person, legal_entity=entity, manager=manager
    )
    Role.objects.bulk_create(Role(employee=employee, name=role) for role in roles.split())
    return employee


def add_supplier(name: str = "Store", identity: str = "store") -> Supplier:
    partner = Partner.objects.create(
        name=name,
        our_domain="NetworkID",
        our_identity="buyer",
        their_domain="NetworkID",
        their_identity=identity,
        setup_url="https://store.example.com/cxml",
        order_url="https://store.example.com/cxml",
        created_at=NOW,
    )
    return Supplier.objects.create(public_id=f"sup-{identity}", name=name, partner=partner, created_at=NOW)


def add_mail_supplier(name: str = "Printer", identity: str = "printer") -> Supplier:
    """A supplier without a connection: its orders go by mail."""
    return Supplier.objects.create(
        public_id=f"sup-{identity}", name=name, order_email=f"orders@{identity}.example", created_at=NOW
    )


class World(NamedTuple):
    """Chief above Head above Lead above Asker; Owner answers for the cost centre; the others stand beside."""

    entity: LegalEntity
    centre: CostCentre
    address: DeliveryAddress
    supplier: Supplier
    chief: Employee
    head: Employee
    lead: Employee
    asker: Employee
    owner: Employee
    buyer: Employee
    administrator: Employee
    auditor: Employee

    @property
    def partner(self) -> Partner:
        return self.supplier.partner


def build_world() -> World:
    entity = LegalEntity.objects.create(
        public_id="entity",
        name="Lanterna Meccanica S.p.A.",
        vat_number="IT00000000000",
        street="Via della Superba 12",
        city="Genova",
        postal_code="16149",
        country="IT",
    )
    chief = add_person(entity, "Chief", "approver")
    head = add_person(entity, "Head", "approver", chief)
    lead = add_person(entity, "Lead", "approver requester", head)
    asker = add_person(entity, "Asker", "requester", lead)
    owner = add_person(entity, "Owner", "approver", chief)
    buyer = add_person(entity, "Buyer", "buyer", head)
    administrator = add_person(entity, "Administrator", "administrator", head)
    auditor = add_person(entity, "Auditor", "auditor", chief)
    centre = CostCentre.objects.create(
        public_id="centre", legal_entity=entity, code="PRD-310", name="Workshop", owner=owner
    )
    address = DeliveryAddress.objects.create(
        public_id="address",
        legal_entity=entity,
        code="GE-STAB",
        name="Plant",
        street="Via dei Carpentieri 48",
        city="Genova",
        postal_code="16152",
        country="IT",
    )
    first_rules(entity=entity, now=NOW)
    set_limit(employee=lead, amount=Decimal(250), by=None, now=NOW)
    set_limit(employee=head, amount=Decimal(5000), by=None, now=NOW)
    supplier = add_supplier()
    return World(entity, centre, address, supplier, chief, head, lead, asker, owner, buyer, administrator, auditor)


# Quantity and unit price of each line.
Lines = Sequence[tuple[str, str]]


def draft(world: World, *, lines: Lines = (("5", "20.00"),), by: Employee | None = None) -> PurchaseRequest:
    """A request as it stands after the return from the store."""
    number = next(_counter)
    request = PurchaseRequest.objects.create(
        public_id=f"req-{number}",
        number=f"R-2026-{500_000 + number}",  # apart from those that the desk gives
        requester=(by or world.asker).person,
        beneficiary=(by or world.asker).person,
        legal_entity=world.entity,
        state_since=NOW,
        currency="EUR",
        created_at=NOW,
    )
    RequestLine.objects.bulk_create(
        RequestLine(
            request=request,
            line_number=position,
            supplier=world.supplier,
            currency="EUR",
            supplier_part_id=f"FND-{position:04d}",
            supplier_part_auxiliary_id=f'offer="{position}" cart=0000',
            description=f"Thing {position}",
            language="en",
            quantity=Decimal(quantity),
            unit="EA",
            unit_price=Decimal(price),
            amount=Decimal(quantity) * Decimal(price),
            classifications=[["UNSPSC", "44121706"]],
        )
        for position, (quantity, price) in enumerate(lines, start=1)
    )
    RequestCharge.objects.create(
        request=request,
        supplier=world.supplier,
        kind=ChargeKind.FREIGHT,
        words="Standard",
        currency="EUR",
        quoted=Decimal("4.90"),
        quoted_on=Decimal(0),
        amount=Decimal("4.90"),
        company_amount=Decimal("4.90"),
    )
    recount(request, on=NOW.date())
    request.save()
    return request


def submitted(world: World, *, lines: Lines = (("5", "20.00"),), by: Employee | None = None) -> PurchaseRequest:
    """A request with its first approver."""
    request = draft(world, lines=lines, by=by)
    answers = Answers(
        cost_centre=world.centre,
        deliver_to=world.address,
        need_by=None,
        reason="Needed in the workshop",
        kept=frozenset(range(1, len(lines) + 1)),
    )
    return submit_request(request=request, version=1, answers=answers, by=request.requester, now=NOW)


def round_of(request: PurchaseRequest) -> Round:
    return Round.objects.get(kind="request", subject_id=request.public_id, state="open")


def pending(request: PurchaseRequest) -> Step:
    """The step that the request waits for."""
    return Step.objects.select_related("round", "person").get(
        round__subject_id=request.public_id, round__state="open", state=StepState.PENDING
    )


def approve_all(request: PurchaseRequest) -> PurchaseOrder:
    """Everybody who is asked approves; the order that comes of it."""
    while Round.objects.filter(subject_id=request.public_id, state="open").exists():
        step = pending(request)
        approve(step=step, by=step.person, now=after(10), digest=step.round.digest)
    return PurchaseOrder.objects.get(request=request)


def ordered(world: World, *, lines: Lines = (("5", "20.00"),)) -> PurchaseOrder:
    return approve_all(submitted(world, lines=lines))
