"""What administrators fill in about their account, and who is invited about themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from fondaco.people.models import Person
from fondaco.selling.accounts.company import Company, PostalAddress
from fondaco.selling.accounts.models import BusinessAccount, Group, Role
from fondaco.web.countries import country_choices

_WHAT_ROLES_DO = {
    Role.ADMINISTRATOR: _("administrator: people, groups, payment, addresses, settings"),
    Role.PUNCHOUT_USER: _("PunchOut user: shops from the purchasing system"),
    Role.TECHNICAL_ADMINISTRATOR: _("technical administrator: purchasing system, credentials, messages"),
    Role.FINANCE: _("finance: all orders of the company, and how it pays"),
}


class RolesForm(forms.Form):
    """What a person may do. ``seen`` is what they held when the page was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"),
        choices=list(_WHAT_ROLES_DO.items()),
        coerce=Role,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Without any they belong to the account and can do nothing."),
    )

    @staticmethod
    def initial_of(held: Iterable[str]) -> dict[str, Any]:
        roles = sorted(held)
        return {"roles": roles, "seen": ",".join(roles)}

    def seen_roles(self) -> set[str]:
        return {one for one in self.cleaned_data["seen"].split(",") if one}


class InviteForm(forms.Form):
    """Who is asked to join, and as what."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("The letter goes there, and only the owner of this address can accept."),
    )
    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"), choices=list(_WHAT_ROLES_DO.items()), coerce=Role, widget=forms.CheckboxSelectMultiple
    )
    group = forms.ChoiceField(label=_("Group"))

    def __init__(self, *args: Any, groups: Iterable[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {one.public_id: one for one in groups}
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.name) for key, one in self._groups.items()]
        if len(self._groups) == 1:
            del self.fields["group"]

    def group_chosen(self) -> Group:
        return self._groups.get(self.cleaned_data.get("group", "")) or next(iter(self._groups.values()))


class NewcomerForm(forms.Form):
    """Name and password of somebody who is new here."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters, and not one that everybody uses."),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = email

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "password" in said:
            try:
                validate_password(said["password"], Person(email=self._email, name=said.get("name", "")))
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return said


class AddressForm(forms.Form):
    """Where things are sent to, as the cart and the order will say it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(
        label=_("What you call it"), max_length=80, help_text=_("For example: Workshop, Genoa. Each name once.")
    )
    name = forms.CharField(label=_("Company or recipient"), max_length=200)
    deliver_to = forms.CharField(
        label=_("For the attention of"), max_length=200, required=False, help_text=_("A person, a department, a gate.")
    )
    street = forms.CharField(
        label=_("Street"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
        help_text=_("Up to four lines."),
    )
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("Town"), max_length=100)
    state = forms.CharField(label=_("Province or state"), max_length=100, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, initial="IT")
    address_id = forms.CharField(
        label=_("Its key in your purchasing system"),
        max_length=60,
        required=False,
        help_text=_("Where your system names addresses by a key (addressID), an order for it is recognised by that."),
    )

    def clean_street(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["street"].splitlines() if line.strip()]
        if not 1 <= len(lines) <= 4:
            raise forms.ValidationError(_("Write one to four lines."))
        return lines

    def address(self) -> PostalAddress:
        said = self.cleaned_data
        return PostalAddress(
            name=said["name"],
            deliver_to=tuple(one for one in [said["deliver_to"]] if one),
            street=tuple(said["street"]),
            postal_code=said["postal_code"],
            city=said["city"],
            state=said["state"],
            country=said["country"],
            address_id=said["address_id"],
        )


class CompanyForm(forms.Form):
    """What administrators set about their company themselves."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    contact_email = forms.EmailField(
        label=_("Contact e-mail of the company"),
        max_length=254,
        required=False,
        help_text=_("Where the store writes about the account as a whole, beside its administrators."),
    )
    admits_first_visits = forms.BooleanField(
        label=_("Take in whoever the purchasing system names"),
        required=False,
        help_text=_("Their first visit makes them a PunchOut user. Otherwise only those come in whom you invited."),
    )

    @staticmethod
    def initial_of(account: BusinessAccount) -> dict[str, Any]:
        company = Company.of(account)
        return {
            "contact_email": company.contact_email,
            "admits_first_visits": company.admits_first_visits,
            "seen": company.fingerprint(),
        }

    def company(self) -> Company:
        return Company(self.cleaned_data["contact_email"], self.cleaned_data["admits_first_visits"])
