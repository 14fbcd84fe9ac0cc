"""What a supplier's machine says today: the port through which price and stock are asked again.

How a supplier is asked is a ``Pricer``, registered under a name: one for each of ``AnswersBy`` (``buying.handlers``),
and for ``AnswersBy.API`` as many as an installation brings, of which the supplier's ``answers_api`` names one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from attrs import evolve, field, frozen
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from fondaco.bridge.exchange import Problem
from fondaco.bridge.transport import Transport
from fondaco.buying.shopping.quotes import MOST, PRICE_PLACES, is_in_time
from fondaco.buying.suppliers.models import AnswersBy, Supplier
from fondaco.buying.suppliers.registry import know_interface
from fondaco.documents.values import is_currency

log = logging.getLogger(__name__)
LONGEST_NAME = 40
MOST_DAYS = 9_999


@frozen
class Asked:
    """One article asked about. ``key`` names it in the answer; ``quantity`` counts ``unit``."""

    key: str
    supplier_part_id: str
    supplier_part_auxiliary_id: str
    quantity: Decimal
    unit: str
    currency: str


@frozen
class Priced:
    """What the supplier says of it. ``unit_price`` is net for one of the ``unit`` asked about, in ``currency``.

    ``found`` is False where the supplier does not have it any more: then nothing else is said. ``available`` counts
    the same unit, None where nothing was said of stock; ``hold_expires_at`` is until when price and stock are held.
    ``supplier_part_auxiliary_id`` is what the supplier wants to hear of it from now on, empty for no word.
    """

    key: str
    found: bool
    unit_price: Decimal | None = None
    currency: str = ""
    available: Decimal | None = None
    lead_time_days: int | None = None
    hold_expires_at: datetime | None = None
    supplier_part_auxiliary_id: str = ""


class Unanswered(Exception):
    """There is no answer to use. ``problem`` says why, and what to do about it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Pricer(Protocol):
    """Asks a supplier's machine about all of ``asked`` and waits. Raises Unanswered.

    ``about`` is what the question is about, for the journal. ``transport`` is another way out than the usual one;
    whoever goes out has to go through it, or guard the way as ``fondaco.bridge.transport`` does.
    """

    def __call__(
        self, *, supplier: Supplier, asked: Sequence[Asked], about: str, now: datetime, transport: Transport | None
    ) -> Mapping[str, Priced]: ...


def _always(supplier: Supplier) -> bool:
    return True


@frozen
class _Registered:
    ask: Pricer
    serves: Callable[[Supplier], bool] = field(default=_always)


_pricers: dict[str, _Registered] = {}


def register_pricer(name: str, function: Pricer, *, serves: Callable[[Supplier], bool] = _always) -> None:
    """Let ``function`` ask suppliers whose machine goes by ``name``; ``serves`` says which of them it can ask.

    A later registration replaces an earlier one of the same name.
    """
    _pricers[name] = _Registered(function, serves)
    if name not in AnswersBy.values:
        know_interface(name)


def register_installed(functions: Mapping[str, str]) -> None:
    """Register what the operator installed: by name, the dotted path of a ``Pricer``. Raises ImproperlyConfigured."""
    for name, path in functions.items():
        if name in AnswersBy.values or len(name) > LONGEST_NAME:
            raise ImproperlyConfigured(f"FONDACO_PRICERS: {name} cannot be the name of an interface.")
        try:
            function = import_string(path)
        except ImportError as trouble:
            raise ImproperlyConfigured(f"FONDACO_PRICERS: {path} cannot be imported: {trouble}") from trouble
        register_pricer(name, function)


def can_answer(supplier: Supplier) -> bool:
    """Whether a machine of the supplier can be asked now."""
    found = _pricer_of(supplier)
    return found is not None and found.serves(supplier)


def ask_prices(
    *,
    supplier: Supplier,
    asked: Sequence[Asked],
    now: datetime,
    about: str = "",
    transport: Transport | None = None,
) -> dict[str, Priced]:
    """What the supplier says of each article, by its ``key``: of all of them, or Unanswered is raised.

    Waits for another machine, so it must not run inside a transaction. ``about`` is the supplier where it is empty.
    What cannot be a price, or be had, counts as no answer: nothing is guessed.
    """
    found = _pricer_of(supplier)
    if found is None or not found.serves(supplier):
        raise Unanswered(
            Problem(
                "nobody_to_ask",
                _("No machine of %(supplier)s can be asked for price and stock.") % {"supplier": supplier.name},
                _("A buyer can say on the supplier's page how it is asked."),
            )
        )
    if not asked:
        return {}
    try:
        said = found.ask(supplier=supplier, asked=asked, about=about or supplier.about, now=now, transport=transport)
        return {one.key: _checked(one, said[one.key]) for one in asked}
    except Unanswered:
        raise
    except Exception as fault:
        # A pricer may be the installation's own: whatever it does, the line waits and a person hears of it.
        log.exception("Asking %s for prices failed", supplier.about)
        raise Unanswered(_unusable()) from fault


def _pricer_of(supplier: Supplier) -> _Registered | None:
    if supplier.answers_by == AnswersBy.API:
        name = supplier.answers_api
        return _pricers.get(name) if name not in AnswersBy.values else None
    return _pricers.get(supplier.answers_by)


def _checked(asked: Asked, said: Priced) -> Priced:
    """``said`` under the key that was asked, if it can be used. Raises Unanswered."""
    if not said.found:
        return Priced(asked.key, found=False)
    price, available = said.unit_price, said.available
    if price is None or not price.is_finite() or not 0 <= price < MOST:
        raise Unanswered(_unusable())
    price = round(price, PRICE_PLACES)
    if price >= MOST or price * asked.quantity >= MOST:
        raise Unanswered(_unusable())
    if (said.currency != "" and not is_currency(said.currency)) or "\0" in said.supplier_part_auxiliary_id:
        raise Unanswered(_unusable())
    if available is not None and not (available.is_finite() and available >= 0):
        raise Unanswered(_unusable())
    held = said.hold_expires_at
    if held is not None and held.tzinfo is None:
        raise Unanswered(_unusable())
    days = said.lead_time_days
    return evolve(
        said,
        key=asked.key,
        unit_price=price,
        hold_expires_at=held if held is not None and is_in_time(held) else None,
        lead_time_days=days if days is not None and 0 <= days <= MOST_DAYS else None,
    )


def _unusable() -> Problem:
    return Problem(
        "unusable",
        _("What the supplier answered about price and stock cannot be used."),
        _("Show the message to its people; until then, fetch new prices from its store."),
    )
