"""The cart, supplier to buyer, read: fields NEW_ITEM-<FIELD>[n] gathered by their index, whatever their order.

Indices from 0, with gaps and out of order are read; so are all five spellings of LONGTEXT that are in use, and names in
any case. What no line of the model has a place for is kept: a NEW_ITEM field as an extrinsic of its line, any other
field as an extra of the cart, a value that could not be read as an extra of its line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fondaco.documents import Cart, Extra, Message
from fondaco.wire.oci import esapo
from fondaco.wire.oci.fields import PREFIX, labelled
from fondaco.wire.oci.forms import bounded
from fondaco.wire.oci.lines import line_of
from fondaco.wire.oci.settings import CartSettings
from fondaco.wire.oci.texts import plain
from fondaco.wire.refusing import refused
from fondaco.wire.results import Reading
from fondaco.wire.xml.limits import Limits
from fondaco.wire.xml.notes import Notes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DEFAULT = Limits()
_USUAL = CartSettings()

# LONGTEXT_1:132[], LONGTEXT_1:132, LONGTEXT_1:132[1], LONGTEXT_1:132[][1], LONGTEXT[1]; also with an n for the number.
_LONGTEXT = re.compile(r"LONGTEXT(?:_([0-9]{1,9}|N))?(?::132)?(?:\[([0-9]{0,9})\])?(?:\[([0-9]{1,9})\])?", re.ASCII)
_INDEXED = re.compile(r"([^\[\]]{1,80})\[([0-9]{1,9})\]", re.ASCII)

# Understood, and of no meaning once the cart is home.
CONTROLS = frozenset(
    {
        "~okcode",
        "~target",
        "~caller",
        "~forcetarget",
        "returntarget",
        "http_content_charset",
        "_charset_",
        "oci_version",
    }
)

Row = dict[str, tuple[str, str]]  # by the field's name in capitals: the name as it was sent, and the value


def is_cart_field(name: str) -> bool:
    return name.strip()[: len(PREFIX)].upper() == PREFIX


def looks_like_cart(fields: Iterable[tuple[str, str]]) -> bool:
    """Whether a posted form is a cart with lines: it has a field NEW_ITEM-, or the XML of one."""
    return any(is_cart_field(name) or name.strip().lower() == "~xmldocument" for name, _value in fields)


class Gathered:
    """The fields of a form, sorted out into lines."""

    def __init__(self, notes: Notes, limit: int) -> None:
        self.rows: dict[int, Row] = {}
        self.left: dict[int, list[Extra]] = {}
        self.extras: list[Extra] = []
        self._rows: dict[int, list[str]] = {}  # of long texts that come in several
        self._notes, self._limit = notes, limit

    def done(self) -> dict[int, Row]:
        """The lines, each long text in one piece."""
        for index, rows in self._rows.items():
            self.rows[index]["LONGTEXT"] = ("LONGTEXT", "\n".join(rows))
        return self.rows

    def add(self, name: str, value: str) -> None:
        """One field of the form."""
        text = plain(value)
        if not is_cart_field(name):
            if text and name.strip().lower() not in CONTROLS:
                self.extras.append(Extra(name.strip(), text))
            return
        sent = name.strip()[len(PREFIX) :]
        field, index = _parts(sent)
        if index is None:
            self._notes.add("oci.field.name", below=name.strip()[:100], found=text)
            self.extras.append(Extra(name.strip(), text))
        else:
            self.put(index, field, text)

    def put(self, index: int, field: str, text: str) -> None:
        """The field of one line."""
        row = self.rows.get(index)
        if row is None:
            if len(self.rows) >= self._limit:
                raise refused("cart.too_many_lines", limit=self._limit)
            row = self.rows[index] = {}
        key = field.upper()
        before = row.get(key)
        if before is None or not before[1]:
            row[key] = (field, text)
        elif text:
            self._again(index, key, row, text)

    def _again(self, index: int, key: str, row: Row, text: str) -> None:
        first = row[key][1]
        if key == "LONGTEXT":
            self._notes.add("oci.longtext.rows", below=labelled(key, index))
            self._rows.setdefault(index, [first]).append(text)
            return
        self._notes.add("oci.field.repeated", below=labelled(key, index), found=text)
        self.left.setdefault(index, []).append(Extra(labelled(key, index), text))


def _parts(sent: str) -> tuple[str, int | None]:
    """The field's name and its index, None where there is none to be read."""
    found = _INDEXED.fullmatch(sent)
    if found is not None and ":" not in found[1]:
        return found[1], int(found[2])
    long = _LONGTEXT.fullmatch(sent.upper()[:60])
    if long is not None and len(sent) <= 60:
        for number in long.groups():
            if number and number != "N":
                return "LONGTEXT", int(number)
    return sent, None


def read_cart(
    fields: Sequence[tuple[str, str]], *, limits: Limits = _DEFAULT, settings: CartSettings = _USUAL
) -> Reading:
    """The cart in a posted form. None at all, or none with NEW_ITEM, is an empty cart: OCI has no other word for one.

    ``settings`` say what was agreed on with the sender, as they do for :func:`write_cart`. Raises RemoteError for more
    than is read, and for XML in the form that is none.
    """
    bounded(fields, limits)
    notes = Notes(limits.findings)
    gathered = Gathered(notes, limits.lines)
    xml = kind = ""
    for name, value in fields:
        known = name.strip().lower()
        if known == esapo.DOCUMENT:
            xml = value
        elif known in esapo.TYPES:
            kind = value.strip()
        else:
            gathered.add(name, value)
    if xml.strip():
        _typed(kind, notes)
        esapo.gather(esapo.document_of(xml), gathered, notes, limits)
    return _reading_of(gathered, notes, settings)


def read_cart_xml(data: bytes, *, limits: Limits = _DEFAULT, settings: CartSettings = _USUAL) -> Reading:
    """The cart in the XML variant, out of its field. Raises RemoteError."""
    notes = Notes(limits.findings)
    gathered = Gathered(notes, limits.lines)
    esapo.gather(data, gathered, notes, limits)
    return _reading_of(gathered, notes, settings)


def _typed(kind: str, notes: Notes) -> None:
    if kind.upper() == "OAG":
        raise refused("oci.xml_type", type=kind)
    if kind.upper() != "ESAPO":
        notes.add("oci.xml.type", below="~xml_type", found=kind)


def _reading_of(gathered: Gathered, notes: Notes, settings: CartSettings) -> Reading:
    rows = gathered.done()
    indices = sorted(rows)
    shift = _remark_indices(indices, list(rows), notes)
    known = frozenset(indices)
    lines = tuple(
        line_of(rows[index], gathered.left.get(index, []), index, shift, known, settings, notes) for index in indices
    )
    if not lines:
        notes.add("oci.cart.empty", below="NEW_ITEM")
    return Reading(Message(Cart(buyer_cookie="", lines=lines, extras=tuple(gathered.extras))), notes.done())


def _remark_indices(indices: list[int], sent: list[int], notes: Notes) -> int:
    """What is to be added to an index to make it a line's number."""
    if not indices:
        return 0
    shift = 1 if indices[0] == 0 else 0
    if shift:
        notes.add("oci.index.zero", below="NEW_ITEM", found="0")
    if indices[0] > 1 or indices[-1] - indices[0] + 1 != len(indices):
        notes.add("oci.index.gaps", below="NEW_ITEM", found=f"{len(indices)} lines up to {indices[-1]}")
    if sent != indices:
        notes.add("oci.index.unordered", below="NEW_ITEM")
    return shift
