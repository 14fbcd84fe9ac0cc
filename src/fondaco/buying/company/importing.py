"""A file is tried, looked at, and applied as it was shown, all of it or nothing.

Trying does exactly what applying does, and undoes it: what the page shows is what the operations themselves said.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from attrs import asdict, frozen
from django.db import transaction
from django.utils.translation import gettext as _

from fondaco import audit
from fondaco.buying.company.imports import UNKNOWN, Facts, Kind, Row, read
from fondaco.buying.company.models import LegalEntity, Trial
from fondaco.buying.lifecycle import Refused
from fondaco.people.models import Person

ADDED, CHANGED, SAME, REFUSED = "added", "changed", "same", "refused"


@frozen
class Outcome:
    """What becomes of a line. ``differences`` are column, before and after; ``words`` why it is refused."""

    line: int
    key: str
    what: str
    differences: tuple[tuple[str, str, str], ...] = ()
    words: str = ""
    code: str = ""


@frozen
class Setting:
    """Who applies what to which company, and when."""

    kind: Kind
    entity: LegalEntity
    by: Person
    now: datetime
    today: date
    new_id: Callable[[], str]


def try_file(*, setting: Setting, text: str) -> Trial:
    """What the file would do; nothing of it is done. Raises Refused where it cannot be read at all.

    A person's earlier trials of this kind that were not applied go, with the text they kept.
    """
    rows = read(setting.kind, text)
    with transaction.atomic():
        _lock(setting)
        point = transaction.savepoint()
        outcomes = _run(setting, rows)
        transaction.savepoint_rollback(point)
        Trial.objects.filter(by=setting.by, kind=setting.kind.name, applied_at=None).delete()
        return Trial.objects.create(
            public_id=setting.new_id(),
            legal_entity=setting.entity,
            kind=setting.kind.name,
            by=setting.by,
            tried_at=setting.now,
            text=text,
            outcomes=[asdict(one) for one in outcomes],
            digest=_digest(text, outcomes),
        )


@transaction.atomic
def apply_trial(*, trial: Trial, setting: Setting) -> Trial:
    """Does what the trial showed. Raises Refused, with nothing done, where a line is refused, where something changed
    meanwhile so that something else would happen, and the second time.
    """
    _lock(setting)
    kept = Trial.objects.select_for_update().get(pk=trial.pk)
    if kept.applied_at is not None:
        raise Refused("applied_already", _("This file was applied already. Nothing was done a second time."))
    outcomes = _run(setting, read(setting.kind, kept.text))
    if _digest(kept.text, outcomes) != kept.digest:
        raise Refused(
            "changed_meanwhile",
            _("Something changed since the file was tried, so that something else would happen. Nothing was done."),
            _("Send the file again and look at what it would do now."),
        )
    if any(one.what == REFUSED for one in outcomes):
        raise Refused(
            "lines_refused",
            _("Some lines are refused, so nothing was done."),
            _("Mend them in the file and send it again."),
        )
    counts = Counter(one.what for one in outcomes)
    kept.applied_at, kept.text = setting.now, ""
    kept.save(update_fields=["applied_at", "text"])
    audit.write(
        action="company.file_applied",
        subject=f"import:{kept.public_id}",
        by=setting.by.pk,
        now=setting.now,
        after={"kind": kept.kind, "digest": kept.digest, **{what: counts[what] for what in (ADDED, CHANGED, SAME)}},
    )
    return kept


def _lock(setting: Setting) -> None:
    # Two files at once would each be shown a company that the other is about to change.
    LegalEntity.objects.select_for_update().get(pk=setting.entity.pk)


def _run(setting: Setting, rows: Sequence[Row]) -> list[Outcome]:
    current = setting.kind.current(setting.entity)
    found: dict[int, Outcome] = {}
    seen: set[tuple[str, ...]] = set()
    waiting = list(rows)
    while waiting:
        again = []
        for row in waiting:
            outcome = _one(setting, row, current, seen)
            found[row.line] = outcome
            if outcome.code == UNKNOWN:
                again.append(row)
        if len(again) == len(waiting):
            break
        waiting = again
    return [found[line] for line in sorted(found)]


def _one(setting: Setting, row: Row, current: dict[tuple[str, ...], Facts], seen: set[tuple[str, ...]]) -> Outcome:
    kind = setting.kind
    said = " ".join(row.cells.get(name, "") for name in kind.key).strip()
    try:
        told = _cleaned(kind, row)
        key = kind.key_of(told)
        if key in seen:
            raise Refused("twice", _("An earlier line is about the same."))
        was = current.get(key)
        facts = {column.name: told.get(column.name, (was or {}).get(column.name, "")) for column in kind.columns}
        changes = tuple(
            (name, (was or {}).get(name, ""), facts[name])
            for name in facts
            if facts[name] != (was or {}).get(name, "") and not (was is not None and name in kind.key)
        )
        if was is None or changes:
            _act(setting, facts, known=was is not None)
    except Refused as refused:
        return Outcome(row.line, said, REFUSED, (), f"{refused.words} {refused.remedy}".strip(), refused.code)
    seen.add(key)
    if was is None:
        return Outcome(row.line, said, ADDED, changes)
    return Outcome(row.line, said, CHANGED if changes else SAME, changes)


def _act(setting: Setting, facts: Facts, *, known: bool) -> None:
    with transaction.atomic():
        setting.kind.act(
            entity=setting.entity,
            facts=facts,
            known=known,
            by=setting.by,
            now=setting.now,
            today=setting.today,
            new_id=setting.new_id,
        )


def _cleaned(kind: Kind, row: Row) -> dict[str, str]:
    told = {}
    for column in kind.columns:
        if column.name not in row.cells:
            continue
        value = row.cells[column.name]
        if column.required and not value:
            raise Refused("missing", _("“%(column)s” is empty.") % {"column": column.name})
        try:
            told[column.name] = column.clean(value)
        except Refused as refused:
            words = _("“%(column)s”: %(words)s") % {"column": column.name, "words": refused.words}
            raise Refused(refused.code, words, refused.remedy) from refused
    return told


def _digest(text: str, outcomes: Sequence[Outcome]) -> str:
    """Of the file and of what would happen, whatever the reader's language."""
    facts: list[Any] = [text, [[one.line, one.key, one.what, one.differences, one.code] for one in outcomes]]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
