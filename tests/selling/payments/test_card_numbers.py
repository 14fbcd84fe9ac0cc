"""A card number is not taken in, however it is written; other long numbers are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fondaco.selling.payments.numbers import holds_card_number

# Published test numbers of the card brands.
NUMBERS = ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "2223003122003222"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("written", ["{}", "card {} please", "n.{}!", "x{}y", "\n{}\n"])
def test_a_card_number_is_seen_wherever_it_stands(number: str, written: str) -> None:
    assert holds_card_number(written.format(number))


@pytest.mark.parametrize("between", [" ", "-", ".", "/"])
@pytest.mark.parametrize("rest", ["", " 12/27", " 123", " 12/27 123"])
def test_it_is_seen_in_groups_and_with_its_date_behind(between: str, rest: str) -> None:
    assert holds_card_number(between.join(["4111", "1111", "1111", "1111"]) + rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30 days, 5000 EUR",
        "4111111111111112",  # one digit off
        "IT60X0542811101000000123456",  # an account's number
        "12345670017",
        "+39 010 1234567",
        "2026-11-28 09:30",
        "S-2026-000123-2",
        "411111111111",
        "41111111111111111111111",
    ],
)
def test_other_numbers_are_taken(text: str) -> None:
    assert not holds_card_number(text)


@given(st.text(alphabet=st.sampled_from("abc éà.,;:\n"), max_size=20), st.sampled_from(NUMBERS))
def test_words_round_it_do_not_hide_it(words: str, number: str) -> None:
    assert holds_card_number(f"{words} {number} {words}")
