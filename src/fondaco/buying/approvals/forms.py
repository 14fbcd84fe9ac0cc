"""What people fill in about approvals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.buying.approvals.models import Step
from fondaco.buying.company.models import LegalEntity, RoleName
from fondaco.people.models import Person


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic while running
    """People by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class ReasonForm(forms.Form):
    """A reason, which the requester will read."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The requester reads this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        help_text=_("The requester gets it by mail. The request goes on waiting for you."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


def _approvers(step: Step | None, me: Any) -> Any:
    """Those who may approve, without those whom it concerns."""
    rows = Person.objects.filter(employee__roles__name=RoleName.APPROVER, is_active=True)
    if me is not None:
        rows = rows.exclude(pk=me.pk)
    if step is not None:
        rows = rows.exclude(pk__in=[step.requester_id, step.beneficiary_id])
    return rows.order_by("name")


class PassOnForm(forms.Form):
    """Who decides instead, and why."""

    to = PersonChoice(Person.objects.none(), label=_("Who decides"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever decides and the requester read this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, step: Step | None = None, me: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = _approvers(step, me)  # type: ignore[attr-defined]


class AsWellForm(PassOnForm):
    """Who is asked in addition, before or after oneself, and why."""

    first = forms.ChoiceField(label=_("When"), choices=[("after", _("after me")), ("before", _("before me"))])


class DelegationForm(forms.Form):
    """Who decides in one's place, about what, from when to when."""

    to = PersonChoice(Person.objects.none(), label=_("Who decides in your place"))
    kind = forms.ChoiceField(label=_("About"), required=False)
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until_on = forms.DateField(
        label=_("To"),
        help_text=_("The last day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, me: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = _approvers(None, me)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("everything")), *kinds]  # type: ignore[attr-defined]


class AbsenceForm(DelegationForm):
    """The same, arranged for somebody of ``entity`` who cannot do it any more."""

    delegator = PersonChoice(Person.objects.none(), label=_("Who is away"))
    field_order = ("delegator", "to", "kind", "from_on", "until_on")

    def __init__(self, *args: Any, entity: LegalEntity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegator"].queryset = _approvers(None, None).filter(employee__legal_entity=entity)  # type: ignore[attr-defined]
        self.fields["to"].label = _("Who decides in their place")
