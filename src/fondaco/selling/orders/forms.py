"""What a list of orders may be narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fondaco.bridge.text import storable
from fondaco.selling.orders.queries import Wanted
from fondaco.selling.orders.states import OrderState

# What a list can be narrowed to: changes are shown with the order that they are about.
_LISTED = [one for one in OrderState if one is not OrderState.CARRIED_OUT and one is not OrderState.RECEIVED]


class FilterForm(forms.Form):
    """Anything that makes no sense narrows nothing: an address that somebody kept must not break."""

    state = forms.ChoiceField(
        label=_("Where it stands"),
        required=False,
        choices=[("", _("All")), *((one.value, one.label) for one in _LISTED)],
        widget=forms.Select(attrs={"data-submit-on-change": ""}),
    )
    text = forms.CharField(label=_("Number, article or person"), required=False, max_length=200)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


def wanted_from(query: QueryDict) -> tuple[FilterForm, Wanted]:
    """The form as it was sent, and what of it can be used."""
    form = FilterForm(query)
    form.is_valid()
    said: dict[str, Any] = form.cleaned_data
    return form, Wanted(
        state=said.get("state", ""),
        text=storable(said.get("text", ""), 200).strip(),
        since=said.get("since"),
        until=said.get("until"),
    )
