"""The cart, supplier to buyer, written: one field for each fact, NEW_ITEM-<FIELD>[n] (OCI 4.0, catalogue to buyer).

Nothing is cut in silence: a text too long for DESCRIPTION goes to LONGTEXT too, any other text is cut with a finding,
and a code that is too long is left out, because half of it would name another thing.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from fondaco.documents import Attachment, Cart, CartLine, Classification, ItemType, PunchOutSetup
from fondaco.wire.errors import LocalError
from fondaco.wire.losses import lost, remark_lost
from fondaco.wire.oci import numbers
from fondaco.wire.oci.call import is_sapevent, missing, named
from fondaco.wire.oci.fields import BY_NAME, FIELDS, HOUSED, MATGROUP, SEEN, VENDOR, Kind, labelled
from fondaco.wire.oci.forms import Fields, Form, split_url
from fondaco.wire.oci.settings import CHARSETS, CartSettings
from fondaco.wire.oci.texts import beginning, cleaned
from fondaco.wire.refusing import cannot

if TYPE_CHECKING:
    from fondaco.documents import Finding

_USUAL = CartSettings()
_NONE: Fields = ()
_LINE = frozenset({one.home for one in (*FIELDS, *SEEN)} | {"short_name", "supplier_id_domain", "line_number"})
_CARRIED = {Cart: frozenset({"lines"}), CartLine: _LINE, Attachment: frozenset({"url", "name"})}
_PLAIN = {name: BY_NAME[name].home for name in ("MATNR", "UNIT", "VENDORMAT", "MANUFACTMAT", "EXT_PRODUCT_ID")}
_AFTER = {"CONTRACT": "CONTRACT_ITEM", "EXT_QUOTE_ID": "EXT_QUOTE_ITEM"}
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}", re.ASCII)
_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)


def write_cart(
    cart: Cart,
    *,
    hook_url: str,
    echo: PunchOutSetup | Fields | None = None,
    settings: CartSettings = _USUAL,
) -> Form:
    """The form that takes ``cart`` home. ``echo`` is the call, or its fields: it names frame, charset and controls.

    Raises LocalError naming what is missing, and for a return address that is none (``oci.hook_url``).
    """
    said = echo.extrinsics if isinstance(echo, PunchOutSetup) else echo or ()
    if not (is_sapevent(hook_url) or _WEB.match(hook_url)):
        raise cannot("oci.hook_url", "HOOK_URL", url=hook_url[:200]) if hook_url else missing("HOOK_URL")
    action, before = hook_url, _NONE
    if settings.split_hook_url and not is_sapevent(hook_url):
        action, before = split_url(hook_url)
    findings = list(lost(cart, _CARRIED))
    rows: list[tuple[str, str]] = []
    numbered = _numbered(cart, settings.index_base)
    for place, line in enumerate(cart.lines):
        rows += _Line(line, place, settings, numbered, findings).written()
    charset = _charset(settings, said)
    if charset != "utf-8":
        _outside(rows, charset, findings)
    target = named(said, "returntarget", "~TARGET") or "_top"
    return Form(action, "POST", (*_controls(said, before, target), *rows), target, charset, tuple(findings))


def _numbered(cart: Cart, base: int) -> dict[int, int]:
    """The index of each line by the number that others call it by."""
    return {line.line_number: index for index, line in enumerate(cart.lines, base) if line.line_number is not None}


def _controls(said: Fields, before: Fields, target: str) -> Fields:
    """HOOK_URL's own parameters, and ``~OkCode``, ``~TARGET``, ``~CALLER`` as they were received."""
    known = {name.lower() for name, _value in before}
    spelled = {name.lower(): name for name, _value in said}
    controls = [
        (spelled.get(name.lower(), name), named(said, name) or usual)
        for name, usual in (("~OkCode", "ADDI"), ("~TARGET", target), ("~CALLER", "CTLG"))
        if name.lower() not in known
    ]
    return (*before, *controls)


def _charset(settings: CartSettings, said: Fields) -> str:
    """What was agreed, else what the call asks for, else OCI's own, which is ISO-8859-1."""
    asked = named(said, "http_content_charset").lower()
    return settings.charset or {"utf8": "utf-8"}.get(asked, asked if asked in CHARSETS else "iso-8859-1")


def _outside(rows: list[tuple[str, str]], charset: str, findings: list[Finding]) -> None:
    """Report what browsers will send as ``&#8364;``, because the form's encoding lacks it.

    They take ISO-8859-1 for Windows-1252, which has the euro sign.
    """
    for name, value in rows:
        if not value.isascii():
            outside = sorted({sign for sign in value if not _within(sign)})
            if outside:
                findings.append(remark_lost(name, f"{''.join(outside)} (not in {charset})"))


def _within(sign: str) -> bool:
    try:
        sign.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


