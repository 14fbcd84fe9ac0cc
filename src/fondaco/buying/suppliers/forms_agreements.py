"""What a buyer says of a supplier's categories, safeguards, units and codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import Category
from fondaco.buying.suppliers.agreements import SAFEGUARDS
from fondaco.buying.suppliers.models import KnownSafeguards, MappingKind, Policy, QuantityRule, SellerRule

UNKNOWN = ("", _("not known"))


class _CategoryField(forms.CharField):
    """A category by its code, chosen from a list that the page holds once."""

    def __init__(self, **more: Any) -> None:
        attributes = {"list": "categories", "autocomplete": "off"}
        super().__init__(label=_("Category"), max_length=240, widget=forms.TextInput(attrs=attributes), **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = Category.objects.filter(code=text).first() or Category.objects.filter(code=text.split()[0]).first()
        if found is None:
            raise forms.ValidationError(_("There is no category with this code: choose one of the list."))
        return found


class CategoryPolicyForm(forms.Form):
    category = _CategoryField()
    policy = forms.ChoiceField(label=_("Policy"), choices=Policy.choices)
    note = forms.CharField(label=_("Why"), max_length=300, required=False)


class SafeguardsForm(forms.Form):
    """Empty means unknown."""

    quantity_rule = forms.ChoiceField(
        label=_("Of what there is not enough, the supplier"), choices=[UNKNOWN, *QuantityRule.choices], required=False
    )
    price_percent = forms.DecimalField(
        label=_("It refuses a line whose price has risen by more than, in per cent"),
        min_value=0,
        max_value=1000,
        decimal_places=3,
        required=False,
    )
    price_amount = forms.DecimalField(
        label=_("or by more than, for one unit"), min_value=0, max_digits=18, decimal_places=4, required=False
    )
    shipping_above = forms.DecimalField(
        label=_("It refuses an order whose shipping costs more than"),
        min_value=0,
        max_digits=18,
        decimal_places=4,
        required=False,
    )
    delivery_days = forms.IntegerField(
        label=_("It refuses a line that would take more days than"), min_value=0, max_value=3650, required=False
    )
    seller_kind = forms.ChoiceField(
        label=_("It delivers what is offered by"), choices=[UNKNOWN, *SellerRule.choices], required=False
    )

    @staticmethod
    def initial_of(known: KnownSafeguards | None) -> dict[str, Any]:
        return {name: getattr(known, name) for name in SAFEGUARDS} if known else {}


class ExplainForm(forms.Form):
    """What one word of a supplier means. ``everywhere``: for every supplier that has no other word for it."""

    kind = forms.ChoiceField(label=_("What is explained"), choices=MappingKind.choices)
    domain = forms.CharField(
        label=_("Classification"),
        max_length=60,
        required=False,
        help_text=_("For a category: UNSPSC, ECLASS-11.1, or the name that the supplier uses."),
    )
    theirs = forms.CharField(
        label=_("As the supplier writes it"),
        max_length=100,
        help_text=_("A unit whole; of a code, how it begins: the longest beginning wins."),
    )
    unit = forms.CharField(
        label=_("Unit here"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        help_text=_("A code of UN/ECE Recommendation 20, for a unit."),
    )
    category = _CategoryField(required=False, help_text=_("The company's own, for a code."))
    everywhere = forms.BooleanField(label=_("For all suppliers"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wanted = "unit" if cleaned.get("kind") == MappingKind.UNIT else "category"
        if not cleaned.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("Choose what it means here."))
        return cleaned
