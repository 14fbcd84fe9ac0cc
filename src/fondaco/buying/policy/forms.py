"""The rule's blanks, the day of a version, and the limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import Employee, LegalEntity, RoleName
from fondaco.buying.policy.conditions import Condition
from fondaco.buying.policy.models import ApprovalRule, Effect, Needs, Who
from fondaco.buying.policy.operations import LAST_PLACE, RuleFacts
from fondaco.buying.policy.registry import dimensions

IS = [("is", _("is one of")), ("not", _("is none of"))]


class RuleForm(forms.Form):
    """A rule as a sentence with blanks: when, then what, then whom."""

    above = forms.DecimalField(
        label=_("Above this amount"),
        help_text=_("In the company's currency, without VAT. Leave it empty for any amount."),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    up_to = forms.DecimalField(
        label=_("And up to this amount"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    of_lines = forms.BooleanField(
        label=_("The amount is that of the lines on which these conditions hold, not of the whole"), required=False
    )
    effect = forms.ChoiceField(label=_("The rule"), choices=Effect.choices, initial=Effect.APPROVE)
    message = forms.CharField(
        label=_("What whoever submits reads"),
        help_text=_("Only for a rule that warns or does not let it be submitted."),
        max_length=300,
        required=False,
    )
    who = forms.ChoiceField(label=_("Who is asked"), choices=[("", "–"), *Who.choices], required=False)
    people = forms.ModelMultipleChoiceField(
        Employee.objects.none(), label=_("The named people"), help_text=_("Only for named people."), required=False
    )
    role = forms.ChoiceField(
        label=_("The role"), choices=[("", "–"), *RoleName.choices], help_text=_("Only for a role."), required=False
    )
    needs = forms.ChoiceField(label=_("If several: who has to approve"), choices=Needs.choices, initial=Needs.ALL)
    covers_lines = forms.BooleanField(
        label=_("They decide only about the lines on which the conditions hold"), required=False
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
        help_text=_("Lower is asked earlier; the same place is asked side by side."),
        min_value=1,
        max_value=LAST_PLACE,
        initial=10,
    )
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, entity: LegalEntity, like: ApprovalRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = (
            Employee.objects.filter(legal_entity=entity, person__is_active=True, roles__name="approver")
            .select_related("person")
            .order_by("person__name")
        )
        for name in ("people", "instead"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]
        named = {one.dimension: one.values for one in like.asked} if like else {}
        self.dimensions = [one.name for one in dimensions()]
        for one in dimensions():
            choices = _with_kept(one.choices(entity), named.get(one.name, frozenset()))
            self.fields[f"{one.name}_is"] = forms.ChoiceField(choices=IS, initial="is", required=False)
            self.fields[one.name] = forms.MultipleChoiceField(label=str(one.label), choices=choices, required=False)

    def conditions(self) -> list[tuple[Any, Any]]:
        """For the page: of each thing that a rule can depend on its two fields."""
        return [(self[f"{name}_is"], self[name]) for name in self.dimensions if self.fields[name].choices]  # type: ignore[attr-defined]

    def plain(self) -> dict[str, Any]:
        """For the page: the fields by name."""
        return {field.name: field for field in self}

    def facts(self) -> RuleFacts:
        """What was filled in. The form is valid."""
        told = {**self.cleaned_data}
        told.pop("edits")
        conditions = []
        for name in self.dimensions:
            values, negated = told.pop(name), told.pop(f"{name}_is") == "not"
            if values:
                conditions.append(Condition(name, values, negated))
        told["people"] = tuple(told["people"])
        return RuleFacts(**told, conditions=tuple(conditions))

    @staticmethod
    def initial_of(rule: ApprovalRule) -> dict[str, Any]:
        names = ("above", "up_to", "of_lines", "effect", "message", "who", "role", "needs", "covers_lines", "sequence")
        initial = {name: getattr(rule, name) for name in names}
        initial |= {name: f"{initial[name]:.2f}" for name in ("above", "up_to") if initial[name] is not None}
        initial |= {"people": [one.pk for one in rule.people.all()], "instead": rule.instead_id}
        for condition in rule.asked:
            initial[condition.dimension] = sorted(condition.values)
            initial[f"{condition.dimension}_is"] = "not" if condition.negated else "is"
        return initial


def _with_kept(choices: list[tuple[str, str]], named: frozenset[str]) -> list[tuple[str, str]]:
    """The choices, and what the rule names although it is out of use: it goes only when somebody takes it out."""
    gone = sorted(named - {value for value, _words in choices})
    return [*choices, *((value, _("%(value)s (not in use)") % {"value": value}) for value in gone)]


class PublishForm(forms.Form):
    effective_on = forms.DateField(
        label=_("In force from"),
        help_text=_("For what is submitted from this day on. Rounds under way keep their approvers."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(label=_("What changes"), help_text=_("Colleagues and auditors read it."), max_length=300)
    edits = forms.IntegerField(widget=forms.HiddenInput)


class SheetForm(forms.Form):
    """A file, or its text as it was shown, with the draft's count of changes at that time."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A table as it is exported here (CSV), at most 1 MB and 5,000 rules."),
        required=False,
        allow_empty_file=True,
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    edits = forms.IntegerField(widget=forms.HiddenInput, required=False)
    whole = forms.BooleanField(label=_("Rules that are not in the file leave the draft"), required=False)


class LimitForm(forms.Form):
    amount = forms.DecimalField(label=_("Limit"), required=False, min_value=0, max_digits=14, decimal_places=2)
