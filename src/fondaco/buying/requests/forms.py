"""The few questions that a returned cart leaves open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import CostCentre, DeliveryAddress
from fondaco.buying.company.queries import addresses, cost_centres
from fondaco.buying.requests.models import Exclusion, PurchaseRequest
from fondaco.buying.requests.operations import Answers


class AnswersForm(forms.Form):
    """Nothing is required here: what is missing is said when the request is submitted, not when it is
    kept.
    """

    cost_centre = forms.ModelChoiceField(
        CostCentre.objects.none(), label=_("Cost centre"), required=False, empty_label=_("Choose one")
    )
    deliver_to = forms.ModelChoiceField(
        DeliveryAddress.objects.none(), label=_("Deliver to"), required=False, empty_label=_("Choose one")
    )
    need_by = forms.DateField(
        label=_("Needed by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("What it is for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The approvers read this."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)

    def __init__(self, *args: Any, request: PurchaseRequest, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cost_centre"].queryset = cost_centres(request.legal_entity)  # type: ignore[attr-defined]
        self.fields["deliver_to"].queryset = addresses(request.legal_entity)  # type: ignore[attr-defined]
        self.fields["need_by"].widget.attrs["min"] = timezone.localdate(now).isoformat()

    def answers(self, kept: frozenset[int]) -> Answers:
        cleaned = self.cleaned_data
        return Answers(
            cost_centre=cleaned["cost_centre"],
            deliver_to=cleaned["deliver_to"],
            need_by=cleaned["need_by"],
            reason=cleaned["reason"],
            kept=kept,
        )

    @staticmethod
    def initial_of(request: PurchaseRequest) -> dict[str, Any]:
        return {
            "cost_centre": request.cost_centre_id,
            "deliver_to": request.deliver_to_id,
            "need_by": request.need_by,
            "reason": request.reason,
            "version": request.version,
        }


def kept_lines(values: list[str]) -> frozenset[int]:
    """The numbers of the ticked lines; what is no number is passed over."""
    return frozenset(int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 7)


def ticked(request: PurchaseRequest) -> frozenset[int]:
    return frozenset(line.line_number for line in request.lines.all() if line.exclusion == Exclusion.NONE)


class AnswerForm(forms.Form):
    """An approver's question, answered."""

    text = forms.CharField(label=_("Your answer"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
