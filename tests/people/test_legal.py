"""VAT numbers are read as people write them, and checked by their country's rule."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fondaco.people.legal import NotAVatNumber, checked_vat_number, company_number, has_rule

KNOWN = (
    ("IT02483100109", "IT"),
    ("DE136695976", "DE"),
    ("EL094259216", "GR"),
    ("FR40303265045", "FR"),
    ("NL004495445B01", "NL"),
    ("CHE107787577", "CH"),
    ("NO995525828", "NO"),
    ("GB980780684", "GB"),
    ("TR4540536920", "TR"),
    ("VA12345", "VA"),
)
SEPARATORS = st.text(alphabet=" .-/\u00a0", max_size=2)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("it 024.831.001-09", "IT", "IT02483100109"),
        ("02483100109", "IT", "IT02483100109"),
        ("094259216", "GR", "EL094259216"),
        ("CHE-107.787.577 IVA", "CH", "CHE107787577"),
        ("CHE-107.787.577 MWST", "CH", "CHE107787577"),
        ("107.787.577", "CH", "CHE107787577"),
        ("NO 995 525 828 MVA", "NO", "NO995525828"),
        ("995525828", "NO", "NO995525828"),
        ("GB 980 7806 84", "GB", "GB980780684"),
        ("XI 980 7806 84", "GB", "GB980780684"),  # a company of Northern Ireland has both
        ("4540536920", "TR", "TR4540536920"),
        ("reg. 12/345", "VA", "VAREG12345"),
    ],
)
def test_all_spellings_come_to_one_number(text: str, country: str, number: str) -> None:
    assert company_number(text, country=country) == number


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("", "IT"),
        ("   ", "IT"),
        ("IT02483100108", "IT"),
        ("0248310010", "IT"),
        ("DE136695976", "IT"),  # another country's
        ("CHE107787578", "CH"),
        ("995525829", "NO"),
        ("4540536921", "TR"),
        ("x" * 50, "VA"),
        ("1", "VA"),
        ("<b>12345</b>", "VA"),
        ("١٢٣٤٥", "VA"),  # digits, but not ours: nobody could compare them
        ("02483100109\0", "IT"),
    ],
)
def test_what_is_none_is_refused(text: str, country: str) -> None:
    with pytest.raises(NotAVatNumber):
        checked_vat_number(text, country=country)


# The first draw makes tables of letters, which takes long on a busy machine.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(KNOWN), st.data())
def test_spaces_points_hyphens_and_case_change_nothing(known: tuple[str, str], data: st.DataObject) -> None:
    number, country = known
    written = "".join(
        data.draw(SEPARATORS) + (sign.lower() if data.draw(st.booleans()) else sign) for sign in number
    ) + data.draw(SEPARATORS)

    assert company_number(written, country=country) == number


@given(st.sampled_from([country for _number, country in KNOWN]), st.text(max_size=40))
def test_a_number_once_written_in_full_stays_as_it_is_and_anything_else_is_refused(country: str, text: str) -> None:
    try:
        number = company_number(text, country=country)
    except NotAVatNumber:
        return

    assert company_number(number, country=country) == number
    assert number.isascii()
    assert len(number) <= 32


@given(st.integers(min_value=2, max_value=12), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_of_an_italian_number_is_found(place: int, by: int) -> None:
    number = KNOWN[0][0]
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]

    with pytest.raises(NotAVatNumber):
        company_number(wrong, country="IT")


def test_it_is_known_which_countries_can_be_checked() -> None:
    assert all(has_rule(country) for country in ("IT", "DE", "GR", "CH", "NO", "GB"))
    assert not has_rule("US")
    assert not has_rule("VA")
