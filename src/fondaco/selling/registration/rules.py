"""Which companies are verified at once, and when an answer is due for the others. Speaks of facts, not of rows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from attrs import frozen

from fondaco.clock.workdays import add_working_days
from fondaco.people.legal import has_rule
from fondaco.selling.registration.models import Reason, VerificationRules
from fondaco.selling.registration.providers import is_provider


@frozen
class Known:
    """What the store knows that bears on a company that registers."""

    similar: bool = False
    refused_before: bool = False


def reasons_to_look(*, country: str, email: str, known: Known, rules: VerificationRules) -> list[Reason]:
    """Why a person must look at the company first; none where it is verified at once."""
    listed: Collection[str] = rules.countries
    found = {
        Reason.COUNTRY: country not in listed,
        Reason.VAT_UNCHECKED: not has_rule(country),
        Reason.FREE_MAIL: is_provider(email, rules.mail_providers),
        Reason.SIMILAR_NAME: known.similar,
        Reason.REFUSED_BEFORE: known.refused_before,
    }
    return [reason for reason, holds in found.items() if holds]


def due_on(today: date, rules: VerificationRules) -> date:
    """The last day on which an answer keeps what is promised."""
    return add_working_days(today, rules.working_days, rules.calendar_country)
