"""What a customer's own administrators fill in about their groups, their purchasing system and their settings."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fondaco.bridge import systems
from fondaco.bridge.models import Partner
from fondaco.selling.accounts.models import Group
from fondaco.selling.integration.operations import Languages
from fondaco.selling.integration.settable import Setting
from fondaco.wire.profiles import Dialect

_ORIGIN = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?", re.ASCII)


def origins_in(text: str) -> list[str]:
    """Origins, one a line, each once. Raises ValidationError that names the first that is none."""
    origins = [line.strip().rstrip("/").lower() for line in text.splitlines()]
    origins = list(dict.fromkeys(one for one in origins if one))
    wrong = [one for one in origins if not _ORIGIN.fullmatch(one)]
    if wrong:
        raise forms.ValidationError(
            _("“%(origin)s” is no origin: write scheme, host and port only, without a path."),
            params={"origin": wrong[0]},
        )
    return origins


class GroupForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the group"), max_length=120)


class TypedNameForm(forms.Form):
    """A door that opens one way asks for the group's name."""

    name = forms.CharField(label=gettext_lazy("Name of the group"), max_length=120)

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.fields["name"].help_text = _("Type “%(name)s”, as it stands here.") % {"name": group.name}
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if " ".join(typed.split()) != " ".join(self.group.name.split()):
            raise forms.ValidationError(_("This is not the group's name. Nothing was changed."))
        return typed


class OwnSecretForm(forms.Form):
    """The secret that a customer's system made for its supplier, and expects in the store's messages."""

    secret = forms.CharField(
        label=gettext_lazy("The secret that your system made"),
        min_length=8,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("No secret was entered. Nothing was changed."),
            "min_length": gettext_lazy("A secret has at least eight characters. Nothing was changed."),
            "max_length": gettext_lazy("A secret has at most 200 characters. Nothing was changed."),
        },
    )


def buyers() -> list[Dialect]:
    """The purchasing systems to choose from, by title; no particular one comes last."""
    named = [one for one in systems.known().values() if one.role != "supplier" and ways_of(one)]
    return sorted(named, key=lambda one: (one.name == systems.PLAIN, one.title.casefold()))


def title_of(dialect: Dialect) -> str:
    return _("Another system, or one of our own") if dialect.name == systems.PLAIN else dialect.title


def ways_of(dialect: Dialect) -> list[tuple[str, str]]:
    """How such a system can be connected: for visits and for orders, as ``oci+cxml``."""
    visits = [one for one in Partner.PunchOut if systems.speaks(dialect, one.value)]
    orders = [one for one in Partner.Protocol if systems.speaks(dialect, one.value)]
    # A profile that knows of visits only says nothing about orders.
    return [(f"{to}+{by}", _way(to, by)) for to in visits for by in orders or list(Partner.Protocol)]


def _way(visits: Partner.PunchOut, orders: Partner.Protocol) -> str:
    if visits.value == orders.value:
        return _("%(protocol)s for visits and orders") % {"protocol": visits.label}
    return _("%(visits)s for visits, %(orders)s for orders") % {"visits": visits.label, "orders": orders.label}


class SystemForm(forms.Form):
    """How the chosen purchasing system is connected. Origins one a line: where carts may be posted to."""

    way = forms.ChoiceField(label=gettext_lazy("Languages"))
    return_origins = forms.CharField(
        label=gettext_lazy("Return origins"),
        help_text=gettext_lazy(
            "Where your purchasing system runs, one a line, as https://buyer.example.com. Carts are sent back to these "
            "and to nowhere else."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    order_url = forms.URLField(
        label=gettext_lazy("Address for confirmations"),
        help_text=gettext_lazy(
            "Where your system takes messages: the store sends order confirmations there. Empty: by mail only."
        ),
        max_length=2000,
        required=False,
        assume_scheme="https",
    )
    person_parameter = forms.CharField(
        label=gettext_lazy("OCI parameter that names the person"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "For example USER_EMAIL. Without one, the shop asks whoever comes for their e-mail address."
        ),
    )

    def __init__(self, dialect: Dialect, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dialect = dialect
        ways = ways_of(dialect)
        self.fields["way"] = forms.ChoiceField(
            label=_("Languages"),
            choices=ways,
            widget=forms.RadioSelect,
            initial=ways[0][0],
            help_text=_("What your system speaks. cXML says most: choose it where you can."),
        )
        if not any(way.startswith("oci") for way, _label in ways):
            del self.fields["person_parameter"]

    def clean_return_origins(self) -> list[str]:
        return origins_in(self.cleaned_data["return_origins"])

    def languages(self, *, oci_login: str) -> Languages:
        """What was chosen, and what the profile says of the rest; ``oci_login`` is the customer's own."""
        visits, _plus, orders = self.cleaned_data["way"].partition("+")
        by_oci = visits == Partner.PunchOut.OCI
        field = self.dialect.cart.field
        parameter = self.cleaned_data.get("person_parameter", "").strip()
        return Languages(
            punchout=visits,
            orders=orders,
            profile=self.dialect.name,
            cart_field=field if field in Partner.CartField.values else Partner.CartField.URLENCODED,
            oci_login=oci_login if by_oci else "",
            oci_settings={"person_parameter": parameter, "split_hook_url": self.dialect.oci.split_hook_url}
            if by_oci
            else {},
        )

    @staticmethod
    def initial_of(dialect: Dialect, partner: Partner | None) -> dict[str, Any]:
        if partner is None:
            return {"person_parameter": dialect.oci.person_parameter}
        parameter = partner.oci_settings.get("person_parameter", "") or dialect.oci.person_parameter
        return {
            "way": f"{partner.punchout_protocol}+{partner.protocol}",
            "return_origins": "\n".join(partner.return_origins),
            "order_url": partner.order_url,
            "person_parameter": parameter,
        }


class SettingForm(forms.Form):
    """Another value for one setting; a reason where somebody else decides."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Customer service reads it. A sentence is enough."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("value", "reason")

    def __init__(self, setting: Setting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.fields["value"] = setting.field()
        self.fields["value"].label = str(setting.label)
        self.fields["value"].help_text = str(setting.meaning)
        if setting.direct:
            del self.fields["reason"]
        self.order_fields(self.field_order)


class DecisionForm(forms.Form):
    """What customer service answers; declining needs words."""

    decision = forms.ChoiceField(choices=[("do", "do"), ("decline", "decline")], widget=forms.HiddenInput)
    answer = forms.CharField(
        label=gettext_lazy("Words for whoever asked"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "decline" and not cleaned.get("answer", "").strip():
            self.add_error("answer", _("Say why it is declined: whoever asked reads these words."))
        return cleaned
