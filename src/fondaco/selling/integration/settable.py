"""What can be set for a group: one table of the settings, what each means, what it may be, and who changes it.

An administrator changes what concerns only the company's own side. What binds the store too, the safeguards above all,
customer service changes when it is asked to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fondaco.documents import quantity_text
from fondaco.selling.accounts.models import Group, QuantityShort, Safeguards, SellerKind
from fondaco.selling.integration.models import GroupSettings
from fondaco.web.formatting import format_money, format_number

YES_NO = [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
Sayer = Callable[[Any, str, str], str]  # a value, the account's currency, a language


@frozen
class Setting:
    """``key`` is the column's name. ``field`` checks what is wanted; ``said`` puts a value into words.

    ``direct``: the group's administrators change it themselves.
    """

    key: str
    row: type[Safeguards] | type[GroupSettings]
    label: str | Promise
    meaning: str | Promise
    field: Callable[[], forms.Field]
    said: Sayer
    direct: bool = False

    @property
    def recommended(self) -> Any:
        return getattr(self.row(), self.key)

    def clean(self, wanted: str) -> Any:
        """The value that ``wanted`` stands for. Raises ValidationError."""
        return self.field().clean(wanted)

    def of(self, row: Safeguards | GroupSettings) -> Any:
        return getattr(row, self.key)


def text_of(value: Any) -> str:
    """A value as a request keeps it and a form shows it; empty for no limit."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return quantity_text(value) if isinstance(value, Decimal) else str(value)


def row_of(setting: Setting, group: Group) -> Safeguards | GroupSettings:
    """The row that holds it; the recommended one, unsaved, where nothing was ever changed."""
    return setting.row._default_manager.filter(group=group).first() or setting.row(group=group)


def _amount(digits: int, places: int, lowest: Decimal | None = None) -> Callable[[], forms.Field]:
    def made() -> forms.Field:
        return forms.DecimalField(
            min_value=Decimal(0) if lowest is None else lowest,
            max_digits=digits,
            decimal_places=places,
            required=False,
            localize=False,
        )

    return made


def _whole(lowest: int, highest: int, *, required: bool = True) -> Callable[[], forms.Field]:
    return lambda: forms.IntegerField(min_value=lowest, max_value=highest, required=required, localize=False)


def _one_of(choices: Any) -> Callable[[], forms.Field]:
    return lambda: forms.ChoiceField(choices=choices)


def _yes_no() -> forms.Field:
    return forms.TypedChoiceField(choices=YES_NO, coerce=lambda said: said == "yes")


def _percent(value: Any, currency: str, language: str) -> str:
    return _("no limit") if value is None else f"{format_number(value, language)} %"


def _money(value: Any, currency: str, language: str) -> str:
    return _("no limit") if value is None else format_money(value, currency, language)


def _least(value: Any, currency: str, language: str) -> str:
    return _("no least value") if value is None else format_money(value, currency, language)


def _days(value: Any, currency: str, language: str) -> str:
    return _("no limit") if value is None else ngettext("%(n)s day", "%(n)s days", value) % {"n": value}


def _minutes(value: Any, currency: str, language: str) -> str:
    return ngettext("%(n)s minute", "%(n)s minutes", value) % {"n": value}


def _truth(value: Any, currency: str, language: str) -> str:
    return _("yes") if value else _("no")


def _named(choices: Any) -> Sayer:
    return lambda value, currency, language: str(dict(choices)[value])


_TABLE = (
    Setting(
        "price_percent",
        Safeguards,
        gettext_lazy("Unit price may have risen by, in percent"),
        gettext_lazy(
            "An order whose price here is higher than ordered is taken up to this, or up to the amount below, "
            "whichever is reached first. Empty: no limit in percent."
        ),
        _amount(7, 3),
        _percent,
    ),
    Setting(
        "price_amount",
        Safeguards,
        gettext_lazy("Unit price may have risen by, as an amount"),
        gettext_lazy("For each unit, in the account's currency. Empty: no limit as an amount."),
        _amount(18, 4),
        _money,
    ),
    Setting(
        "quantity_short",
        Safeguards,
        gettext_lazy("When there is not enough"),
        gettext_lazy("What becomes of a line of which less is there than ordered."),
        _one_of(QuantityShort.choices),
        _named(QuantityShort.choices),
    ),
    Setting(
        "seller_kind",
        Safeguards,
        gettext_lazy("Whose goods are taken"),
        gettext_lazy("Some offers are delivered by their seller, not by the store."),
        _one_of(SellerKind.choices),
        _named(SellerKind.choices),
    ),
    Setting(
        "shipping_above",
        Safeguards,
        gettext_lazy("Shipping may cost at most"),
        gettext_lazy("For the whole order, net. An order that would cost more to ship is refused. Empty: no limit."),
        _amount(18, 4),
        _money,
    ),
    Setting(
        "delivery_days",
        Safeguards,
        gettext_lazy("A line may arrive at most so many days after the order"),
        gettext_lazy("Calendar days. A line that would come later is refused. Empty: no limit."),
        _whole(0, 365, required=False),
        _days,
    ),
    Setting(
        "hold_days",
        GroupSettings,
        gettext_lazy("Price and stock of a submitted cart are held for"),
        gettext_lazy("In days. Your approvals should be through by then; afterwards the safeguards decide."),
        _whole(0, 90),
        _days,
    ),
    Setting(
        "change_minutes",
        GroupSettings,
        gettext_lazy("Orders can be changed or cancelled for"),
        gettext_lazy("In minutes after acceptance, by an update or a deletion that your purchasing system sends."),
        _whole(0, 10_080),
        _minutes,
    ),
    Setting(
        "shipping_as_lines",
        GroupSettings,
        gettext_lazy("Shipping is a line of the cart"),
        gettext_lazy("For purchasing systems that only take charges which stand in a line of their own."),
        _yes_no,
        _truth,
    ),
    Setting(
        "takes_changes",
        GroupSettings,
        gettext_lazy("Changes and cancellations of orders are taken"),
        gettext_lazy("If not, every update and every deletion is refused, however early it comes."),
        _yes_no,
        _truth,
        direct=True,
    ),
    Setting(
        "backorders",
        GroupSettings,
        gettext_lazy("What is not there may come later"),
        gettext_lazy("If not, it is refused at once instead of being sent as soon as it is there."),
        _yes_no,
        _truth,
        direct=True,
    ),
    Setting(
        "operation_allowed",
        GroupSettings,
        gettext_lazy("With a submitted cart can be done later"),
        gettext_lazy("What your purchasing system may ask to open again."),
        _one_of(GroupSettings.Operation.choices),
        _named(GroupSettings.Operation.choices),
        direct=True,
    ),
    Setting(
        "minimum_order",
        GroupSettings,
        gettext_lazy("Least value of an order"),
        gettext_lazy("Net, in the account's currency. A smaller cart cannot be submitted. Empty: no least value."),
        _amount(18, 4, Decimal("0.01")),
        _least,
        direct=True,
    ),
)
SETTINGS: Mapping[str, Setting] = {one.key: one for one in _TABLE}
