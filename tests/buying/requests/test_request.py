"""Answering the questions, seeing who will approve, submitting, withdrawing, coming back."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from fondaco.bridge.models import MessageOut
from fondaco.buying.approvals import operations as approvals
from fondaco.buying.approvals.models import Round, Step
from fondaco.buying.requests.models import PurchaseRequest
from fondaco.buying.requests.subject import RequestSubject
from tests.buying.desk_carts import Item, cart_xml, charge, path_of, post_cart
from tests.buying.desk_store import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(visit: Any, store: Store, as_person: Any) -> PurchaseRequest:
    """Giulia's request for 25 and 90 euros of things, with 4.90 of shipping."""
    items = [Item(), Item(part="FND-200", quantity="3", price="30.00", description="Cutting oil")]
    xml = cart_xml(visit.buyer_cookie, items, total="115.00", extra=charge("Shipping", "4.90", "Courier"))
    as_person("Giulia").get(post_cart(path_of(store.setup()), xml)["Location"])
    return PurchaseRequest.objects.get()


def answers(draft: PurchaseRequest, **changed: Any) -> dict[str, Any]:
    said = {
        "cost_centre": draft.cost_centre_id,
        "deliver_to": draft.deliver_to_id,
        "need_by": "",
        "reason": "For the new line",
        "version": draft.version,
        "line": ["1", "2"],
    }
    return said | changed


def submit(client: Client, draft: PurchaseRequest, **changed: Any) -> Any:
    return client.post(f"/requests/{draft.public_id}/submit", answers(draft, **changed))


def page(client: Client, draft: PurchaseRequest) -> str:
    return client.get(f"/requests/{draft.public_id}").content.decode()


def pending() -> Step:
    return Step.objects.get(state="pending")


def decide(what: str, **said: Any) -> None:
    step = pending()
    if what == "approve":
        said["digest"] = step.round.digest
    getattr(approvals, what)(step=step, by=step.person, now=timezone.now(), **said)


def approve_all() -> None:
    while Step.objects.filter(state="pending").exists():
        decide("approve")


def test_who_will_approve_is_shown_before_submitting(as_person: Any, draft: PurchaseRequest) -> None:
    words = page(as_person("Giulia"), draft)

    assert "Who will have to approve" in words
    assert "Marta Conti" in words
    assert not Round.objects.exists()


def test_another_cost_centre_shows_another_route_and_keeps_nothing(
    as_person: Any, draft: PurchaseRequest, company: Any
) -> None:
    draft.lines.filter(line_number=2).update(
        amount=Decimal(2000), company_amount=Decimal(2000), unit_price=Decimal(2000), quantity=1
    )
    office = company.cost_centres.get(code="RIC-500")
    client = as_person("Giulia")
    address = f"/requests/{draft.public_id}/route"

    before = client.get(address, {"cost_centre": draft.cost_centre_id, "line": ["1", "2"]}).content.decode()
    after = client.get(address, {"cost_centre": office.pk, "line": ["1", "2"]}).content.decode()

    assert "Matteo Poggi" not in before
    assert "Matteo Poggi" in after
    draft.refresh_from_db()
    assert draft.cost_centre.code == "PRD-310"


def test_the_route_follows_the_lines_that_are_ticked(as_person: Any, draft: PurchaseRequest) -> None:
    address = f"/requests/{draft.public_id}/route"

    words = as_person("Giulia").get(address, {"cost_centre": "", "line": ["1"]}).content.decode()

    assert "25.00" in words
    assert "115.00" not in words


@pytest.mark.parametrize("cost_centre", ["", "x", "-1", "999999999999999999999", "٣"])
def test_a_route_for_nonsense_is_still_a_page(as_person: Any, draft: PurchaseRequest, cost_centre: str) -> None:
    answer = as_person("Giulia").get(f"/requests/{draft.public_id}/route", {"cost_centre": cost_centre})

    assert answer.status_code == 200


def test_submitting_asks_the_first_approver(as_person: Any, draft: PurchaseRequest) -> None:
    answer = submit(as_person("Giulia"), draft)

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.state == "in_approval"
    assert draft.reason == "For the new line"
    assert pending().person.name == "Marta Conti"
    assert "Waiting for Marta Conti" in page(as_person("Giulia"), draft)


def test_the_amount_approved_is_net_and_shipping(as_person: Any, draft: PurchaseRequest) -> None:
    submit(as_person("Giulia"), draft)

    assert Round.objects.get().amount == Decimal("119.90")


