"""A purchase order on paper, for suppliers that no machine answers for. The same order is the same paper."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from fondaco.buying.company.models import DeliveryAddress, LegalEntity, Postal
from fondaco.buying.company.queries import contact_of
from fondaco.buying.orders.models import OrderCharge, OrderLine, PurchaseOrder
from fondaco.buying.orders.words import charge_words
from fondaco.people.models import Person
from fondaco.web.formatting import format_money, format_number, locale_of, short_day
from fondaco.web.paper import Block, Column, Paper, draw
from fondaco.web.units import unit_word

MOST_STREET_LINES = 6  # more of them would push everything else off the page


def language_of(order: PurchaseOrder) -> str:
    """What letters to suppliers are written in: Italian within Italy, else English."""
    return "it" if order.legal_entity.country == "IT" else "en"


def order_pdf(
    order: PurchaseOrder, lines: Sequence[OrderLine], charges: Sequence[OrderCharge], *, notice: str = ""
) -> bytes:
    """The order as it stands in these rows, saved or not, in the supplier's language. ``notice`` stands above it."""
    with override(language_of(order)):
        return draw(order_paper(order, lines, charges, notice=notice))


def file_name(order: PurchaseOrder) -> str:
    return f"{order.number}.pdf" if order.version == 1 else f"{order.number}-v{order.version}.pdf"


def order_paper(
    order: PurchaseOrder, lines: Sequence[OrderLine], charges: Sequence[OrderCharge], *, notice: str = ""
) -> Paper:
    """What stands on it, in the language in force."""
    language = get_language() or "en"
    return Paper(
        title=_("Purchase order %(number)s") % {"number": order.number},
        language=language,
        sender=Block(order.legal_entity.name, _sender(order.legal_entity)),
        facts=_facts(order, language),
        blocks=[
            Block(_("Supplier"), [order.supplier.name, order.supplier.order_email, order.supplier.service_phone]),
            Block(_("Deliver to"), _deliver_to(order)),
            Block(_("Invoice to"), _invoice_to(order.legal_entity)),
        ],
        columns=[
            Column(_("No."), 5),
            Column(_("Article"), 46),
            Column(_("Quantity"), 15, numeric=True),
            Column(_("Price of one"), 16, numeric=True),
            Column(_("Amount, net"), 18, numeric=True),
        ],
        rows=[_row(line, order, language) for line in lines],
        sums=_sums(order, charges, language),
        sentences=_sentences(order, charges),
        page_words=_("Page %(page)d of %(pages)d"),
        notice=notice,
    )


def _sender(entity: LegalEntity) -> list[str]:
    return [*_postal(entity), _("VAT number %(vat)s") % {"vat": entity.vat_number}]


def _postal(place: Postal) -> list[str]:
    town = " ".join(part for part in (place.postal_code, place.city) if part)
    if place.province:
        town = f"{town} ({place.province})"
    country = locale_of(get_language() or "en").territories.get(place.country, place.country)
    return [one for one in (*place.street.splitlines()[:MOST_STREET_LINES], town, country) if one]


def _facts(order: PurchaseOrder, language: str) -> list[tuple[str, str]]:
    ordered_on = short_day(timezone.localtime(order.issued_at).date(), language)
    facts = [(_("Date"), ordered_on)]
    if order.version > 1:
        facts.append((_("Version"), str(order.version)))
    if order.requested_on is not None:
        facts.append((_("Needed by"), short_day(order.requested_on, language)))
    if order.supplier.payment_terms:
        facts.append((_("Terms of payment"), order.supplier.payment_terms))
    if order.supplier_number:
        facts.append((_("Your order number"), order.supplier_number))
    person = contact_for(order)
    contact = ", ".join(one for one in (person.name, person.email) if one)
    return [*facts, (_("Our request"), order.request.number), (_("Your contact here"), contact)]


def contact_for(order: PurchaseOrder) -> Person:
    """Whom the supplier answers to: a buyer, who writes the answer down; where there is none, whoever asked."""
    return contact_of(order.legal_entity) or order.requester


def _deliver_to(order: PurchaseOrder) -> list[str]:
    place: DeliveryAddress | None = order.place
    for_whom = _("for %(name)s") % {"name": order.request.beneficiary.name}
    if place is None:
        return [order.deliver_to or "–", for_whom]
    return [place.name, *_postal(place), *([place.phone] if place.phone else []), for_whom]


def _invoice_to(entity: LegalEntity) -> list[str]:
    return [entity.name, *_postal(entity), *([entity.accounts_email] if entity.accounts_email else [])]


def _row(line: OrderLine, order: PurchaseOrder, language: str) -> list[str]:
    part = " ".join(line.supplier_part_id.split())
    what = " ".join(line.description.split()) or part
    maker = " ".join(f"{line.manufacturer_name} {line.manufacturer_part_id}".split())
    below = [
        _("Your article %(part)s") % {"part": part} if part else "",
        _("Manufacturer %(maker)s") % {"maker": maker} if maker else "",
    ]
    return [
        str(line.line_number),
        "\n".join([what, *(one for one in below if one)]),
        f"{format_number(line.ordered, language)} {unit_word(line.unit, 1 if line.ordered == 1 else 2)}",
        format_money(line.unit_price, order.currency, language),
        format_money(line.amount, order.currency, language),
    ]


def _sums(order: PurchaseOrder, charges: Sequence[OrderCharge], language: str) -> list[tuple[str, str]]:
    sums = [(_("Net"), format_money(order.net, order.currency, language))] if charges else []
    sums += [(charge_words(one), format_money(one.amount, order.currency, language)) for one in charges]
    return [*sums, (_("Total"), format_money(order.total, order.currency, language))]


def _sentences(order: PurchaseOrder, charges: Sequence[OrderCharge]) -> list[str]:
    said = [_("Prices are net of VAT.")]
    if charges:
        said.append(_("Charges are as you estimated them."))
    return [*said, please_confirm(order)]


def please_confirm(order: PurchaseOrder) -> str:
    contact = contact_for(order)
    return _("Please confirm to %(name)s, %(email)s, and name our order number.") % {
        "name": contact.name,
        "email": contact.email,
    }
