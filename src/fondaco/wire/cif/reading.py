"""CIF, read: bytes to a catalogue."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from fondaco.documents import (
    Catalog,
    CatalogItem,
    CatalogItemAction,
    Classification,
    Message,
    Money,
    PriceBasis,
    decimal_from,
)
from fondaco.wire.cif import table
from fondaco.wire.cxml.values import plain_day
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml import encodings
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

Values = dict[str, Any]

_START = re.compile(rb"\A(?:\xef\xbb\xbf)?\s{0,64}\"?CIF_([IC])_V(\d\.\d)", re.IGNORECASE)
_CHARSET = re.compile(rb"^[ \t]*CHARSET[ \t]*:[ \t,]*\"?([A-Za-z0-9._-]{1,40})", re.IGNORECASE | re.MULTILINE)
_JAVA = re.compile(r"(?:ISO)?8859_(\d{1,2})", re.IGNORECASE)
_HEADER = 64 * 1024  # bytes in which the header's end is looked for
_DEFAULT = Limits()


def recognise(data: bytes) -> bool:
    """Whether ``data`` starts as CIF does."""
    return _START.match(data[:200]) is not None


def read(data: bytes, *, limits: Limits = _DEFAULT) -> Reading:
    """The catalogue in ``data`` and what was off about it. Raises RemoteError.

    A contract file (CIF_C) gives None and an error finding: it holds prices alone.
    """
    if len(data) > limits.size:
        raise refused("xml.too_large", size=len(data), limit=limits.size)
    start = _START.match(data[:200])
    if start is None:
        raise refused("cif.none")
    notes = Notes(limits.findings)
    if start[1].upper() == b"C":
        notes.add("type.unsupported", below="/", found="CIF_C")
        return Reading(None, notes.done())
    version = start[2].decode("ascii")
    if version != table.VERSION:
        notes.add("cif.version", below="/", found=version)
    head, rows = _parts(_text(data, notes))
    catalog = _Reader(head, notes, limits.lines).catalog(rows)
    return Reading(Message(catalog), notes.done())


def _text(data: bytes, notes: Notes) -> str:
    """Its characters: the CHARSET that it names, by its own name or Java's; what is not in it as Windows-1252."""
    named = _CHARSET.search(data[:_HEADER])
    name = named[1].decode("ascii") if named is not None else "utf-8"
    java = _JAVA.fullmatch(name)
    if java is not None:
        name = f"iso-8859-{java[1]}"
    if not encodings.is_taken(name):
        raise refused("xml.encoding.refused", name=name)
    try:
        return data.decode(name).lstrip("\ufeff")
    except UnicodeDecodeError:
        notes.add("cif.charset", below="/CHARSET", found=name)
        return data.decode("cp1252", "replace").lstrip("\ufeff\xef\xbb\xbf")


def _parts(text: str) -> tuple[list[str], str]:
    """The lines of the header, and all that stands below DATA."""
    lines: list[str] = []
    at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end + 1
        line = text[at:end].strip().strip('"').rstrip(",;\t ")
        if line.upper() == "DATA":
            return lines, text[end:]
        lines.append(line)
        if end > _HEADER:
            break
        at = end
    raise refused("cif.no_data")


