"""What people fill in about orders."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays with the order."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
