"""A partner that speaks OAGIS, and what it sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from fondaco.bridge import inbox
from fondaco.bridge.languages import basic
from fondaco.bridge.models import Partner
from fondaco.documents import ConfirmationWanted, Credential, Document, Envelope, Message, StatusUpdate
from fondaco.wire import oagis, oagis721
from tests.bridge.conftest import NOW, SECRET_IN, make_partner, order

RELEASES = ("oagis10", "oagis9", "oagis721")


def make_oagis_partner(protocol: str = "oagis10", **given: Any) -> Partner:
    facts = {"our_domain": "LogicalID", "their_domain": "LogicalID", "order_url": "https://store.example/oagis"}
    return make_partner(protocol=protocol, **(facts | given))


def bod(
    body: Document | None = None,
    *,
    protocol: str = "oagis10",
    bodid: str = "bod-1",
    wanted: ConfirmationWanted | None = ConfirmationWanted.ALWAYS,
    identity: str = "store",
    at: datetime = NOW,
) -> bytes:
    """The bytes of a BOD that the partner sends."""
    envelope = Envelope(
        sender=Credential("LogicalID", identity),
        from_=(Credential("LogicalID", identity),),
        to=(Credential("LogicalID", "lanterna"),),
        payload_id=bodid,
        timestamp=at,
        confirmation=wanted,
    )
    message = Message(body=body or order(), envelope=envelope, payload_id=bodid, timestamp=at)
    if protocol == "oagis721":
        return oagis721.write_noting(message).data
    return oagis.write_noting(message, release="9" if protocol == "oagis9" else "10").data


def receive(data: bytes, *, identity: str = "store", secret: str = SECRET_IN) -> inbox.Answer:
    return inbox.receive_oagis(
        data=data, authorization=basic(identity, secret), source="192.0.2.1", now=NOW, gate=inbox.site_gate()
    )


def post(data: bytes, *, identity: str = "store", secret: str = SECRET_IN, **more: Any) -> Any:
    headers = {"Authorization": basic(identity, secret), **more.pop("headers", {})}
    return Client(enforce_csrf_checks=True).post(
        "/oagis", data, content_type="application/xml", headers=headers, **more
    )


def confirm(about: str, code: int = 200, words: str = "", **more: Any) -> bytes:
    """A ConfirmBOD of theirs."""
    return bod(
        StatusUpdate(status_code=code, status_text="OK" if code == 200 else "Refused", explanation=words,
                     about_payload_id=about),
        **({"bodid": f"confirm-{about}", "wanted": ConfirmationWanted.ALWAYS} | more),
    )  # fmt: skip
