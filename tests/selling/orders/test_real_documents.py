"""What real systems send: every setup opens a working session, every order is taken in and confirmed."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from django.test import Client

from fondaco.bridge.models import MessageOut
from fondaco.documents import ConfirmationKind, OrderConfirmation, PunchOutSetupAnswer
from fondaco.selling.accounts.models import Connection, Member
from fondaco.selling.orders.models import SalesOrder
from fondaco.wire import cxml
from tests.selling import making
from tests.selling.real_documents import RealDocument, documents, table

pytestmark = [pytest.mark.corpus, pytest.mark.django_db]


@pytest.fixture
def real(corpus: Path) -> list[RealDocument]:
    found = documents(corpus)
    assert found
    return found


def post(sender: making.Sender, one: RealDocument) -> tuple[int, object]:
    status, body = sender.post(one.substituted(identity=sender.identity, secret=sender.secret))
    return status.code, body


def test_every_setup_opens_a_working_session_for_its_person(sender: making.Sender, real: list[RealDocument]) -> None:
    rows = [("document", "class", "answer", "let in as")]
    for one in (one for one in real if one.kind == "PunchOutSetupRequest"):
        code, body = post(sender, one)
        assert code == 200, one.name
        assert isinstance(body, PunchOutSetupAnswer)
        client = Client()

        assert client.get(making.start_path(body)).status_code == 303, one.name
        assert client.get("/cart").status_code == 200, one.name
        member = Member.objects.get(person__email=one.email())
        assert client.session["visit"] == member.visits.get().public_id
        rows.append((one.name, one.origin, "200, start page works", "by e-mail"))
    assert Member.objects.count() == len(rows) - 1
    keep("setups", rows)


def test_every_order_is_read_whole_and_confirmed_with_typed_refusals(
    sender: making.Sender, real: list[RealDocument], now: datetime, lanterna: Connection
) -> None:
    rows = [("document", "class", "answer", "number", "lines", "confirmed as", "refusals")]
    for one in (one for one in real if one.kind == "OrderRequest"):
        code, _ = post(sender, one)

        assert code == 201, one.name
        row = SalesOrder.objects.latest("pk")
        message = cxml.read(MessageOut.objects.latest("pk").body).message
        assert message is not None
        said = message.body
        assert isinstance(said, OrderConfirmation)
        assert said.order_number == row.order_number
        assert len(said.lines) == row.lines.count() == one.content.count(b"<ItemOut ")
        refusals = [portion.refusal for line in said.lines for portion in line.portions]
        assert all(refusals)
        assert said.kind is ConfirmationKind.REJECT
        codes = sorted({str(refusal.code) for refusal in refusals if refusal})
        rows.append(
            (one.name, one.origin, "201", row.order_number, str(len(said.lines)), said.kind.value, ", ".join(codes))
        )
    keep("orders", rows)


def keep(name: str, rows: list[tuple[str, ...]]) -> None:
    """Write the table down where a folder was named for it."""
    folder = os.environ.get("FONDACO_KEEP_TABLES")
    if folder:
        Path(folder, f"{name}.md").write_text(table(rows))


def test_whatever_else_is_in_the_corpus_is_never_our_fault(sender: making.Sender, corpus: Path) -> None:
    """Every document, of every class and type: an answer in words, HTTP 200 or a transport error of theirs."""
    for path in sorted((corpus / "cxml").glob("*.xml")):
        one = RealDocument(path.name, "", "", path.read_bytes())
        data = one.substituted(identity=sender.identity, secret=sender.secret)

        response = sender.client.post(making.path_for(data), data=data, content_type="text/xml")

        assert response.status_code < 500, path.name
        assert b'code="5' not in response.content, (path.name, response.content[-400:])
