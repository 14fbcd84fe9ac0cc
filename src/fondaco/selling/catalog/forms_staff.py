"""What the store's own people fill in about the catalogue."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.documents import quantity_text
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.catalog.models import Offer, Seller
from fondaco.selling.catalog.operations import OfferTerms


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, input_formats=["%Y-%m-%d"], localize=False
    )


def _amount(label: Any, *, least: int = 0, help_text: Any = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, min_value=least, max_digits=18, decimal_places=4, localize=False
    )


class OfferForm(forms.Form):
    """An offer's terms; ``seen`` is what they were when the page was made."""

    seen = forms.CharField(widget=forms.HiddenInput)
    unit_price = _amount(_("Net price"), help_text=_("Prices by quantity move with it, in proportion."))
    stock = _amount(_("In the warehouse"), help_text=_("All that lies there, what is promised included."))
    restock_on = _day(_("More expected on"), required=False)
    active = forms.BooleanField(label=_("On sale"), required=False)

    def terms(self) -> OfferTerms:
        data = self.cleaned_data
        return OfferTerms(data["unit_price"], data["stock"], data["restock_on"], data["active"])

    @classmethod
    def of(cls, offer: Offer) -> OfferForm:
        terms = OfferTerms.of(offer)
        initial = {
            "seen": terms.fingerprint,
            "unit_price": quantity_text(terms.unit_price),
            "stock": quantity_text(terms.stock),
            "restock_on": terms.restock_on,
            "active": terms.active,
        }
        return cls(initial=initial, prefix=offer.key)


class AudienceForm(forms.Form):
    """The customers who alone may know of an item."""

    audience = forms.MultipleChoiceField(
        label=_("Only these customers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody else finds it, sees it or can order it. With none ticked nobody can."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = BusinessAccount.objects.exclude(state=AccountState.REFUSED).order_by("name")
        self.accounts = {account.public_id: account for account in accounts}
        field = self.fields["audience"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, account.name) for key, account in self.accounts.items()]

    def chosen(self) -> list[BusinessAccount]:
        return [self.accounts[key] for key in self.cleaned_data["audience"]]


class PriceForm(forms.Form):
    """A price to be agreed with a customer."""

    part_id = forms.CharField(label=_("Part number"), max_length=20)
    seller = forms.ChoiceField(label=_("Seller"))
    from_quantity = _amount(_("From this quantity on"), least=1)
    unit_price = _amount(_("Net price"))
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"), required=False, help_text=_("Empty: until it is ended."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["seller"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *Seller.objects.values_list("code", "name")]

    def offer(self) -> Offer | None:
        """The offer of that part by that seller, if there is one."""
        data = self.cleaned_data
        offers = Offer.objects.select_related("item", "seller")
        return offers.filter(item__part_id__iexact=data["part_id"].strip(), seller__code=data["seller"]).first()

    def quantity(self) -> Decimal:
        return Decimal(self.cleaned_data["from_quantity"])


class EndForm(forms.Form):
    """The last day on which an agreed price holds."""

    last_day = _day(_("Last day"))


class FileForm(forms.Form):
    """A table of agreed prices, as a file or pasted."""

    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(
        label=_("or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "With a head: part_number, seller, from_quantity, unit_price, starts_on, ends_on. Days as 2027-01-31."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file is not None:
            try:
                cleaned["text"] = file.read(1_000_000).decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error(
                    "file", _("The file is not written in UTF-8. Save it as CSV in UTF-8 and send it again.")
                )
        elif not cleaned.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste its text."))
        return cleaned
