"""CIF, written: a catalogue to bytes, in UTF-8."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from fondaco.documents import (
    Catalog,
    CatalogItem,
    CatalogItemAction,
    Finding,
    Message,
    PriceBasis,
    quantity_text,
)
from fondaco.wire.cif import table
from fondaco.wire.cxml.values import amount_text
from fondaco.wire.errors import LocalError
from fondaco.wire.losses import lost, remark_lost
from fondaco.wire.results import Written

if TYPE_CHECKING:
    from fondaco.documents import Money
    from fondaco.wire.losses import Carried

_CARRIED: Carried = {
    Message: frozenset({"body"}),
    Catalog: frozenset(
        {
            *("items", "incremental", "supplier_ids", "comments", "currency", "units", "classification_domain"),
            *("written_on", "extrinsics"),
        }
    ),
    CatalogItem: frozenset(
        {
            *table.TEXTS.values(),
            *table.DAYS.values(),
            *("action", "unit_price", "market_price", "price_basis", "classifications", "lead_time_days"),
            *("supplier_id", "supplier_id_domain", "url", "punchout_url", "extrinsics"),
        }
    ),
}
_LINE_BREAK = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_KEYWORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)


def write_noting(message: Message) -> Written:
    """``message``, a catalogue, as CIF 3.0. Raises LocalError for any other, and for one that says not whose it is.

    What CIF has no field for is reported as lost; so are line breaks, which stand for the end of an item.
    """
    catalog = message.body
    if not isinstance(catalog, Catalog):
        raise LocalError("write.unknown", f"A {type(catalog).__name__} cannot be written as CIF.")
    if not catalog.supplier_ids:
        raise LocalError("write.missing", "A catalogue says whose it is.", "Supplier ID")
    pen = _Pen(catalog, list(lost(message, _CARRIED)))
    rows = [pen.row(place, item) for place, item in enumerate(catalog.items, 1)]
    names = [name for name in pen.names if name in table.FIRST or any(row.get(name) for row in rows)]
    out = io.StringIO(newline="")
    for line in pen.head(names):
        out.write(f"{line}\r\n")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    out.write("ENDOFDATA\r\n")
    data = out.getvalue().encode("utf-8", "replace")
    return Written(data, tuple(pen.findings), "text/plain; charset=UTF-8")


class _Pen:
    """Writes one catalogue: knows its columns, and collects what was lost."""

    def __init__(self, catalog: Catalog, findings: list[Finding]) -> None:
        self.catalog, self.findings = catalog, findings
        self.domain, self.supplier = catalog.supplier_ids[0]
        said = {item.supplier_id or self.supplier for item in catalog.items}
        for domain, identity in catalog.supplier_ids:
            if domain != self.domain or identity not in said:
                self.lost("Catalog.supplier_ids", f"{domain} {identity}")
        self.known = (*table.FIRST, *table.TEXTS, *table.DAYS, *table.BASIS, *table.OTHERS)
        self.names = list(dict.fromkeys(self.known))

    def lost(self, path: str, found: str) -> None:
        self.findings.append(remark_lost(path, found))

    def line(self, text: str, path: str) -> str:
        """``text`` in one line, without white space around it."""
        plain = _LINE_BREAK.sub(" ", text).strip()
        if plain != text.strip():
            self.lost(path, text)
        return plain

    def head(self, names: list[str]) -> list[str]:
        catalog = self.catalog
        pairs = [
            ("CHARSET", "UTF-8"),
            ("LOADMODE", "I" if catalog.incremental else "F"),
            ("CODEFORMAT", self.line(catalog.classification_domain, "Catalog.classification_domain")),
            ("CURRENCY", catalog.currency),
            ("SUPPLIERID_DOMAIN", self.line(self.domain, "Catalog.supplier_ids")),
            ("ITEMCOUNT", str(len(catalog.items))),
            ("TIMESTAMP", catalog.written_on.isoformat() if catalog.written_on is not None else ""),
            ("UNUOM", "TRUE" if catalog.units == "UNUOM" else ""),
            ("COMMENTS", self.line(catalog.comments, "Catalog.comments")),
        ]
        if catalog.units not in ("", "UNUOM"):
            self.lost("Catalog.units", catalog.units)
        for name, text in catalog.extrinsics:
            if _KEYWORD.fullmatch(name) and name.upper() not in (*table.KEYWORDS, "DATA"):
                pairs.append((name, self.line(text, f"Catalog.extrinsics.{name}") or "-"))
                if not text:
                    self.lost(f"Catalog.extrinsics.{name}", "nothing")
            else:
                self.lost("Catalog.extrinsics", name)
        lines = [f"{key}: {text}" for key, text in pairs if text]
        return [f"{table.SIGNATURE}{table.VERSION}", *lines, f"FIELDNAMES: {','.join(names)}", "DATA"]

    def row(self, place: int, item: CatalogItem) -> dict[str, str]:
        path = f"Catalog.items[{place}]"
        row = {name: self.line(getattr(item, where), f"{path}.{where}") for name, where in table.TEXTS.items()}
        row["Supplier ID"] = self.line(item.supplier_id or self.supplier, f"{path}.supplier_id")
        if item.supplier_id_domain not in ("", self.domain):
            self.lost(f"{path}.supplier_id_domain", item.supplier_id_domain)
        for name, where in table.DAYS.items():
            day = getattr(item, where)
            row[name] = day.isoformat() if day is not None else ""
        row["Lead Time"] = "" if item.lead_time_days is None else str(item.lead_time_days)
        self._acted(row, item, path)
        self._priced(row, item, path)
        self._classified(row, item, path)
        self._others(row, item, path)
        return row

    def _acted(self, row: dict[str, str], item: CatalogItem, path: str) -> None:
        if item.action is CatalogItemAction.DELETE:
            if self.catalog.incremental:
                row["Delete"] = "TRUE"
            else:  # a whole catalogue withdraws what is not in it, and this one would be taken for offered
                raise LocalError("write.unknown", "A whole catalogue withdraws nothing by name.", f"{path}.action")
        punched = item.action is CatalogItemAction.PUNCHOUT
        if punched:
            row["PunchOut Enabled"] = "TRUE"
        there, away = ("punchout_url", "url") if punched else ("url", "punchout_url")
        row["Supplier URL"] = self.line(getattr(item, there), f"{path}.{there}")
        if getattr(item, away):
            self.lost(f"{path}.{away}", getattr(item, away))

    def _priced(self, row: dict[str, str], item: CatalogItem, path: str) -> None:
        currency = item.unit_price.currency if item.unit_price is not None else ""
        if item.market_price is not None:
            currency = currency or item.market_price.currency
            if item.market_price.currency == currency:
                row["Market Price"] = _amount(item.market_price)
            else:
                self.lost(f"{path}.market_price", str(item.market_price))
        if item.unit_price is not None:
            row["Unit Price"] = _amount(item.unit_price)
        if currency != self.catalog.currency:
            row["Currency"] = currency
        basis: PriceBasis | None = item.price_basis
        if basis is not None:
            words = (self.line(basis.unit, f"{path}.price_basis"), self.line(basis.description, f"{path}.price_basis"))
            texts = quantity_text(basis.quantity), words[0], quantity_text(basis.conversion), words[1]
            row.update(zip(table.BASIS, texts, strict=True))

    def _classified(self, row: dict[str, str], item: CatalogItem, path: str) -> None:
        for one in item.classifications:
            if one.domain == self.catalog.classification_domain and "SPSC Code" not in row and one.code.strip():
                row["SPSC Code"] = self.line(one.code, f"{path}.classifications")
            else:
                self.lost(f"{path}.classifications", f"{one.domain} {one.code}")

    def _others(self, row: dict[str, str], item: CatalogItem, path: str) -> None:
        for name, text in item.extrinsics:
            plain = self.line(text, f"{path}.extrinsics.{name}")
            heading = name == name.strip().strip('"') and not _LINE_BREAK.search(name) and "," not in name
            if plain and name and heading and not table.field(name) and name not in row:
                row[name] = plain
                if name not in self.names:
                    self.names.append(name)
            else:
                self.lost(f"{path}.extrinsics", f"{name}: {text}")


def _amount(value: Money) -> str:
    return amount_text(value.amount)
