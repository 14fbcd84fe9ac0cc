"""Which companies are verified at once is decided by facts alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fondaco.clock.workdays import is_working_day
from fondaco.selling.registration.likeness import alike, bare
from fondaco.selling.registration.models import Reason, VerificationRules
from fondaco.selling.registration.providers import KNOWN, is_provider
from fondaco.selling.registration.rules import Known, due_on, reasons_to_look

COMPANY = "anna@lanterna.example"


@pytest.mark.parametrize(
    ("country", "email", "known", "reasons"),
    [
        ("IT", COMPANY, Known(), []),
        ("DE", COMPANY, Known(), []),
        ("GR", COMPANY, Known(), []),
        ("CH", COMPANY, Known(), [Reason.COUNTRY]),  # can be checked, but is not among those trusted at once
        ("US", COMPANY, Known(), [Reason.COUNTRY, Reason.VAT_UNCHECKED]),
        ("IT", "anna@gmail.com", Known(), [Reason.FREE_MAIL]),
        ("IT", "Anna@GMail.com", Known(), [Reason.FREE_MAIL]),
        ("IT", COMPANY, Known(similar=True), [Reason.SIMILAR_NAME]),
        ("IT", COMPANY, Known(refused_before=True), [Reason.REFUSED_BEFORE]),
        ("US", "a@libero.it", Known(similar=True, refused_before=True), list(Reason)),
    ],
)
def test_each_reason_is_found_by_itself_and_together(
    country: str, email: str, known: Known, reasons: list[Reason]
) -> None:
    assert reasons_to_look(country=country, email=email, known=known, rules=VerificationRules()) == reasons


def test_every_reason_says_why_in_words() -> None:
    assert all(str(reason.label).endswith(".") for reason in Reason)


@given(st.dates(min_value=date(2025, 1, 1), max_value=date(2035, 1, 1)), st.integers(min_value=1, max_value=3))
def test_an_answer_is_due_on_a_working_day_within_the_days_promised(today: date, days: int) -> None:
    due = due_on(today, VerificationRules(working_days=days))

    assert is_working_day(due, "IT")
    assert 0 < (due - today).days <= 10


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lanterna Meccanica S.p.A.", "LANTERNA MECCANICA SRL", True),
        ("Lanterna Meccanica", "Lanterna Mecanica", True),
        ("Società Elettrica Bisagno", "Elettrica Bisagno S.r.l.", True),
        ("Müller & Söhne GmbH", "Muller und Sohne", True),
        ("Lanterna Meccanica", "Lanterna Elettrica", False),
        ("Officine Molino", "Vetrerie Riunite", False),
        ("S.p.A.", "S.r.l.", False),
        ("!!!", "???", False),
    ],
)
def test_companies_called_much_the_same_are_found(one: str, other: str, same: bool) -> None:
    assert (alike(one, [other]) == [other]) is same
    assert (alike(other, [one]) == [one]) is same


@given(st.text(max_size=60))
def test_a_bare_name_is_bare(name: str) -> None:
    assert bare(bare(name)) == bare(name)
    assert bare(name) == bare(name.upper()) or name.upper().lower() != name.lower()


def test_mail_providers_are_domains_and_may_be_added_to() -> None:
    assert all(domain == domain.casefold() and "." in domain for domain in KNOWN)
    assert not is_provider("a@mygmail.com")
    assert is_provider("a@third.example", ["Third.example"])
