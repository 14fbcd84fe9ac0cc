"""What is filled in about paying. Nothing that looks like a card number is taken in, or shown again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fondaco.selling.payments.numbers import holds_card_number


class NoCardNumbers(forms.Form):
    """Empties whatever field holds a card number before anything reads it, and says so."""

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        self._emptied: list[str] = []
        if data is not None:
            data = data.copy()
            self._emptied = [name for name, values in data.lists() if any(map(holds_card_number, values))]
            for name in self._emptied:
                data[name] = ""
        super().__init__(data, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in self._emptied:
            self.errors.pop(name, None)
            self.add_error(
                name if name in self.fields else None,
                _("This looks like a card number. It was not kept: a card is typed on the provider's page only."),
            )
        return said


class InvoiceForm(NoCardNumbers):
    """How much may be open at a time, in the account's currency."""

    limit = forms.DecimalField(
        label=_("How much may be open at a time"),
        min_value=Decimal(1),
        max_value=Decimal(100_000_000),
        max_digits=12,
        decimal_places=2,
        localize=True,
    )
    words = forms.CharField(
        label=_("Why, if it is more than the store grants by itself"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example what you expect to order in a month. Customer service reads it."),
    )


class DecisionForm(NoCardNumbers):
    """Customer service's word on a limit."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("grant", _("grant a limit")), ("decline", _("decline"))],
        widget=forms.RadioSelect,
    )
    limit = forms.DecimalField(
        label=_("Limit granted"),
        min_value=Decimal(1),
        max_value=Decimal(100_000_000),
        max_digits=12,
        decimal_places=2,
        required=False,
        localize=True,
    )
    terms_days = forms.IntegerField(label=_("Due after, in days"), min_value=1, max_value=120, required=False)
    answer = forms.CharField(
        label=_("Words for the customer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Required where it is declined."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("decision") == "grant":
            for name in ("limit", "terms_days"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Say it, or decline."))
        elif said.get("decision") == "decline" and not said.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Say why: the customer reads it."))
        return said
