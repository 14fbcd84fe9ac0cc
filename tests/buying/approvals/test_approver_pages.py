"""The pages on which people decide, for those who were asked and for nobody else."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fondaco.buying.approvals.models import Step
from fondaco.buying.company.models import Employee
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.requests.models import PurchaseRequest
from tests.buying.world import World, draft, pending, submitted


def client_of(employee: Employee) -> Client:
    client = Client()
    client.force_login(employee.person)
    return client


def url(name: str, step: Step) -> str:
    return reverse(f"approvals:{name}", args=[step.public_id])


def test_what_waits_stands_in_the_list_and_in_the_navigation(world: World) -> None:
    request = submitted(world)

    page = client_of(world.lead).get("/approvals/").content.decode()

    assert request.number in page
    assert 'class="count">1<' in page


def test_a_page_of_decision_opens_only_for_the_one_who_was_asked(world: World) -> None:
    step = pending(submitted(world))

    for other in (world.asker, world.head, world.buyer, world.administrator, world.auditor):
        assert client_of(other).get(url("decide", step)).status_code == 404
        assert client_of(other).post(url("approve", step), {"digest": step.round.digest}).status_code == 404
    assert client_of(world.lead).get(url("decide", step)).status_code == 200
    assert not PurchaseOrder.objects.exists()


def test_the_page_says_who_asks_what_how_much_and_why(world: World) -> None:
    step = pending(submitted(world))

    page = client_of(world.lead).get(url("decide", step)).content.decode()

    for words in ("Asker", "Thing 1", "€104.90", "Needed in the workshop", "manager of Asker", "PRD-310"):
        assert words in page


def test_approving_leads_to_the_next_one(world: World) -> None:
    first, second = pending(submitted(world)), pending(submitted(world))
    client = client_of(world.lead)

    response = client.post(url("approve", first), {"digest": first.round.digest})

    assert response["Location"] == url("decide", second)
    assert PurchaseOrder.objects.count() == 1


def test_a_second_click_meets_a_friendly_page(world: World) -> None:
    step = pending(submitted(world))
    client = client_of(world.lead)
    client.post(url("approve", step), {"digest": step.round.digest})

    page = client.post(url("approve", step), {"digest": step.round.digest}, follow=True)

    assert page.status_code == 200
    assert "You already approved this." in page.content.decode()
    assert PurchaseOrder.objects.count() == 1


def test_a_changed_request_shows_no_button_to_approve(world: World) -> None:
    step = pending(submitted(world))
    PurchaseRequest.objects.update(reason="Something else")
    client = client_of(world.lead)

    page = client.get(url("decide", step)).content.decode()
    answer = client.post(url("approve", step), {"digest": step.round.digest}, follow=True).content.decode()

    assert url("approve", step) not in page
    assert "Nothing was approved" in answer
    assert not PurchaseOrder.objects.exists()


def test_rejecting_without_a_reason_keeps_the_page_and_decides_nothing(world: World) -> None:
    step = pending(submitted(world))

    response = client_of(world.lead).post(url("reject", step), {"reject-reason": ""})

    step.refresh_from_db()
    assert response.status_code == 422
    assert step.state == "pending"


def test_several_are_approved_from_the_list(world: World) -> None:
    steps = [pending(submitted(world)) for _ in range(2)]
    ticked = [f"{step.public_id} {step.round.digest}" for step in steps]

    page = client_of(world.lead).post(reverse("approvals:approve-several"), {"step": ticked}, follow=True)

    assert "2 requests approved." in page.content.decode()
    assert PurchaseOrder.objects.count() == 2


def test_the_list_approves_only_ones_own_steps(world: World) -> None:
    step = pending(submitted(world))

    client_of(world.head).post(
        reverse("approvals:approve-several"), {"step": [f"{step.public_id} {step.round.digest}"]}
    )

    assert not PurchaseOrder.objects.exists()


def test_the_pages_take_a_fixed_number_of_statements(world: World) -> None:
    step = pending(submitted(world))
    inbox, page = _statements(world.lead, "/approvals/"), _statements(world.lead, url("decide", step))
    for _ in range(3):
        submitted(world, lines=tuple(("1", "1.00") for _ in range(10)))
    large = pending(PurchaseRequest.objects.first())  # type: ignore[arg-type]

    assert _statements(world.lead, "/approvals/") == inbox
    assert _statements(world.lead, url("decide", large)) == page


def _statements(employee: Employee, address: str) -> int:
    client = client_of(employee)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_home_shows_what_waits_for_each(world: World) -> None:
    request = submitted(world)
    mine = draft(world)

    for_lead = client_of(world.lead).get("/").content.decode()
    for_asker = client_of(world.asker).get("/").content.decode()
    for_auditor = client_of(world.auditor).get("/").content.decode()

    assert request.number in for_lead
    assert "Waiting for Lead" in for_asker
    assert mine.number in for_asker
    assert "Nothing waits for you" in for_auditor


def test_home_names_where_a_draft_comes_from(world: World) -> None:
    cart, written = draft(world), draft(world)
    PurchaseRequest.objects.filter(pk=written.pk).update(origin="written")

    page = client_of(world.asker).get("/").content.decode()

    assert f"{cart.number} · Store" in page
    assert "A cart that was not submitted yet" in page
    assert "A draft that was not submitted yet" in page


def test_an_administrator_frees_a_request_whose_approver_left(world: World) -> None:
    request = submitted(world)
    world.lead.person.is_active = False
    world.lead.person.save()
    anew = reverse("approvals:anew", args=[pending(request).round.public_id])

    page = client_of(world.administrator).get("/").content.decode()
    denied = client_of(world.buyer).post(anew)
    client_of(world.administrator).post(anew)

    assert anew in page
    assert denied.status_code == 403
    assert pending(request).person == world.head.person


def test_a_limit_is_kept_and_taken_away(world: World) -> None:
    address = reverse("policy:limit", args=[world.chief.public_id])
    client = client_of(world.administrator)

    client.post(address, {"amount": "9000"})
    world.chief.refresh_from_db()
    assert world.chief.approval_limit.amount == 9000
    client.post(address, {"amount": ""})

    assert not type(world.chief.approval_limit).objects.filter(employee=world.chief).exists()


def test_home_takes_as_many_statements_for_much_as_for_little(world: World) -> None:
    for _ in range(2):
        submitted(world)
    few = {employee.pk: _statements(employee, "/") for employee in (world.lead, world.asker, world.administrator)}
    for _ in range(3):
        submitted(world)

    for employee in (world.lead, world.asker, world.administrator):
        assert _statements(employee, "/") == few[employee.pk]