class _Reader:
    """What the header says, for reading the items below it."""

    def __init__(self, head: list[str], notes: Notes, limit: int) -> None:
        self.notes, self.limit = notes, limit
        self.names: list[str] = list(table.FIRST)
        self.said: dict[str, str] = {}
        self.unknown: list[tuple[str, str]] = []
        for line in filter(None, head[1:]):
            key, colon, value = line.partition(":")
            word, value = key.strip().upper(), value.strip().lstrip(",").strip()
            if not colon:
                notes.add("cif.header", below="/", found=line)
            elif word == "FIELDNAMES":
                self.names = [name.strip().strip('"').strip() for name in value.split(",")]
            elif word in table.KEYWORDS:
                self.said.setdefault(word, value)
            else:
                self.unknown.append((key.strip(), value))
        mode = self.said.get("LOADMODE", "")
        if mode.lower() not in table.MODES:
            notes.add("cif.load_mode", below="/LOADMODE", found=mode)
        self.incremental = table.MODES.get(mode.lower(), True)
        self.suppliers: dict[str, None] = {}
        self.place = 0

    def catalog(self, rows: str) -> Catalog:
        for name in table.REQUIRED:
            if name not in map(table.field, self.names):
                self.notes.add("cif.field.missing", below="/FIELDNAMES", found=name)
        items = self._items(rows)
        self._counted(len(items))
        domain = self.said.get("SUPPLIERID_DOMAIN", "")
        written = self.said.get("TIMESTAMP", "")
        if len(self.suppliers) < 2:  # one for all of them stands in the catalogue alone
            for values in items:
                values.pop("supplier_id", None)
                values.pop("supplier_id_domain", None)
        return Catalog(
            items=tuple(CatalogItem(**values) for values in items),
            incremental=self.incremental,
            supplier_ids=tuple((domain, one) for one in self.suppliers),
            comments=self.said.get("COMMENTS", ""),
            currency=self.said.get("CURRENCY", "").upper(),
            units="UNUOM" if self.said.get("UNUOM", "").lower() in table.TRUE else "",
            classification_domain=self.said.get("CODEFORMAT", ""),
            written_on=plain_day(written),
            extrinsics=tuple(self.unknown),
        )

    def _counted(self, number: int) -> None:
        said = self.said.get("ITEMCOUNT", "")
        if said and said.lstrip("0") != str(number).lstrip("0"):
            self.notes.add("cif.count", below="/ITEMCOUNT", found=f"{said}, {number} items")

    def _items(self, rows: str) -> list[Values]:
        items: list[Values] = []
        ended = False
        try:
            for row in csv.reader(io.StringIO(rows, newline="")):
                cells = [cell.strip() for cell in row]
                if not any(cells):
                    continue
                if cells[0].upper() == "ENDOFDATA" and not any(cells[1:]):
                    ended = True
                    break
                if len(items) >= self.limit:
                    raise refused("index.too_many_items", limit=self.limit)
                self.place = len(items) + 1
                items.append(self._item(cells))
        except csv.Error as error:
            raise refused("cif.not_csv", place=self.place + 1, words=str(error)[:100]) from error
        if not ended:
            self.notes.add("cif.end.missing", below="/ENDOFDATA")
        return items

    def _note(self, code: str, name: str, found: str = "") -> None:
        self.notes.add(code, below=f"/DATA[{self.place}]/{name}", found=found)

    def _item(self, cells: list[str]) -> Values:
        if len(cells) != len(self.names):
            self._note("cif.row", "", f"{len(cells)} fields")
        names = [*self.names, *(f"Field {place}" for place in range(len(self.names) + 1, len(cells) + 1))]
        known: dict[str, str] = {}
        others: list[tuple[str, str]] = []
        for name, cell in zip(names, cells, strict=False):
            field = table.field(name)
            if field and field not in known:
                known[field] = cell
            elif cell:
                others.append((name, cell))
        values: Values = {"action": self._action(known)}
        for name, where in table.TEXTS.items():
            if known.get(name):
                values[where] = known[name]
        self._priced(known, values)
        self._rest(known, values, others)
        if values["action"] is not CatalogItemAction.DELETE:
            for name in table.REQUIRED:
                if name in known and not known[name]:
                    self._note("cif.value.missing", name)
        if others:
            values["extrinsics"] = tuple(others)
        return values

    def _action(self, known: dict[str, str]) -> CatalogItemAction:
        if known.get("Delete", "").lower() in table.TRUE:
            if self.incremental:
                return CatalogItemAction.DELETE
            self._note("cif.delete", "Delete", known["Delete"])  # a whole catalogue withdraws what is not in it
        if known.get("PunchOut Enabled", "").lower() in table.TRUE:
            return CatalogItemAction.PUNCHOUT
        return CatalogItemAction.ADD

    def _priced(self, known: dict[str, str], values: Values) -> None:
        currency = (known.get("Currency") or self.said.get("CURRENCY", "")).upper()
        for name, where in (("Unit Price", "unit_price"), ("Market Price", "market_price")):
            text = known.get(name, "")
            amount = decimal_from(text)
            if amount is None:
                if text:
                    self._note("money.unreadable", name, text)
                continue
            try:
                values[where] = Money(amount, currency)
            except ValueError:
                self._note("money.currency", name, currency)
        texts = [known.get(name, "") for name in table.BASIS]
        if texts[0] or texts[2]:
            quantity, conversion = decimal_from(texts[0] or "1"), decimal_from(texts[2] or "1")
            if quantity is None or conversion is None:
                self._note("number.unreadable", table.BASIS[0], texts[0] or texts[2])
                values.pop("unit_price", None)  # of how many it is cannot be known
            else:
                values["price_basis"] = PriceBasis(quantity, texts[1], conversion, texts[3])

    def _rest(self, known: dict[str, str], values: Values, others: list[tuple[str, str]]) -> None:
        supplier = known.get("Supplier ID", "")
        if supplier:
            self.suppliers.setdefault(supplier)
            values["supplier_id"] = supplier
            values["supplier_id_domain"] = self.said.get("SUPPLIERID_DOMAIN", "")
        code = known.get("SPSC Code", "")
        if code:
            values["classifications"] = (Classification(self.said.get("CODEFORMAT", ""), code),)
        address = known.get("Supplier URL", "")
        if address:
            values["punchout_url" if values["action"] is CatalogItemAction.PUNCHOUT else "url"] = address
        days = known.get("Lead Time", "")
        if days.isascii() and days.isdigit() and len(days) <= 9:
            values["lead_time_days"] = int(days)
        elif days:
            self._note("number.unreadable", "Lead Time", days)
            others.append(("Lead Time", days))
        for name, where in table.DAYS.items():
            text = known.get(name, "")
            values[where] = plain_day(text)
            if text and values[where] is None:
                self._note("time.unreadable", name, text)
                others.append((name, text))
