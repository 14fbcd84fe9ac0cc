"""Files in and out: what a kind of file is made of, how it is read, and how it is written for a spreadsheet.

Rooms above register their kinds in ``buying.handlers``. Nothing is guessed: a number has no thousands' separator, a day
is written 2026-12-31, and a column that nobody knows is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from attrs import field, frozen
from django.utils.translation import gettext as _

from fondaco.buying.company.models import LegalEntity
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person

MOST_BYTES = 1_000_000
MOST_ROWS = 2_000
_SEPARATORS = (";", ",", "\t")
# A cell that begins so is a formula to a spreadsheet (OWASP, CSV Injection); some skip white space before they look.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
_SKIPPED = " \u00a0\u200b\ufeff"
UNKNOWN = "unknown"  # what a row refers to is not there, or not yet: it is tried again after the others

Facts = Mapping[str, str]


def text(most: int = 200) -> Callable[[str], str]:
    def clean(value: str) -> str:
        if len(value) > most:
            raise Refused("too_long", _("It is longer than %(most)d characters.") % {"most": most})
        return value

    return clean


def one_of(*allowed: str) -> Callable[[str], str]:
    def clean(value: str) -> str:
        plain = value.casefold()
        if plain not in allowed:
            raise Refused(
                "not_one_of", _("It is none of: %(allowed)s.") % {"allowed": ", ".join(filter(None, allowed))}
            )
        return plain

    return clean


def yes_or_no(value: str) -> str:
    """What is left empty is yes: whoever is in a list is in use."""
    plain = value.casefold()
    if plain in {"", "yes", "y", "sì", "si", "1", "true"}:
        return "yes"
    if plain in {"no", "n", "0", "false"}:
        return "no"
    raise Refused("not_yes_or_no", _("It is neither yes nor no."))


def number(decimals: int = 4) -> Callable[[str], str]:
    pattern = re.compile(rf"[0-9]{{1,12}}(?:[.,][0-9]{{1,{decimals}}})?")

    def clean(value: str) -> str:
        if not value:
            return ""
        if not pattern.fullmatch(value):
            raise Refused("no_number", _("It is no number like 1234.50, without a separator of thousands."))
        whole, _point, rest = value.replace(",", ".").partition(".")
        rest = rest.rstrip("0")
        return f"{whole.lstrip('0') or '0'}.{rest}" if rest else whole.lstrip("0") or "0"

    return clean


def day(value: str) -> str:
    if not value:
        return ""
    try:
        return date.fromisoformat(value).isoformat() if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) else _no_day()
    except ValueError:
        return _no_day()


def _no_day() -> str:
    raise Refused("no_day", _("It is no day written like 2026-12-31."))


@frozen
class Column:
    """``clean`` brings a cell into the form in which it is compared, or raises Refused."""

    name: str
    words: Any
    example: str = ""
    required: bool = False
    clean: Callable[[str], str] = field(factory=text)


class Act(Protocol):
    def __call__(
        self,
        *,
        entity: LegalEntity,
        facts: Facts,
        known: bool,
        by: Person,
        now: datetime,
        today: date,
        new_id: Callable[[], str],
    ) -> object: ...


@frozen
class Kind:
    """A kind of file. ``key`` are the columns that name a row, ``current`` the rows as they are, by their key.

    ``act`` adds what ``known`` says is not there, and changes the rest, by the room's own operations; ``facts`` has all
    columns: what the file says, and for the columns that it leaves out what is there. It raises Refused, with the code
    ``unknown`` for something it refers to that may come later in the file. ``changes`` and ``sees`` are actions.
    """

    name: str
    label: Any
    words: Any
    changes: str
    sees: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    current: Callable[[LegalEntity], dict[tuple[str, ...], Facts]]
    act: Act

    def key_of(self, facts: Facts) -> tuple[str, ...]:
        return tuple(facts[name].casefold() for name in self.key)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """A later registration of the same name replaces an earlier one."""
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def kind_named(name: str) -> Kind | None:
    return _kinds.get(name)


@frozen
class Row:
    """A line of the file: ``cells`` as they stand there, of the columns that the file has."""

    line: int
    cells: Facts


def decoded(content: bytes) -> str:
    """The file's text. UTF-8, with or without its mark; else as Western European spreadsheets write it."""
    if len(content) > MOST_BYTES:
        raise Refused(
            "too_large", _("The file is larger than a megabyte. Nothing was read."), _("Split it and send the parts.")
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in found:
            break
        return found
    raise Refused("no_text", _("This is no text file."), _("Save the sheet as CSV (UTF-8) and send that."))


def read(kind: Kind, content: str) -> list[Row]:
    """The rows of the file. Raises Refused where its head or its size is wrong; a single cell is judged later."""
    lines = content.splitlines()
    head = next((line for line in lines if line.strip()), "")
    known = {column.name for column in kind.columns}
    separator = max(_SEPARATORS, key=lambda one: len(known & set(_names(head, one))))
    names = _names(head, separator)
    _check_head(kind, names, known)
    try:
        table = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True))
    except csv.Error as reason:
        raise Refused("no_csv", _("The file is no CSV: a quotation mark does not end."), "") from reason
    rows, seen_head = [], False
    for number_, cells in enumerate(table, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if not seen_head:
            seen_head = True
            continue
        rows.append(Row(number_, {name: _bare(cell) for name, cell in zip(names, cells, strict=False)}))
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            raise Refused("too_many_cells", _("Line %(line)d has more cells than the first line.") % {"line": number_})
    if len(rows) > MOST_ROWS:
        raise Refused(
            "too_many_rows",
            _("The file has %(rows)d lines; %(most)d are taken at a time.") % {"rows": len(rows), "most": MOST_ROWS},
            _("Split it and send the parts."),
        )
    if not rows:
        raise Refused("empty", _("There is no line below the first one."))
    return rows


def _names(head: str, separator: str) -> list[str]:
    return [cell.strip().strip('"').casefold() for cell in head.split(separator)]


def _check_head(kind: Kind, names: Sequence[str], known: set[str]) -> None:
    strange = [name for name in names if name not in known]
    missing = [column.name for column in kind.columns if column.required and column.name not in names]
    twice = {name for name in names if list(names).count(name) > 1}
    if not strange and not missing and not twice:
        return
    words = []
    if strange:
        words.append(
            _("Nobody knows these columns: %(names)s.") % {"names": ", ".join(n or "–" for n in strange)[:200]}
        )
    if missing:
        words.append(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    if twice:
        words.append(_("These columns are there twice: %(names)s.") % {"names": ", ".join(sorted(twice))[:200]})
    raise Refused("wrong_columns", " ".join(words), _("The first line names the columns, as the template does."))


def cell(value: str) -> str:
    """As text that no spreadsheet takes for a formula: what could be one gets an apostrophe before it."""
    return f"'{value}" if value.lstrip(_SKIPPED).startswith(_DANGEROUS) else value


def _bare(value: str) -> str:
    """Without the apostrophe that :func:`cell` puts before it."""
    plain = value.strip()
    guarded = plain.startswith("'") and plain[1:].lstrip(_SKIPPED).startswith(_DANGEROUS)
    return plain[1:].strip() if guarded else plain


def written(kind: Kind, rows: Sequence[Facts]) -> str:
    """RFC 4180 with a byte order mark, so that spreadsheets read UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = [column.name for column in kind.columns]
    writer.writerow(names)
    for row in rows:
        writer.writerow([cell(row.get(name, "")) for name in names])
    return "\ufeff" + out.getvalue()