class _Line:
    """One line as it is turned into fields."""

    def __init__(
        self,
        line: CartLine,
        place: int,
        settings: CartSettings,
        numbered: dict[int, int],
        findings: list[Finding],
    ) -> None:
        self.line, self.settings, self.numbered, self.findings = line, settings, numbered, findings
        self.index = place + settings.index_base
        self.number = place + 1
        self.path = f"Cart.lines[{self.number}]"
        self.values: dict[str, str] = {}

    def written(self) -> list[tuple[str, str]]:
        self._texts()
        self._quantity()
        self._price()
        self._codes()
        self._classifications()
        self._attachment()
        self._hierarchy()
        self._extrinsics()
        self._check()
        return self._rows()

    def lose(self, name: str, found: object) -> None:
        self.findings.append(remark_lost(f"{self.path}.{name}", found))

    def put(self, name: str, value: str, home: str) -> bool:
        """Write ``value`` as the field ``name``; False where it is empty or was left out."""
        text = cleaned(value, f"{self.path}.{home}", self.findings)
        field = BY_NAME.get(name)
        length = field.length if field is not None else None
        if length is not None and len(text) > length:
            if field is not None and field.kind is Kind.CODE:
                self.lose(home, text)
                return False
            self.lose(home, text[length:])
            text = text[:length]
        if text:
            self.values[name] = text
        return bool(text)

    def _texts(self) -> None:
        """DESCRIPTION holds 40 characters; what is longer stands whole in LONGTEXT."""
        line = self.line
        whole = cleaned(line.description, f"{self.path}.description", self.findings)
        short = cleaned(line.short_name, f"{self.path}.short_name", self.findings)
        if short and not whole:
            self.lose("short_name", "told as the description")
            whole, short = short, ""
        start = beginning(whole)
        if short == start != whole:
            self.lose("short_name", "told as the beginning of the description")
        if short:
            self.put("DESCRIPTION", short, "short_name")
        elif start:
            self.values["DESCRIPTION"] = start
        if short or start != whole:
            self.values["LONGTEXT"] = whole

    def _quantity(self) -> None:
        quantity = self.line.quantity
        if quantity is None:
            raise self._needs("QUANTITY")
        if numbers.too_large(quantity):
            raise self._too_large("QUANTITY")
        if not numbers.fits(quantity, numbers.DECIMALS):
            self.lose("quantity", quantity)
        text = numbers.written(quantity, numbers.DECIMALS)
        if quantity and not Decimal(text):  # none at all is another thing than a few
            raise self._needs("QUANTITY")
        self.values["QUANTITY"] = text.rstrip("0").rstrip(".")

    def _price(self) -> None:
        line, decimals = self.line, self.settings.decimals
        if line.unit_price is None:
            if line.price_basis is not None:
                self.lose("price_basis", line.price_basis)
            return
        price, basis, units = line.unit_price.amount, line.price_basis, Decimal(1)
        if basis is not None:
            if basis.quantity <= 0:
                self.lose("unit_price", line.unit_price)
                self.lose("price_basis", basis)
                return
            price, units = price * basis.conversion, basis.quantity
            if basis.conversion != 1 or basis.description or basis.unit not in ("", line.unit):
                self.lose("price_basis", basis)
        said, unit, exact = numbers.per_unit(price, units, decimals)
        if numbers.too_large(said):
            raise self._too_large("PRICE")
        if not exact:
            self.lose("unit_price", line.unit_price)
        elif unit != units:
            self._scaled(price, said, unit)
        self.values["PRICE"] = numbers.written(said, decimals)
        self.values["CURRENCY"] = line.unit_price.currency
        if unit != 1:
            self.values["PRICEUNIT"] = str(unit)

    def _scaled(self, price: Decimal, said: Decimal, unit: int) -> None:
        from fondaco.wire.xml.notes import Notes

        notes = Notes()
        notes.add("oci.price.scaled", below=f"{self.path}.unit_price", found=f"{price} as {said} for {unit}")
        self.findings += notes.findings

    def _codes(self) -> None:
        line = self.line
        for name, home in _PLAIN.items():
            self.put(name, getattr(line, home), home)
        for first, second in _AFTER.items():
            self._after(first, second)
        if line.service:
            self.values["SERVICE"] = "X"
        if line.lead_time_days is not None:
            if 0 <= line.lead_time_days <= 99_999:
                self.values["LEADTIME"] = str(line.lead_time_days)
            else:
                self.lose("lead_time_days", line.lead_time_days)
        if line.supplier_id and line.supplier_id_domain not in ("", VENDOR):
            self.lose("supplier_id", f"{line.supplier_id_domain} {line.supplier_id}")
        elif not self.put("VENDOR", line.supplier_id, "supplier_id") and line.supplier_id_domain:
            self.lose("supplier_id_domain", line.supplier_id_domain)
        for one in SEEN:
            value = getattr(line, one.home)
            if value and self.settings.standard_only:
                self.lose(one.home, value)
            else:
                self.put(one.name, value, one.home)

    def _after(self, first: str, second: str) -> None:
        """The item of a contract or a quote, which says nothing without its number (rules of OCI 4.0)."""
        item, home = getattr(self.line, BY_NAME[second].home), BY_NAME[second].home
        if self.put(first, getattr(self.line, BY_NAME[first].home), BY_NAME[first].home):
            self.put(second, item, home)
        elif item:
            self.lose(home, item)

    def _classifications(self) -> None:
        for place, one in enumerate(self.line.classifications, 1):
            if not self._classified(one):
                self.lose(f"classifications[{place}]", f"{one.domain} {one.code}")

    def _classified(self, one: Classification) -> bool:
        """One schema and its category, and one material group: OCI has room for no more."""
        if not one.code:
            return False
        if one.domain == MATGROUP:
            return "MATGROUP" not in self.values and self.put("MATGROUP", one.code, "classifications")
        if not one.domain or len(one.domain) > 10 or len(one.code) > 60 or "EXT_SCHEMA_TYPE" in self.values:
            return False
        return self.put("EXT_SCHEMA_TYPE", one.domain, "classifications") and self.put(
            "EXT_CATEGORY_ID", one.code, "classifications"
        )

    def _attachment(self) -> None:
        for place, one in enumerate(self.line.attachments, 1):
            home = f"attachments[{place}]"
            if place > 1 or not one.url or one.url.lower().startswith("cid:"):
                self.lose(home, one.url)
            elif self.put("ATTACHMENT", one.url, home):
                self.put("ATTACHMENT_TITLE", one.name, f"{home}.name")

    def _hierarchy(self) -> None:
        line, settings = self.line, self.settings
        if line.line_number is not None and line.line_number != self.number:
            self.lose("line_number", line.line_number)
        if line.item_type is not None:
            code = {ItemType.COMPOSITE: settings.composite_code, ItemType.ITEM: settings.item_code}.get(line.item_type)
            if not code or not self.put("ITEM_TYPE", code, "item_type"):
                self.lose("item_type", line.item_type.value)
        if line.parent_line_number is not None:
            parent = self.numbered.get(line.parent_line_number)
            if parent in (None, self.index):  # no line is a part of itself
                self.lose("parent_line_number", line.parent_line_number)
            else:
                self.values["PARENT_ID"] = str(parent)

    def _extrinsics(self) -> None:
        fields = dict(self.settings.fields)
        taken, reserved = set(self.values), {field.upper() for field in fields.values()}
        for place, (name, value) in enumerate(self.line.extrinsics, 1):
            field = fields.get(name, name)
            home = f"extrinsics[{place}]"
            free = (name in fields or field.upper() not in reserved) and field.upper() not in taken
            if value and free and self._free(field) and self.put(field, value, home):
                taken.add(field.upper())
            else:
                self.lose(home, f"{name}: {value}")

    def _free(self, name: str) -> bool:
        """Whether an extrinsic may be written as the field ``name``."""
        if not _NAME.fullmatch(name) or name.upper().startswith("LONGTEXT"):
            return False
        known = BY_NAME.get(name.upper())
        if known is None:
            return not self.settings.standard_only
        if name == "EXT_CATEGORY":  # beside EXT_CATEGORY_ID it is kept apart; alone it is the category
            return "EXT_CATEGORY_ID" in self.values
        if name == "ITEM_TYPE":
            return True
        return name == known.name and name not in HOUSED

    def _check(self) -> None:
        """What must be there: DESCRIPTION and UNIT, or MATNR (OCI 4.0)."""
        for name, home in (("DESCRIPTION", "description"), ("UNIT", "unit")):
            if name not in self.values and "MATNR" not in self.values:
                told = getattr(self.line, home)
                if len(told) > (BY_NAME[name].length or 0):
                    place = labelled(name, self.index)
                    raise cannot("oci.too_long", place, place=place, limit=BY_NAME[name].length)
                raise self._needs(name)

    def _needs(self, name: str) -> LocalError:
        return missing(labelled(name, self.index))

    def _too_large(self, name: str) -> LocalError:
        return cannot("oci.too_large", labelled(name, self.index), place=labelled(name, self.index))

    def _rows(self) -> list[tuple[str, str]]:
        """In the order of the table; then what is not in it."""
        empty = self.settings.emit_empty_fields
        rows: list[tuple[str, str]] = []
        values = self.values
        for field in (*FIELDS, *SEEN):
            value = values.pop(field.name, "")
            if value or (empty and field not in SEEN):
                rows.append((self._label(field.name), value))
        rows += [(labelled(name, self.index), value) for name, value in values.items()]
        return rows

    def _label(self, name: str) -> str:
        if name != "LONGTEXT":
            return labelled(name, self.index)
        spelled = self.settings.longtext.replace("_n", f"_{self.index}").replace("[n]", f"[{self.index}]")
        return f"NEW_ITEM-{spelled}"
