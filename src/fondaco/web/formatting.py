"""Amounts, numbers and times as the reader's language writes them. Takes the language and the time; asks nobody."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

# English as it is written in Europe: the day before the month, whatever the reader's country.
LOCALES = {"it": Locale("it", "IT"), "en": Locale("en", "GB")}
NARROW_SPACE = "\u202f"
WEEK = timedelta(days=7)


def locale_of(language: str) -> Locale:
    """The locale of a language of ours; English for any other."""
    return LOCALES.get(language.partition("-")[0], LOCALES["en"])


def _plain(number: Decimal) -> Decimal:
    # 1E+1 is what normalize() makes of 10; Babel would show it as such.
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


@lru_cache(maxsize=4096)  # the same prices come again and again; equal amounts read the same
def format_money(amount: Decimal, currency: str, language: str) -> str:
    """An amount in the unit of its currency, with as many decimals as the currency has, or more if it needs them."""
    text = format_currency(_plain(Decimal(amount)), currency, locale=locale_of(language), decimal_quantization=False)
    return text.replace("\xa0", NARROW_SPACE)


def format_number(number: Decimal | int, language: str) -> str:
    """A number without needless zeros, at its full precision."""
    text = format_decimal(_plain(Decimal(number)), locale=locale_of(language), decimal_quantization=False)
    return text.replace("\xa0", NARROW_SPACE)


def format_share(share: Decimal, language: str) -> str:
    """A share of one as a percentage, to a tenth: ``Decimal("0.125")`` reads «12.5 %»."""
    rounded = Decimal(share).quantize(Decimal("0.001"))
    text = format_percent(rounded, locale=locale_of(language), decimal_quantization=False)
    return text.replace("\xa0", NARROW_SPACE)


def exact_time(moment: datetime, language: str) -> str:
    """Day and time in full, with the zone; ``moment`` is already in the reader's zone."""
    locale = locale_of(language)
    day = format_date(moment.date(), "full", locale=locale)
    clock = format_time(moment, "HH:mm:ss zzz", tzinfo=moment.tzinfo, locale=locale)
    return f"{day}, {clock}"


@lru_cache(maxsize=1024)
def exact_day(day: date, language: str) -> str:
    return format_date(day, "full", locale=locale_of(language))


def short_day(day: date, language: str) -> str:
    """Day, month and year, short: «23 Nov 2026»."""
    return format_date(day, "d MMM y", locale=locale_of(language))


def weekday(day: date, language: str) -> str:
    return format_date(day, "EEEE", locale=locale_of(language))


def relative_time(moment: datetime, now: datetime, language: str) -> str:
    """When it was or will be, in the words of someone who speaks now; a date from a week away on.

    Both times are aware and in the reader's zone.
    """
    away = moment - now
    with override(language):
        if abs(away) >= WEEK:
            return short_day(moment.date(), language)
        minutes = int(abs(away).total_seconds() // 60)
        if minutes < 1:
            return _("just now") if away <= timedelta() else _("in a moment")
        if minutes < 60:
            if away < timedelta():
                return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
            return ngettext("in %(n)s minute", "in %(n)s minutes", minutes) % {"n": minutes}
        at = format_datetime(moment, "HH:mm", tzinfo=moment.tzinfo, locale=locale_of(language))
        return _("%(day)s at %(time)s") % {"day": _near_day(moment.date(), now.date(), language), "time": at}


def relative_day(day: date, today: date, language: str) -> str:
    """A date in the words of someone who speaks today; written out from a week away on."""
    with override(language):
        if abs(day - today) >= WEEK:
            return short_day(day, language)
        return _near_day(day, today, language)


def _near_day(day: date, today: date, language: str) -> str:
    match (day - today).days:
        case 0:
            return _("today")
        case -1:
            return _("yesterday")
        case 1:
            return _("tomorrow")
        case -7 | 7:
            # Less than seven times 24 hours away, and yet the same day of the week.
            return short_day(day, language)
        case _:
            return weekday(day, language)


def initials(name: str) -> str:
    """Up to two letters that stand for a person or a company."""
    words = [word for word in name.split() if word[:1].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()
