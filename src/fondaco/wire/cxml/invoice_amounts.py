"""The amounts of an invoice, read: taxes, shipping, allowances and charges, of a line, an order or the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fondaco.documents import Charge, InvoiceCharge, InvoiceSummary
from fondaco.wire.cxml.pieces import Table, Values, amount, frozen_lists, number_of, once
from fondaco.wire.cxml.values import charge, described, money

if TYPE_CHECKING:
    from lxml.etree import _Element

    from fondaco.wire.xml.notes import Notes


def tax(element: _Element, notes: Notes) -> Charge | None:
    """Tax, whose Description the DTD demands."""
    if next(element.iterchildren("Description"), None) is None:
        notes.add("tax.description.missing", element, "/Description")
    return charge(element, notes)


def handling(element: _Element, notes: Notes) -> Charge | None:
    """Special handling, of a line or of the whole. Its Distribution is kept."""
    cost = money(element, notes)
    description = ""
    for child in element:
        if child.tag == "Description" and not description:
            description = described(child)
        elif child.tag not in ("Money", "Description"):
            notes.keep(child)
    return None if cost is None else Charge(cost, description)


def bare(element: _Element, notes: Notes) -> Charge | None:
    """ShippingAmount, which has no description."""
    cost = amount(element, notes)
    return None if cost is None else Charge(cost)


def discount(element: _Element, values: Values, notes: Notes) -> None:
    if "discount" in values:
        notes.repeated(element)
        return
    values["discount"] = amount(element, notes)
    values["discount_percent"] = number_of(element.get("percentageRate"), notes, element, "/@percentageRate")


def modifications(element: _Element, values: Values, notes: Notes) -> None:
    """Each Modification with an amount; one that only says a percentage, or another price, is kept."""
    for child in element:
        found = _modification(child, notes) if child.tag == "Modification" else None
        if found is None:
            notes.keep(child)
        else:
            values.setdefault("charges", []).append(found)


_DETAIL_ATTRIBUTES = frozenset({"name"})
_READ = ("AdditionalDeduction", "AdditionalCost", "Tax", "ModificationDetail")


def _modification(element: _Element, notes: Notes) -> InvoiceCharge | None:
    parts: dict[str, _Element] = {}
    others: list[_Element] = []
    for child in element:
        if child.tag in _READ and child.tag not in parts:
            parts[child.tag] = child
        else:
            others.append(child)
    taken, added = parts.get("AdditionalDeduction"), parts.get("AdditionalCost")
    said = added if taken is None else next(taken.iterchildren("DeductionAmount"), None)
    if said is None or (taken is not None and added is not None) or next(said.iterchildren("Money"), None) is None:
        return None
    cost = money(said, notes)
    if cost is None:
        return None
    others += [child for child in said if child.tag != "Money"]
    others += [child for child in (() if taken is None else taken) if child is not said]
    for child in others:
        notes.keep(child)
    detail, taxed = parts.get("ModificationDetail"), parts.get("Tax")
    kind = description = ""
    if detail is not None:
        kind = detail.get("name", "").strip()
        notes.keep_attributes(detail, _DETAIL_ATTRIBUTES)
        for child in detail:
            if child.tag == "Description" and not description:
                description = described(child)
            else:
                notes.keep(child)
    return InvoiceCharge(
        cost,
        taken is not None,
        kind,
        description,
        tax=tax(taxed, notes) if taxed is not None else None,
    )


SUMMARY: Table = {
    "SubtotalAmount": once("subtotal", amount),
    "Tax": once("tax", tax),
    "SpecialHandlingAmount": once("special_handling", handling),
    "ShippingAmount": once("shipping", bare),
    "GrossAmount": once("gross", amount),
    "InvoiceDetailDiscount": discount,
    "InvoiceHeaderModifications": modifications,
    "NetAmount": once("net", amount),
    "DepositAmount": once("deposit", amount),
    "DueAmount": once("due", amount),
}


def summed(values: Values) -> InvoiceSummary:
    return InvoiceSummary(**frozen_lists(values))
