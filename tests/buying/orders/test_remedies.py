"""What is done about goods that do not come: by whom, once, and with what comes of it."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from fondaco.bridge.models import Mail, MessageOut
from fondaco.buying.approvals.models import Round
from fondaco.buying.budgets.models import Encumbrance
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.company.models import Employee
from fondaco.buying.lifecycle import Refused
from fondaco.buying.orders.models import OrderLine, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.offers import offers_for
from fondaco.buying.orders.queries import partly_refused
from fondaco.buying.orders.remedies import Remedy
from fondaco.buying.orders.resolving import remedy
from fondaco.buying.orders.unusual import show_request
from fondaco.buying.release.operations import Found, source_line
from fondaco.buying.requests.models import PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers, submit_request, withdraw_request
from fondaco.buying.requests.subject import RequestSubject
from fondaco.documents import NextActor, OrderOperation, Refusal, RefusalCode, RefusalLevel
from tests.buying.budgets.test_declaring import budget, stages
from tests.buying.changes.changed import approve_change_fully, confirmation, hear, message_of
from tests.buying.orders.test_taking_confirmations import answer, portions, take
from tests.buying.world import World, add_mail_supplier, after, approve_all, build_world, ordered

TWO = (("5", "20.00"), ("10", "1.50"))


def said(code: RefusalCode = RefusalCode.QUANTITY_UNAVAILABLE, **more: Any) -> Refusal:
    facts = {"next_actor": NextActor.REQUESTER, "message": "No", "remedy": "", **more}
    return Refusal(code=code, level=RefusalLevel.LINE, path="line 1", **facts)


def refused(world: World, *, code: RefusalCode | None = RefusalCode.QUANTITY_UNAVAILABLE, **more: Any) -> PurchaseOrder:
    """An order whose first line (five at 20.00) does not come, and whose second does."""
    world.supplier.takes_changes = True
    world.supplier.save()
    order = ordered(world, lines=TWO)
    PurchaseOrder.objects.filter(pk=order.pk).update(delivery="delivered")
    lines = (portions(1, reject="5"), portions(2, accept="10"))
    take(answer(order, "detail", lines=lines), world.partner, at=after(20))
    if code is not None:
        refusal, line = said(code, **more), order.lines.get(line_number=1)
        StoredRefusal.objects.create(
            confirmation=order.confirmations.get(), order=order, line=line, quantity=5, code=refusal.code,
            level="line", next_actor=refusal.next_actor, message=refusal.message,
            boundary=refusal.boundary, actual=refusal.actual,
        )  # fmt: skip
    order.refresh_from_db()
    return order


def press(order: PurchaseOrder, kind: str, by: Employee, number: int | None = 1, minutes: int = 30) -> Remedy:
    made, _new = remedy(order=order, kind=kind, number=number, by=by.person, now=after(minutes))
    return made[-1]


def offered(order: PurchaseOrder, who: Employee) -> list[str]:
    line = OrderLine.objects.prefetch_related("refusals").get(order=order, line_number=1)
    return [one.kind for one in offers_for(who.person, line, list(line.refusals.all()), order)]


@pytest.mark.parametrize(
    ("code", "requester", "buyer"),
    [
        (None, ["again", "elsewhere", "give_up"], ["elsewhere", "give_up"]),
        ("quantity_unavailable", ["again", "elsewhere", "give_up"], ["elsewhere", "give_up"]),
        ("part_withdrawn", ["elsewhere", "give_up"], ["elsewhere", "give_up"]),
        ("mode_different", ["again", "elsewhere", "give_up"], ["elsewhere", "give_up"]),
        ("price_moved", ["accept", "again", "elsewhere", "give_up"], ["accept", "elsewhere", "give_up"]),
    ],
)
def test_each_refusal_offers_what_fits_it_to_who_may(
    world: World, code: str | None, requester: list[str], buyer: list[str]
) -> None:
    order = refused(world, code=RefusalCode(code) if code else None, boundary=Decimal(21), actual=Decimal(22))

    assert offered(order, world.asker) == requester
    assert offered(order, world.buyer) == buyer
    assert offered(order, world.auditor) == offered(order, world.lead) == []


def test_a_price_that_was_not_said_cannot_be_accepted(world: World) -> None:
    assert "accept" not in offered(refused(world, code=RefusalCode.PRICE_MOVED), world.asker)


def test_who_may_not_is_refused_and_nothing_is_made(world: World) -> None:
    order = refused(world)

    for kind, who in (("again", world.buyer), ("elsewhere", world.lead), ("give_up", world.auditor)):
        with pytest.raises(PermissionDenied):
            press(order, kind, who)

    assert not Remedy.objects.exists()
    assert PurchaseRequest.objects.count() == 1


def test_asking_again_makes_a_draft_of_what_does_not_come_to_be_quoted_anew(world: World) -> None:
    order = refused(world)

    done = press(order, "again", world.asker)

    draft = PurchaseRequest.objects.exclude(pk=order.request_id).get()
    (line,) = draft.lines.all()
    assert (draft.state, draft.requester, draft.reason) == ("draft", world.asker.person, order.request.reason)
    assert (draft.cost_centre, draft.deliver_to) == (world.centre, world.address)
    assert (line.state, line.quantity, line.supplier_part_id) == ("requote", Decimal(5), "FND-0001")
    assert line.instead_of == order.request.lines.get(line_number=1)
    assert (done.number, done.about, done.quantity) == (draft.number, draft.about, Decimal(5))


def test_pressing_twice_makes_one_draft_and_says_who_did_it(world: World) -> None:
    order = refused(world)
    press(order, "again", world.asker)

    made, new = remedy(order=order, kind="again", number=1, by=world.asker.person, now=after(31))
    others, again_new = remedy(order=order, kind="elsewhere", number=1, by=world.buyer.person, now=after(32))

    assert (new, again_new) == (False, False)
    assert made == others == list(Remedy.objects.all())
    assert PurchaseRequest.objects.count() == 2


def test_the_same_refusal_said_once_more_opens_nothing_and_a_larger_one_only_the_difference(world: World) -> None:
    order = ordered(world, lines=TWO)
    take(answer(order, "detail", lines=(portions(1, reject="2"),)), world.partner, at=after(20))
    press(order, "again", world.asker)

    update = {"operation": OrderOperation.UPDATE}
    take(answer(order, "detail", lines=(portions(1, reject="2"),), **update), world.partner, at=after(40))
    assert remedy(order=order, kind="again", number=1, by=world.asker.person, now=after(41))[1] is False
    take(answer(order, "detail", lines=(portions(1, reject="5"),), **update), world.partner, at=after(50))
    press(order, "again", world.asker, minutes=60)

    assert [one.quantity for one in Remedy.objects.all()] == [Decimal(2), Decimal(3)]


def test_a_draft_that_is_withdrawn_leaves_it_open_again(world: World) -> None:
    order = refused(world)
    press(order, "again", world.asker)
    draft = PurchaseRequest.objects.get(state="draft")

    withdraw_request(request=draft, by=world.asker.person, now=after(40))

    assert press(order, "elsewhere", world.asker, minutes=50).kind == "elsewhere"
    assert [(one.kind, one.over_at is None) for one in Remedy.objects.all()] == [("again", False), ("elsewhere", True)]


def test_what_is_looked_for_elsewhere_is_approved_already_and_bound_once(world: World) -> None:
    found = budget(world, "200", cost_centre=world.centre)
    order = refused(world)
    assert stages(found) == (0, 0, Decimal("19.90"))  # the line of 100.00 is let go, the freight is not
    rounds = Round.objects.count()

    press(order, "elsewhere", world.asker)

    request = PurchaseRequest.objects.get(origin="elsewhere")
    (line,) = request.lines.all()
    assert (request.state, line.state, line.supplier, line.company_amount) == (
        "approved", "to_source", None, Decimal(100),
    )  # fmt: skip
    assert stages(found) == (0, Decimal(100), Decimal("19.90"))
    assert Round.objects.count() == rounds
    assert Mail.objects.filter(
        to="buyer@buyer.example.com", subject=f"Find another supplier for {order.number}"
    ).exists()


def test_at_the_approved_amount_it_is_ordered_at_once_elsewhere(world: World) -> None:
    order = refused(world)
    press(order, "elsewhere", world.buyer)
    line = RequestLine.objects.get(state="to_source")

    source_line(line=line, found=Found(add_mail_supplier(), Decimal(20)), by=world.buyer.person, now=after(40))

    second = PurchaseOrder.objects.exclude(pk=order.pk).get()
    assert (second.supplier.name, second.net, second.requester) == ("Printer", Decimal(100), world.asker.person)
    assert not Round.objects.filter(subject_id=second.request.public_id).exists()


def test_above_the_approved_amount_the_approvers_are_asked(world: World) -> None:
    order = refused(world)
    press(order, "elsewhere", world.buyer)
    line = RequestLine.objects.get(state="to_source")

    source_line(line=line, found=Found(add_mail_supplier(), Decimal(21)), by=world.buyer.person, now=after(40))

    line.refresh_from_db()
    assert (line.state, line.request.state) == ("in_approval", "in_approval")
    assert PurchaseOrder.objects.count() == 1


def test_without_money_nothing_is_looked_for_and_nothing_is_made(world: World) -> None:
    found = budget(world, "119.90", cost_centre=world.centre)
    order = refused(world)
    type(found).objects.update(amount=Decimal("19.90"))

    with pytest.raises(Refused) as why:
        press(order, "elsewhere", world.buyer)

    assert why.value.code == "budget_exceeded"
    assert not Remedy.objects.exists()
    assert PurchaseRequest.objects.count() == 1


def test_a_price_that_is_accepted_is_a_change_and_the_line_comes_at_it(world: World) -> None:
    found = budget(world, "1000", cost_centre=world.centre)
    order = refused(world, code=RefusalCode.PRICE_MOVED, boundary=Decimal(21), actual=Decimal(22))

    press(order, "accept", world.asker)
    change = OrderChange.objects.get()
    assert [(row.unit_price_before, row.unit_price, row.quantity) for row in change.lines.all()] == [
        (Decimal(20), Decimal(22), Decimal(5))
    ]
    assert stages(found) == (Decimal(110), 0, Decimal("19.90"))
    approve_change_fully(change)
    assert MessageOut.objects.filter(about=change.about).count() == 1
    hear(confirmation(order, answers=message_of(change).payload_id), world)

    order.refresh_from_db()
    line = order.lines.get(line_number=1)
    assert (line.unit_price, line.amount, line.confirmed, line.rejected) == (22, 110, 5, 0)
    assert (order.net, order.state) == (Decimal(125), "confirmed")
    assert stages(found) == (0, 0, Decimal("129.90"))
    assert Remedy.objects.get().over_at is not None


def test_the_others_answers_stay_when_a_price_is_accepted_by_telephone(world: World) -> None:
    from fondaco.buying.changes.operations import record_answer

    order = refused(world, code=RefusalCode.PRICE_MOVED, boundary=Decimal(21), actual=Decimal(22))
    world.supplier.takes_changes = False
    world.supplier.save()
    press(order, "accept", world.asker)
    change = approve_change_fully(OrderChange.objects.get())

    record_answer(change=change, taken=True, words="Anna agreed", by=world.buyer.person, now=after(80))

    first, second = order.lines.order_by("line_number")
    assert (first.unit_price, first.confirmed, first.rejected) == (22, 0, 0)
    assert second.confirmed == 10
    order.refresh_from_db()
    assert (order.state, order.expected) == ("confirmed_in_part", Decimal("129.90"))


def test_a_change_that_is_not_taken_leaves_it_open_again(world: World) -> None:
    order = refused(world, code=RefusalCode.PRICE_MOVED, boundary=Decimal(21), actual=Decimal(22))
    press(order, "accept", world.asker)
    change = OrderChange.objects.get()

    from fondaco.buying.changes.operations import withdraw_change

    withdraw_change(change=change, by=world.asker.person, now=after(40))

    assert press(order, "give_up", world.asker, minutes=50).kind == "give_up"


def test_what_is_given_up_is_recorded_and_a_refused_order_is_over(world: World) -> None:
    order = ordered(world, lines=TWO)
    take(answer(order, "reject"), world.partner, at=after(20))

    press(order, "give_up", world.asker, number=1)
    order.refresh_from_db()
    assert order.state == "refused"
    press(order, "give_up", world.buyer, number=None, minutes=40)

    order.refresh_from_db()
    assert order.state == "closed"
    assert [(one.line.line_number, one.by) for one in Remedy.objects.order_by("line")] == [
        (1, world.asker.person), (2, world.buyer.person),
    ]  # fmt: skip
    assert not Encumbrance.objects.filter(about=order.request.about).exists()


def test_all_lines_of_a_refused_order_are_asked_for_again_in_one_draft(world: World) -> None:
    order = ordered(world, lines=TWO)
    take(answer(order, "reject"), world.partner, at=after(20))

    press(order, "again", world.asker, number=None)

    draft = PurchaseRequest.objects.get(state="draft")
    assert [(line.quantity, line.state) for line in draft.lines.all()] == [(5, "requote"), (10, "requote")]


def test_what_was_asked_again_is_ordered_as_a_new_line(world: World) -> None:
    order = refused(world)
    press(order, "again", world.asker)
    draft = PurchaseRequest.objects.get(state="draft")
    draft.lines.update(state="open")  # quoted anew
    answers = Answers(world.centre, world.address, None, "Still needed", frozenset({1}))
    submit_request(request=draft, version=draft.version, answers=answers, by=world.asker.person, now=after(40))

    second = approve_all(draft)

    assert second.lines.get().request_line.instead_of.order_line.order == order


def test_home_forgets_what_somebody_has_done_something_about(world: World) -> None:
    order = refused(world)
    assert partly_refused(world.asker.person) == [order]

    press(order, "give_up", world.asker)

    assert partly_refused(world.asker.person) == []


def client_of(employee: Employee) -> Client:
    client = Client()
    client.force_login(employee.person)
    return client


def test_the_page_has_the_buttons_of_whoever_looks_and_then_what_was_done(world: World) -> None:
    order = refused(world)
    page = client_of(world.asker).get(order.get_absolute_url()).content.decode()
    assert "Ask for it again" in page
    assert "Ask for it again" not in client_of(world.auditor).get(order.get_absolute_url()).content.decode()

    gone = client_of(world.asker).post(f"{order.get_absolute_url()}/remedy/again", {"line": "1"})
    twice = client_of(world.asker).post(f"{order.get_absolute_url()}/remedy/again", {"line": "1"}, follow=True)

    draft = PurchaseRequest.objects.get(state="draft")
    assert gone["Location"] == draft.get_absolute_url()
    assert "Nothing was done twice" in twice.content.decode()
    assert draft.number in twice.content.decode()
    assert "Ask for it again" not in twice.content.decode()
    assert PurchaseRequest.objects.count() == 2


def test_a_button_that_is_not_theirs_is_forbidden_and_one_that_is_none_is_not_there(world: World) -> None:
    order = refused(world)

    assert client_of(world.auditor).post(f"{order.get_absolute_url()}/remedy/give_up").status_code == 403
    assert client_of(world.asker).post(f"{order.get_absolute_url()}/remedy/steal").status_code == 404
    for line in ("one", "-1", "1.0", "١"):
        assert (
            client_of(world.asker).post(f"{order.get_absolute_url()}/remedy/give_up", {"line": line}).status_code == 404
        )
    stranger = client_of(world.owner)
    assert stranger.post(f"{order.get_absolute_url()}/remedy/give_up").status_code in {403, 404}
    assert not Remedy.objects.exists()


def test_who_mends_and_who_calls_find_where(world: World) -> None:
    world.supplier.service_phone = "+39 010 123"
    world.supplier.save()
    safeguard = refused(world, code=RefusalCode.DELIVERY_LATER)
    used = refused(world, code=RefusalCode.ORDER_NUMBER_USED, next_actor=NextActor.BUYER)

    buyers = client_of(world.buyer)
    assert (
        f"/suppliers/{world.supplier.public_id}/safeguards" in buyers.get(safeguard.get_absolute_url()).content.decode()
    )
    assert "tel:+39010123" in buyers.get(used.get_absolute_url()).content.decode()
    assert "tel:" not in client_of(world.asker).get(used.get_absolute_url()).content.decode()


def test_letters_name_the_same_buttons_and_where_they_are(world: World) -> None:
    order = ordered(world, lines=TWO)
    Mail.objects.all().delete()

    take(
        answer(order, "detail", lines=(portions(1, reject="5"), portions(2, accept="10"))), world.partner, at=after(20)
    )

    letter = Mail.objects.get(to="asker@buyer.example.com").text
    assert "You can: Ask for it again · Have it looked for elsewhere · Give it up" in letter
    assert f"{order.get_absolute_url()}#line-1" in letter
    assert "#line-2" not in letter


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_make_one_draft() -> None:
    world = build_world()
    order = refused(world)
    gate = threading.Barrier(2)
    said_new: list[bool] = []

    def click(kind: str) -> None:
        try:
            gate.wait()
            said_new.append(remedy(order=order, kind=kind, number=1, by=world.asker.person, now=after(30))[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=(kind,)) for kind in ("again", "elsewhere")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said_new) == [False, True]
    assert PurchaseRequest.objects.count() == 2
    assert Remedy.objects.count() == 1


def test_a_second_supplier_sees_nothing_of_the_first(world: World) -> None:
    order = refused(world)
    press(order, "elsewhere", world.buyer)
    line = RequestLine.objects.get(state="to_source")

    assert (line.supplier_part_id, line.supplier_part_auxiliary_id, line.classifications) == ("", "", [])
    assert line.kind == "free"


def test_the_approver_reads_what_did_not_come_before_and_for_whom_it_is(world: World) -> None:
    order = refused(world)
    press(order, "again", world.asker)
    draft = PurchaseRequest.objects.get(state="draft")
    draft.lines.update(state="open")
    draft.beneficiary = world.owner.person
    budget(world, "10", "warn", cost_centre=world.centre)
    answers = Answers(world.centre, world.address, None, "Still needed", frozenset({1}), beneficiary=world.owner.person)
    submit_request(request=draft, version=draft.version, answers=answers, by=world.asker.person, now=after(40))

    draft.refresh_from_db()
    shown = show_request(RequestSubject(draft), now=after(41))

    said_of_all = [one.words for one in shown.remarks]
    assert "Asker asks for it on behalf of Owner." in said_of_all
    assert any(words.startswith("The budget “") and "would be exceeded by" in words for words in said_of_all)
    assert f"Asked for again: it did not come with {order.number}." in [one.words for one in shown.lines[0].remarks]
