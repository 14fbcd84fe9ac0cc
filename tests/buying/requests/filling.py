"""What the tests of a request's filling do again and again: visits, carts that come back, lines, answers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from fondaco.buying.approvals.models import Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.requests.claims import claim_cart
from fondaco.buying.requests.models import LineKind, PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, revise_request, submit_request
from fondaco.buying.requests.writing import LineFacts, write_line
from fondaco.buying.shopping.models import Operation, PunchOutSession
from fondaco.buying.shopping.operations import take_cart
from fondaco.buying.shopping.queries import hash_of
from fondaco.buying.suppliers.models import Supplier
from tests.buying.desk_carts import Item, cart_xml
from tests.buying.world import NOW, World, add_supplier, after

SOON = (NOW + timedelta(minutes=30)).isoformat()


def visit(
    world: World, supplier: Supplier, items: list[Item], *, into: PurchaseRequest | None = None, minute: int = 1,
    operation: str = Operation.CREATE, allows: str = "create", hold: str = "",
    hold_in: str = "QuoteHoldExpiresAt", total: str = "",
) -> PunchOutSession:  # fmt: skip
    """A visit to ``supplier`` that came back with ``items``."""
    number = PunchOutSession.objects.count()
    session = PunchOutSession.objects.create(
        public_id=f"session-{number}", supplier=supplier, person=world.asker.person, state="open",
        buyer_cookie=f"cookie-{number}", return_token_hash=hash_of(f"token-{number}"), currency=supplier.currency,
        asked_at=after(minute), expires_at=after(minute) + timedelta(hours=8), operation=operation,
        for_request=into.public_id if into else "",
    )  # fmt: skip
    sum_ = total or str(sum(Decimal(one.quantity) * Decimal(one.price) for one in items))
    xml = cart_xml(f"cookie-{number}", items, total=sum_, currency=supplier.currency)
    xml = xml.replace('operationAllowed="create"', f'operationAllowed="{allows}"')
    if hold:
        xml = xml.replace("</ItemDetail>", f'<Extrinsic name="{hold_in}">{hold}</Extrinsic></ItemDetail>')
    take_cart(session=session, data=xml.encode(), origin="https://store.example.com", now=after(minute))
    return session


def claim(world: World, session: PunchOutSession, minute: int = 2) -> Any:
    return claim_cart(
        session=session, employee=world.asker, now=after(minute), public_id=f"made-{PurchaseRequest.objects.count()}"
    )


PENS = Item(part="PEN", quantity="10", price="2.00", auxiliary="offer-pen", description="Pens")
DRILL = Item(part="DRILL", quantity="1", price="120.00", auxiliary="offer-drill", description="Drill")


def answers(world: World, request: PurchaseRequest, **told: Any) -> Answers:
    kept = frozenset(request.lines.values_list("line_number", flat=True))
    return Answers(**{
        "cost_centre": world.centre, "deliver_to": world.address, "need_by": None, "reason": "For the hall",
        "kept": kept, **told,
    })  # fmt: skip


def submit(world: World, request: PurchaseRequest, minute: int = 5, **told: Any) -> PurchaseRequest:
    request.refresh_from_db()
    return submit_request(
        request=request, version=request.version, answers=answers(world, request, **told), by=request.requester,
        now=after(minute),
    )  # fmt: skip


def free(**told: Any) -> LineFacts:
    return LineFacts(**{
        "kind": LineKind.FREE, "description": "A bench, two metres", "quantity": Decimal(2), "unit": "EA",
        "unit_price": Decimal(150), "currency": "EUR", **told,
    })  # fmt: skip


def write(world: World, request: PurchaseRequest, **told: Any) -> RequestLine:
    request.refresh_from_db()
    return write_line(request=request, version=request.version, facts=free(**told), by=request.requester, now=after(3))


def approve_everything(request: PurchaseRequest, minute: int = 10) -> None:
    while step := Step.objects.filter(round__subject_id=request.public_id, state="pending").first():
        approve(step=step, by=step.assigned_to, now=after(minute), digest=step.round.digest)
        request.refresh_from_db()


def agree_on_commodity(supplier: Supplier) -> None:
    partner = supplier.connection
    partner.default_commodity_domain, partner.default_commodity = "UNSPSC", "56101500"
    partner.save()


def revise(world: World, request: PurchaseRequest, minute: int = 20, **told: Any) -> PurchaseRequest:
    request.refresh_from_db()
    return revise_request(
        request=request, version=request.version, answers=answers(world, request, **told), by=request.requester,
        now=after(minute),
    )  # fmt: skip


def held(world: World) -> PurchaseRequest:
    request = claim(world, visit(world, world.supplier, [PENS], hold=SOON)).request
    claim(world, visit(world, add_supplier("Tools", "tools"), [DRILL], into=request))
    return submit(world, request)
