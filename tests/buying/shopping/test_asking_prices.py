"""The port through which suppliers' machines are asked for price and stock, with an interface of the installation's."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from fondaco.bridge.exchange import Problem
from fondaco.buying.shopping import prices
from fondaco.buying.shopping.prices import Asked, Priced, Unanswered, ask_prices, can_answer, register_pricer
from fondaco.buying.suppliers.models import AnswersBy, Supplier
from tests.buying.world import NOW, add_mail_supplier

pytestmark = pytest.mark.django_db
BOLT = Asked("7", "BOLT-8", "offer-1", Decimal(4), "EA", "EUR")
SAID = Priced("7", True, Decimal("1.25"), "EUR", Decimal(90), 3, None, "offer-2")


@pytest.fixture(autouse=True)
def _own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "_pricers", dict(prices._pricers))


def _supplier() -> Supplier:
    supplier = add_mail_supplier()
    supplier.answers_by, supplier.answers_api = AnswersBy.API, "printer-erp"
    supplier.save()
    return supplier


class Machine:
    """An interface of a supplier's own: says what it was given to say."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.heard: list[dict[str, Any]] = []

    def __call__(self, **asked: Any) -> Any:
        self.heard.append(asked)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def _ask(supplier: Supplier, asked: Asked = BOLT) -> Priced:
    return ask_prices(supplier=supplier, asked=[asked], now=NOW)["7"]


def test_an_interface_that_the_installation_plugs_in_is_asked_and_its_answer_handed_on() -> None:
    supplier, machine = _supplier(), Machine({"7": SAID})
    register_pricer("printer-erp", machine)

    said = _ask(supplier)

    assert said == SAID
    assert machine.heard[0]["asked"] == [BOLT]
    assert (machine.heard[0]["supplier"], machine.heard[0]["about"]) == (supplier, supplier.about)
    assert can_answer(supplier)


def test_an_interface_that_nobody_plugged_in_answers_nothing() -> None:
    supplier = _supplier()

    assert not can_answer(supplier)
    with pytest.raises(Unanswered) as trouble:
        _ask(supplier)
    assert trouble.value.problem.code == "nobody_to_ask"


def test_a_supplier_that_is_not_served_is_not_asked() -> None:
    supplier, machine = _supplier(), Machine({"7": SAID})
    register_pricer("printer-erp", machine, serves=lambda supplier: supplier.partner is not None)

    assert not can_answer(supplier)
    with pytest.raises(Unanswered):
        _ask(supplier)
    assert not machine.heard


def test_the_name_of_a_way_that_is_built_in_is_no_interface_of_its_own() -> None:
    supplier = _supplier()
    supplier.answers_api = AnswersBy.OCI_VALIDATE.value

    assert not can_answer(supplier)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"8": SAID},
        {"7": evolve(SAID, unit_price=None)},
        {"7": evolve(SAID, unit_price=Decimal("NaN"))},
        {"7": evolve(SAID, unit_price=Decimal("-0.01"))},
        {"7": evolve(SAID, unit_price=Decimal(10) ** 9)},
        {"7": evolve(SAID, unit_price=Decimal(10) ** 9 / 4)},  # for one; there are four
        {"7": evolve(SAID, unit_price=Decimal("999999999.999999999"))},
        {"7": evolve(SAID, currency="E\0R")},
        {"7": evolve(SAID, currency=None)},
        {"7": evolve(SAID, supplier_part_auxiliary_id="offer\0")},
        {"7": evolve(SAID, available=Decimal("Infinity"))},
        {"7": evolve(SAID, available=Decimal(-1))},
        {"7": evolve(SAID, hold_expires_at=NOW.replace(tzinfo=None))},
        {"7": "1.25"},
        None,
        ZeroDivisionError(),
    ],
)
def test_what_cannot_be_used_is_no_answer(answer: Any) -> None:
    supplier = _supplier()
    register_pricer("printer-erp", Machine(answer))

    with pytest.raises(Unanswered) as trouble:
        _ask(supplier)

    assert trouble.value.problem.code == "unusable"


def test_what_the_interface_says_is_the_matter_is_handed_on() -> None:
    supplier, problem = _supplier(), Problem("busy", "Busy.", "Later.")
    register_pricer("printer-erp", Machine(Unanswered(problem)))

    with pytest.raises(Unanswered) as trouble:
        _ask(supplier)

    assert trouble.value.problem == problem


@pytest.mark.parametrize(
    "ends", ["9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"]
)
def test_what_nobody_can_wait_for_is_no_end_of_a_hold_and_no_delivery(ends: str) -> None:
    supplier = _supplier()
    told = evolve(SAID, hold_expires_at=datetime.fromisoformat(ends), lead_time_days=10**12)
    register_pricer("printer-erp", Machine({"7": told}))

    assert _ask(supplier) == evolve(SAID, lead_time_days=None)


def test_of_what_is_gone_nothing_else_is_believed() -> None:
    supplier = _supplier()
    register_pricer("printer-erp", Machine({"7": evolve(SAID, found=False)}))

    assert _ask(supplier) == Priced("7", found=False)


def test_nobody_is_asked_about_nothing() -> None:
    supplier, machine = _supplier(), Machine({})
    register_pricer("printer-erp", machine)

    assert ask_prices(supplier=supplier, asked=[], now=NOW) == {}
    assert not machine.heard


@pytest.mark.parametrize(("by", "api"), [(AnswersBy.API, ""), (AnswersBy.NOTHING, "printer-erp")])
def test_the_database_keeps_an_interface_where_one_is_meant_and_nowhere_else(by: str, api: str) -> None:
    supplier = add_mail_supplier()
    supplier.answers_by, supplier.answers_api = by, api

    with pytest.raises(IntegrityError), transaction.atomic():
        supplier.save()


def installed(**_asked: Any) -> dict[str, Priced]:
    """What an operator would have installed."""
    return {"7": SAID}


def test_what_the_operator_names_in_the_settings_is_plugged_in() -> None:
    prices.register_installed({"printer-erp": f"{__name__}.installed"})

    assert _ask(_supplier()) == SAID


@pytest.mark.parametrize(
    "functions",
    [
        {"printer-erp": "no.such.module"},
        {"printer-erp": "nothing"},
        {"api": f"{__name__}.installed"},
        {"x" * 41: "a.b"},
    ],
)
def test_a_setting_that_means_nothing_keeps_the_desk_from_starting(functions: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        prices.register_installed(functions)
