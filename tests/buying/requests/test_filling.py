"""One request filled at several stores and by hand, changed while it is approved, and given back when quotes end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.bridge.models import Mail
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.approvals.operations import approve
from fondaco.buying.company.models import ExchangeRate
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests import clock
from fondaco.buying.requests.claims import claim_cart
from fondaco.buying.requests.models import ChargeKind, LineKind, PurchaseRequest, RequestCharge, RequestLine
from fondaco.buying.requests.operations import Answers, revise_request, submit_request
from fondaco.buying.requests.sums import borne_by, recount, shares
from fondaco.buying.requests.writing import LineAccount, LineFacts, charge_line, delete_line, write_line
from fondaco.buying.shopping.models import Operation, PunchOutSession
from fondaco.buying.shopping.operations import take_cart
from fondaco.buying.shopping.queries import hash_of
from fondaco.buying.suppliers.models import Supplier
from tests.buying.desk_carts import Item, cart_xml
from tests.buying.world import NOW, World, add_person, add_supplier, after, build_world, draft, submitted


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def visit(
    world: World, supplier: Supplier, items: list[Item], *, into: PurchaseRequest | None = None, minute: int = 1,
    operation: str = Operation.CREATE, allows: str = "create", hold: str = "", total: str = "",
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
        xml = xml.replace("</ItemDetail>", f'<Extrinsic name="QuoteHoldExpiresAt">{hold}</Extrinsic></ItemDetail>')
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


def test_a_line_that_could_not_be_ordered_in_the_suppliers_language_is_not_written(world: World) -> None:
    with pytest.raises(Refused) as refused:
        write(world, draft(world), supplier=world.supplier)

    assert (refused.value.code, refused.value.field) == ("commodity_missing", "supplier")


def test_two_stores_and_a_written_line_are_one_request_and_two_orders(world: World) -> None:
    other = add_supplier("Tools", "tools")
    agree_on_commodity(other)
    request = claim(world, visit(world, world.supplier, [PENS])).request
    claim(world, visit(world, other, [DRILL], into=request))
    write(world, request, supplier=other, supplier_part_id="BENCH-2", estimated=False)

    submit(world, request)
    approve_everything(request)

    request.refresh_from_db()
    assert (request.state, request.net) == ("ordered", Decimal(440))
    orders = {order.supplier.name: order for order in request.orders.all()}
    assert {name: order.net for name, order in orders.items()} == {"Store": Decimal(20), "Tools": Decimal(420)}
    assert [line.supplier_part_id for line in orders["Tools"].lines.all()] == ["DRILL", "BENCH-2"]


def test_a_cart_for_a_request_that_was_submitted_meanwhile_is_not_lost(world: World) -> None:
    request = claim(world, visit(world, world.supplier, [PENS])).request
    later = visit(world, world.supplier, [DRILL], into=request)
    submit(world, request)

    claimed = claim(world, later)

    assert claimed.instead == request
    assert claimed.request != request
    assert [line.supplier_part_id for line in claimed.request.lines.all()] == ["DRILL"]
    assert request.lines.count() == 1


def test_a_cart_for_somebody_elses_request_becomes_ones_own(world: World) -> None:
    foreign = draft(world, by=add_person(world.entity, "Other", "requester", world.lead))
    PurchaseRequest.objects.update(number="R-2025-000001")

    claimed = claim(world, visit(world, world.supplier, [PENS], into=foreign))

    assert claimed.request != foreign
    assert foreign.lines.count() == 1


def test_claiming_twice_adds_the_lines_once(world: World) -> None:
    request = claim(world, visit(world, world.supplier, [PENS])).request
    session = visit(world, world.supplier, [DRILL], into=request)

    for _ in range(2):
        claim(world, session)

    assert request.lines.count() == 2


def test_an_edited_cart_takes_the_place_of_the_one_before_and_leaves_the_rest(world: World) -> None:
    other = add_supplier("Tools", "tools")
    request = claim(world, visit(world, world.supplier, [PENS, DRILL], allows="edit")).request
    claim(world, visit(world, other, [DRILL], into=request))

    claim(world, visit(world, world.supplier, [PENS], into=request, operation=Operation.EDIT))

    assert sorted(request.lines.values_list("supplier__name", "supplier_part_id")) == [
        ("Store", "PEN"),
        ("Tools", "DRILL"),
    ]
    request.refresh_from_db()
    assert request.net == Decimal(140)


def test_looking_at_a_cart_changes_nothing(world: World) -> None:
    request = claim(world, visit(world, world.supplier, [PENS], allows="inspect")).request

    session = visit(world, world.supplier, [PENS], into=request, operation=Operation.INSPECT)

    session.refresh_from_db()
    assert session.state == "abandoned"
    assert request.lines.count() == 1


def test_the_pages_lead_to_another_store_for_the_same_request(world: World) -> None:
    request = draft(world)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.asker.person)

    page = client.get(request.get_absolute_url()).content.decode()
    choice = client.get(reverse("requests:other-store", args=[request.public_id])).content.decode()

    assert reverse("requests:other-store", args=[request.public_id]) in page
    assert "Store" in choice
    assert client.post(reverse("requests:other-store", args=["nobody"]), {"supplier": "x"}).status_code == 404


def test_a_line_is_written_changed_and_taken_out_on_the_pages(world: World) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.asker.person)
    told = {"kind": "service", "description": "Clean the hall", "quantity": "3", "unit": "HUR", "unit_price": "40",
            "currency": "EUR", "estimated": "on"}  # fmt: skip

    begun = client.post(reverse("requests:begin"))
    request = PurchaseRequest.objects.get()
    wrong = client.post(begun["Location"], {**told, "quantity": "0", "version": request.version})
    client.post(begun["Location"], {**told, "version": request.version})
    line = request.lines.get()
    request.refresh_from_db()
    address = reverse("requests:rewrite-line", args=[request.public_id, line.line_number])
    client.post(address, {**told, "quantity": "5", "version": request.version})

    assert wrong.status_code == 422
    assert "as a number above zero" in wrong.content.decode()
    line.refresh_from_db()
    request.refresh_from_db()
    assert (line.quantity, line.amount, request.net) == (5, 200, 200)
    delete_line(request=request, version=request.version, number=1, by=world.asker.person, now=after(9))
    assert not request.lines.exists()


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"quantity": Decimal(0)}, "quantity_invalid"),
        ({"quantity": Decimal("0.00001")}, "quantity_invalid"),
        ({"unit_price": Decimal(-1)}, "price_invalid"),
        ({"quantity": Decimal(999_999_999), "unit_price": Decimal(999)}, "price_invalid"),
        ({"description": " \0 "}, "description_missing"),
        ({"kind": "catalogue"}, "kind_unknown"),
        ({"currency": "USD"}, "no_rate"),
    ],
)
def test_a_line_that_cannot_be_ordered_is_not_written(world: World, told: dict[str, Any], code: str) -> None:
    request = draft(world)

    with pytest.raises(Refused) as refused:
        write(world, request, **told)

    assert refused.value.code == code
    assert request.lines.count() == 1


def test_another_currency_counts_at_the_rate_of_the_day(world: World) -> None:
    ExchangeRate.objects.create(currency="USD", into="EUR", on=NOW.date(), rate=Decimal("0.9"))
    request = draft(world)

    line = write(world, request, currency="USD", unit_price=Decimal(100))

    line.refresh_from_db()
    request.refresh_from_db()
    assert (line.amount, line.company_amount) == (200, 180)
    assert request.net == 280


def test_two_people_editing_one_request_do_not_overwrite_each_other(world: World) -> None:
    request = draft(world)
    seen = request.version
    write(world, request)

    with pytest.raises(Refused) as refused:
        write_line(request=request, version=seen, facts=free(), by=request.requester, now=after(4))

    assert refused.value.code == "changed_meanwhile"
    assert request.lines.count() == 2


def test_on_behalf_of_somebody_neither_approves_and_both_are_told(world: World) -> None:
    request = draft(world)

    submit(world, request, beneficiary=world.lead.person)

    request.refresh_from_db()
    assert request.beneficiary == world.lead.person
    assert Step.objects.get(state="pending").person == world.head.person


def test_a_stranger_cannot_be_the_one_it_is_for(world: World) -> None:
    from fondaco.buying.company.models import LegalEntity

    abroad = LegalEntity.objects.create(public_id="abroad", name="Abroad", vat_number="X", country="FR")
    stranger = add_person(abroad, "Stranger", "requester")

    with pytest.raises(Refused) as refused:
        submit(world, draft(world), beneficiary=stranger.person)

    assert refused.value.code == "not_ours"


def test_a_line_on_another_account_leads_to_its_owner(world: World) -> None:
    from fondaco.buying.company.models import CostCentre
    from fondaco.buying.policy.demo import write_policy
    from fondaco.buying.policy.operations import RuleFacts

    write_policy(entity=world.entity, rules=[RuleFacts("cost_centre_owner")], note="Owners", now=NOW)
    other = CostCentre.objects.create(
        public_id="other", legal_entity=world.entity, code="LOG", name="Store room", owner=world.head
    )
    request = draft(world, lines=(("1", "10.00"), ("1", "20.00")))
    charge_line(
        request=request, version=request.version, number=2, by=request.requester, now=after(1),
        account=LineAccount(cost_centre=other, project=None, category=None, deliver_to=None),
    )  # fmt: skip

    submit(world, request)

    asked = {step.person.name: step.lines for step in Step.objects.filter(state="pending")}
    assert asked == {"Owner": ["1"], "Head": ["2"]}


def revise(world: World, request: PurchaseRequest, minute: int = 20, **told: Any) -> PurchaseRequest:
    request.refresh_from_db()
    return revise_request(
        request=request, version=request.version, answers=answers(world, request, **told), by=request.requester,
        now=after(minute),
    )  # fmt: skip


def test_a_line_left_out_while_it_is_approved_does_not_send_the_others_round_again(world: World) -> None:
    request = submitted(world, lines=(("10", "60.00"), ("1", "300.00")))
    step = Step.objects.get(state="pending")
    approve(step=step, by=step.person, now=after(10), digest=step.round.digest)

    revise(world, request, kept=frozenset({1}), reason=request.reason)

    found = {one.person.name: (one.state, one.carried) for one in Step.objects.filter(round__state="open")}
    assert found["Lead"][0] == "before"
    assert found["Head"][0] == "pending"
    assert Round.objects.filter(state="superseded").count() == 1


def test_another_reason_touches_every_line(world: World) -> None:
    request = submitted(world, lines=(("10", "60.00"),))
    step = Step.objects.get(state="pending")
    approve(step=step, by=step.person, now=after(10), digest=step.round.digest)

    revise(world, request, reason="Something quite different")

    assert [one.person.name for one in Step.objects.filter(state="pending")] == ["Lead"]


def test_a_change_that_cannot_be_leaves_the_round_as_it_was(world: World) -> None:
    request = submitted(world)

    with pytest.raises(Refused):
        revise(world, request, cost_centre=None)

    assert Round.objects.get().state == "open"
    request.refresh_from_db()
    assert request.cost_centre == world.centre


SOON = (NOW + timedelta(minutes=30)).isoformat()


def held(world: World) -> PurchaseRequest:
    request = claim(world, visit(world, world.supplier, [PENS], hold=SOON)).request
    claim(world, visit(world, add_supplier("Tools", "tools"), [DRILL], into=request))
    return submit(world, request)


def test_the_cart_says_until_when_its_prices_are_held(world: World) -> None:
    request = claim(world, visit(world, world.supplier, [PENS], hold=SOON)).request

    assert request.lines.get().hold_expires_at == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("said", ["tomorrow", "2026-03-02T10:00:00", "9999", ""])
def test_a_hold_that_is_no_moment_is_none(world: World, said: str) -> None:
    request = claim(world, visit(world, world.supplier, [PENS], hold=said or " ")).request

    assert request.lines.get().hold_expires_at is None


def test_a_lapsed_hold_sends_its_lines_back_and_orders_nothing(world: World) -> None:
    request = held(world)

    assert clock.lapse_due(after(29)) == 0
    assert clock.lapse_due(after(30)) == 1
    assert clock.lapse_due(after(31)) == 0

    request.refresh_from_db()
    assert request.state == "returned"
    assert dict(request.lines.values_list("supplier_part_id", "state")) == {"PEN": "requote", "DRILL": "open"}
    assert Round.objects.get().state == "superseded"
    assert Mail.objects.filter(to=world.asker.person.email, subject__contains="quoted again").exists()


def test_what_lapsed_cannot_be_submitted_at_the_old_price(world: World) -> None:
    request = held(world)
    clock.lapse_due(after(30))

    with pytest.raises(Refused) as refused:
        submit(world, request, minute=40)

    assert refused.value.code == "requote"


def test_a_hold_that_ends_between_two_approvals_is_given_back_and_the_rest_stays_approved(world: World) -> None:
    other = add_supplier("Tools", "tools")
    many = Item(part="PEN", quantity="300", price="2.00", auxiliary="offer-pen", description="Pens")
    request = claim(world, visit(world, world.supplier, [many], hold=SOON, allows="edit")).request
    claim(world, visit(world, other, [DRILL], into=request))
    submit(world, request)
    first = Step.objects.get(state="pending")
    approve(step=first, by=first.person, now=after(10), digest=first.round.digest)
    clock.lapse_due(after(31))

    dearer = Item(part="PEN", quantity="300", price="2.10", auxiliary="offer-pen", description="Pens")
    claim(world, visit(world, world.supplier, [dearer], into=request, operation=Operation.EDIT, minute=40), minute=41)
    submit(world, request, minute=45)

    again = Step.objects.get(state="pending")
    assert again.person == first.person
    drill = request.lines.get(supplier_part_id="DRILL")
    assert drill.key not in again.to_decide
    assert len(again.to_decide) == 1


def test_the_last_approval_after_the_hold_orders_nothing_that_is_not_held(world: World) -> None:
    request = held(world)
    step = Step.objects.get(state="pending")

    approve(step=step, by=step.person, now=after(35), digest=step.round.digest)

    request.refresh_from_db()
    assert request.state == "returned"
    assert [line.supplier_part_id for order in request.orders.all() for line in order.lines.all()] == ["DRILL"]


@settings(max_examples=60, deadline=None)
@given(
    st.decimals(-1000, 1000, places=2),
    st.lists(st.decimals(0, 500, places=2), min_size=1, max_size=7),
)
def test_the_shares_of_a_charge_are_the_charge(amount: Decimal, weights: list[Decimal]) -> None:
    parts = shares(amount, weights, "EUR")

    assert sum(parts, Decimal(0)) == amount
    assert all(part == round(part, 2) for part in parts)
    assert all(part * amount >= 0 for part in parts)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["write", "dollars", "drop", "charge", "discount", "delete"]),
        st.integers(1, 9),
        st.decimals("0.01", 500, places=2),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_whatever_is_edited_the_total_is_the_sum_of_lines_and_charges(world: World, edits: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        ExchangeRate.objects.create(currency="USD", into="EUR", on=NOW.date(), rate=Decimal("0.913"))
        request = draft(world, lines=(("3", "9.99"), ("7", "0.35")))
        for act, number, amount in edits:
            _edit(world, request, act, number, amount)
            request.refresh_from_db()
            lines, charges = list(request.lines.all()), list(request.charges.all())
            assert request.net == sum((one.company_amount for one in lines if one.included), Decimal(0))
            assert request.total == request.net + sum((one.company_amount for one in charges), Decimal(0))
            borne = borne_by(lines, charges, request.currency)
            assert sum(borne.values(), Decimal(0)) == request.net + request.charges_sum
        transaction.set_rollback(True)


def _edit(world: World, request: PurchaseRequest, act: str, number: int, amount: Decimal) -> None:
    if act in {"write", "dollars"}:
        write(world, request, unit_price=amount, currency="USD" if act == "dollars" else "EUR")
    elif act == "drop":
        request.lines.filter(line_number=number).update(exclusion="removed")
    elif act in {"charge", "discount"}:
        quoted = amount if act == "charge" else -min(amount, Decimal("0.01"))
        kind = ChargeKind.FREIGHT if act == "charge" else ChargeKind.DISCOUNT
        RequestCharge.objects.create(
            request=request, supplier=world.supplier, kind=kind,
            currency="EUR", quoted=quoted, quoted_on=Decimal(0), amount=quoted, company_amount=quoted,
        )  # fmt: skip
    elif act == "delete" and request.lines.count() > 1:
        request.lines.filter(line_number=number, kind="free").delete()
    recount(request, on=NOW.date())
    if request.net + request.charges_sum + request.tax >= 0:
        request.save()


def test_nobody_else_fills_a_request(world: World) -> None:
    request = draft(world)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.buyer.person)

    for name, args in (("write-line", []), ("other-store", []), ("charge-line", [1]), ("open-again", [])):
        answer = client.post(reverse(f"requests:{name}", args=[request.public_id, *args]), {})
        assert answer.status_code in {403, 404, 405}
    assert request.lines.count() == 1
