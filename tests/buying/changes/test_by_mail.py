"""A change of an order goes to a supplier without a connection as a letter, with the order as it shall be."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from fondaco.bridge.models import Mail
from fondaco.buying.approvals.models import Round
from fondaco.buying.approvals.operations import approve
from fondaco.buying.changes.models import OrderChange
from fondaco.buying.changes.operations import Wishes, ask_for_change, ask_to_cancel, record_answer
from fondaco.buying.orders.models import PurchaseOrder
from fondaco.buying.orders.paper import order_pdf
from tests.buying.orders.by_mail import ordered_by_mail
from tests.buying.world import World, after, build_world


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def order(world: World) -> PurchaseOrder:
    made = ordered_by_mail(world)
    Mail.objects.all().delete()
    return made


def approved(change: OrderChange) -> OrderChange:
    for round_ in Round.objects.filter(subject_id=change.public_id, state="open"):
        for step in round_.steps.filter(state="pending"):
            approve(step=step, by=step.person, now=after(40), digest=round_.digest)
    change.refresh_from_db()
    return change


def paper_of(change: OrderChange) -> str:
    letter = Mail.objects.get(about=change.about, to=change.order.supplier.order_email)
    [enclosed] = letter.enclosures.all()
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(enclosed.body)).pages)
    return text.replace("\u202f", " ")


def test_the_supplier_gets_the_order_as_it_shall_be(world: World, order: PurchaseOrder) -> None:
    wishes = Wishes({1: Decimal(2), 2: Decimal(0)}, order.requested_on, order.place)
    change = approved(ask_for_change(order=order, wishes=wishes, reason="Less", by=world.asker.person, now=after(30)))

    text = paper_of(change)

    assert change.state == "approved"
    assert "la versione 2 sostituisce tutte le precedenti" in text
    assert "40,00 €" in text
    assert "Thing 2" not in text
    letter = Mail.objects.get(about=change.about, to=order.supplier.order_email)
    assert letter.subject == "Modifica dell’ordine PO-2026-000001 di Lanterna Meccanica S.p.A."
    assert letter.enclosures.get().name == "PO-2026-000001-v2.pdf"
    # Until it answers, the order is what it was.
    order.refresh_from_db()
    assert (order.version, order.lines.get(line_number=1).ordered) == (1, 5)
    assert "was written to" in Mail.objects.get(about=change.about, to="buyer@buyer.example.com").text


def test_what_the_supplier_took_is_the_paper_that_it_got(world: World, order: PurchaseOrder) -> None:
    wishes = Wishes({1: Decimal(2)}, order.requested_on, order.place)
    change = approved(ask_for_change(order=order, wishes=wishes, reason="Less", by=world.asker.person, now=after(30)))

    record_answer(change=change, taken=True, words="Ms Grana", by=world.buyer.person, now=after(60))

    order = PurchaseOrder.objects.get(pk=order.pk)
    drawn = order_pdf(order, list(order.lines.order_by("line_number")), list(order.charges.all()))
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(drawn)).pages).replace("\u202f", " ")
    assert order.version == 2
    assert [line for line in paper_of(change).splitlines() if "sostituisce" not in line] == text.splitlines()


def test_what_was_taken_out_stands_on_no_paper_any_more(world: World, order: PurchaseOrder) -> None:
    wishes = Wishes({1: Decimal(5), 2: Decimal(0)}, order.requested_on, order.place)
    change = approved(ask_for_change(order=order, wishes=wishes, reason="Less", by=world.asker.person, now=after(30)))
    record_answer(change=change, taken=True, words="Ms Grana", by=world.buyer.person, now=after(60))
    client = Client()
    client.force_login(world.asker.person)

    content = client.get(reverse("orders:paper", args=[order.public_id])).content

    assert "Thing 2" not in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def test_a_cancellation_says_that_nothing_is_to_be_delivered(world: World, order: PurchaseOrder) -> None:
    change = approved(ask_to_cancel(order=order, reason="Not needed", by=world.asker.person, now=after(30)))

    assert "non consegnare nulla di questo ordine" in paper_of(change)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.buyer.person)
    assert "The supplier was written to" in client.get(change.get_absolute_url()).content.decode()
