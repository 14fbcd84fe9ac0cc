"""What people fill in about changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fondaco.buying.changes.operations import Wishes
from fondaco.buying.company.models import DeliveryAddress
from fondaco.buying.company.queries import addresses
from fondaco.buying.orders.models import PurchaseOrder

QUANTITY = r"[0-9]{1,9}(\.[0-9]{1,4})?"


class ChangeForm(forms.Form):
    """A field for each line's quantity, then the day, the address and why."""

    requested_on = forms.DateField(
        label=gettext_lazy("Needed by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    place = forms.ModelChoiceField(DeliveryAddress.objects.none(), label=gettext_lazy("Deliver to"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The approvers read this."),
    )

    def __init__(self, *args: Any, order: PurchaseOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.lines = list(order.lines.filter(ordered__gt=0))
        self.initial.setdefault("requested_on", order.requested_on)
        self.initial.setdefault("place", order.place_id)
        place = self.fields["place"]
        assert isinstance(place, forms.ModelChoiceField)
        place.queryset = addresses(order.legal_entity)
        first = {}
        for line in self.lines:
            name = line.description or line.supplier_part_id
            first[f"line_{line.line_number}"] = forms.RegexField(
                rf"^{QUANTITY}$",
                label=_("Quantity of %(number)s. %(name)s") % {"number": line.line_number, "name": name[:80]},
                help_text=_("0 takes the line out."),
                initial=f"{line.ordered.normalize():f}",
                error_messages={"invalid": _("Write a number such as 3 or 2.5.")},
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )
        self.fields = {**first, **self.fields}

    def wishes(self) -> Wishes:
        said = self.cleaned_data
        quantities = {line.line_number: Decimal(said[f"line_{line.line_number}"]) for line in self.lines}
        return Wishes(quantities, said["requested_on"], said["place"] or self.order.place)


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why the whole order is cancelled"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What the supplier said, and who said it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer = forms.ChoiceField(
        label=gettext_lazy("The supplier's answer"),
        choices=[("taken", gettext_lazy("takes the change")), ("refused", gettext_lazy("does not take it"))],
        widget=forms.RadioSelect,
    )
