"""Setting up what recurs, and changing it: from a request, from favourites, or written by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import needs, signed_in
from fondaco.buying.answers import add_refusal, employee, person
from fondaco.buying.company.models import Employee
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests.models import Favourite, PurchaseRequest
from fondaco.buying.requests.views import seen as seen_request
from fondaco.buying.standing import lines, operations
from fondaco.buying.standing.forms import QuantitiesForm, RhythmForm, StandingForm, WrittenForm
from fondaco.buying.standing.models import StandingLine, StandingOrder
from fondaco.buying.standing.states import StandingState
from fondaco.buying.standing.views import changeable, seen, version_of

MOST_FAVOURITES = 100
ROOM_FOR_MORE = Decimal("1.1")  # what the limit is suggested at, above what it came to


@needs("request")
@never_cache
def from_request(request: HttpRequest, request_id: str) -> HttpResponse:
    """What an ordered request asked for, regularly from now on."""
    found = seen_request(request, request_id)
    try:
        rows = lines.recurring(found)
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
        return redirect(found)
    things = [(row.line_number, row.description or row.supplier_part_id) for row in rows]
    counts = {row.line_number: row.quantity for row in rows if row.quantity is not None}
    asked = QuantitiesForm(_bound(request), things=things, counts=counts)
    form = _form(request, employee(request), _initial_from(found))
    if _wanted(request, form, asked):
        made = _begin(request, form, lambda: lines.lines_of_request(rows, asked.quantities()), made_from=found)
        if made is not None:
            return redirect(made)
    return _page(request, form, {"rows": list(zip(rows, asked, strict=True)), "made_from": found}, asked)


@needs("request")
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """From favourites, and with a line written by hand."""
    me = employee(request)
    asked, favourites = _favourites(request)
    bound = _bound(request)
    written = WrittenForm(
        bound, prefix="written", currency=me.legal_entity.currency, empty_permitted=True, use_required_attribute=False
    )
    form = _form(request, me, {"cost_centre": me.cost_centre_id, "deliver_to": me.address_id})
    if _wanted(request, form, asked, written):
        made = _begin(request, form, lambda: _chosen(request, asked, written))
        if made is not None:
            return redirect(made)
    context = {"favourites": list(zip(favourites, asked, strict=True)), "written": written}
    return _page(request, form, context, asked, written)


@signed_in
@never_cache
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    order = _open(request, public_id)
    form = StandingForm(
        _bound(request),
        initial=StandingForm.initial_of(order),
        entity=order.legal_entity,
        owner=order.requester,
        today=timezone.localdate(),
    )
    if _wanted(request, form):
        try:
            operations.change_standing(
                order=order,
                version=form.cleaned_data["version"] or 0,
                terms=form.terms(),
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("Saved. It holds from the next cycle on."))
            return redirect(order)
    return _page(request, form, {"order": order})


@signed_in
@never_cache
def change_lines(request: HttpRequest, public_id: str) -> HttpResponse:
    """How many of each from the next cycle on."""
    order = _open(request, public_id)
    rows = list(order.lines.all())
    asked = _quantities_of(request, rows, bound=request.method == "POST")
    if request.method == "POST" and asked.is_valid():
        try:
            lines.change_quantities(
                order=order,
                version=version_of(request),
                quantities=asked.quantities(),
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(asked, refused)
        else:
            messages.success(request, _("Saved. It holds from the next cycle on."))
            return redirect(order)
    return _lines_page(request, order, rows, asked)


@signed_in
@require_POST
def add_lines(request: HttpRequest, public_id: str) -> HttpResponse:
    """Favourites, and a line written by hand, beside what is asked for already."""
    order = _open(request, public_id)
    rows = list(order.lines.all())
    asked, favourites = _favourites(request)
    written = _written(request, order)
    if asked.is_valid() and written.is_valid():
        try:
            lines.add_lines(
                order=order,
                version=version_of(request),
                lines=_chosen(request, asked, written),
                by=person(request),
                now=timezone.now(),
            )
        except Refused as refused:
            add_refusal(written, refused)
        else:
            messages.success(request, _("Added. It is asked for from the next cycle on."))
            return redirect("standing:lines", order.public_id)
    kept = _quantities_of(request, rows, bound=False)
    return _lines_page(request, order, rows, kept, (asked, favourites, written))


@needs("see_home")
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """The next days for a rhythm as it stands in the form, of a new standing order or a known one. Keeps nothing."""
    form = RhythmForm(request.GET)
    known = request.GET.get("order", "")
    order = seen(request, known) if known else None
    entity = order.legal_entity if order is not None else employee(request).legal_entity
    coming = form.coming(country=entity.country, today=timezone.localdate(), after=_last_of(order))
    return render(request, "buying_standing/_days.html", {"coming": coming, "incomplete": not form.is_valid()})


def _bound(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form(request: HttpRequest, me: Employee, initial: dict[str, Any]) -> StandingForm:
    return StandingForm(
        _bound(request), initial=initial, entity=me.legal_entity, owner=me.person, today=timezone.localdate()
    )


def _initial_from(found: PurchaseRequest) -> dict[str, Any]:
    names = ("reason", "cost_centre_id", "project_id", "deliver_to_id")
    initial = {name.removesuffix("_id"): getattr(found, name) for name in names}
    whole = (found.net + found.charges_sum) * ROOM_FOR_MORE
    return {**initial, "name": found.reason[:60], "most": f"{whole:.2f}"}


def _wanted(request: HttpRequest, *forms: Any) -> bool:
    """Whether it was sent to be kept, not only to see the days, and is complete."""
    return request.method == "POST" and "preview" not in request.POST and all(form.is_valid() for form in forms)


def _begin(
    request: HttpRequest, form: StandingForm, rows: Any, made_from: PurchaseRequest | None = None
) -> StandingOrder | None:
    try:
        made = operations.begin_standing(
            employee=employee(request),
            terms=form.terms(),
            lines=rows(),
            now=timezone.now(),
            public_id=new_public_id(),
            made_from=made_from,
        )
    except Refused as refused:
        add_refusal(form, refused)
        return None
    messages.success(request, _("It runs. Each time you hear from it only where you have to look."))
    return made


def _favourites(request: HttpRequest) -> tuple[QuantitiesForm, list[Favourite]]:
    found = list(Favourite.objects.filter(person=person(request)).select_related("supplier")[:MOST_FAVOURITES])
    things = [(one.pk, one.description or one.supplier_part_id) for one in found]
    return QuantitiesForm(_bound(request), prefix="favourite", things=things), found


def _written(request: HttpRequest, order: StandingOrder) -> WrittenForm:
    return WrittenForm(
        _bound(request),
        prefix="written",
        currency=order.currency,
        empty_permitted=True,
        use_required_attribute=False,
    )


def _chosen(request: HttpRequest, asked: QuantitiesForm, written: WrittenForm) -> list[StandingLine]:
    found = lines.lines_of_favourites(person(request), asked.quantities())
    if written.has_changed():
        found.append(lines.line_written(written.facts(), language=person(request).language))
    return found


def _quantities_of(request: HttpRequest, rows: list[StandingLine], *, bound: bool) -> QuantitiesForm:
    things = [(row.line_number, row.description or row.supplier_part_id) for row in rows]
    counts = {row.line_number: row.quantity for row in rows}
    return QuantitiesForm(request.POST if bound else None, things=things, counts=counts)


def _open(request: HttpRequest, public_id: str) -> StandingOrder:
    """One that may be changed and has not ended."""
    order = changeable(request, public_id)
    if order.state == StandingState.ENDED:
        raise Http404
    return order


def _page(request: HttpRequest, form: StandingForm, context: dict[str, Any], *others: Any) -> HttpResponse:
    """The form with the days that it comes to; those are worked out without a script too."""
    order: StandingOrder | None = context.get("order")
    rhythm = RhythmForm(form.data) if form.is_bound else RhythmForm(_as_sent(form))
    entity = order.legal_entity if order is not None else employee(request).legal_entity
    preview = "preview" in request.POST
    whole = {
        **context,
        "form": StandingForm(initial=_told(form), **_who(request, order, entity)) if preview else form,
        "others": others,
        "coming": rhythm.coming(country=entity.country, today=timezone.localdate(), after=_last_of(order)),
        "incomplete": not rhythm.is_valid(),
    }
    status = 422 if form.is_bound and not preview else 200
    return render(request, "buying_standing/edit.html", whole, status=status)


def _last_of(order: StandingOrder | None) -> date | None:
    """The day of the latest cycle that there was."""
    if order is None:
        return None
    return order.cycles.order_by("-needed_on").values_list("needed_on", flat=True).first()


def _who(request: HttpRequest, order: StandingOrder | None, entity: Any) -> dict[str, Any]:
    return {
        "entity": entity,
        "owner": order.requester if order is not None else person(request),
        "today": timezone.localdate(),
    }


def _told(form: StandingForm) -> dict[str, Any]:
    """What stands in a form that was only sent to see the days: shown again, and not judged."""
    return {name: form.data.get(name) for name in form.fields}


def _as_sent(form: StandingForm) -> dict[str, Any]:
    """The rhythm's fields as a browser would send them unchanged."""
    return {name: form.get_initial_for_field(form.fields[name], name) for name in RhythmForm.base_fields}


def _lines_page(
    request: HttpRequest,
    order: StandingOrder,
    rows: list[StandingLine],
    asked: QuantitiesForm,
    more: tuple[QuantitiesForm, list[Favourite], WrittenForm] | None = None,
) -> HttpResponse:
    if more is None:
        things, favourites = _favourites_unbound(request)
        more = (
            things,
            favourites,
            WrittenForm(prefix="written", currency=order.currency, use_required_attribute=False),
        )
    context = {
        "order": order,
        "rows": list(zip(rows, asked, strict=True)),
        "asked": asked,
        "favourites": list(zip(more[1], more[0], strict=True)),
        "written": more[2],
    }
    wrong = asked.is_bound or more[2].is_bound
    return render(request, "buying_standing/lines.html", context, status=422 if wrong else 200)


def _favourites_unbound(request: HttpRequest) -> tuple[QuantitiesForm, list[Favourite]]:
    _asked, found = _favourites(request)
    things = [(one.pk, one.description or one.supplier_part_id) for one in found]
    return QuantitiesForm(prefix="favourite", things=things), found
