"""What the demo shows of budgets, categories, projects and rates."""

from __future__ import annotations

from typing import Any

import pytest

from fondaco.buying.budgets.demo import BUDGETS, first_budgets
from fondaco.buying.budgets.models import Budget
from fondaco.buying.company.demo import CATEGORIES, structure_of
from fondaco.buying.company.models import Category, ExchangeRate
from fondaco.buying.company.queries import latest_rates
from fondaco.buying.company.rates import rate_on
from tests.buying.desk_store import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(company: Any) -> Any:
    # Whatever of it the demo's seed has put in already gives way.
    Budget.objects.filter(legal_entity=company).delete()
    company.projects.all().delete()
    Category.objects.update(parent=None)
    Category.objects.all().delete()
    ExchangeRate.objects.all().delete()
    structure_of(entity=company, now=NOW)
    first_budgets(entity=company, now=NOW)
    return company


def test_every_budget_has_its_owner_and_covers_the_day_of_the_story(shown: Any) -> None:
    budgets = Budget.objects.filter(legal_entity=shown)

    assert budgets.count() == len(BUDGETS)
    assert all(one.owner is not None and one.starts_on <= NOW.date() <= one.ends_on for one in budgets)


def test_there_are_categories_and_rates_that_hold(shown: Any) -> None:
    assert Category.objects.count() == len(CATEGORIES)
    assert {rate.currency for rate in latest_rates(shown)} == {"CHF", "GBP", "USD"}
    assert rate_on(entity=shown, currency="USD", on=NOW.date()) > 0
