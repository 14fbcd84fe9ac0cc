"""The rule's blanks, and the limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import CostCentre, Employee, LegalEntity
from fondaco.buying.policy.models import Who
from fondaco.buying.policy.operations import RuleFacts


class RuleForm(forms.Form):
    """A rule as a sentence with blanks."""

    who = forms.ChoiceField(label=_("Who approves"), choices=Who.choices)
    above = forms.DecimalField(
        label=_("Only above this amount"),
        help_text=_("In the company's currency. Leave it empty for any amount."),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    cost_centre = forms.ModelChoiceField(
        CostCentre.objects.none(),
        label=_("Only for this cost centre"),
        required=False,
        empty_label=_("every cost centre"),
    )
    person = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("The named person"),
        help_text=_("Only where a named person approves."),
        required=False,
        empty_label=_("nobody"),
    )
    instead = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("Where nobody stands above, ask"),
        help_text=_("For the requests of whoever leads the company."),
        required=False,
        empty_label=_("nobody: such requests cannot be submitted"),
    )
    sequence = forms.IntegerField(
        label=_("Place in the order"),
        help_text=_("Lower is asked earlier."),
        min_value=1,
        max_value=9999,
        initial=10,
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, entity: LegalEntity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Employee.objects.filter(
            legal_entity=entity, person__is_active=True, roles__name="approver"
        ).select_related("person")
        for name in ("person", "instead"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people
        centre = self.fields["cost_centre"]
        assert isinstance(centre, forms.ModelChoiceField)
        centre.queryset = CostCentre.objects.filter(legal_entity=entity, active=True)

    def facts(self) -> RuleFacts:
        """What was filled in. The form is valid."""
        return RuleFacts(**self.cleaned_data)


class LimitForm(forms.Form):
    amount = forms.DecimalField(label=_("Limit"), required=False, min_value=0, max_digits=14, decimal_places=2)
