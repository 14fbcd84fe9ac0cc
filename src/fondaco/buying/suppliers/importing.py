"""Suppliers, and what their words mean, as files. Connections are not in them: they hold secrets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fondaco.buying.company.imports import UNKNOWN, Column, Facts, Kind, number, one_of, text, yes_or_no
from fondaco.buying.company.kinds import category, yes
from fondaco.buying.company.models import LegalEntity
from fondaco.buying.currencies import currency_choices
from fondaco.buying.lifecycle import Refused
from fondaco.buying.suppliers.explaining import explain_category, explain_unit
from fondaco.buying.suppliers.mapping import domain_name
from fondaco.buying.suppliers.models import AnswersBy, Mapping, MappingKind, Policy, Supplier
from fondaco.buying.suppliers.operations import add_supplier, change_supplier
from fondaco.buying.suppliers.registry import interfaces
from fondaco.people.models import Person

_percent, _amount = number(2), number(4)


def _email(value: str) -> str:
    if value:
        try:
            validate_email(value)
        except ValidationError as reason:
            raise Refused("no_address", _("It is no e-mail address.")) from reason
    return value


def _currency(value: str) -> str:
    plain = value.upper() or "EUR"
    if plain not in {code for code, _words in currency_choices()}:
        raise Refused("no_currency", _("It is no currency that is known here."))
    return plain


def _interface(value: str) -> str:
    if value and value not in interfaces():
        raise Refused("no_interface", _("No interface of this name is installed here."))
    return value


def _yes_if_said(value: str) -> str:
    return yes_or_no(value or "no")


def _written(value: Decimal | None, clean: Callable[[str], str], places: int) -> str:
    return "" if value is None else clean(f"{value:.{places}f}")


def _suppliers_now(entity: LegalEntity) -> dict[tuple[str, ...], Facts]:
    return {
        (row.name.casefold(),): {
            "name": row.name,
            "what_to_buy": row.what_to_buy,
            "policy": row.policy,
            "policy_note": row.policy_note,
            "currency": row.currency,
            "payment_terms": row.payment_terms,
            "order_email": row.order_email,
            "tolerance_percent": _written(row.price_tolerance_percent, _percent, 2),
            "tolerance_amount": _written(row.price_tolerance_amount, _amount, 4),
            "takes_changes": yes(row.takes_changes),
            "hold_field": row.hold_field,
            "answers_by": row.answers_by,
            "answers_api": row.answers_api,
            "service_email": row.service_email,
            "service_phone": row.service_phone,
        }
        for row in Supplier.objects.all()
    }


def _take_supplier(
    *,
    entity: LegalEntity,
    facts: Facts,
    known: bool,
    by: Person,
    now: datetime,
    today: date,
    new_id: Callable[[], str],
) -> None:
    percent, amount = facts["tolerance_percent"], facts["tolerance_amount"]
    if bool(percent) != bool(amount):
        raise Refused("half_tolerance", _("Of the two limits for a price, only one is there."))
    terms: dict[str, Any] = dict(facts)
    del terms["tolerance_percent"], terms["tolerance_amount"]
    terms |= {
        "policy": facts["policy"] or Policy.ALLOWED,
        "currency": facts["currency"] or "EUR",
        "answers_by": facts["answers_by"] or AnswersBy.NOTHING,
        "takes_changes": facts["takes_changes"] == "yes",
        "price_tolerance_percent": Decimal(percent) if percent else None,
        "price_tolerance_amount": Decimal(amount) if amount else None,
    }
    if not known:
        add_supplier(terms=terms, connection=None, by=by, now=now, public_id=new_id())
        return
    row = Supplier.objects.get(name__iexact=facts["name"])
    change_supplier(supplier=row, terms=terms, connection=None, by=by, now=now)


def _mappings_now(entity: LegalEntity) -> dict[tuple[str, ...], Facts]:
    found: dict[tuple[str, ...], Facts] = {}
    for row in Mapping.objects.select_related("supplier", "category"):
        facts = {
            "supplier": row.supplier.name if row.supplier else "",
            "kind": row.kind,
            "domain": row.domain,
            "theirs": row.theirs,
            "means": row.unit or (row.category.code if row.category else ""),
        }
        found[tuple(facts[name].casefold() for name in ("supplier", "kind", "domain", "theirs"))] = facts
    return found


def _take_mapping(
    *,
    entity: LegalEntity,
    facts: Facts,
    known: bool,
    by: Person,
    now: datetime,
    today: date,
    new_id: Callable[[], str],
) -> None:
    supplier = None
    if facts["supplier"]:
        supplier = Supplier.objects.filter(name__iexact=facts["supplier"]).first()
        if supplier is None:
            raise Refused(UNKNOWN, _("There is no supplier %(name)s.") % {"name": facts["supplier"]})
    if facts["kind"] == MappingKind.UNIT:
        explain_unit(supplier=supplier, theirs=facts["theirs"], unit=facts["means"], by=by, now=now)
        return
    meant = category(facts["means"])
    assert meant is not None  # the column is required
    explain_category(supplier=supplier, domain=facts["domain"], theirs=facts["theirs"], category=meant, by=by, now=now)


SUPPLIERS = Kind(
    name="suppliers",
    label=gettext_lazy("Suppliers"),
    words=gettext_lazy("Their terms. New ones have their orders by mail until somebody connects them."),
    changes="change_suppliers",
    sees="see_connections",
    columns=(
        Column("name", gettext_lazy("its name, which names the row"), "Tipografia Grana", True, text(200)),
        Column("what_to_buy", gettext_lazy("what to buy there"), "Moduli e buste", clean=text(300)),
        Column(
            "policy",
            gettext_lazy("preferred, allowed or blocked; empty is allowed"),
            "preferred",
            clean=one_of(*Policy.values, ""),
        ),
        Column("policy_note", gettext_lazy("what the policy says"), clean=text(300)),
        Column("currency", gettext_lazy("the agreed currency; empty is EUR"), "EUR", clean=_currency),
        Column("payment_terms", gettext_lazy("terms of payment"), "30 giorni", clean=text(200)),
        Column("order_email", gettext_lazy("e-mail address for orders"), "ordini@example.com", clean=_email),
        Column("tolerance_percent", gettext_lazy("a price may rise by, in per cent"), "5", clean=_percent),
        Column("tolerance_amount", gettext_lazy("and by, for one unit"), "2.50", clean=_amount),
        Column("takes_changes", gettext_lazy("takes changed orders: yes or no; empty is no"), "no", clean=_yes_if_said),
        Column("hold_field", gettext_lazy("field with the end of a hold; empty: the usual one"), clean=text(60)),
        Column(
            "answers_by",
            gettext_lazy("nothing, oci_validate, availability or api"),
            "nothing",
            clean=one_of(*AnswersBy.values, ""),
        ),
        Column("answers_api", gettext_lazy("for api: the name of the interface"), clean=_interface),
        Column("service_email", gettext_lazy("e-mail of customer service"), clean=_email),
        Column("service_phone", gettext_lazy("telephone of customer service"), clean=text(40)),
    ),
    key=("name",),
    current=_suppliers_now,
    act=_take_supplier,
)

MAPPINGS = Kind(
    name="mappings",
    label=gettext_lazy("Units and codes"),
    words=gettext_lazy("What suppliers' units and codes mean here."),
    changes="change_suppliers",
    sees="see_connections",
    columns=(
        Column("supplier", gettext_lazy("name of the supplier; empty for all"), "Tipografia Grana", clean=text(200)),
        Column("kind", gettext_lazy("unit or category"), "unit", True, one_of(*MappingKind.values)),
        Column("domain", gettext_lazy("classification of a code, such as UNSPSC"), clean=domain_name),
        Column("theirs", gettext_lazy("the unit, or how the code begins"), "Stk", True, text(100)),
        Column(
            "means", gettext_lazy("the unit's code of Recommendation 20, or the category's code"), "EA", True, text(40)
        ),
    ),
    key=("supplier", "kind", "domain", "theirs"),
    current=_mappings_now,
    act=_take_mapping,
)
