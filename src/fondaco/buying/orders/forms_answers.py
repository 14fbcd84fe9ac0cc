"""What a buyer fills in about what a supplier said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.buying.orders.models import ZERO, OrderLine
from fondaco.buying.orders.recording import Told

_NUMBER = r"^\s*[0-9]{1,9}([.,][0-9]{1,4})?\s*$"
_PRICE = r"^\s*[0-9]{1,12}([.,][0-9]{1,8})?\s*$"
_DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class AnswerForm(forms.Form):
    """How the order stands as a whole or, line by line, how much of each comes, comes later, or does not come."""

    ALL, NONE, LINES = "all", "none", "lines"

    token = forms.CharField(widget=forms.HiddenInput, max_length=30)
    whole = forms.ChoiceField(
        label=_("What the supplier said"),
        choices=[
            (ALL, _("Everything comes, as it was ordered")),
            (NONE, _("Nothing of it will come")),
            (LINES, _("Line by line, as entered below")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Who said it, and how"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example: Ms Grana, by telephone at 10. It stays with the order."),
    )
    number = forms.CharField(label=_("The supplier's number for the order"), max_length=200, required=False)

    def __init__(
        self, *args: Any, lines: Sequence[OrderLine], standing: Mapping[int, Told], token: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.initial.setdefault("token", token)
        answered = any(one.confirmed or one.rejected or one.later for one in standing.values())
        self.initial.setdefault("whole", self.LINES if answered else self.ALL)
        for line in lines:
            told = standing.get(line.line_number, Told(line.line_number))
            self._add(line, told if answered else Told(line.line_number, confirmed=line.ordered))

    def _add(self, line: OrderLine, told: Told) -> None:
        number = line.line_number
        invalid = {"invalid": _("Write a number such as 3 or 2.5.")}
        for name, label, value in (
            ("confirmed", _("Comes"), told.confirmed),
            ("later", _("Comes later"), told.later),
            ("rejected", _("Does not come"), told.rejected),
        ):
            self.fields[f"{name}_{number}"] = forms.RegexField(
                _NUMBER,
                label=label,
                required=False,
                initial=_plain(value),
                error_messages=invalid,
                widget=forms.TextInput(attrs=_DECIMAL),
            )
        self.fields[f"price_{number}"] = forms.RegexField(
            _PRICE,
            label=_("Price of one, if another"),
            required=False,
            initial="" if told.unit_price is None else _plain(told.unit_price),
            error_messages=invalid,
            widget=forms.TextInput(attrs=_DECIMAL),
        )
        self.fields[f"day_{number}"] = forms.DateField(
            label=_("Day of delivery"),
            required=False,
            initial=told.delivery_on,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        self.fields[f"note_{number}"] = forms.CharField(
            label=_("Note"), required=False, max_length=1000, initial=told.note
        )

    @property
    def rows(self) -> list[tuple[OrderLine, list[forms.BoundField]]]:
        """Each line with its fields, for the page."""
        names = ("confirmed", "later", "rejected", "price", "day", "note")
        return [(line, [self[f"{name}_{line.line_number}"] for name in names]) for line in self.lines]

    def told(self) -> list[Told]:
        """What was said of each line."""
        said = self.cleaned_data
        if said["whole"] == self.ALL:
            return [Told(line.line_number, confirmed=line.ordered) for line in self.lines]
        if said["whole"] == self.NONE:
            return [Told(line.line_number, rejected=line.ordered) for line in self.lines]
        return [self._told(line.line_number, said) for line in self.lines]

    @staticmethod
    def _told(number: int, said: Mapping[str, Any]) -> Told:
        price = said[f"price_{number}"]
        return Told(
            line_number=number,
            confirmed=_number(said[f"confirmed_{number}"]),
            rejected=_number(said[f"rejected_{number}"]),
            later=_number(said[f"later_{number}"]),
            unit_price=_number(price) if price else None,
            delivery_on=said[f"day_{number}"],
            note=said[f"note_{number}"],
        )


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _number(text: str) -> Decimal:
    return Decimal(text.strip().replace(",", ".")) if text.strip() else ZERO
