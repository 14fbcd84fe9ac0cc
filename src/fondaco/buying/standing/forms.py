"""What people fill in about standing orders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fondaco.buying.company.models import CostCentre, DeliveryAddress, LegalEntity, Project
from fondaco.buying.company.queries import addresses, cost_centres
from fondaco.buying.requests.forms import LineForm, PersonChoice
from fondaco.buying.standing.models import Shift, StandingOrder, Unit
from fondaco.buying.standing.planning import Turn, turns
from fondaco.buying.standing.rhythm import WEEKS, Rhythm
from fondaco.buying.standing.terms import MOST_LEAD_DAYS, Terms
from fondaco.buying.standing.words import month_day_name, weekday_name
from fondaco.people.models import Person

SHOWN = 6  # coming days that are shown beside the form


def _weekdays() -> list[tuple[int, str]]:
    return [(number, weekday_name(number)) for number in range(7)]


def _month_days() -> list[tuple[int, str]]:
    return [(number, month_day_name(number)) for number in range(1, 32)]


def _day_field(**told: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)


class RhythmForm(forms.Form):
    """When it is needed, and when it is asked for. What the other unit or end would want is passed over."""

    every = forms.IntegerField(label=gettext_lazy("Every"), min_value=1, max_value=52, initial=1)
    unit = forms.ChoiceField(label=gettext_lazy("Weeks or months"), choices=Unit.choices, initial=Unit.MONTHS)
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("On this day of the week"), choices=_weekdays, coerce=int, initial=0, required=False
    )
    month_day = forms.TypedChoiceField(
        label=gettext_lazy("On this day of the month"), choices=_month_days, coerce=int, initial=1, required=False
    )
    shift = forms.ChoiceField(
        label=gettext_lazy("Where nobody works on that day"), choices=Shift.choices, initial=Shift.BEFORE
    )
    lead_days = forms.IntegerField(
        label=gettext_lazy("Ask for it so many working days before"),
        help_text=gettext_lazy("Time for prices, approval and delivery."),
        min_value=0,
        max_value=MOST_LEAD_DAYS,
        initial=5,
    )
    first_on = _day_field(label=gettext_lazy("First day on which it may be needed"))
    ends = forms.ChoiceField(
        label=gettext_lazy("How long"),
        choices=[
            ("open", gettext_lazy("until somebody ends it")),
            ("day", gettext_lazy("until a day")),
            ("times", gettext_lazy("so many times")),
        ],
        initial="open",
    )
    last_on = _day_field(label=gettext_lazy("Last day"), required=False)
    times = forms.IntegerField(label=gettext_lazy("How often"), min_value=1, max_value=1000, required=False)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("ends") == "day" and told.get("last_on") is None and "last_on" not in self.errors:
            self.add_error("last_on", _("Choose the last day."))
        if told.get("ends") == "times" and told.get("times") is None and "times" not in self.errors:
            self.add_error("times", _("Say how often."))
        first, last = told.get("first_on"), told.get("last_on")
        if told.get("ends") == "day" and first and last and last < first:
            self.add_error("last_on", _("This is before the first day."))
        return told

    def rhythm_facts(self) -> dict[str, Any]:
        """The fields of a standing order that say when. The form is valid."""
        told = self.cleaned_data
        facts = {name: told[name] for name in ("every", "unit", "shift", "lead_days", "first_on")}
        facts["day"] = int(told["weekday"] or 0) if told["unit"] == WEEKS else int(told["month_day"] or 1)
        facts["last_on"] = told["last_on"] if told["ends"] == "day" else None
        facts["times"] = told["times"] if told["ends"] == "times" else None
        return facts

    def coming(self, *, country: str, today: date, after: date | None = None) -> list[Turn]:
        """The next days as they would be; none while something is missing."""
        if not self.is_valid():
            return []
        told = self.rhythm_facts()
        rhythm = Rhythm(
            told["unit"], told["every"], told["day"], told["first_on"], told["last_on"], told["shift"], country
        )
        found = turns(rhythm, lead_days=told["lead_days"], begins_on=today, after=after)
        return list(islice(found, min(SHOWN, told["times"] or SHOWN)))

    @staticmethod
    def rhythm_of(order: StandingOrder) -> dict[str, Any]:
        names = ("every", "unit", "shift", "lead_days", "first_on", "last_on", "times")
        initial = {name: getattr(order, name) for name in names}
        initial["weekday" if order.unit == WEEKS else "month_day"] = order.day
        initial["ends"] = "day" if order.last_on else "times" if order.times else "open"
        return initial


class StandingForm(RhythmForm):
    """A standing order without its lines; ``version`` only where one is changed."""

    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("Short, as you would look for it."), max_length=120
    )
    reason = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The approvers read this each time."),
    )
    beneficiary = PersonChoice(
        Person.objects.none(),
        label=gettext_lazy("For whom"),
        required=False,
        empty_label=gettext_lazy("for myself"),
        help_text=gettext_lazy("They get every letter about it as well. Neither of you approves it."),
    )
    cost_centre = forms.ModelChoiceField(CostCentre.objects.none(), label=gettext_lazy("Cost centre"))
    project = forms.ModelChoiceField(
        Project.objects.none(), label=gettext_lazy("Project"), required=False, empty_label=gettext_lazy("no project")
    )
    deliver_to = forms.ModelChoiceField(DeliveryAddress.objects.none(), label=gettext_lazy("Deliver to"))
    most = forms.DecimalField(
        label=gettext_lazy("Most that one cycle may come to"),
        help_text=gettext_lazy("Without VAT. What comes to more waits until you have looked at it."),
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000, required=False)

    def __init__(self, *args: Any, entity: LegalEntity, owner: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = Person.objects.filter(employee__legal_entity=entity, is_active=True).exclude(pk=owner.pk)
        rows = {
            "cost_centre": cost_centres(entity),
            "deliver_to": addresses(entity),
            "project": Project.objects.filter(legal_entity=entity, active=True),
            "beneficiary": colleagues.order_by("name"),
        }
        for name, choices in rows.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]
        self.fields["most"].label = _("Most that one cycle may come to, in %(currency)s") % {
            "currency": entity.currency
        }
        self.initial.setdefault("first_on", today)

    def terms(self) -> Terms:
        """What was filled in. The form is valid."""
        names = ("name", "reason", "beneficiary", "cost_centre", "project", "deliver_to", "most")
        return Terms(**{name: self.cleaned_data[name] for name in names}, **self.rhythm_facts())

    @staticmethod
    def initial_of(order: StandingOrder) -> dict[str, Any]:
        initial = RhythmForm.rhythm_of(order)
        initial |= {name: getattr(order, name) for name in ("name", "reason", "version")}
        initial["most"] = f"{order.most:.2f}"
        initial |= {name: getattr(order, f"{name}_id") for name in ("cost_centre", "project", "deliver_to")}
        initial["beneficiary"] = order.beneficiary_id if order.beneficiary_id != order.requester_id else None
        return initial


class QuantitiesForm(forms.Form):
    """How many of each: a field for each of ``things``, pairs of a key and what it is called; zero leaves it out."""

    def __init__(
        self, *args: Any, things: Iterable[tuple[int, str]], counts: dict[int, Decimal] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for key, name in things:
            self.fields[f"line_{key}"] = forms.DecimalField(
                label=_("How many: %(name)s") % {"name": name[:80]},
                min_value=0,
                max_digits=13,
                decimal_places=4,
                required=False,
                initial=_plain(counts[key]) if counts and key in counts else None,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6}),
            )

    def quantities(self) -> dict[int, Decimal]:
        """Key to how many, zero where nothing was written. The form is valid."""
        return {int(name.removeprefix("line_")): value or Decimal(0) for name, value in self.cleaned_data.items()}


class WrittenForm(LineForm):
    """A line written by hand, which may be left empty."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.fields["currency"].initial = currency

    def has_changed(self) -> bool:
        """Something was written: what a browser sends of itself (one, piece, the currency) does not count."""
        return bool({"description", "unit_price", "supplier_part_id"} & set(self.changed_data))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
