"""Rules as a table that a spreadsheet opens: written out, read back, and tried before anything is changed.

One row a rule. Several values in a cell are parted by ``|``; a leading ``!`` means none of them. People are named by
their e-mail, everything else by its code; a supplier by its name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen
from django.utils.translation import gettext as _

from fondaco.buying.company.models import Employee, LegalEntity, RoleName
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy.conditions import Condition
from fondaco.buying.policy.models import ApprovalRule, Effect, PolicyVersion, Who
from fondaco.buying.policy.operations import RuleFacts, normal
from fondaco.buying.policy.queries import rules_of
from fondaco.buying.policy.registry import dimensions

MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
_PLAIN = ("rule", "place", "effect", "who", "needs", "role", "people", "instead", "above", "up_to", "of_lines")
_OF_PEOPLE = ("requester", "department")
_AMOUNT = re.compile(r"[0-9]{1,12}([.,][0-9]{1,2})?")
_PLACE = re.compile(r"[0-9]{1,4}")
# What a spreadsheet would take for a formula; such a cell is written with an apostrophe before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def columns() -> tuple[str, ...]:
    return (*_PLAIN, "covers_lines", *(one.name for one in dimensions()), "message")


@frozen
class Row:
    """A line of the file. ``what``: ``added``, ``changed``, ``same`` or ``refused``, which says ``why``."""

    number: int
    what: str
    rule: str = ""
    facts: RuleFacts | None = None
    why: str = ""

    @property
    def words(self) -> str:
        """What the rule does, in short."""
        if self.facts is None:
            return ""
        does = str(Effect(self.facts.effect).label)
        return f"{does}: {self.facts.message or Who(self.facts.who).label}"


@frozen
class Reading:
    """A file as it was read against a draft. ``missing`` are the draft's rules that it does not have."""

    rows: tuple[Row, ...]
    missing: tuple[str, ...]

    @property
    def refused(self) -> bool:
        return any(row.what == "refused" for row in self.rows)

    def count(self, what: str) -> int:
        return sum(1 for row in self.rows if row.what == what)


