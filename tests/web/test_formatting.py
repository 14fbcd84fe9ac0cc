"""Amounts, numbers and times, as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from fondaco.web import formatting
from fondaco.web.units import UNITS, unit_word

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Europe/Rome"))


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        ("1234.5", "EUR", "it", "1.234,50\u202f€"),
        ("1234.5", "EUR", "en", "€1,234.50"),
        ("1234.5000", "EUR", "it", "1.234,50\u202f€"),
        ("0.0412", "EUR", "it", "0,0412\u202f€"),
        ("0.0412", "EUR", "en", "€0.0412"),
        ("-3", "EUR", "it", "-3,00\u202f€"),
        ("10", "EUR", "it", "10,00\u202f€"),
        ("1E+3", "EUR", "en", "€1,000.00"),
        ("5", "JPY", "en", "JP¥5"),
        ("99999999999999.9999", "EUR", "it", "99.999.999.999.999,9999\u202f€"),
    ],
)
def test_an_amount_is_written_as_its_language_writes_it(
    amount: str, currency: str, language: str, written: str
) -> None:
    assert formatting.format_money(Decimal(amount), currency, language) == written


@pytest.mark.parametrize(
    ("number", "language", "written"),
    [("1234.5000", "it", "1.234,5"), ("1234.5000", "en", "1,234.5"), ("40", "it", "40"), ("1E+1", "en", "10")],
)
def test_a_number_loses_its_needless_zeros_and_nothing_else(number: str, language: str, written: str) -> None:
    assert formatting.format_number(Decimal(number), language) == written


def test_a_share_is_a_percentage_to_a_tenth() -> None:
    assert formatting.format_share(Decimal("0.1254"), "en") == "12.5%"
    assert formatting.format_share(Decimal("0.12"), "it") == "12%"


@pytest.mark.parametrize(
    ("away", "english", "italian"),
    [
        (timedelta(seconds=-20), "just now", "adesso"),
        (timedelta(seconds=20), "in a moment", "fra un momento"),
        (timedelta(minutes=-1), "1 minute ago", "1 minuto fa"),
        (timedelta(minutes=-12), "12 minutes ago", "12 minuti fa"),
        (timedelta(minutes=5), "in 5 minutes", "fra 5 minuti"),
        (timedelta(hours=-3), "today at 12:00", "oggi alle 12:00"),
        (timedelta(hours=-20), "yesterday at 19:00", "ieri alle 19:00"),
        (timedelta(days=1), "tomorrow at 15:00", "domani alle 15:00"),
        (timedelta(days=-3), "Friday at 15:00", "venerdì alle 15:00"),
        (timedelta(days=3), "Thursday at 15:00", "giovedì alle 15:00"),
        (timedelta(days=-7), "16 Nov 2026", "16 nov 2026"),
        (timedelta(days=40), "2 Jan 2027", "2 gen 2027"),
    ],
)
def test_a_time_is_said_as_someone_speaks_under_a_week_and_written_out_beyond(
    away: timedelta, english: str, italian: str
) -> None:
    assert formatting.relative_time(NOW + away, NOW, "en") == english
    assert formatting.relative_time(NOW + away, NOW, "it") == italian


def test_the_same_weekday_of_last_week_is_not_called_by_its_weekday() -> None:
    moment = NOW - timedelta(days=6, hours=23)

    assert formatting.relative_time(moment, NOW, "en") == "16 Nov 2026 at 16:00"


def test_the_exact_time_names_day_and_zone() -> None:
    assert formatting.exact_time(NOW, "en") == "Monday, 23 November 2026, 15:00:00 CET"
    assert formatting.exact_time(NOW.astimezone(UTC), "it").startswith("lunedì 23 novembre 2026, 14:00:00 UTC")


def test_a_day_is_said_relative_to_today() -> None:
    today = date(2026, 11, 23)

    assert formatting.relative_day(today, today, "it") == "oggi"
    assert formatting.relative_day(date(2026, 11, 26), today, "en") == "Thursday"
    assert formatting.relative_day(date(2026, 12, 26), today, "it") == "26 dic 2026"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Marta Conti", "MC"), ("Ufficio", "U"), ("Bartolomea degli Alberighi", "BA"), ("", "?"), ("<b> &", "?")],
)
def test_initials_are_at_most_two_letters(name: str, letters: str) -> None:
    assert formatting.initials(name) == letters


def test_a_unit_is_a_word_that_agrees_with_its_number() -> None:
    from django.utils import translation

    assert (unit_word("BX", 1), unit_word("bx", 2)) == ("box", "boxes")
    with translation.override("it"):
        assert (unit_word("EA", 1), unit_word("EA", 3), unit_word("KGM", 3)) == ("pezzo", "pezzi", "kg")


def test_an_unknown_unit_is_shown_as_it_came() -> None:
    assert "ZZ" not in UNITS
    assert unit_word("ZZ", 2) == "ZZ"