def test_two_clicks_on_submit_make_one_round(as_person: Any, draft: PurchaseRequest) -> None:
    client = as_person("Giulia")
    submit(client, draft)

    answer = submit(client, draft)

    assert answer.status_code == 302
    assert Round.objects.count() == 1
    assert "It is with its approvers" in client.get(answer["Location"]).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_round(person: Any, draft: PurchaseRequest) -> None:
    gate = threading.Barrier(2)
    statuses: list[int] = []
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(person("Giulia"))

    def click(client: Client) -> None:
        gate.wait()
        statuses.append(submit(client, draft).status_code)
        connections.close_all()

    threads = [threading.Thread(target=click, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(statuses) <= {302, 422}
    assert Round.objects.count() == 1


def test_an_edit_from_an_older_window_is_told_and_changes_nothing(as_person: Any, draft: PurchaseRequest) -> None:
    client = as_person("Giulia")
    client.post(f"/requests/{draft.public_id}/save", answers(draft, reason="first"))

    answer = client.post(f"/requests/{draft.public_id}/save", answers(draft, reason="second"))

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert "changed in another window" in answer.content.decode()
    assert draft.reason == "first"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"cost_centre": ""}, "Say who bears the cost"),
        ({"deliver_to": ""}, "Say where it has to be delivered"),
        ({"reason": "  "}, "Say what it is for"),
        ({"line": []}, "Nothing is left to be ordered"),
        ({"need_by": "2020-01-01"}, "This day has passed"),
        ({"need_by": "31.12.2"}, "Enter a valid date"),
        ({"cost_centre": "999999"}, "Select a valid choice"),
        ({"version": ""}, "required"),
        ({"version": "-3"}, "greater than or equal"),
        ({"reason": "x" * 1001}, "at most 1000"),
    ],
)
def test_what_is_missing_or_impossible_is_said_and_nothing_changes(
    as_person: Any, draft: PurchaseRequest, changed: dict[str, Any], words: str
) -> None:
    answer = submit(as_person("Giulia"), draft, **changed)

    draft.refresh_from_db()
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert draft.state == "draft"
    assert draft.version == 1
    assert draft.lines.filter(exclusion="").count() == 2
    assert not Round.objects.exists()


def test_today_is_soon_enough(as_person: Any, draft: PurchaseRequest) -> None:
    submit(as_person("Giulia"), draft, need_by=timezone.localdate().isoformat())

    draft.refresh_from_db()
    assert draft.need_by == timezone.localdate()


def test_a_draft_is_kept_with_little_in_it(as_person: Any, draft: PurchaseRequest) -> None:
    answer = as_person("Giulia").post(
        f"/requests/{draft.public_id}/save", answers(draft, cost_centre="", reason="", line=["2"])
    )

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.state == "draft"
    assert draft.cost_centre is None
    assert draft.net == Decimal(90)
    assert draft.total == Decimal("94.90")


def test_a_line_taken_out_can_be_put_back(as_person: Any, draft: PurchaseRequest) -> None:
    client = as_person("Giulia")
    client.post(f"/requests/{draft.public_id}/save", answers(draft, line=["1"]))
    draft.refresh_from_db()

    client.post(f"/requests/{draft.public_id}/save", answers(draft, line=["1", "2"]))

    draft.refresh_from_db()
    assert draft.net == Decimal(115)


def test_a_line_that_cannot_be_ordered_cannot_be_ticked(as_person: Any, draft: PurchaseRequest) -> None:
    draft.lines.filter(line_number=2).update(exclusion="price_invalid", unit_price=None, amount=0)

    submit(as_person("Giulia"), draft, line=["1", "2", "77", "x"])

    draft.refresh_from_db()
    assert draft.net == Decimal(25)


def test_the_last_approval_orders_it_at_once(as_person: Any, draft: PurchaseRequest) -> None:
    submit(as_person("Giulia"), draft)

    approve_all()

    draft.refresh_from_db()
    assert draft.state == "ordered"
    assert draft.orders.get().number.startswith("PO-")
    assert MessageOut.objects.filter(document_type="PurchaseOrder").count() == 1


def test_withdrawing_ends_the_round(as_person: Any, draft: PurchaseRequest) -> None:
    submit(as_person("Giulia"), draft)

    as_person("Giulia").post(f"/requests/{draft.public_id}/withdraw")

    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    assert Round.objects.get().state == "withdrawn"
    assert not Step.objects.filter(state="pending").exists()


def test_what_is_ordered_cannot_be_withdrawn(as_person: Any, draft: PurchaseRequest) -> None:
    submit(as_person("Giulia"), draft)
    approve_all()

    answer = as_person("Giulia").post(f"/requests/{draft.public_id}/withdraw", follow=True)

    draft.refresh_from_db()
    assert draft.state == "ordered"
    assert "can no longer be withdrawn" in answer.content.decode()


@pytest.mark.parametrize("name", ["Marta", "Luca", "Andrea", "Davide", "Silvia", "Ginevra"])
def test_nobody_else_changes_or_withdraws_it(as_person: Any, draft: PurchaseRequest, name: str) -> None:
    client = as_person(name)

    statuses = [
        client.post(f"/requests/{draft.public_id}/{verb}", answers(draft)).status_code
        for verb in ("save", "submit", "withdraw")
    ]

    draft.refresh_from_db()
    assert set(statuses) <= {403, 404}
    assert (draft.state, draft.version) == ("draft", 1)


