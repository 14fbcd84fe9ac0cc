"""The audit trail as a page: what happened, to what, by whom; and whether the chain is whole."""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fondaco import audit
from fondaco.audit.models import Line
from fondaco.audit.trail import CHANGED, INSERTED, MISSING, MOVED, Flaw, Verdict
from fondaco.buying.access import needs
from fondaco.buying.company import registry
from fondaco.buying.company.views import page_of
from fondaco.people.models import Person

PAGE_SIZE = 50


@frozen
class Told:
    """A line with the name of who did it."""

    line: Line
    who: str

    @property
    def before(self) -> str:
        return _facts(self.line.before)

    @property
    def after(self) -> str:
        return _facts(self.line.after)


def _facts(facts: Any) -> str:
    if not facts:
        return ""
    return "; ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items())


@needs("see_audit")
@never_cache
def audit_trail(request: HttpRequest) -> HttpResponse:
    """The latest first; of one subject where its number or name is given. By POST the whole chain is looked at."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    rows = Line.objects.order_by("-id")
    if words:
        rows = rows.filter(subject__in=[words, *registry.subjects_numbered(words)])
    older = request.GET.get("before", "")
    if older.isascii() and older.isdecimal() and len(older) <= 18:
        rows = rows.filter(id__lt=int(older))
    found = list(rows[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    names = dict(Person.objects.filter(pk__in={line.by for line in shown if line.by}).values_list("pk", "name"))
    verdict = audit.verify() if request.method == "POST" else None
    context = {
        "tab": "audit",
        "words": words,
        "lines": [Told(line, names.get(line.by or 0, "")) for line in shown],
        "older": shown[-1].pk if len(found) > PAGE_SIZE else None,
        "verdict": verdict,
        "flaw": flaw_words(verdict) if verdict else "",
    }
    return page_of(request, "audit", context)


def flaw_words(verdict: Verdict) -> str:
    """What is wrong with the chain, in the reader's language; nothing where it is whole."""
    flaw: Flaw | None = verdict.flaw
    if flaw is None:
        return ""
    sentences = {
        CHANGED: _("The entry at place %(place)d (line %(line)s) was changed after it was sealed."),
        MISSING: _("The entry at place %(place)d is missing."),
        MOVED: _("The entry of place %(place)d (line %(line)s) was moved to another place."),
        INSERTED: _("The entry at place %(place)d (line %(line)s) was put in later."),
    }
    return sentences[flaw.kind] % {"place": flaw.position, "line": flaw.line_id or "–"}
