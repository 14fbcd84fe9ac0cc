"""Letters about orders, each in its reader's language, with the facts in the text so that it can be read alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fondaco.bridge.mail import post
from fondaco.buying.access import message_owners
from fondaco.buying.links import absolute
from fondaco.buying.orders import letters_remedies
from fondaco.buying.orders.models import OrderLine, PurchaseOrder, StoredRefusal
from fondaco.buying.orders.words import actor_words, refusal_words, remedy_words, stuck_words
from fondaco.people.models import Person
from fondaco.web.formatting import exact_day, format_money, format_number
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
            parts = [_headline(lines), *_about(order), *_expected(order)]
            not_coming = _not_coming(order, lines, refusals, person)
            parts += [text for text in (_coming(lines), _later(lines), not_coming) if text]
            header = [one for one in refusals if one.line_id is None]
            parts += [_refusal_text(one) for one in header]
            parts.append(_("See the order here:") + "\n" + absolute(order.get_absolute_url()))
            subject = _("%(number)s: %(supplier)s has answered") % _facts(order)
            _send(person, subject, parts, order, now)
    letters_remedies.to_act(order, refusals, told={person.pk for person in _waiting_for(order)}, now=now)


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


def silent(order: PurchaseOrder, *, now: datetime) -> None:
    """The supplier has the order and says nothing: the buyers act, and at the second time who waits for it knows."""
    buyers = _once(message_owners(order.supplier.partner))
    for person in buyers:
        with _language_of(person):
            day = timezone.localdate(order.delivery_at or order.issued_at)
            facts = _facts(order) | {"day": exact_day(day, get_language() or "en")}
            lines = [
                _("%(supplier)s has had the order since %(day)s and has not said yet whether it comes.") % facts,
                *_about(order),
                _service(order),
                _("Ask it, then record what it says, or change or cancel the order. All of that is here:")
                + "\n"
                + absolute(order.get_absolute_url()),
            ]
            _send(person, _("%(supplier)s does not answer %(number)s") % _facts(order), lines, order, now)
    if order.silence_stage < 2:
        return
    told = {person.pk for person in buyers}
    for person in _waiting_for(order):
        if person.pk in told:
            continue
        with _language_of(person):
            lines = [
                _("%(supplier)s has your order and has still not said whether it comes.") % _facts(order),
                *_about(order),
                _("The buyers know and take care of it. You need not do anything."),
                _("See the order here:") + "\n" + absolute(order.get_absolute_url()),
            ]
            _send(person, _("%(supplier)s does not answer %(number)s") % _facts(order), lines, order, now)


def _service(order: PurchaseOrder) -> str:
    """How the supplier can be asked."""
    supplier = order.supplier
    ways = [supplier.service_phone, supplier.service_email or supplier.order_email]
    known = ", ".join(one for one in ways if one)
    if not known:
        return _("How its customer service can be reached is not known; enter it on the supplier's page.")
    return _("Its customer service: %(ways)s") % {"ways": known}


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


def _not_coming(
    order: PurchaseOrder, lines: Sequence[OrderLine], refusals: Sequence[StoredRefusal], person: Person
) -> str:
    rows = []
    whole = [one for one in refusals if one.line_id is None]
    for line in lines:
        if not line.rejected:
            continue
        rows.append(_row(line, line.rejected))
        mine = [one for one in refusals if one.line_id == line.pk]
        rows += ["  " + _refusal_text(one) for one in mine]
        rows += ["  " + text for text in letters_remedies.what_can_be_done(order, line, [*mine, *whole], person)]
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


def _expected(order: PurchaseOrder) -> list[str]:
    """What it comes to now, where that is not what was ordered."""
    if order.expected == order.total:
        return []
    language = get_language() or "en"
    facts = {"expected": format_money(order.expected, order.currency, language), **_facts(order)}
    return [_("Now expected: %(expected)s of %(total)s, with the charges on what comes.") % facts]


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
