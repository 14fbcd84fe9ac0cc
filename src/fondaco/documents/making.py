"""Documents made of facts that were already checked, without checking them again.

For a reader of thousands of lines, which has matched every number and currency against a pattern before it gets here.
Constructors check the same things at three times the cost. Everybody else uses the constructors.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

from fondaco.documents.item import Item
from fondaco.documents.values import Money

Line = TypeVar("Line", bound=Item)

_new = object.__new__
_put = object.__setattr__  # attrs' own is for keeping others from changing what is frozen
_put_amount = Money.__dict__["amount"].__set__
_put_currency = Money.__dict__["currency"].__set__


def sound_money(amount: Decimal, currency: str) -> Money:
    """``Money`` of an amount that ``decimal_from`` would take and a currency of three capital ASCII letters."""
    made = _new(Money)
    _put_amount(made, amount)
    _put_currency(made, currency)
    return made


def sound_line(kind: type[Line], fields: dict[str, Any]) -> Line:
    """The line that says ``fields``, and nothing else: finite numbers only. The dict becomes the line's own.

    What it leaves out, the class answers with the field's default (see ``item.py``), so that a line takes the room of
    what it says.
    """
    made = _new(kind)
    _put(made, "__dict__", fields)
    return made
