"""A business paper as a PDF: a letterhead, addresses, facts, one table, sums and a few sentences.

The same paper gives the same bytes: there is no clock in it, and no chance. Texts come ready, in the reader's language.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from attrs import frozen
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    LongTable,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

REGULAR, BOLD = "Fondaco-Regular", "Fondaco-Semibold"
INK, SOFT, RULE = HexColor("#1c2321"), HexColor("#5b6663"), HexColor("#c9d1ce")
MARGIN, FOOT = 18 * mm, 12 * mm
WIDTH = A4[0] - 2 * MARGIN
# Signs in one text, in one that stands smaller below it, and how many of these: a row never grows beyond its page.
LONGEST, LONGEST_BELOW, MOST_BELOW = 1000, 200, 4
# Signs that the font lacks and that look like another one.
_ALIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2028": " ", "\u2029": " "})


@frozen
class Block:
    """An address or the like: a small title above a few lines."""

    title: str
    lines: Sequence[str]


@frozen
class Column:
    """``share`` is its part of the table's width."""

    title: str
    share: float
    numeric: bool = False


@frozen
class Paper:
    """Everything that stands on it. A cell's text after its first line stands smaller, below; of ``sums`` the last is
    the one that counts. ``page_words`` has places for ``page`` and ``pages``.
    """

    title: str
    language: str
    sender: Block
    facts: Sequence[tuple[str, str]]
    blocks: Sequence[Block]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    sums: Sequence[tuple[str, str]]
    sentences: Sequence[str]
    page_words: str
    notice: str = ""


def draw(paper: Paper) -> bytes:
    """The paper as a PDF of as many A4 pages as it takes."""
    _fonts()
    into = io.BytesIO()
    document = BaseDocTemplate(
        into,
        pagesize=A4,
        title=paper.title,
        author=paper.sender.title,
        lang=paper.language,
        invariant=1,
        initialFontName=REGULAR,
    )
    frame = Frame(MARGIN, MARGIN + FOOT, WIDTH, A4[1] - 2 * MARGIN - FOOT, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame]))
    story: list[Flowable] = [*_head(paper), *_table(paper), KeepTogether([*_sums(paper), *_sentences(paper)])]
    document.build(story, canvasmaker=_numbered(paper))
    return into.getvalue()


@cache
def _fonts() -> None:
    folder = files("font_source_sans_pro") / "files"
    for name, file in ((REGULAR, "SourceSansPro-Regular.ttf"), (BOLD, "SourceSansPro-Semibold.ttf")):
        pdfmetrics.registerFont(TTFont(name, io.BytesIO((folder / file).read_bytes())))


@cache
def _style(size: float, *, bold: bool = False, soft: bool = False, right: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        "",
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.3,
        textColor=SOFT if soft else INK,
        **({"alignment": TA_RIGHT} if right else {}),
    )


def _plain(text: str, longest: int = LONGEST) -> str:
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    shown = "".join(sign if sign.isprintable() or sign == "\u202f" else " " for sign in cut.translate(_ALIKE))
    return escape(shown)


def _words(text: str, size: float = 9, longest: int = LONGEST, **style: bool) -> Paragraph:
    return Paragraph(_plain(text, longest), _style(size, **style))


def _cell(text: str, *, numeric: bool) -> list[Paragraph]:
    first, *more = text.split("\n")
    below = [one for one in more if one][:MOST_BELOW]
    return [_words(first, right=numeric), *(_words(one, 7.5, LONGEST_BELOW, soft=True, right=numeric) for one in below)]


def _grid(cells: list[list[Any]], widths: Sequence[float], *more: tuple[Any, ...]) -> Table:
    plain = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
    ]
    return Table(cells, colWidths=list(widths), style=TableStyle([*plain, *more]))


def _head(paper: Paper) -> list[Flowable]:
    sender = [_words(paper.sender.title, 12, bold=True), *(_words(one, 8, soft=True) for one in paper.sender.lines)]
    facts = [[_words(name, 8, soft=True), _words(value, 9)] for name, value in paper.facts]
    right = [_words(paper.title, 15, bold=True), Spacer(0, 2 * mm), _grid(facts, [WIDTH * 0.18, WIDTH * 0.32])]
    blocks = [
        [
            _words(one.title, 8, soft=True),
            *(_words(line, 10 if not place else 9) for place, line in enumerate(one.lines)),
        ]
        for one in paper.blocks
    ]
    story: list[Flowable] = [_grid([[sender, right]], [WIDTH / 2] * 2), Spacer(0, 7 * mm)]
    story += [_grid([blocks], [WIDTH / len(blocks)] * len(blocks)), Spacer(0, 6 * mm)]
    if paper.notice:
        frame = ("BOX", (0, 0), (-1, -1), 0.8, INK), ("LEFTPADDING", (0, 0), (-1, -1), 6)
        room = ("TOPPADDING", (0, 0), (-1, -1), 4), ("BOTTOMPADDING", (0, 0), (-1, -1), 5)
        story += [_grid([[_words(paper.notice, 10, bold=True)]], [WIDTH], *frame, *room), Spacer(0, 5 * mm)]
    return story


def _table(paper: Paper) -> list[Flowable]:
    if not paper.rows:
        return []
    head = [_words(one.title, 8, soft=True, right=one.numeric) for one in paper.columns]
    body = [
        [_cell(text, numeric=column.numeric) for text, column in zip(row, paper.columns, strict=True)]
        for row in paper.rows
    ]
    whole = sum(one.share for one in paper.columns)
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, RULE),
    ]
    widths = [WIDTH * one.share / whole for one in paper.columns]
    return [LongTable([head, *body], colWidths=widths, repeatRows=1, style=TableStyle(style)), Spacer(0, 3 * mm)]


def _sums(paper: Paper) -> list[Flowable]:
    if not paper.sums:
        return []
    last = len(paper.sums) - 1
    rows = [
        [_words(name, 9, right=True, bold=place == last), _words(value, 9, right=True, bold=place == last)]
        for place, (name, value) in enumerate(paper.sums)
    ]
    above = ("LINEABOVE", (1, -1), (1, -1), 0.8, INK)
    flush = ("RIGHTPADDING", (1, 0), (1, -1), 2)
    return [_grid(rows, [WIDTH * 0.78, WIDTH * 0.22], above, flush), Spacer(0, 6 * mm)]


def _sentences(paper: Paper) -> list[Flowable]:
    return [part for one in paper.sentences for part in (_words(one), Spacer(0, 1.5 * mm))]


def _numbered(paper: Paper) -> type[Canvas]:
    """A canvas that knows how many pages there are before it writes the foot of the first."""

    class Numbered(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - its name there
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            pages = self._pages
            for number, page in enumerate(pages, start=1):
                self.__dict__.update(page)
                self._foot(number, len(pages))
                super().showPage()
            super().save()

        def _foot(self, page: int, pages: int) -> None:
            self.setStrokeColor(RULE)
            self.setLineWidth(0.3)
            self.line(MARGIN, MARGIN + 5 * mm, A4[0] - MARGIN, MARGIN + 5 * mm)
            self.setFont(REGULAR, 8)
            self.setFillColor(SOFT)
            self.drawString(MARGIN, MARGIN, f"{paper.title} · {paper.sender.title}"[:95].translate(_ALIKE))
            self.drawRightString(A4[0] - MARGIN, MARGIN, paper.page_words % {"page": page, "pages": pages})

    return Numbered
