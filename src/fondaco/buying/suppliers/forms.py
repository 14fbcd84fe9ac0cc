"""What a buyer or an administrator fills in about a supplier and its connection."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fondaco.bridge import systems
from fondaco.bridge.models import Partner
from fondaco.buying.currencies import currency_choices
from fondaco.buying.suppliers.models import AnswersBy, Policy, Supplier
from fondaco.buying.suppliers.operations import CONNECTION, TERMS
from fondaco.buying.suppliers.origins import origin_of
from fondaco.buying.suppliers.parameters import NotASetting, settings_as_text, settings_from
from fondaco.buying.suppliers.registry import interfaces

MODES = [("production", _("In earnest")), ("test", _("Test: nothing is delivered or charged"))]


class TermsForm(forms.Form):
    """What was agreed with a supplier, and what it takes."""

    name = forms.CharField(label=_("Name"), max_length=200)
    what_to_buy = forms.CharField(
        label=_("What to buy there"),
        max_length=300,
        required=False,
        help_text=_("Colleagues read this when they choose where to shop."),
    )
    policy = forms.ChoiceField(label=_("Policy"), choices=Policy.choices, initial=Policy.ALLOWED)
    policy_note = forms.CharField(
        label=_("What the policy says"),
        max_length=300,
        required=False,
        help_text=_("One sentence, for example a limit."),
    )
    currency = forms.ChoiceField(
        label=_("Agreed currency"),
        choices=currency_choices,
        initial="EUR",
        help_text=_("A cart in another currency is not taken."),
    )
    payment_terms = forms.CharField(
        label=_("Terms of payment"),
        max_length=200,
        required=False,
        help_text=_("As agreed, for example: 30 days, end of month. Orders by mail carry it."),
    )
    price_tolerance_percent = forms.DecimalField(
        label=_("A price may rise by at most, in per cent"),
        min_value=0,
        max_value=1000,
        decimal_places=2,
        required=False,
        help_text=_("Between approval and order. Leave both empty where the company's own limits hold."),
    )
    price_tolerance_amount = forms.DecimalField(
        label=_("and by at most, for one unit"),
        min_value=0,
        max_digits=18,
        decimal_places=4,
        required=False,
        help_text=_("In the agreed currency. Whichever limit is reached first holds."),
    )
    order_email = forms.EmailField(
        label=_("E-mail for orders"),
        required=False,
        help_text=_("Without a connection, orders go here as a letter."),
    )
    answer_within_days = forms.IntegerField(
        label=_("Answers an order within so many working days"),
        min_value=0,
        max_value=120,
        required=False,
        help_text=_("Then the buyers are reminded. Empty: as everywhere in the company; 0: it never answers."),
    )
    takes_changes = forms.BooleanField(label=_("Takes changed and cancelled orders"), required=False)
    hold_field = forms.CharField(
        label=_("Field with the end of a hold"),
        max_length=60,
        required=False,
        help_text=_(
            "In which field of a cart's line it says until when the price holds, as CUST_FIELD1 for OCI or the name of"
            " an Extrinsic for cXML. Empty: QuoteHoldExpiresAt."
        ),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )
    answers_by = forms.ChoiceField(
        label=_("Price and stock are asked again by"),
        choices=AnswersBy.choices,
        required=False,
        initial=AnswersBy.NOTHING,
        help_text=_(
            "After the last approval, before anything is ordered. OCI VALIDATE needs a supplier where people shop by"
            " OCI; price and availability are answered by a store of this software, at the origin that takes its"
            " orders. Where nobody can be asked, whoever asked for the goods is reminded to fetch new prices."
        ),
    )
    answers_api = forms.ChoiceField(
        label=_("Interface"),
        required=False,
        help_text=_("Only for an interface of the supplier's own, which the operator of this desk has installed."),
    )
    service_email = forms.EmailField(label=_("E-mail of customer service"), required=False)
    service_phone = forms.CharField(label=_("Telephone of customer service"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = interfaces()
        self.fields["answers_api"].choices = [("", "–"), *((name, name) for name in known)]  # type: ignore[attr-defined]
        if not known:
            del self.fields["answers_api"]
            self._offer(set(AnswersBy) - {AnswersBy.API})

    def _offer(self, ways: Collection[str]) -> None:
        """Let only these be chosen of the ways to ask."""
        field = self.fields["answers_by"]
        field.choices = [one for one in field.choices if one[0] in ways]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["answers_by"] = cleaned.get("answers_by") or AnswersBy.NOTHING
        if cleaned["answers_by"] != AnswersBy.API:
            cleaned["answers_api"] = ""
        elif not cleaned.get("answers_api"):
            self.add_error("answers_api", _("Choose the interface by which it is asked."))
        percent, amount = cleaned.get("price_tolerance_percent"), cleaned.get("price_tolerance_amount")
        wrong = {"price_tolerance_percent", "price_tolerance_amount"} & set(self.errors)
        if not wrong and (percent is None) != (amount is None):
            empty = "price_tolerance_percent" if percent is None else "price_tolerance_amount"
            self.add_error(empty, _("Enter both limits, or neither."))
        return cleaned

    def terms(self) -> dict[str, Any]:
        """The terms as the operations take them."""
        return {name: self.cleaned_data[name] for name in TERMS if name in self.cleaned_data}

    @staticmethod
    def terms_of(supplier: Supplier) -> dict[str, Any]:
        return {name: getattr(supplier, name) for name in TERMS}


class MailSupplierForm(TermsForm):
    """A supplier that takes its orders by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order_email"].required = True
        self.fields["order_email"].help_text = _("Orders go here as a PDF.")
        self._offer({AnswersBy.NOTHING, AnswersBy.API})


