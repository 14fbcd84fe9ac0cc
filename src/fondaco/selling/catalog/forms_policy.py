"""The sentences of a buying policy, as forms: one for each kind of thing that a rule can be about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.selling.catalog.models import Category, Guidance, Item, Level, RuleKind, Seller
from fondaco.selling.catalog.queries import known_to

_VALUE = {
    RuleKind.ITEM: (_("Part number"), _("As the shop shows it, such as FND-100234.")),
    RuleKind.SELLER: (_("Seller"), ""),
    RuleKind.BRAND: (_("Brand"), ""),
    RuleKind.CATEGORY: (_("Category"), ""),
}


def _sellers() -> list[tuple[str, str]]:
    return [("", "–"), *Seller.objects.filter(active=True).values_list("code", "name")]


def _brands(account_id: int) -> list[tuple[str, str]]:
    names = Item.objects.filter(known_to(account_id), active=True).order_by("brand").values_list("brand", flat=True)
    return [("", "–"), *((name, name) for name in names.distinct())]


def _categories() -> list[tuple[str, str]]:
    """The tree as a list: what lies below is set in."""
    depth = {Level.SEGMENT: "", Level.FAMILY: "– ", Level.COMMODITY: "– – "}
    rows = Category.objects.order_by("code")
    return [("", "–"), *((row.code, f"{depth[Level(row.level)]}{row.name} ({row.code})") for row in rows)]


class ChangeForm(forms.Form):
    """What a rule says."""

    verdict = forms.TypedChoiceField(label=_("Verdict"), choices=Guidance.choices, coerce=Guidance)
    message = forms.CharField(
        label=_("Message"),
        max_length=300,
        required=False,
        help_text=_("Your people read it beside the item: why, or what to buy instead."),
    )


class RuleForm(ChangeForm):
    """A new rule about one kind of thing, in the words and among the things that ``account_id`` can see."""

    value = forms.CharField(max_length=60)
    field_order = ("value", "verdict", "message")

    def __init__(self, kind: RuleKind, account_id: int, data: Any = None) -> None:
        super().__init__(data, prefix=kind.value)
        self.kind = kind
        if kind is not RuleKind.ITEM:
            choices = {
                RuleKind.SELLER: _sellers,
                RuleKind.BRAND: lambda: _brands(account_id),
                RuleKind.CATEGORY: _categories,
            }
            self.fields["value"] = forms.ChoiceField(choices=choices[kind]())
            self.order_fields(self.field_order)
        label, hint = _VALUE[kind]
        self.fields["value"].label, self.fields["value"].help_text = str(label), str(hint)
