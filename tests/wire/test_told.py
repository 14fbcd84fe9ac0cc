"""Findings and errors in Italian and in English: no entry without both, and each where it belongs."""

from __future__ import annotations

import re

import pytest

from fondaco.documents import Finding, Level
from fondaco.wire import LocalError, RemoteError, words
from fondaco.wire.codes import CANNOT, CANNOT_IT, CODES, REFUSALS
from fondaco.wire.refusing import cannot, refused
from fondaco.wire.told import error_words, told

_VALUES = re.compile(r"\{(\w+)")
# A place in a message, or a code, reads the same in every language.
_ENGLISH = {"the", "a", "an", "of", "with", "without", "that", "to", "and", "or", "as", "is", "at", "for"}


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_remark_is_said_in_italian_too(code: str) -> None:
    remark = CODES[code]

    assert remark.expected_it
    assert remark.remedy_it
    assert remark.remedy_it != remark.remedy
    if remark.expected_it == remark.expected:
        assert not _ENGLISH & set(remark.expected.split())


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_is_said_in_italian_with_the_same_values(code: str) -> None:
    one = REFUSALS[code]

    assert one.words_it != one.words
    assert set(_VALUES.findall(one.words_it)) == set(_VALUES.findall(one.words))
    assert one.status in (400, 406, 450)


@pytest.mark.parametrize("code", sorted(CANNOT))
def test_every_fault_of_ours_is_said_in_italian_with_the_same_values(code: str) -> None:
    one = CANNOT[code]

    assert one.words_it != one.words
    assert set(_VALUES.findall(one.words_it)) == set(_VALUES.findall(one.words))


def test_every_word_of_a_check_is_said_in_both_languages() -> None:
    for pair in (*words.NAMES.values(), *words.LEVELS.values()):
        assert pair[0] != pair[1]
    for key, (english, italian) in words.PHRASES.items():
        assert english != italian or key == "failed"
        assert english.count("{") == italian.count("{")


def test_a_finding_is_told_in_the_readers_language() -> None:
    remark = CODES["order.lines.missing"]
    finding = Finding("order.lines.missing", Level.ERROR, "/x", remark.expected, "", remark.remedy)

    assert told(finding, "en") == ("at least one ItemOut", "Send the lines.")
    assert told(finding, "it") == ("almeno un ItemOut", "Inviare le righe.")
    assert told(finding, "it_CH") == told(finding, "IT-it") == told(finding, "it")
    assert told(finding, "") == told(finding, "fr") == told(finding, "en")


def test_a_finding_of_its_own_words_is_told_as_it_stands() -> None:
    own = Finding("order.lines.missing", Level.ERROR, "/x", "something else", "", "Do it.")
    unknown = Finding("nobody.knows", Level.ERROR, "/x", "something else", "", "Do it.")

    assert told(own, "it") == told(unknown, "it") == ("something else", "Do it.")


def test_an_error_is_told_in_the_readers_language() -> None:
    assert error_words(refused("xml.none"), "it") == "Questo non è XML: non inizia con <."
    assert error_words(refused("xml.none"), "en") == "This is not XML: it does not start with <."
    assert error_words(cannot("profile.unknown", name="x", known="y"), "it").startswith("Non c'è un profilo x")


def test_an_error_without_italian_of_its_own_is_told_by_its_reason() -> None:
    missing = LocalError("write.missing", "A cart needs a total.", "Total")

    assert error_words(missing, "it") == "Per scrivere il messaggio manca Total."
    assert error_words(LocalError("own.reason", "Words."), "it") == "Words."
    assert error_words(RemoteError("own.reason", "Words."), "it") == "Words."
    assert all(set(_VALUES.findall(text)) <= {"missing"} for text in CANNOT_IT.values())
