"""What stands on a paper, whatever its length and script; and always in the same bytes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from attrs import evolve
from pypdf import PdfReader

from fondaco.web.paper import LONGEST, Block, Column, Paper, draw

PAPER = Paper(
    title="Purchase order PO-2026-000001",
    language="en",
    sender=Block("Lanterna Meccanica S.p.A.", ["Via della Superba 12"]),
    facts=[("Date", "2 March 2026")],
    blocks=[Block("Supplier", ["Printer"]), Block("Deliver to", ["Plant", "Via dei Carpentieri 48"])],
    columns=[Column("Article", 3), Column("Amount", 1, numeric=True)],
    rows=[["Paper\nP-1", "€100.00"]],
    sums=[("Net", "€100.00"), ("Total", "€104.90")],
    sentences=["Please confirm."],
    page_words="Page %(page)d of %(pages)d",
)


def pages(paper: Paper) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(draw(paper))).pages]


def rows(count: int, text: str = "Thing") -> list[list[str]]:
    return [[f"{text} {number}\nP-{number}", "€1.00"] for number in range(1, count + 1)]


def test_everything_that_it_says_can_be_read_and_copied() -> None:
    [text] = pages(PAPER)

    for said in (
        "Purchase order PO-2026-000001",
        "Lanterna Meccanica S.p.A.",
        "Via dei Carpentieri 48",
        "2 March 2026",
        "P-1",
        "€104.90",
        "Please confirm.",
        "Page 1 of 1",
    ):
        assert said in text


@pytest.mark.parametrize(
    "words", ["perché così è più già", "Łódź żółć ěščřž", "ĠĦŻ ğşıİ țș ő", "Ђорђе Αθήνα", "½ ² µ Ø ° ™"]
)
def test_every_script_of_europe_is_shown(words: str) -> None:
    assert words in pages(evolve(PAPER, rows=[[words, "1"]]))[0]


def test_many_lines_go_on_with_their_head_and_the_number_of_pages_is_known() -> None:
    found = pages(evolve(PAPER, rows=rows(100)))

    assert len(found) > 2
    assert all(f"Page {number} of {len(found)}" in text for number, text in enumerate(found, start=1))
    assert all("Article" in text for text in found[:-1])
    assert sum(text.count("P-") for text in found) == 100
    assert "€104.90" in found[-1]


@pytest.mark.parametrize("text", ["x" * 5000, "many words " * 500, "<b>&amp;</b> %s {x}", "\0\x07 \u2028 tab\t"])
def test_nothing_that_stands_in_a_cell_breaks_it(text: str) -> None:
    found = pages(evolve(PAPER, rows=[[text, "1"], *rows(60, text)]))

    assert "€104.90" in found[-1]


def test_markup_is_text() -> None:
    assert "<b>bold</b> & more" in pages(evolve(PAPER, rows=[["<b>bold</b> & more", "1"]]))[0]


def test_what_is_cut_says_so() -> None:
    assert "…" in pages(evolve(PAPER, rows=[["y" * (LONGEST + 1), "1"]]))[0]


@pytest.mark.parametrize("sign", ["W", "—", "i ", "\n", "W\n"])
def test_a_row_fits_its_page_whatever_a_supplier_calls_its_goods(sign: str) -> None:
    row = [sign.strip("\n") * 3000 + f"\n{sign * 3000}" * 5, "1"]

    assert pages(evolve(PAPER, rows=[row, ["next", "2"]]))[-1]


def test_without_lines_it_still_says_what_it_is() -> None:
    [text] = pages(evolve(PAPER, rows=[], sums=[], notice="Cancelled: deliver nothing."))

    assert "Cancelled: deliver nothing." in text


def test_the_same_paper_is_the_same_bytes_whatever_was_drawn_between() -> None:
    first = draw(PAPER)
    draw(evolve(PAPER, rows=rows(30, "ŁÓDŹ")))

    assert draw(PAPER) == first


def test_nobody_learns_when_or_where_it_was_made() -> None:
    reader: Any = PdfReader(io.BytesIO(draw(PAPER)))

    assert (reader.metadata.title, reader.metadata.author) == (PAPER.title, PAPER.sender.title)
    assert reader.metadata["/CreationDate"].startswith("D:20000101")
