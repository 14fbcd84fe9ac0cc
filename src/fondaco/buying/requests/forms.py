"""The few questions that a returned cart leaves open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import Category, CostCentre, DeliveryAddress, LegalEntity, Project
from fondaco.buying.company.queries import addresses, cost_centres
from fondaco.buying.currencies import currency_choices
from fondaco.buying.requests.models import Exclusion, LineKind, PurchaseRequest, RequestLine
from fondaco.buying.requests.operations import Answers
from fondaco.buying.requests.writing import LineAccount, LineFacts
from fondaco.buying.suppliers.models import Policy, Supplier
from fondaco.people.models import Person
from fondaco.web.units import unit_choices


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic while running
    """People by their names."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class AnswersForm(forms.Form):
    """Nothing is required here: what is missing is said when the request is submitted, not when it is
    kept.
    """

    beneficiary = PersonChoice(
        Person.objects.none(),
        label=_("For whom"),
        required=False,
        empty_label=_("for myself"),
        help_text=_("They get every letter about it as well. Neither of you approves it."),
    )
    cost_centre = forms.ModelChoiceField(
        CostCentre.objects.none(), label=_("Cost centre"), required=False, empty_label=_("Choose one")
    )
    deliver_to = forms.ModelChoiceField(
        DeliveryAddress.objects.none(), label=_("Deliver to"), required=False, empty_label=_("Choose one")
    )
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), required=False, empty_label=_("none"))
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
        projects = Project.objects.filter(legal_entity=request.legal_entity, active=True)
        self.fields["project"].queryset = projects  # type: ignore[attr-defined]
        colleagues = Person.objects.filter(employee__legal_entity=request.legal_entity, is_active=True)
        others = colleagues.exclude(pk=request.requester_id).order_by("name")
        self.fields["beneficiary"].queryset = others  # type: ignore[attr-defined]
        self.fields["need_by"].widget.attrs["min"] = timezone.localdate(now).isoformat()

    def answers(self, kept: frozenset[int]) -> Answers:
        cleaned = self.cleaned_data
        return Answers(
            cost_centre=cleaned["cost_centre"],
            deliver_to=cleaned["deliver_to"],
            need_by=cleaned["need_by"],
            reason=cleaned["reason"],
            kept=kept,
            project=cleaned["project"],
            beneficiary=cleaned["beneficiary"],
        )

    @staticmethod
    def initial_of(request: PurchaseRequest) -> dict[str, Any]:
        return {
            "beneficiary": request.beneficiary_id if request.beneficiary_id != request.requester_id else None,
            "project": request.project_id,
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


class LineForm(forms.Form):
    """A line without a catalogue: goods or a service, in one's own words."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(LineKind.FREE, _("goods")), (LineKind.SERVICE, _("a service"))],
        initial=LineKind.FREE,
    )
    description = forms.CharField(
        label=_("What you need"),
        help_text=_("As one would tell the supplier: make, size, colour, dates."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quantity = forms.DecimalField(label=_("How many"), min_value=0, max_digits=13, decimal_places=4, initial=1)
    unit = forms.ChoiceField(label=_("Unit"), choices=unit_choices, initial="EA")
    unit_price = forms.DecimalField(
        label=_("About what one costs"), help_text=_("Without VAT."), min_value=0, max_digits=13, decimal_places=4
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices)
    estimated = forms.BooleanField(label=_("This price is my estimate"), required=False, initial=True)
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(),
        label=_("Supplier"),
        required=False,
        empty_label=_("the buyers find one"),
    )
    supplier_part_id = forms.CharField(label=_("Their article number"), max_length=200, required=False)
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("I do not know")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suppliers = Supplier.objects.exclude(policy=Policy.BLOCKED).order_by("name")
        self.fields["supplier"].queryset = suppliers  # type: ignore[attr-defined]
        self.fields["category"].queryset = Category.objects.filter(active=True)  # type: ignore[attr-defined]

    def facts(self) -> LineFacts:
        """What was filled in. The form is valid."""
        return LineFacts(**{name: value for name, value in self.cleaned_data.items() if name != "version"})

    @staticmethod
    def initial_of(line: RequestLine) -> dict[str, Any]:
        names = ("kind", "description", "quantity", "unit", "unit_price", "currency", "estimated", "supplier_part_id")
        initial = {name: getattr(line, name) for name in names}
        return initial | {"supplier": line.supplier_id, "category": line.category_id}


class AccountForm(forms.Form):
    """Where one line differs from the rest of the request."""

    cost_centre = forms.ModelChoiceField(
        CostCentre.objects.none(), label=_("Cost centre"), required=False, empty_label=_("as the request")
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Project"), required=False, empty_label=_("as the request")
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("none known")
    )
    deliver_to = forms.ModelChoiceField(
        DeliveryAddress.objects.none(), label=_("Deliver to"), required=False, empty_label=_("as the request")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)

    def __init__(self, *args: Any, entity: LegalEntity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {
            "cost_centre": cost_centres(entity),
            "project": Project.objects.filter(legal_entity=entity, active=True),
            "category": Category.objects.filter(active=True),
            "deliver_to": addresses(entity),
        }
        for name, choices in rows.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]

    def account(self) -> LineAccount:
        """What was filled in. The form is valid."""
        return LineAccount(**{name: value for name, value in self.cleaned_data.items() if name != "version"})

    @staticmethod
    def initial_of(line: RequestLine) -> dict[str, Any]:
        names = ("cost_centre", "project", "category", "deliver_to")
        return {name: getattr(line, f"{name}_id") for name in names}
