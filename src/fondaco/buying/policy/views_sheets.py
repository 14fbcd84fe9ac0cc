"""Rules as a file: taken home, and brought back by way of a page that says what each row would do."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fondaco.buying.access import needs
from fondaco.buying.answers import add_refusal, employee, person
from fondaco.buying.company.views import tabs
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.policy import operations, queries
from fondaco.buying.policy.forms import SheetForm
from fondaco.buying.policy.models import PolicyVersion
from fondaco.buying.policy.sheets import MOST_BYTES, Reading, read_rules, text_of, write_rules

MOST_SHOWN = 200


@needs("see_company")
@never_cache
@require_safe
def export(request: HttpRequest, public_id: str) -> HttpResponse:
    """A version's rules as a table."""
    found = get_object_or_404(queries.versions_of(employee(request).legal_entity), public_id=public_id)
    name = f"approval-rules-{found.number}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    # The mark at the beginning lets spreadsheets see that it is UTF-8.
    return HttpResponse("\ufeff" + write_rules(found), content_type="text/csv; charset=utf-8", headers=headers)


@needs("change_company")
@never_cache
def take(request: HttpRequest) -> HttpResponse:
    """A file, first tried, then taken into the draft as it was shown."""
    draft = queries.draft_of(employee(request).legal_entity)
    if draft is None:
        raise Http404
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, draft, form, None, "")
    text = _text(request, form)
    try:
        if not text:
            raise Refused("no_file", _("Choose a file with rules in it."), "", "file")
        reading = read_rules(draft, text)
        if "apply" in request.POST:
            return _taken(request, draft, form, reading, text)
    except Refused as refused:
        add_refusal(form, refused)
        return _page(request, draft, form, None, "")
    return _page(request, draft, form, reading, text)


def _text(request: HttpRequest, form: SheetForm) -> str:
    uploaded = request.FILES.get("file")
    if uploaded is None:
        told: str = form.cleaned_data["text"]
        return told
    # One byte more than is allowed, so that what is too large is seen to be.
    return text_of(uploaded.read(MOST_BYTES + 1))


def _taken(request: HttpRequest, draft: PolicyVersion, form: SheetForm, reading: Reading, text: str) -> HttpResponse:
    if reading.refused:
        return _page(request, draft, form, reading, text)
    told = {row.rule or new_public_id(): row.facts for row in reading.rows if row.facts and row.what != "same"}
    seen = form.cleaned_data["edits"]
    operations.take_rules(
        version=draft,
        told=told,
        gone=reading.missing if form.cleaned_data["whole"] else (),
        edits=-1 if seen is None else seen,
        by=person(request),
        now=timezone.now(),
        file_digest=sha256(text.encode()).hexdigest(),
    )
    words = ngettext(
        "%(count)d rule was taken into the draft.", "%(count)d rules were taken into the draft.", len(told)
    )
    messages.success(request, words % {"count": len(told)})
    return redirect("policy:draft")


def _page(
    request: HttpRequest, draft: PolicyVersion, form: SheetForm, reading: Reading | None, text: str
) -> HttpResponse:
    context: dict[str, Any] = {"draft": draft, "form": form, "reading": reading, "text": text, "tabs": tabs("rules")}
    if reading is not None:
        context |= {
            "whole": form.cleaned_data["whole"],
            "counts": {what: reading.count(what) for what in ("added", "changed", "same", "refused")},
            # What needs a look first: what is refused, then what changes.
            "rows": sorted(reading.rows, key=lambda row: (row.what != "refused", row.what == "same"))[:MOST_SHOWN],
        }
    wrong = form.is_bound and (bool(form.errors) or (reading is not None and reading.refused))
    return render(request, "buying_policy/import.html", context, status=422 if wrong else 200)
