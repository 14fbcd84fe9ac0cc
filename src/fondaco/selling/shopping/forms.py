"""What a shopper may send: numbers, and nothing about where a cart goes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.documents import decimal_from


class QuantityForm(forms.Form):
    """How many. ``0`` takes the line out where a line is changed."""

    quantity = forms.CharField(max_length=20, label=_("Quantity"))

    def clean_quantity(self) -> Decimal:
        number = decimal_from(str(self.cleaned_data["quantity"]))
        if number is None or number < 0 or number > 1_000_000:
            raise forms.ValidationError(_("Write a whole number, such as 3."))
        return number


class AddForm(QuantityForm):
    offer = forms.CharField(max_length=32)
    next = forms.CharField(max_length=2000, required=False)


class AddressForm(forms.Form):
    """The public id of a shared address; empty for where the purchasing system said."""

    address = forms.CharField(max_length=40, required=False)


class WhoForm(forms.Form):
    """Who comes, where their purchasing system did not say."""

    email = forms.EmailField(label=_("Your e-mail address at work"), max_length=254)
    name = forms.CharField(label=_("Your name"), max_length=200, required=False)


class SubmitForm(forms.Form):
    shown = forms.CharField(max_length=64)


def first_error(form: forms.Form) -> str:
    errors: Any = form.errors
    return str(next(iter(errors.values()))[0])
