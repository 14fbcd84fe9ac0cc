"""Letters about orders, each in its reader's language, with the facts in the text so that it can be read alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fondaco.bridge.mail import post
from fondaco.buying.access import message_owners
from fondaco.buying.links import absolute
from fondaco.buying.orders.models import OrderCharge, OrderLine, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.words import actor_words, charge_words, refusal_words, remedy_words, stuck_words
from fondaco.people.models import Person
from fondaco.web.formatting import format_money, format_number
from fondaco.web.units import unit_word


def stuck(order: PurchaseOrder, status_code: int | None, *, now: datetime) -> None:
    """The order did not arrive: the requester and who needs it know. The buyers hear it from the bridge, with what to
    do.
    """
    for person in _waiting_for(order):
        with _language_of(person):
            lines = [stuck_words(order, status_code).words, *_about(order)]
            if order.delivery_note:
                lines.append(_("The supplier's system said: %(words)s") % {"words": order.delivery_note})
            lines.append(_("The buyers know and take care of it. You need not do anything."))
            lines.append(_("See the order here:") + "\n" + absolute(order.get_absolute_url()))
            _send(person, _("%(number)s did not reach %(supplier)s") % _facts(order), lines, order, now)


def confirmed(
    order: PurchaseOrder, lines: Sequence[OrderLine], refusals: Sequence[StoredRefusal], *, now: datetime
) -> None:
    """The requester and who needs it read what comes, what does not, and what to do about it."""
    for person in _waiting_for(order):
        with _language_of(person):
            parts = [_headline(lines), *_about(order)]
            parts += [text for text in (_coming(lines), _later(lines), _not_coming(lines, refusals)) if text]
            header = [one for one in refusals if one.line_id is None]
            parts += [_refusal_text(one) for one in header]
            parts.append(_("See the order here:") + "\n" + absolute(order.get_absolute_url()))
            subject = _("%(number)s: %(supplier)s has answered") % _facts(order)
            _send(person, subject, parts, order, now)


def trouble_later(order: PurchaseOrder, said: str, *, now: datetime) -> None:
    """The supplier's system reports, after taking the order, that it failed: buyers act."""
    for person in _once(message_owners(order.supplier.partner)):
        with _language_of(person):
            lines = [
                _("%(supplier)s took the order and reports now that something went wrong with it:") % _facts(order),
                f"«{said}»",
                *_about(order),
                _("Ask the supplier what becomes of it. See the order here:")
                + "\n"
                + absolute(order.get_absolute_url()),
            ]
            _send(person, _("%(supplier)s reports trouble with %(number)s") % _facts(order), lines, order, now)


def _headline(lines: Sequence[OrderLine]) -> str:
    if all(line.rejected == line.ordered for line in lines):
        return _("The supplier refused the whole order: nothing will come.")
    if all(line.confirmed == line.ordered for line in lines):
        return _("The supplier confirmed the whole order.")
    if any(line.rejected for line in lines):
        return _("The supplier confirmed a part of your order. Some of it will not come.")
    return _("The supplier confirmed a part of your order. The rest is still open.")


def _coming(lines: Sequence[OrderLine]) -> str:
    rows = [_row(line, line.confirmed) for line in lines if line.confirmed]
    return "\n".join([_("This will come:"), *rows]) if rows else ""


def _later(lines: Sequence[OrderLine]) -> str:
    rows = [_row(line, line.backordered) for line in lines if line.backordered]
    return "\n".join([_("This comes later:"), *rows]) if rows else ""


def _not_coming(lines: Sequence[OrderLine], refusals: Sequence[StoredRefusal]) -> str:
    rows = []
    for line in lines:
        if not line.rejected:
            continue
        rows.append(_row(line, line.rejected))
        rows += ["  " + _refusal_text(one) for one in refusals if one.line_id == line.pk]
    return "\n".join([_("This will not come:"), *rows]) if rows else ""


def _row(line: OrderLine, quantity: object) -> str:
    language = get_language() or "en"
    number = format_number(quantity, language)  # type: ignore[arg-type]
    unit = unit_word(line.unit, 1 if quantity == 1 else 2)
    return f"- {number} {unit} · {line.description[:80]} ({line.supplier_part_id})"


def _refusal_text(refusal: StoredRefusal) -> str:
    parts = [
        refusal_words(refusal),
        _("Who acts now: %(who)s.") % {"who": actor_words(refusal.next_actor)},
        remedy_words(refusal),
    ]
    return " ".join(part for part in parts if part)


def _facts(order: PurchaseOrder) -> dict[str, str]:
    return {
        "number": order.number,
        "supplier": order.supplier.name,
        "total": format_money(order.total, order.currency, get_language() or "en"),
    }


def _about(order: PurchaseOrder) -> list[str]:
    return [_("Order %(number)s to %(supplier)s, %(total)s") % _facts(order)]


def _waiting_for(order: PurchaseOrder) -> list[Person]:
    return _once((order.requester, order.request.beneficiary))


def _once(people: Iterable[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())


def _send(person: Person, subject: str, lines: list[str], order: PurchaseOrder, now: datetime) -> None:
    if person.email:
        text = "\n\n".join([_("Hello %(name)s,") % {"name": person.name}, *lines])
        post(to=person, subject=subject, text=text, about=order.about, now=now)


def _language_of(person: Person) -> override:
    return override(person.mail_language)
