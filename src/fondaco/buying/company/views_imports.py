"""Pages on which files come in: what there is to import, the file, what it would do, and that it was done."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fondaco.buying.access import may, require, signed_in
from fondaco.buying.answers import add_refusal
from fondaco.buying.answers import person as asker
from fondaco.buying.company import imports
from fondaco.buying.company.choosing import entity_of
from fondaco.buying.company.importing import ADDED, CHANGED, REFUSED, SAME, Setting, apply_trial, try_file
from fondaco.buying.company.imports import Kind
from fondaco.buying.company.models import Trial
from fondaco.buying.company.views import page_of
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused

PAGE_SIZE = 100


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("At most a megabyte and 2,000 lines, with commas or semicolons."),
    )


@signed_in
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What this person may take in or out."""
    rows = [
        (kind, may(request.user, kind.changes), may(request.user, kind.sees))
        for kind in imports.kinds()
        if may(request.user, kind.sees) or may(request.user, kind.changes)
    ]
    if not rows:
        raise PermissionDenied("see_company")
    return page_of(request, "imports", {"rows": rows, "tab": "imports"})


@signed_in
@never_cache
def upload(request: HttpRequest, kind: str) -> HttpResponse:
    found = _changed(request, kind)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            text = imports.decoded(file.read(imports.MOST_BYTES + 1))
            made = try_file(setting=_setting(request, found), text=text)
        except Refused as refused:
            add_refusal(form, Refused(refused.code, refused.words, refused.remedy, "file"))
        else:
            return redirect("company:trial", made.public_id)
    page = page_of(request, "upload", {"form": form, "kind": found, "tab": "imports"})
    page.status_code = 422 if form.is_bound else 200
    return page


@signed_in
@never_cache
def trial(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the file would do; by POST it is done. Only who sent it sees it: its text names people."""
    found = get_object_or_404(Trial.objects.select_related("legal_entity"), public_id=public_id, by=asker(request))
    kind = _changed(request, found.kind)
    status, said = 200, ""
    if request.method == "POST":
        try:
            apply_trial(trial=found, setting=_setting(request, kind, found))
        except Refused as refused:
            status, said = 422, f"{refused.words} {refused.remedy}".strip()
        else:
            messages.success(request, _("Done, as it was shown."))
            return redirect("company:trial", public_id)
    return _shown(request, found, kind, status, said)


def _shown(request: HttpRequest, found: Trial, kind: Kind, status: int, said: str) -> HttpResponse:
    counts = Counter(one["what"] for one in found.outcomes)
    # What is refused first, then what would change; what stays the same is only counted.
    order = {REFUSED: 0, CHANGED: 1, ADDED: 2}
    rows = sorted((one for one in found.outcomes if one["what"] != SAME), key=lambda one: order[one["what"]])
    context: dict[str, Any] = {
        "trial": found,
        "kind": kind,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": {what: counts[what] for what in (ADDED, CHANGED, SAME, REFUSED)},
        "goes": not counts[REFUSED] and counts[ADDED] + counts[CHANGED] > 0 and found.applied_at is None,
        "said": said,
        "tab": "imports",
    }
    page = page_of(request, "trial", context)
    page.status_code = status
    return page


@signed_in
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The first line, and one as an example."""
    found = _changed(request, kind)
    return _file(f"{found.name}-template", imports.written(found, [{one.name: one.example for one in found.columns}]))


@signed_in
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    found = _known(kind)
    require(request.user, found.sees)
    rows = sorted(found.current(entity_of(request)).items())
    return _file(found.name, imports.written(found, [facts for _key, facts in rows]))


def _file(name: str, text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def _known(kind: str) -> Kind:
    found = imports.kind_named(kind)
    if found is None:
        raise Http404
    return found


def _changed(request: HttpRequest, kind: str) -> Kind:
    found = _known(kind)
    require(request.user, found.changes)
    return found


def _setting(request: HttpRequest, kind: Kind, found: Trial | None = None) -> Setting:
    entity = found.legal_entity if found else entity_of(request)
    now = timezone.now()
    return Setting(kind, entity, asker(request), now, timezone.localdate(now), new_public_id)
