"""The table of a site: one handler for a type, and everybody hears who asked to."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from fondaco.bridge import mail, outbox
from fondaco.bridge.models import Attempt, MessageIn, Partner, Refused, Sighting
from fondaco.bridge.registry import Outcome, Registry
from fondaco.documents import OrderConfirmation, PurchaseOrder, Status
from tests.bridge.conftest import NOW, incoming, order, receive


def test_a_type_has_one_handler() -> None:
    registry = Registry()
    registry.on(PurchaseOrder, lambda incoming: Status(200))

    with pytest.raises(ValueError, match="PurchaseOrder"):
        registry.on(PurchaseOrder, lambda incoming: Status(200))


@pytest.mark.django_db
def test_only_who_asked_about_a_type_hears_of_it(partner: Partner) -> None:
    registry = Registry()
    heard: list[str] = []
    registry.on_outcome(OrderConfirmation, lambda outcome: heard.append("confirmation"))
    registry.on_outcome(PurchaseOrder, lambda outcome: heard.append("first"))
    registry.on_outcome(PurchaseOrder, lambda outcome: heard.append("second"))
    record = outbox.enqueue(partner=partner, body=order(), about="order:1", number="PO-1", now=NOW)

    registry.tell("PurchaseOrder", Outcome(record, "delivered", None, None, NOW))

    assert heard == ["first", "second"]


@pytest.mark.django_db
def test_rows_name_themselves(partner: Partner) -> None:
    receive(incoming())
    receive(incoming(secret="guess"))
    record = outbox.enqueue(partner=partner, body=order(), about="order:1", number="PO-1", now=NOW)
    attempt = Attempt(message=record, number=2, at=NOW)
    letter = mail.post(to="a@x.example", subject="Hello", text="t", about="", now=NOW)
    sighting = Sighting(partner=partner, step=Sighting.Step.CART, at=NOW)

    rows = [partner, record, MessageIn.objects.get(), attempt, letter, sighting, Refused.objects.get()]

    assert [str(row) for row in rows] == [
        "Store of all things",
        "PurchaseOrder PO-1",
        "PurchaseOrder PO-1",
        f"{record.pk}/2",
        "Hello",
        "cart 2026-03-02 09:30",
        "wrong_secret store 2026-03-02 09:30",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "free"),
    [
        ({}, False),
        ({"our_domain": "NETWORKID"}, False),
        ({"our_identity": "lanterna-france"}, True),
        ({"our_domain": "DUNS"}, True),
        ({"mode": "test"}, True),
        ({"their_identity": "another"}, True),
    ],
)
def test_one_other_side_is_met_twice_only_by_another_of_ours_or_in_another_mode(
    partner: Partner, given: dict[str, str], free: bool
) -> None:
    facts = {"our_domain": "NetworkID", "our_identity": "lanterna", "mode": "production"}
    twin = Partner(
        name="Twin", their_domain="networkid", created_at=NOW, **({"their_identity": "store"} | facts | given)
    )

    if free:
        twin.validate_constraints()
    else:
        with pytest.raises(ValidationError, match="bridge_partner_credentials"):
            twin.validate_constraints()


@pytest.mark.django_db
def test_a_partner_without_secrets_has_none(partner: Partner) -> None:
    bare = Partner(name="Bare", created_at=NOW)
    assert (bare.secret_in(), bare.secret_out()) == ("", "")
    assert (partner.secret_in(), partner.secret_out()) == ("canary-in-7f3a", "canary-out-91bc")
    assert partner.their_credential().names(bare.their_credential()) is False
