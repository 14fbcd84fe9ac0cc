"""``docs/protocol/refusals.md`` names the codes that the code knows, each with its owner; every code has words."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

from fondaco.documents import RefusalCode, RefusalLevel
from fondaco.selling.orders.words import Circumstance, refusal

PAGE = Path(__file__).resolve().parents[3] / "docs" / "protocol" / "refusals.md"
ROW = re.compile(r"^\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \| ([a-z]+) \|", re.MULTILINE)


def test_the_page_has_each_code_once_with_its_owner() -> None:
    said = {code: owner for code, _level, _when, owner in ROW.findall(PAGE.read_text())}

    known = {code.value: refusal(code, Circumstance(RefusalLevel.ORDER, "")).next_actor.value for code in RefusalCode}
    assert said == known
    assert len(ROW.findall(PAGE.read_text())) == len(RefusalCode)


@pytest.mark.parametrize("code", list(RefusalCode))
@pytest.mark.parametrize("language", ["en", "it"])
def test_every_code_has_a_message_and_a_remedy_of_its_own(code: RefusalCode, language: str) -> None:
    about = Circumstance(RefusalLevel.LINE, "", "P-1", "EUR", "PO-1", Decimal(3), Decimal(5))

    with translation.override(language):
        said = refusal(code, about)
        others = {refusal(one, about).message for one in RefusalCode if one is not code}

    assert said.message
    assert said.remedy
    assert said.message not in others
    assert "%" not in said.message
