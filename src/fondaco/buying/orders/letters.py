"""Orders as letters, to suppliers without a connection: the order enclosed as a PDF, its facts in the text too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fondaco.bridge.mail import Enclosed, post
from fondaco.buying.orders.models import OrderCharge, OrderLine, PurchaseOrder
from fondaco.buying.orders.paper import file_name, language_of, order_pdf, please_confirm
from fondaco.buying.orders.words import charge_words
from fondaco.web.formatting import format_money, format_number
from fondaco.web.units import unit_word


def order_letter(
    order: PurchaseOrder, lines: Sequence[OrderLine], charges: Sequence[OrderCharge], *, now: datetime
) -> None:
    """The order itself, in Italian within Italy, else in English."""
    with override(language_of(order)):
        facts = {"number": order.number, "company": order.legal_entity.name}
        opening = _("%(company)s orders from you under number %(number)s:") % facts
        subject = _("Order %(number)s from %(company)s") % facts
        write(order, lines, charges, subject=subject, opening=opening, about=order.about, now=now)


def write(
    order: PurchaseOrder,
    lines: Sequence[OrderLine],
    charges: Sequence[OrderCharge],
    *,
    subject: str,
    opening: str,
    about: str,
    now: datetime,
    notice: str = "",
) -> None:
    """A letter to the supplier with the order as it stands in these rows; texts in the language in force."""
    text = [
        opening,
        "\n".join([*(_row(line, order) for line in lines), *(_charge(one, order) for one in charges)]),
        _total(order, charges),
        _("Deliver to: %(place)s, for %(name)s")
        % {"place": order.deliver_to or "–", "name": order.request.beneficiary.name},
        _("Invoice to: %(place)s, VAT number %(vat)s") % {"place": order.bill_to, "vat": order.legal_entity.vat_number},
        _("The order is enclosed as a PDF."),
        please_confirm(order),
    ]
    enclosed = Enclosed(file_name(order), "application/pdf", order_pdf(order, lines, charges, notice=notice))
    post(
        to=order.supplier.order_email,
        subject=subject,
        text="\n\n".join(part for part in text if part),
        about=about,
        now=now,
        enclosed=[enclosed],
    )


def _row(line: OrderLine, order: PurchaseOrder) -> str:
    language = get_language() or "en"
    return _("%(position)d. %(description)s (%(part)s): %(quantity)s %(unit)s at %(price)s, %(amount)s") % {
        "position": line.line_number,
        "description": " ".join(line.description.split())[:300],
        "part": line.supplier_part_id,
        "quantity": format_number(line.ordered, language),
        "unit": unit_word(line.unit, 1 if line.ordered == 1 else 2),
        "price": format_money(line.unit_price, order.currency, language),
        "amount": format_money(line.amount, order.currency, language),
    }


def _charge(charge: OrderCharge, order: PurchaseOrder) -> str:
    return f"{charge_words(charge)}: {format_money(charge.amount, order.currency, get_language() or 'en')}"


def _total(order: PurchaseOrder, charges: Sequence[OrderCharge]) -> str:
    facts = {"total": format_money(order.total, order.currency, get_language() or "en")}
    if charges:
        return _("In all %(total)s. Charges are as you estimated them.") % facts
    return _("In all %(total)s.") % facts
