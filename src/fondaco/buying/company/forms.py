"""What an administrator fills in about the company."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import (
    Category,
    CostCentre,
    DeliveryAddress,
    Employee,
    LegalEntity,
    NumbersAt,
    Project,
    RoleName,
)
from fondaco.buying.company.queries import addresses, cost_centres
from fondaco.buying.currencies import currency_choices
from fondaco.web.countries import country_choices


class PostalForm(forms.Form):
    street = forms.CharField(label=_("Street and number"), max_length=255)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20)
    city = forms.CharField(label=_("City"), max_length=100)
    province = forms.CharField(label=_("Province"), max_length=100, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, initial="IT")


class LegalEntityForm(PostalForm):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As the register of companies writes it."))
    vat_number = forms.CharField(
        label=_("VAT number"), max_length=20, help_text=_("Checked by the rule of its country.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices, initial="EUR")
    bill_to_code = forms.CharField(
        label=_("Bill-to code"), max_length=40, help_text=_("The address id that suppliers see in an order.")
    )
    accounts_email = forms.EmailField(label=_("E-mail for invoices"), required=False)
    numbers_at = forms.ChoiceField(
        label=_("Order numbers are given"),
        choices=NumbersAt.choices,
        initial=NumbersAt.APPROVAL,
        help_text=_(
            "Some suppliers want the number in the cart already; numbers of carts that are not ordered are void."
        ),
    )
    rate_days = forms.IntegerField(
        label=_("Days for which an exchange rate holds"), min_value=0, max_value=366, initial=7
    )
    remind_after_days = forms.IntegerField(
        label=_("Working days until an approver is reminded"),
        min_value=0,
        max_value=60,
        initial=2,
        help_text=_("0 means never."),
    )
    escalate_after_days = forms.IntegerField(
        label=_("Working days until the next one above is asked"),
        min_value=0,
        max_value=120,
        initial=5,
        help_text=_("0 means never."),
    )
    answer_within_days = forms.IntegerField(
        label=_("Working days within which a supplier has to answer an order"),
        min_value=0,
        max_value=120,
        initial=3,
        help_text=_("Then the buyers are reminded, and once more after as many again. 0 means never."),
    )
    price_tolerance_percent = forms.DecimalField(
        label=_("A price may rise before release by, in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial=0,
        help_text=_("Beyond it the line goes back to its requester. A supplier may have a tolerance of its own."),
    )
    price_tolerance_amount = forms.DecimalField(
        label=_("and by at most, for one unit"), min_value=0, max_digits=14, decimal_places=4, initial=0
    )

    field_order = [
        "name",
        "vat_number",
        "currency",
        "street",
        "postal_code",
        "city",
        "province",
        "country",
        "bill_to_code",
        "accounts_email",
        "numbers_at",
        "rate_days",
        "remind_after_days",
        "escalate_after_days",
        "answer_within_days",
        "price_tolerance_percent",
        "price_tolerance_amount",
    ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        remind, escalate = told.get("remind_after_days"), told.get("escalate_after_days")
        if remind and escalate and escalate <= remind:
            self.add_error("escalate_after_days", _("Later than the reminder, or 0."))
        return told

    @staticmethod
    def initial_of(entity: LegalEntity) -> dict[str, Any]:
        return {name: getattr(entity, name) for name in LegalEntityForm.field_order}


class AddressForm(PostalForm):
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("The address id that suppliers see."))
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Who receives there: a site, a department."))
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    field_order = ["code", "name", "street", "postal_code", "city", "province", "country", "phone", "active"]

    @staticmethod
    def initial_of(address: DeliveryAddress) -> dict[str, Any]:
        return {name: getattr(address, name) for name in AddressForm.field_order}


def _colleagues(entity: LegalEntity) -> Any:
    return Employee.objects.filter(legal_entity=entity, person__is_active=True).select_related("person")


class CostCentreForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=200)
    owner = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("Owner"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Answers for what is spent here, and approves it."),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, entity: LegalEntity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = _colleagues(entity)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(cost_centre: CostCentre) -> dict[str, Any]:
        return {
            "code": cost_centre.code,
            "name": cost_centre.name,
            "owner": cost_centre.owner_id,
            "active": cost_centre.active,
        }


class EmployeeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=RoleName.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a role somebody can sign in, and see and do nothing else."),
    )
    manager = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Manager"), required=False, empty_label=_("Nobody above")
    )
    cost_centre = forms.ModelChoiceField(
        CostCentre.objects.none(), label=_("Usual cost centre"), required=False, empty_label=_("None")
    )
    address = forms.ModelChoiceField(
        DeliveryAddress.objects.none(),
        label=_("Usual delivery address"),
        required=False,
        empty_label=_("None"),
    )
    active = forms.BooleanField(label=_("Works here and may sign in"), required=False, initial=True)

    def __init__(self, *args: Any, entity: LegalEntity, employee: Employee | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = _colleagues(entity)
        if employee is not None:
            colleagues = colleagues.exclude(pk=employee.pk)
            del self.fields["email"]
        else:
            del self.fields["active"]
        self.fields["manager"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["cost_centre"].queryset = cost_centres(entity)  # type: ignore[attr-defined]
        self.fields["address"].queryset = addresses(entity)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(employee: Employee) -> dict[str, Any]:
        return {
            "name": employee.person.name,
            "title": employee.title,
            "roles": [role.name for role in employee.roles.all()],
            "manager": employee.manager_id,
            "cost_centre": employee.cost_centre_id,
            "address": employee.address_id,
            "active": employee.person.is_active,
        }


def _date_field(label: Any, **told: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)


class ProjectForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=200)
    owner = forms.ModelChoiceField(
        Employee.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody yet")
    )
    starts_on = _date_field(_("Begins"), required=False)
    ends_on = _date_field(_("Ends"), required=False, help_text=_("The last day. Afterwards nobody can choose it."))
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, entity: LegalEntity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = _colleagues(entity)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(project: Project) -> dict[str, Any]:
        names = ("code", "name", "starts_on", "ends_on", "active")
        return {name: getattr(project, name) for name in names} | {"owner": project.owner_id}


class CategoryForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=200)
    parent = forms.ModelChoiceField(
        Category.objects.none(), label=_("Part of"), required=False, empty_label=_("Nothing: it stands at the top")
    )
    owner = forms.ModelChoiceField(
        Employee.objects.none(),
        label=_("Owner"),
        required=False,
        empty_label=_("Nobody yet"),
        help_text=_("Knows what is bought here, and can be asked by the approval rules."),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Category.objects.filter(active=True)
        if category is None:
            del self.fields["active"]
        else:
            others = others.exclude(pk=category.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]
        people = Employee.objects.filter(person__is_active=True).select_related("person")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(category: Category) -> dict[str, Any]:
        return {
            "code": category.code,
            "name": category.name,
            "parent": category.parent_id,
            "owner": category.owner_id,
            "active": category.active,
        }


class RateForm(forms.Form):
    currency = forms.ChoiceField(label=_("One unit of"), choices=currency_choices)
    rate = forms.DecimalField(
        label=_("is worth"), min_value=0, max_digits=16, decimal_places=10, help_text=_("In the company's currency.")
    )
    on = _date_field(_("On the day"))
    source = forms.CharField(
        label=_("Who says so"), max_length=100, required=False, help_text=_("For example a central bank.")
    )

    def __init__(self, *args: Any, entity: LegalEntity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["currency"]
        field.choices = [(code, words) for code, words in currency_choices() if code != entity.currency]
