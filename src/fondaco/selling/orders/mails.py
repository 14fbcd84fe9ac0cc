"""The letter to whoever shopped: what comes, what does not and why."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from attrs import frozen
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fondaco.bridge import mail
from fondaco.documents import Refusal, quantity_text
from fondaco.people.models import Person
from fondaco.selling.orders.acceptance import Outcome, Verdict
from fondaco.selling.orders.confirmation import line_refusal, order_refusal
from fondaco.selling.orders.models import SalesOrder
from fondaco.selling.orders.words import actor_word
from fondaco.web.formatting import format_money
from fondaco.web.units import unit_word


def language_of(order: SalesOrder) -> AbstractContextManager[None]:
    """Have what follows speak the shopper's language, English where it is not known."""
    return translation.override(order.member.person.mail_language if order.member else settings.LANGUAGE_CODE)


@frozen
class Told:
    """A line of the letter. ``price`` is written out; ``refusal`` None for what comes."""

    title: str
    quantity: str
    price: str = ""
    refusal: Refusal | None = None
    actor: str = ""


def write_to_shopper(order: SalesOrder, outcome: Outcome, *, now: datetime) -> None:
    """A row for the worker to send; none where nobody can be written to."""
    to = _recipient(order)
    if to is None:
        return
    whole = order_refusal(outcome, currency=order.currency, order_number=order.order_number)
    context = {
        "order": order,
        "coming": [_coming(one, order) for one in outcome.verdicts if one.taken],
        "refused": [_refused(one, order) for one in outcome.verdicts if one.reason],
        "whole": whole,
        "whole_actor": actor_word(whole.next_actor) if whole else "",
        "total": _money(outcome, order),
        "url": settings.FONDACO_BASE_URL + reverse("selling_orders:order", args=[order.public_id]),
        "store": settings.FONDACO_SITE_NAME,
    }
    text = render_to_string("selling_orders/mail/confirmation.txt", context)
    mail.post(to=to, subject=_subject(order), text=text, about=order.subject, now=now)


def _recipient(order: SalesOrder) -> Person | str | None:
    if order.member:
        return order.member.person if order.member.person.email else None
    try:
        validate_email(order.person_email)
    except ValidationError:
        return None
    return order.person_email


def _subject(order: SalesOrder) -> str:
    words = {
        "accepted": _("Order %(number)s: everything comes"),
        "accepted_in_part": _("Order %(number)s: some of it does not come"),
        "refused": _("Order %(number)s was not accepted"),
    }[str(order.state)] % {"number": order.order_number}
    return _("[TEST] %(words)s") % {"words": words} if order.is_test else words


def _money(outcome: Outcome, order: SalesOrder) -> str:
    return format_money(outcome.total, order.currency, translation.get_language() or "en")


def _title(verdict: Verdict) -> str:
    return (
        verdict.line.description or verdict.line.supplier_part_id or _("line %(n)s") % {"n": verdict.line.line_number}
    )


def _counted(verdict: Verdict, quantity: object) -> str:
    if quantity is None:
        return ""
    number = quantity_text(quantity)  # type: ignore[arg-type]
    unit = verdict.line.unit or (verdict.offer.unit if verdict.offer else "")
    return f"{number} {unit_word(unit, 1 if number == '1' else 2)}" if unit else number


def _coming(verdict: Verdict, order: SalesOrder) -> Told:
    assert verdict.taken is not None
    language = translation.get_language() or "en"
    return Told(
        title=_title(verdict),
        quantity=_counted(verdict, verdict.taken.quantity),
        price=format_money(verdict.taken.unit_price, order.currency, language),
    )


def _refused(verdict: Verdict, order: SalesOrder) -> Told:
    assert verdict.reason is not None
    said = line_refusal(verdict, verdict.reason, currency=order.currency, order_number=order.order_number)
    return Told(
        title=_title(verdict),
        quantity=_counted(verdict, verdict.refused_quantity),
        refusal=said,
        actor=actor_word(said.next_actor),
    )
