"""The documentation has the table of fields that the code has, and every field of the table can be written."""

from __future__ import annotations

from pathlib import Path

from attrs import fields

from fondaco.documents import CartLine
from fondaco.wire.oci.fields import BY_NAME, FIELDS, SEEN, markdown
from fondaco.wire.oci.settings import CallSettings, CartSettings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "protocol" / "oci.md"


def test_the_documented_fields_are_those_of_the_code() -> None:
    assert markdown() in PAGE.read_text(encoding="utf-8")


def test_every_field_has_a_home_in_a_line_and_a_source() -> None:
    assert {one.home for one in (*FIELDS, *SEEN)} <= {one.name for one in fields(CartLine)}
    assert all(one.source for one in FIELDS)
    assert len(BY_NAME) == len(FIELDS) + len(SEEN)


def test_every_setting_is_documented() -> None:
    text = PAGE.read_text(encoding="utf-8")

    for kind in (CallSettings, CartSettings):
        assert [one.name for one in fields(kind) if f"`{one.name}`" not in text] == []
