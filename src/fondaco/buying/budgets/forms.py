"""What somebody fills in about a budget."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.buying.budgets.models import Budget, Mode
from fondaco.buying.budgets.operations import BudgetFacts
from fondaco.buying.company.models import Category, CostCentre, Employee, LegalEntity, Project


class BudgetForm(forms.Form):
    """A budget; ``reason`` and ``version`` only where one is changed."""

    name = forms.CharField(label=_("Name"), max_length=200)
    amount = forms.DecimalField(
        label=_("Amount"),
        help_text=_("In the company's currency, without VAT."),
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    mode = forms.ChoiceField(
        label=_("What goes beyond it"),
        choices=[(Mode.WARN, _("is allowed, with a warning")), (Mode.BLOCK, _("cannot be submitted"))],
        initial=Mode.WARN,
    )
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label=_("To"),
        help_text=_("The last day. A request counts on the day on which it is submitted."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    cost_centre = forms.ModelChoiceField(
        CostCentre.objects.none(), label=_("For this cost centre"), required=False, empty_label=_("every cost centre")
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("For this project"), required=False, empty_label=_("every project, or none")
    )
    category = forms.ModelChoiceField(
        Category.objects.none(),
        label=_("For this category"),
        help_text=_("With everything below it."),
        required=False,
        empty_label=_("every category"),
    )
    owner = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("Owner"),
        help_text=_("Is told when four fifths are bound, and can be asked to approve."),
        required=False,
        empty_label=_("nobody yet"),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    reason = forms.CharField(
        label=_("Why it is changed"), help_text=_("Stays with the budget."), max_length=300, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, entity: LegalEntity, budget: Budget | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {
            "cost_centre": CostCentre.objects.filter(legal_entity=entity, active=True),
            "project": Project.objects.filter(legal_entity=entity, active=True),
            "category": Category.objects.filter(active=True),
            "owner": Employee.objects.filter(legal_entity=entity, person__is_active=True).select_related("person"),
        }
        for name, choices in rows.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]
        if budget is None:
            del self.fields["reason"], self.fields["version"], self.fields["active"]

    def facts(self) -> BudgetFacts:
        """What was filled in. The form is valid."""
        told = {**self.cleaned_data}
        told.pop("reason", None)
        told.pop("version", None)
        return BudgetFacts(**told)

    @staticmethod
    def initial_of(budget: Budget) -> dict[str, Any]:
        names = ("name", "amount", "mode", "starts_on", "ends_on", "active", "version")
        initial = {name: getattr(budget, name) for name in names}
        return initial | {
            name: getattr(budget, f"{name}_id") for name in ("cost_centre", "project", "category", "owner")
        }
