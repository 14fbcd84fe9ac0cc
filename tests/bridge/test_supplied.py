"""What the protocol demands and the document has not got: from the partner's profile, told, or refused by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from django.db import transaction

from fondaco.bridge import outbox, viewer
from fondaco.bridge.models import MessageOut, Partner
from fondaco.documents import PurchaseOrder
from fondaco.wire import LocalError, cxml
from tests.bridge.conftest import NOW, make_partner, order

pytestmark = pytest.mark.django_db


def bare_order() -> PurchaseOrder:
    """An order whose cart named neither a unit nor a classification."""
    whole = order()
    return evolve(whole, lines=(evolve(whole.lines[0], unit="", classifications=()),))


def put(partner: Partner, body: PurchaseOrder) -> MessageOut:
    with transaction.atomic():
        return outbox.enqueue(partner=partner, body=body, about="order:1", number=body.number, now=NOW)


def test_without_a_profile_writing_refuses_and_names_what_is_missing(partner: Partner) -> None:
    with pytest.raises(LocalError, match="needs a unit of measure"):
        put(partner, bare_order())

    assert not MessageOut.objects.exists()


def test_the_partners_profile_supplies_it_and_the_message_says_so() -> None:
    partner = make_partner(default_unit="C62", default_commodity="44120000")

    record = put(partner, bare_order())

    written = cxml.read(record.body).message
    assert written is not None
    assert isinstance(written.body, PurchaseOrder)
    line = written.body.lines[0]
    assert (line.unit, line.classifications[0].domain, line.classifications[0].code) == ("C62", "UNSPSC", "44120000")
    remarks = viewer.look_at(record).remarks
    assert [remark.code for remark in remarks] == ["supplied", "supplied"]


def test_what_the_document_says_is_never_replaced_by_the_profile() -> None:
    partner = make_partner(default_unit="C62", default_commodity_domain="eClass", default_commodity="1")

    record = put(partner, order())

    assert record.noted == []
    assert b"C62" not in record.body
    assert b"eClass" not in record.body


def test_a_partner_is_written_to_as_its_own_system_expects(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "acme.toml").write_text("title = 'Acme'\nsources = ['captured: here']\n[xml]\nversion = '1.2.020'\n")
    settings.FONDACO_PROFILE_DIR = str(tmp_path)

    coupa = put(make_partner(profile="coupa", their_identity="coupa", our_identity="coupa"), order())
    acme = put(make_partner(profile="acme", their_identity="acme", our_identity="acme"), order())

    assert b"cXML/1.2.014/cXML.dtd" in coupa.body
    assert b"cXML/1.2.020/cXML.dtd" in acme.body
    assert cxml.read(coupa.body).message is not None


def test_a_profile_that_is_not_there_is_named_and_nothing_is_kept() -> None:
    partner = make_partner(profile="edifice")

    with pytest.raises(LocalError, match="no profile edifice"):
        put(partner, order())

    assert not MessageOut.objects.exists()