def test_sent_back_it_is_changed_and_goes_round_again(as_person: Any, draft: PurchaseRequest) -> None:
    client = as_person("Giulia")
    submit(client, draft)
    first = Round.objects.get().digest
    decide("send_back", reason="Less oil, please")
    draft.refresh_from_db()
    assert draft.state == "returned"
    assert "Less oil, please" in page(client, draft)

    submit(client, draft, line=["1"])

    draft.refresh_from_db()
    assert draft.state == "in_approval"
    assert draft.net == Decimal(25)
    assert Round.objects.get(state="open").digest != first


def test_rejected_it_says_why_and_stays_so(as_person: Any, draft: PurchaseRequest) -> None:
    client = as_person("Giulia")
    submit(client, draft)

    decide("reject", reason="We have plenty")

    draft.refresh_from_db()
    assert draft.state == "rejected"
    assert "We have plenty" in page(client, draft)
    assert submit(client, draft).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "rejected"


def test_a_question_is_answered_on_the_requests_page(as_person: Any, draft: PurchaseRequest) -> None:
    client = as_person("Giulia")
    submit(client, draft)
    decide("ask_question", text="Which machine?")
    assert "Which machine?" in page(client, draft)
    question = pending().questions.get()

    client.post(f"/requests/{draft.public_id}/answer/{question.public_id}", {"text": "The new lathe"})

    question.refresh_from_db()
    assert question.answer == "The new lathe"
    assert "The new lathe" in page(client, draft)


def bear(request: PurchaseRequest, sum_: str) -> None:
    """One euro more of charges or tax."""
    setattr(request, sum_, getattr(request, sum_) + 1)
    request.total += 1


@pytest.mark.parametrize(
    "change",
    [
        lambda request, line, company: setattr(request, "reason", "another"),
        lambda request, line, company: setattr(request, "need_by", timezone.localdate() + timedelta(days=1)),
        lambda request, line, company: bear(request, "charges_sum"),
        lambda request, line, company: bear(request, "tax"),
        lambda request, line, company: setattr(request, "cost_centre", company.cost_centres.get(code="RIC-500")),
        lambda request, line, company: setattr(request, "deliver_to", company.addresses.get(code="SV-DEP")),
        lambda request, line, company: setattr(line, "quantity", Decimal(9)),
        lambda request, line, company: setattr(line, "unit_price", Decimal(9)),
        lambda request, line, company: setattr(line, "unit", "BX"),
        lambda request, line, company: setattr(line, "supplier_part_id", "X"),
        lambda request, line, company: setattr(line, "supplier_part_auxiliary_id", "X"),
        lambda request, line, company: setattr(line, "description", "X"),
        lambda request, line, company: setattr(line, "exclusion", "removed"),
    ],
)
def test_the_digest_changes_with_everything_that_matters(draft: PurchaseRequest, company: Any, change: Any) -> None:
    before = RequestSubject(draft).digest()
    line = draft.lines.get(line_number=2)

    change(draft, line, company)
    draft.save()
    line.save()

    assert RequestSubject(PurchaseRequest.objects.get()).digest() != before


def test_the_digest_is_the_same_for_the_same_request(draft: PurchaseRequest) -> None:
    assert RequestSubject(draft).digest() == RequestSubject(PurchaseRequest.objects.get()).digest()


def test_lists_say_where_each_stands(as_person: Any, draft: PurchaseRequest) -> None:
    submit(as_person("Giulia"), draft)

    mine = as_person("Giulia").get("/requests/").content.decode()
    everybodys = as_person("Silvia").get("/requests/all").content.decode()

    assert "Waiting for Marta Conti" in mine
    assert draft.number in everybodys
    assert draft.number not in as_person("Davide").get("/requests/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=new+line", True), ("q=nothing", False), ("state=in_approval", True), ("state=draft", False), ("q=%00", True)],
)
def test_a_list_can_be_searched(as_person: Any, draft: PurchaseRequest, query: str, found: bool) -> None:
    submit(as_person("Giulia"), draft)

    words = as_person("Giulia").get(f"/requests/?{query}").content.decode()

    assert (draft.number in words) is found


def test_the_tax_follows_the_lines_that_stay(as_person: Any, visit: Any, store: Store) -> None:
    items = [Item(price="10.00", quantity="1"), Item(part="B", price="30.00", quantity="1")]
    xml = cart_xml(visit.buyer_cookie, items, total="40.00", extra=charge("Tax", "8.80", "VAT 22 %"))
    client = as_person("Giulia")
    client.get(post_cart(path_of(store.setup()), xml)["Location"])
    draft = PurchaseRequest.objects.get()
    assert draft.tax == Decimal("8.80")

    shown = client.get(f"/requests/{draft.public_id}/route", {"line": ["1"]}).content.decode()
    client.post(f"/requests/{draft.public_id}/save", answers(draft, line=["1"]))

    draft.refresh_from_db()
    assert "12.20" in shown
    assert (draft.tax, draft.total) == (Decimal("2.20"), Decimal("12.20"))
    client.post(f"/requests/{draft.public_id}/save", answers(draft, line=["1", "2"]))
    draft.refresh_from_db()
    assert draft.tax == Decimal("8.80")
