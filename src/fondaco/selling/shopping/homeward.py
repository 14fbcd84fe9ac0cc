"""How a cart goes home: written once, in the language that the visit came in, and posted by the browser."""

from __future__ import annotations

import json
from datetime import datetime

from attrs import evolve, frozen

from fondaco import sealing
from fondaco.bridge.models import Partner
from fondaco.bridge.oci import cart_settings
from fondaco.documents import Cart, Envelope, Message, Mode
from fondaco.selling.shopping.cart import HOLD_EXPIRES_AT
from fondaco.selling.shopping.models import Submission, Visit
from fondaco.wire import cxml, oci

# Until when a line is held, where the customer agreed on no other: of SAP's five custom fields the only one that is
# long enough for a moment with its offset (CUST_FIELD1 has ten characters).
OCI_HOLD_FIELD = "CUST_FIELD5"


@frozen
class PostedForm:
    """The form that the browser posts: ``target`` names a frame, ``charset`` is empty for the page's own."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...]
    target: str = ""
    charset: str = ""


def written(visit: Visit, cart: Cart, *, payload_id: str, now: datetime) -> bytes:
    """The cart as it is kept, so that it can be sent again to the letter. Raises LocalError."""
    if not visit.by_oci:
        return cxml.write(_enveloped(visit, cart, payload_id, now))
    form = oci_form(cart, partner=visit.partner, hook_url=visit.return_url, call=visit.call)
    kept = [form.action, form.method, [list(pair) for pair in form.fields], form.target, form.charset]
    return json.dumps(kept).encode()


def oci_form(cart: Cart, *, partner: Partner, hook_url: str, call: list[list[str]]) -> PostedForm:
    """``cart`` as the form that the call asked for."""
    echo = tuple((name, value) for name, value in call)
    settings = cart_settings(partner)
    if HOLD_EXPIRES_AT not in dict(settings.fields):
        settings = evolve(settings, fields=(*settings.fields, (HOLD_EXPIRES_AT, OCI_HOLD_FIELD)))
    form = oci.write_cart(cart, hook_url=hook_url, echo=echo, settings=settings)
    return PostedForm(form.action, form.method, form.fields, form.target, form.charset)


def form_of(submission: Submission) -> PostedForm:
    """What was kept, as the form that carries it."""
    visit = submission.visit
    kept = sealing.unseal(bytes(submission.message))
    if not visit.by_oci:
        field = cxml.cart_form_value(kept, field=visit.partner.cart_field)
        return PostedForm(visit.return_url, "post", (field,))
    action, method, fields, target, charset = json.loads(kept)
    return PostedForm(action, method, tuple((name, value) for name, value in fields), target, charset)


def _enveloped(visit: Visit, cart: Cart, payload_id: str, now: datetime) -> Message:
    ours, theirs = visit.partner.our_credential(), visit.partner.their_credential()
    envelope = Envelope(
        sender=ours,
        from_=(ours,),
        to=(theirs,),
        user_agent="Fondaco Store",
        payload_id=payload_id,
        timestamp=now,
        mode=Mode(visit.mode),
    )
    return Message(cart, envelope, payload_id=payload_id, timestamp=now)
