"""The letters about an order: what comes, what comes later, what does not and why, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal

from attrs import frozen
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fondaco.bridge import mail
from fondaco.documents import OrderOperation, Refusal, quantity_text
from fondaco.people.models import Person
from fondaco.selling.accounts.models import Member, Role
from fondaco.selling.orders.confirmation import line_refusal, order_refusal
from fondaco.selling.orders.models import LinePortion, PortionState, SalesOrder, SalesOrderLine
from fondaco.selling.orders.storing import Stored
from fondaco.selling.orders.words import actor_word, declined_words
from fondaco.web.formatting import exact_day, format_money
from fondaco.web.units import unit_word


def language_of(order: SalesOrder) -> AbstractContextManager[None]:
    """Have what follows speak the shopper's language, English where it is not known."""
    return translation.override(order.member.person.mail_language if order.member else settings.LANGUAGE_CODE)


@frozen
class Told:
    """A line of the letter. ``price`` is written out; ``day`` when it is expected, ``refusal`` why it does not come."""

    title: str
    quantity: str
    price: str = ""
    day: str = ""
    refusal: Refusal | None = None
    actor: str = ""


@frozen
class Recipient:
    """Who is written to, and in which language."""

    to: Person | str
    language: str


def write_about(order: SalesOrder, lines: Sequence[Stored], *, now: datetime) -> None:
    """What was decided: a row for each who is told, none where nobody can be written to."""
    for one in recipients(order):
        with translation.override(one.language):
            _post(one, order, _subject(order), _context(order, lines), now=now)


def write_later(order: SalesOrder, lines: Sequence[Stored], *, now: datetime) -> None:
    """What became of what was to come later: the same lists as they stand now."""
    for one in recipients(order):
        with translation.override(one.language):
            subject = _marked(order, _("Order %(number)s: news of what was to come later"))
            _post(one, order, subject, {**_context(order, lines), "later_news": True}, now=now)


def write_cancelled(order: SalesOrder, *, now: datetime) -> None:
    """That nothing comes any more, because the company took the order back."""
    for one in recipients(order):
        with translation.override(one.language):
            subject = _marked(order, _("Order %(number)s was cancelled"))
            _post(one, order, subject, {**_about(order), "cancelled": True}, now=now)


def recipients(order: SalesOrder) -> list[Recipient]:
    """Whoever shopped, while they may; else the company's administrators. A copy goes to the company's own address."""
    found = _shopper(order) or _administrators(order)
    copy = order.account.contact_email
    known = {(one.to.email if isinstance(one.to, Person) else one.to).casefold() for one in found}
    if copy and copy.casefold() not in known:
        found.append(Recipient(copy, found[0].language if found else settings.LANGUAGE_CODE))
    return found


def _shopper(order: SalesOrder) -> list[Recipient]:
    member = order.member
    if member is not None:
        may = member.welcome and (member.has_role(Role.PUNCHOUT_USER) or member.has_role(Role.ADMINISTRATOR))
        person = member.person
        return [Recipient(person, person.mail_language)] if may and person.email else []
    try:
        validate_email(order.person_email)
    except ValidationError:
        return []
    gone = Member.objects.filter(account_id=order.account_id, person__email__iexact=order.person_email).exists()
    return [] if gone else [Recipient(order.person_email, settings.LANGUAGE_CODE)]


def _administrators(order: SalesOrder) -> list[Recipient]:
    members = (
        Member.objects.standing()
        .filter(account_id=order.account_id, suspended_at__isnull=True, held_roles__role=Role.ADMINISTRATOR)
        .select_related("person")
        .order_by("pk")
    )
    return [Recipient(one.person, one.person.mail_language) for one in members if one.person.email]


def _post(one: Recipient, order: SalesOrder, subject: str, context: dict[str, object], *, now: datetime) -> None:
    text = render_to_string("selling_orders/mail/confirmation.txt", context)
    mail.post(to=one.to, subject=subject, text=text, about=order.standing_subject, now=now)


def _about(order: SalesOrder) -> dict[str, object]:
    return {
        "order": order,
        "url": settings.FONDACO_BASE_URL + reverse("selling_orders:order", args=[order.public_id]),
        "store": settings.FONDACO_SITE_NAME,
    }


def _context(order: SalesOrder, lines: Sequence[Stored]) -> dict[str, object]:
    whole = order_refusal(order, lines)
    changing = order.operation != OrderOperation.NEW
    return {
        **_about(order),
        "changing": changing,
        "stands": changing and order.state == "refused" and order.changes is not None and order.changes.stands,
        "coming": list(_told(order, lines, PortionState.ACCEPTED)),
        "later": list(_told(order, lines, PortionState.BACKORDERED)),
        "refused": list(_told(order, lines, PortionState.REFUSED)),
        "declined": declined_words(order.terms_declined),
        "whole": whole,
        "whole_actor": actor_word(whole.next_actor) if whole else "",
        "total": _money(order.accepted_total, order),
        "shipping": _money(order.shipping, order) if order.shipping else "",
    }


def _subject(order: SalesOrder) -> str:
    words = {
        "accepted": _("Order %(number)s: everything comes"),
        "accepted_in_part": _("Order %(number)s: some of it does not come"),
        "backordered": _("Order %(number)s: some of it comes later"),
        "refused": _("Order %(number)s was not accepted"),
    }[str(order.state)]
    if order.operation != OrderOperation.NEW:
        words = {
            "accepted": _("Order %(number)s was changed: everything comes"),
            "accepted_in_part": _("Order %(number)s was changed: some of it does not come"),
            "backordered": _("Order %(number)s was changed: some of it comes later"),
            "refused": _("Order %(number)s: the change was not accepted"),
        }[str(order.state)]
    return _marked(order, words)


def _marked(order: SalesOrder, words: str) -> str:
    said = words % {"number": order.order_number}
    return _("[TEST] %(words)s") % {"words": said} if order.is_test else said


def _money(amount: Decimal, order: SalesOrder) -> str:
    return format_money(amount, order.currency, translation.get_language() or "en")


def _told(order: SalesOrder, lines: Sequence[Stored], state: PortionState) -> Iterable[Told]:
    for one in lines:
        for portion in one.portions:
            if portion.state == state:
                yield _line_told(order, one.line, portion)


def _line_told(order: SalesOrder, line: SalesOrderLine, portion: LinePortion) -> Told:
    language = translation.get_language() or "en"
    said = line_refusal(order, line, portion) if portion.refusal_code else None
    return Told(
        title=line.description or line.supplier_part_id or _("line %(n)s") % {"n": line.line_number},
        quantity=_counted(portion.quantity, line.unit),
        price="" if portion.unit_price is None else format_money(portion.unit_price, order.currency, language),
        day=exact_day(portion.delivery_on, language) if portion.delivery_on else "",
        refusal=said,
        actor=actor_word(said.next_actor) if said else "",
    )


def _counted(quantity: Decimal | None, unit: str) -> str:
    if quantity is None:
        return ""
    number = quantity_text(quantity)
    return f"{number} {unit_word(unit, 1 if number == '1' else 2)}" if unit else number