def text_of(content: bytes) -> str:
    """The text of an uploaded file: UTF-8, or what spreadsheets on Windows write."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\0", "")


def write_rules(version: PolicyVersion) -> str:
    """All rules of ``version``. As many statements for any number of rules."""
    words = _Words(version.legal_entity)
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow(columns())
    for rule in rules_of(version):
        cells = words.cells_of(rule)
        sheet.writerow(_safe(cells.get(name, "")) for name in columns())
    return out.getvalue()


def read_rules(version: PolicyVersion, text: str) -> Reading:
    """What ``text`` would do to ``version``. Changes nothing. Raises Refused for a file that is no such table."""
    table = _table(text)
    words = _Words(version.legal_entity)
    known = {rule.public_id: normal(facts_of(rule)) for rule in rules_of(version)}
    seen: set[str] = set()
    rows = []
    for number, cells in enumerate(table, start=2):
        row = _row(number, cells, words, known, seen)
        if row.rule:
            seen.add(row.rule)
        rows.append(row)
    return Reading(tuple(rows), tuple(rule for rule in known if rule not in seen))


def facts_of(rule: ApprovalRule) -> RuleFacts:
    """A rule as it would be said again. Its relations are loaded."""
    return RuleFacts(
        who=rule.who,
        sequence=rule.sequence,
        above=rule.above,
        up_to=rule.up_to,
        effect=rule.effect,
        needs=rule.needs,
        role=rule.role,
        people=tuple(rule.people.all()),
        instead=rule.instead,
        of_lines=rule.of_lines,
        covers_lines=rule.covers_lines,
        conditions=rule.asked,
        message=rule.message,
    )


def _table(text: str) -> list[dict[str, str]]:
    if len(text) > MOST_BYTES:
        raise Refused("too_large", _("The file is too large: at most 1 MB can be read at once."), "", "file")
    head = text.partition("\n")[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Refused("no_table", _("The file is no table that can be read."), "", "file") from error
    names = {name for row in rows[:1] for name in row if name}
    if not rows or not {"place", "effect"} <= names:
        raise Refused(
            "no_header",
            _("The first line has to name the columns, “place” and “effect” among them, and a rule has to follow."),
            _("Export the rules that there are and change that file."),
            "file",
        )
    if len(rows) > MOST_ROWS:
        words = _("The file has %(count)d rows; at most %(most)d can be read at once.")
        raise Refused("too_many", words % {"count": len(rows), "most": MOST_ROWS}, "", "file")
    strange = sorted(names - set(columns()))
    if strange:
        raise Refused("column_unknown", _("There is no column “%(name)s”.") % {"name": strange[0][:60]}, "", "file")
    return [{name: _told(value) for name, value in row.items() if name and isinstance(value, str)} for row in rows]


def _row(number: int, cells: Mapping[str, str], words: _Words, known: Mapping[str, RuleFacts], seen: set[str]) -> Row:
    rule = cells.get("rule", "")
    try:
        if rule and rule not in known:
            raise Refused("rule_unknown", _("The draft has no rule %(rule)s.") % {"rule": rule[:40]})
        if rule in seen:
            raise Refused("rule_twice", _("Rule %(rule)s stands in the file twice.") % {"rule": rule[:40]})
        facts = normal(words.facts_of(cells))
    except Refused as refused:
        return Row(number, "refused", why=f"{refused.words} {refused.remedy}".strip())
    if not rule:
        return Row(number, "added", facts=facts)
    return Row(number, "same" if facts == known[rule] else "changed", rule, facts)


class _Words:
    """What cells say, and what they mean, for one legal entity."""

    def __init__(self, entity: LegalEntity) -> None:
        staff = Employee.objects.filter(legal_entity=entity).select_related("person")
        self._by_email = {one.person.email.lower(): one for one in staff}
        self._emails = {one.public_id: one.person.email for one in staff}
        self._values: dict[str, dict[str, str]] = {}
        self._said: dict[str, dict[str, str]] = {}
        for one in dimensions():
            choices = one.choices(entity)
            named: dict[str, list[str]] = {}
            for value, said in choices:
                named.setdefault(str(said).lower(), []).append(value)
            once = {said: values[0] for said, values in named.items() if len(values) == 1}
            self._values[one.name] = {**once, **{value.lower(): value for value, _said in choices}}
            if one.name == "supplier":
                self._said[one.name] = {value: str(said) for value, said in choices if str(said).lower() in once}

    def cells_of(self, rule: ApprovalRule) -> dict[str, str]:
        cells = {
            "rule": rule.public_id,
            "place": str(rule.sequence),
            "people": "|".join(one.person.email for one in rule.people.all()),
            "instead": rule.instead.person.email if rule.instead else "",
            **{name: getattr(rule, name) for name in ("effect", "who", "needs", "role", "message")},
            **{name: _amount(getattr(rule, name)) for name in ("above", "up_to")},
            **{name: "yes" if getattr(rule, name) else "" for name in ("of_lines", "covers_lines")},
        }
        for one in rule.asked:
            said = self._emails if one.dimension in _OF_PEOPLE else self._said.get(one.dimension, {})
            values = "|".join(said.get(value, value) for value in sorted(one.values))
            cells[one.dimension] = f"!{values}" if one.negated else values
        return cells

    def facts_of(self, cells: Mapping[str, str]) -> RuleFacts:
        """Raises Refused where a cell says nothing that is known."""
        place = cells.get("place", "")
        if not _PLACE.fullmatch(place):
            raise Refused("place_unknown", _("Choose a place between 1 and 9999."))
        named = [one for one in dimensions() if cells.get(one.name)]
        instead = cells.get("instead", "")
        return RuleFacts(
            who=cells.get("who", ""),
            sequence=int(place),
            above=_read_amount(cells.get("above", "")),
            up_to=_read_amount(cells.get("up_to", "")),
            effect=cells.get("effect") or Effect.APPROVE,
            needs=cells.get("needs") or "all",
            role=_role(cells.get("role", "")),
            people=tuple(self._employee(one) for one in _parts(cells.get("people", ""))),
            instead=self._employee(instead) if instead else None,
            of_lines=_yes(cells.get("of_lines", "")),
            covers_lines=_yes(cells.get("covers_lines", "")),
            conditions=tuple(self._condition(one.name, cells[one.name]) for one in named),
            message=cells.get("message", ""),
        )

    def _employee(self, email: str) -> Employee:
        found = self._by_email.get(email.lower())
        if found is None:
            raise Refused("nobody_such", _("Nobody here has the e-mail %(email)s.") % {"email": email[:80]})
        return found

    def _condition(self, dimension: str, cell: str) -> Condition:
        negated = cell.startswith("!")
        values = []
        for one in _parts(cell.removeprefix("!")):
            if dimension in _OF_PEOPLE:
                values.append(self._employee(one).public_id)
            elif one.lower() in self._values[dimension]:
                values.append(self._values[dimension][one.lower()])
            else:
                told = {"value": one[:80], "column": dimension}
                raise Refused("value_unknown", _("“%(value)s” in column “%(column)s” is not in use.") % told)
        return Condition(dimension, values, negated)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _told(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"


def _read_amount(cell: str) -> Decimal | None:
    if not cell:
        return None
    if not _AMOUNT.fullmatch(cell):
        raise Refused("amount_unreadable", _("“%(cell)s” is no amount, such as 1000 or 1000.50.") % {"cell": cell[:40]})
    return Decimal(cell.replace(",", "."))


def _role(cell: str) -> str:
    if cell and cell not in RoleName.values:
        raise Refused("role_unknown", _("There is no role “%(cell)s”.") % {"cell": cell[:40]})
    return cell


def _yes(cell: str) -> bool:
    if cell.lower() in {"", "no", "0", "false"}:
        return False
    if cell.lower() in {"yes", "1", "true", "sì", "si"}:
        return True
    raise Refused("yes_or_no", _("“%(cell)s” is neither yes nor no.") % {"cell": cell[:40]})
