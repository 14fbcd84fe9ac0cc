"""Canaries: whatever is done, no table and no log says a secret in the clear."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from fondaco import sealing
from fondaco.bridge import exchange, mail, outbox
from fondaco.bridge.models import Partner
from fondaco.bridge.transport import Sent
from fondaco.documents import ProfileRequest, Status
from fondaco.sealing import Unreadable
from tests.bridge.conftest import (
    NOW,
    SECRET_IN,
    SECRET_OUT,
    FakeTransport,
    answer,
    incoming,
    order,
    post_through,
    receive,
)
from tests.bridge.handlers import Behaviour

GUESS = "canary-guess-55d1"
LINK = "canary-link-08ee"


def everything() -> str:
    """All rows of all tables, as PostgreSQL writes them."""
    with connection.cursor() as cursor:
        text = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text += [" ".join(map(str, row)) for row in cursor.fetchall()]
    return "\n".join(text)


@pytest.mark.django_db
def test_no_table_and_no_log_says_a_secret(partner: Partner, caplog: pytest.LogCaptureFixture) -> None:
    def crash(incoming: object) -> Status:
        raise RuntimeError("broken")

    caplog.set_level(logging.DEBUG)
    receive(incoming())
    receive(incoming(payload_id="2", secret=GUESS))
    receive(incoming(payload_id="3", identity="nobody", secret=GUESS))
    receive(b"<cXML><SharedSecret>" + GUESS.encode())
    Behaviour.order = crash
    receive(incoming(order("PO-4"), payload_id="4"))
    outbox.enqueue(partner=partner, body=order("PO-5"), about="order:5", number="PO-5", now=NOW)
    outbox.enqueue(partner=partner, body=order("PO-6"), about="order:6", number="PO-6", now=NOW)
    post, _ = post_through(answer(400, "Bad", "no"), Sent(problem="timeout", arrived=True))
    outbox.deliver_due(now=NOW, post=post)
    exchange.ask(
        partner=partner, body=ProfileRequest(), url=partner.setup_url, about="", now=NOW, transport=FakeTransport()
    )
    mail.post(to="a@x.example", subject="New password", text=LINK, html=LINK, about="", now=NOW)

    stored = everything()

    assert "PO-5" in stored
    for canary in (SECRET_IN, SECRET_OUT, GUESS, LINK):
        assert canary not in stored
        assert canary not in caplog.text
        assert canary.encode().hex() not in stored


def test_what_was_sealed_with_an_older_key_is_still_read_and_a_lost_key_is_said(settings: object) -> None:
    from cryptography.fernet import Fernet

    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FONDACO_DATA_KEYS = [old]  # type: ignore[attr-defined]
    sealed = sealing.seal("word")
    settings.FONDACO_DATA_KEYS = [new, old]  # type: ignore[attr-defined]
    assert sealing.unseal_text(sealed) == "word"
    assert sealing.seal("word") != sealed
    settings.FONDACO_DATA_KEYS = [new]  # type: ignore[attr-defined]
    with pytest.raises(Unreadable):
        sealing.unseal(sealed)
