"""What a company fills in to become a customer, and what the store's people fill in about it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from fondaco.people.legal import NotAVatNumber, company_number, has_rule
from fondaco.selling.registration.models import VerificationRules
from fondaco.selling.registration.operations import Said
from fondaco.web.countries import country_choices, country_name

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", re.ASCII)
# Marks that turn the direction of writing or hide: a name with them reads otherwise than it is.
_HIDDEN = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


def readable(text: str) -> None:
    """Raises ValidationError for signs that nobody sees."""
    if any(sign in _HIDDEN or unicodedata.category(sign) == "Cc" for sign in text):
        raise forms.ValidationError(_("This contains signs that cannot be seen. Type it in again."))


class RegistrationForm(forms.Form):
    company = forms.CharField(
        label=_("Legal name"),
        max_length=200,
        validators=[readable],
        help_text=_("As the register of companies writes it, with its legal form."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        initial="IT",
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    vat_number = forms.CharField(
        label=_("VAT number"),
        max_length=40,
        help_text=_(
            "With or without the country's letters. Where your country has none, the number in its register of "
            "companies."
        ),
    )
    street = forms.CharField(
        label=_("Street and number"),
        max_length=200,
        validators=[readable],
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=20,
        validators=[readable],
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    city = forms.CharField(
        label=_("City"),
        max_length=100,
        validators=[readable],
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    province = forms.CharField(
        label=_("Province or state"),
        max_length=100,
        required=False,
        validators=[readable],
        widget=forms.TextInput(attrs={"autocomplete": "address-level1"}),
    )
    admin_name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        validators=[readable],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    admin_email = forms.EmailField(
        label=_("Your e-mail at work"),
        max_length=254,
        help_text=_("The link goes there. With an address of the company's own domain we can often verify at once."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "vat_number" in cleaned and "country" in cleaned:
            try:
                cleaned["vat_number"] = company_number(cleaned["vat_number"], country=cleaned["country"])
            except NotAVatNumber:
                self.add_error("vat_number", _no_number(cleaned["vat_number"], cleaned["country"]))
        return cleaned

    def said(self) -> Said:
        """What was filled in, once it is valid."""
        data = self.cleaned_data
        return Said(
            company=data["company"],
            vat_number=data["vat_number"],
            country=data["country"],
            address={
                "name": data["company"],
                "street": [data["street"]],
                "city": data["city"],
                "state": data["province"],
                "postal_code": data["postal_code"],
                "country": data["country"],
            },
            admin_name=data["admin_name"],
            admin_email=data["admin_email"],
            language=get_language() or "",
        )


def _no_number(text: str, country: str) -> str:
    words = gettext("“%(number)s” is not a VAT number of %(country)s. Copy it from an invoice, with all of its digits.")
    return words % {"number": text.strip(), "country": country_name(country)}


class KnownPasswordForm(forms.Form):
    """The password of a personal account that is here already."""

    password = forms.CharField(
        label=_("Password"),
        max_length=4096,
        strip=False,
        help_text=_("The one that you sign in here with."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class RefusalForm(forms.Form):
    words = forms.CharField(
        label=_("Why, for the company's administrator"),
        max_length=2000,
        help_text=_("They read exactly this, by mail and when they sign in. Say what they could do."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _countries_with_a_rule() -> list[tuple[str, str]]:
    return [(code, name) for code, name in country_choices() if has_rule(code)]


class RulesForm(forms.Form):
    """Which companies are verified at once."""

    countries = forms.MultipleChoiceField(
        label=_("Countries whose companies are verified at once"),
        choices=_countries_with_a_rule,
        required=False,
        help_text=_("Those whose VAT numbers can be checked by a rule. None: somebody looks at every company."),
        widget=forms.CheckboxSelectMultiple,
    )
    mail_providers = forms.CharField(
        label=_("More mail providers"),
        required=False,
        help_text=_("Domains, one a line, at which anybody may have an address; the well-known ones are known."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    working_days = forms.IntegerField(
        label=_("Working days until an answer"), min_value=1, max_value=3, help_text=_("One to three.")
    )
    calendar_country = forms.ChoiceField(
        label=_("Whose holidays count"), choices=country_choices, help_text=_("Where the people work who look.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_mail_providers(self) -> list[str]:
        domains = [line.strip().lstrip("@").casefold() for line in self.cleaned_data["mail_providers"].splitlines()]
        domains = list(dict.fromkeys(one for one in domains if one))
        wrong = [one for one in domains if not _DOMAIN.fullmatch(one)]
        if wrong:
            raise forms.ValidationError(
                _("“%(domain)s” is no domain: write it as example.com."), params={"domain": wrong[0]}
            )
        return domains

    @staticmethod
    def initial_of(rules: VerificationRules) -> dict[str, Any]:
        return {
            "countries": list(rules.countries),
            "mail_providers": "\n".join(rules.mail_providers),
            "working_days": rules.working_days,
            "calendar_country": rules.calendar_country,
            "version": rules.version,
        }
