"""What an administrator fills in about the company."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.buying.company.models import CostCentre, DeliveryAddress, Employee, LegalEntity, RoleName
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
    ]

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
