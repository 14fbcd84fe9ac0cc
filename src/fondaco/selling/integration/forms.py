"""What the store's people fill in about customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.bridge import systems
from fondaco.bridge.models import Partner
from fondaco.selling.accounts.models import Safeguards
from fondaco.selling.integration.forms_own import origins_in
from fondaco.selling.integration.operations import OUR_DOMAIN, OUR_IDENTITY, Languages
from fondaco.selling.integration.settable import SETTINGS, text_of


class ConnectionForm(forms.Form):
    """Where a customer's system lives. Origins one a line: where carts may be posted to."""

    order_url = forms.URLField(
        label=_("Address for confirmations"),
        help_text=_("Where the customer's system takes messages: the store sends order confirmations there."),
        max_length=2000,
        required=False,
        assume_scheme="https",
    )
    return_origins = forms.CharField(
        label=_("Return origins"),
        help_text=_("One a line, as https://buyer.example.com. Carts are sent back to these and to nowhere else."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    punchout_protocol = forms.ChoiceField(
        label=_("People come by"),
        choices=Partner.PunchOut.choices,
        initial=Partner.PunchOut.CXML,
        help_text=_("With OCI the browser calls the store itself, with a login made for this customer."),
    )
    cart_field = forms.ChoiceField(
        label=_("cXML carts go back as"),
        choices=Partner.CartField.choices,
        initial=Partner.CartField.URLENCODED,
    )
    protocol = forms.ChoiceField(
        label=_("Orders come in"),
        choices=Partner.Protocol.choices,
        initial=Partner.Protocol.CXML,
        help_text=_("Confirmations go out in the same."),
    )
    profile = forms.ChoiceField(
        label=_("Their system"),
        choices=systems.choices,
        initial=systems.PLAIN,
        help_text=_("What is sent is written as this system expects it, for instance in its version of the DTD."),
    )
    person_parameter = forms.CharField(
        label=_("OCI parameter that names the person"),
        max_length=60,
        required=False,
        help_text=_("For example USER_EMAIL. Without one, the shop asks whoever comes for their e-mail address."),
    )
    hook_url_as_is = forms.BooleanField(
        label=_("Post OCI carts to HOOK_URL as it is"),
        required=False,
        help_text=_("Otherwise the parameters in HOOK_URL become fields of the form, as SAP asks."),
    )

    def clean_return_origins(self) -> list[str]:
        return origins_in(self.cleaned_data["return_origins"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "profile" in cleaned and "protocol" in cleaned:
            unfit = systems.unfit(cleaned["profile"], cleaned["protocol"])
            if unfit:
                self.add_error("profile", unfit)
        return cleaned

    def languages(self, *, oci_login: str) -> Languages:
        """What was chosen; ``oci_login`` is the customer's own."""
        data = self.cleaned_data
        by_oci = data["punchout_protocol"] == Partner.PunchOut.OCI
        settings = {"person_parameter": data["person_parameter"].strip(), "split_hook_url": not data["hook_url_as_is"]}
        return Languages(
            punchout=data["punchout_protocol"],
            orders=data["protocol"],
            profile=data["profile"],
            cart_field=data["cart_field"],
            oci_login=oci_login if by_oci else "",
            oci_settings=settings if by_oci else {},
        )

    @staticmethod
    def initial_of(partner: Partner) -> dict[str, Any]:
        return {
            "order_url": partner.order_url,
            "return_origins": "\n".join(partner.return_origins),
            "punchout_protocol": partner.punchout_protocol,
            "cart_field": partner.cart_field,
            "protocol": partner.protocol,
            "profile": partner.profile,
            "person_parameter": partner.oci_settings.get("person_parameter", ""),
            "hook_url_as_is": not partner.oci_settings.get("split_hook_url", True),
        }


class CustomerForm(ConnectionForm):
    """A customer and the system that they punch out from."""

    name = forms.CharField(label=_("Company"), max_length=200)
    vat_number = forms.CharField(label=_("VAT number"), max_length=32, required=False)
    their_domain = forms.CharField(
        label=_("Their credential's domain"),
        max_length=100,
        initial="NetworkID",
        help_text=_("As their system sends it."),
    )
    their_identity = forms.CharField(label=_("Their identity"), max_length=200)
    our_domain = forms.CharField(label=_("Our credential's domain"), max_length=100, initial=OUR_DOMAIN)
    our_identity = forms.CharField(label=_("Our identity"), max_length=200, initial=OUR_IDENTITY)

    field_order = (
        "name",
        "vat_number",
        "their_domain",
        "their_identity",
        "our_domain",
        "our_identity",
        "order_url",
        "return_origins",
        "punchout_protocol",
        "cart_field",
        "protocol",
        "profile",
        "person_parameter",
        "hook_url_as_is",
    )


class SafeguardsForm(forms.Form):
    """By how much an order may differ, as the table of settings says. Empty sets no limit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for setting in SETTINGS.values():
            if setting.row is Safeguards:
                field = self.fields[setting.key] = setting.field()
                field.label, field.help_text = str(setting.label), str(setting.meaning)

    @staticmethod
    def initial_of(guards: Safeguards) -> dict[str, str]:
        return {key: text_of(one.of(guards)) for key, one in SETTINGS.items() if one.row is Safeguards}
