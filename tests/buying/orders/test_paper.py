"""The order on paper: what stands on it, who gets it, and that it is always the same."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from fondaco.bridge import mail
from fondaco.bridge.models import Mail
from fondaco.buying.company.models import LegalEntity, Role
from fondaco.buying.orders.models import OrderLine, PurchaseOrder
from fondaco.buying.orders.paper import order_pdf
from tests.bridge.test_mail import Postman
from tests.buying.orders.by_mail import ordered_by_mail
from tests.buying.world import World, add_person, after


def text_of(content: bytes) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return text.replace("\u202f", " ")


def letter_of(order: PurchaseOrder) -> Mail:
    return Mail.objects.get(about=order.about, to=order.supplier.order_email)


def drawn(order: PurchaseOrder) -> bytes:
    return order_pdf(order, list(order.lines.order_by("line_number")), list(order.charges.all()))


def test_the_letter_encloses_the_order_as_a_pdf(world: World) -> None:
    order = ordered_by_mail(world)
    letter = letter_of(order)

    [enclosed] = letter.enclosures.all()

    assert (enclosed.name, enclosed.content_type) == ("PO-2026-000001.pdf", "application/pdf")
    assert enclosed.body == drawn(order)
    assert "L’ordine è allegato in PDF." in letter.text
    assert order.delivery == "delivered"
    postman = Postman()
    mail.deliver_due(now=after(60), backend=postman)
    sent = next(one for one in postman.taken if one.to == [order.supplier.order_email])
    assert sent.attachments[0][1] == enclosed.body


def test_everything_that_the_supplier_has_to_know_stands_on_it(world: World) -> None:
    order = ordered_by_mail(world)

    text = text_of(drawn(order))

    for said in (
        "Ordine d’acquisto PO-2026-000001",
        "Lanterna Meccanica S.p.A.",
        "Via della Superba 12",
        "IT00000000000",
        "Printer",
        "Plant",
        "Via dei Carpentieri 48",
        "per Asker",
        "30 days, end of month",
        "Thing 1",
        "FND-0002",
        "10 pezzi",
        "1,50 €",
        "115,00 €",
        "4,90 €",
        "119,90 €",
        "Pagina 1 di 1",
        order.request.number,
    ):
        assert said in text


def test_the_supplier_answers_to_a_buyer_and_to_nobody_who_only_approved(world: World) -> None:
    order = ordered_by_mail(world)

    assert world.buyer.person.email in text_of(drawn(order))
    assert order.issued_by.email not in text_of(drawn(order))

    Role.objects.filter(name="buyer").delete()
    assert world.asker.person.email in text_of(drawn(order))


def test_outside_italy_it_is_english(world: World) -> None:
    LegalEntity.objects.update(country="DE")
    order = ordered_by_mail(world)

    assert "Purchase order PO-2026-000001" in text_of(drawn(order))
    assert "Page 1 of 1" in text_of(letter_of(order).enclosures.get().body)


def test_the_same_order_is_the_same_bytes_on_another_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    order = ordered_by_mail(world)
    first = drawn(order)

    monkeypatch.setattr(timezone, "now", lambda: after(60 * 24 * 400))

    assert drawn(PurchaseOrder.objects.get(pk=order.pk)) == first


def test_many_lines_with_long_names_go_over_several_pages(world: World) -> None:
    order = ordered_by_mail(world, lines=tuple(("3", "1.00") for _ in range(60)))
    OrderLine.objects.update(description="Łódź " + "una vite molto lunga " * 30, supplier_part_id="X" * 200)

    content = drawn(PurchaseOrder.objects.get(pk=order.pk))

    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) > 5
    assert f"Pagina 2 di {len(pages)}" in pages[1].extract_text()
    assert "Totale" in pages[-1].extract_text()


def test_whoever_sees_the_order_gets_it_from_its_page(world: World) -> None:
    order = ordered_by_mail(world)
    stranger = add_person(world.entity, "Stranger", "requester", world.head)
    address = reverse("orders:paper", args=[order.public_id])

    def asked(employee: object) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(employee.person)  # type: ignore[attr-defined]
        return client

    answer = asked(world.asker).get(address)
    assert answer.content == drawn(order)
    assert answer["Content-Disposition"] == 'attachment; filename="PO-2026-000001.pdf"'
    assert asked(world.auditor).get(address).status_code == 200
    assert asked(stranger).get(address).status_code == 404
    assert address in asked(world.asker).get(order.get_absolute_url()).content.decode()
    assert Client().get(address).status_code == 302