class ConnectionForm(forms.Form):
    """How one shops at the supplier, and where its messages go."""

    punchout_protocol = forms.ChoiceField(
        label=_("People shop there by"),
        choices=Partner.PunchOut.choices,
        help_text=_("As the supplier says. With OCI the browser itself calls the store, with a login of its own."),
    )
    protocol = forms.ChoiceField(
        label=_("Orders are written in"),
        choices=Partner.Protocol.choices,
        help_text=_("Confirmations come back in the same. OCI knows no orders, so they go in another language."),
    )
    profile = forms.ChoiceField(
        label=_("Their system"),
        choices=systems.choices,
        initial=systems.PLAIN,
        help_text=_("What is sent is written as this system expects it, for instance in its version of the DTD."),
    )
    setup_url = forms.CharField(
        label=_("Address of the store"),
        max_length=500,
        help_text=_("For cXML where this desk asks to be let in (PunchOutSetupRequest), for OCI the catalogue's own."),
    )
    oci_login = forms.CharField(label=_("OCI user name"), max_length=200, required=False)
    oci_password = forms.CharField(
        label=_("OCI password"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Every browser that shops there carries it, so it must open nothing but the shop."),
    )
    oci_parameters = forms.CharField(
        label=_("Other OCI parameters"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line, as name=value, where the supplier wants more than the usual ones. username=NAME and"
            " password=NAME give the two login parameters other names, person=NAME says who comes in a parameter of"
            " that name; version=5.0 and method=GET differ from 4.0 and POST."
        ),
    )
    order_url = forms.CharField(
        label=_("Address for orders"),
        max_length=500,
        required=False,
        help_text=_("Where orders are sent (OrderRequest). Leave empty if it is the same."),
    )
    start_origins = forms.CharField(
        label=_("Other addresses of the store"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "If the store opens on another address than the one for setups, list it here, one a line:"
            " https://www.example.com. People are sent nowhere else."
        ),
    )
    our_domain = forms.CharField(label=_("Our domain"), max_length=100, initial="NetworkID")
    our_identity = forms.CharField(
        label=_("Our identity"), max_length=200, help_text=_("Who we are to them, as the supplier told you.")
    )
    their_domain = forms.CharField(label=_("Their domain"), max_length=100, initial="NetworkID")
    their_identity = forms.CharField(label=_("Their identity"), max_length=200)
    secret_out = forms.CharField(
        label=_("Shared secret"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("What the supplier gave you to prove who we are. It is kept encrypted and never shown again."),
    )
    default_unit = forms.CharField(
        label=_("Unit where a cart names none"),
        max_length=20,
        required=False,
        help_text=_("A code such as EA. Orders must name a unit; without this one, such a line cannot be ordered."),
    )
    default_commodity_domain = forms.CharField(
        label=_("Classification, its domain"), max_length=40, required=False, initial="UNSPSC"
    )
    default_commodity = forms.CharField(
        label=_("Classification where a cart names none"),
        max_length=60,
        required=False,
        help_text=_(
            "A commodity code agreed with this supplier. What is supplied from here is noted with the message."
        ),
    )
    deduplicates = forms.BooleanField(
        label=_("Answers an order that comes twice as it did before"),
        required=False,
        initial=True,
        help_text=_(
            "By its payloadID or BODID, as the protocols ask. Ask the supplier: if its system would take the second one"
            " for another order, leave this empty. An order without an answer is then not sent again by itself; a buyer"
            " decides."
        ),
    )
    mode = forms.ChoiceField(label=_("Mode"), choices=MODES, initial="production")
    active = forms.BooleanField(label=_("Connection in use"), required=False, initial=True)

    def __init__(self, *args: Any, supplier: Supplier | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supplier = supplier
        if supplier is None:
            self.fields["secret_out"].required = True
        else:
            self.fields["secret_out"].help_text = _("Leave empty to keep the one there is. It is never shown.")

    def clean_start_origins(self) -> list[str]:
        origins = []
        for line in self.cleaned_data["start_origins"].split():
            origin = origin_of(line)
            if not origin:
                raise forms.ValidationError(_("“%(line)s” is not a web address.") % {"line": line})
            origins.append(origin)
        return origins

    def clean_oci_parameters(self) -> dict[str, Any]:
        try:
            return settings_from(self.cleaned_data["oci_parameters"])
        except NotASetting as wrong:
            said = {"line": wrong.args[0][:80]}
            raise forms.ValidationError(_("“%(line)s” is not of the form name=value.") % said) from wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["oci_settings"] = cleaned.get("oci_parameters") or {}
        if "profile" in cleaned and "protocol" in cleaned:
            unfit = systems.unfit(cleaned["profile"], cleaned["protocol"])
            if unfit:
                self.add_error("profile", unfit)
        if cleaned.get("punchout_protocol") == Partner.PunchOut.OCI:
            self._check_oci(cleaned)
        elif not cleaned.get("order_url"):
            cleaned["order_url"] = cleaned.get("setup_url", "")
        return cleaned

    def _check_oci(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("order_url"):
            self.add_error("order_url", _("The catalogue's address takes no orders: enter the one that does."))
        if not cleaned.get("oci_login"):
            self.add_error("oci_login", _("Enter the user name that the supplier gave you for the catalogue."))
        known = self.supplier is not None and bool(self.supplier.connection.oci_password_sealed)
        if not cleaned.get("oci_password") and not known:
            self.add_error("oci_password", _("Enter the password that the supplier gave you for the catalogue."))

    def sorted_connection(self) -> dict[str, Any]:
        """The connection and its secrets as the operations take them."""
        cleaned = self.cleaned_data
        return {
            "connection": {name: cleaned[name] for name in CONNECTION},
            "secret_out": cleaned["secret_out"],
            "oci_password": cleaned["oci_password"],
        }


class SupplierForm(ConnectionForm, TermsForm):
    """A supplier and its connection on one page."""

    def sorted_out(self) -> dict[str, Any]:
        """The cleaned answers as the operations take them."""
        terms = self.terms() | {"start_origins": self.cleaned_data["start_origins"]}
        return {"terms": terms} | self.sorted_connection()

    @staticmethod
    def initial_of(supplier: Supplier) -> dict[str, Any]:
        partner = supplier.connection
        initial = SupplierForm.terms_of(supplier)
        initial |= {name: getattr(partner, name) for name in CONNECTION}
        initial["oci_parameters"] = settings_as_text(partner.oci_settings)
        initial["start_origins"] = "\n".join(supplier.start_origins)
        if partner.order_url == partner.setup_url:
            initial["order_url"] = ""
        return initial
