"""The catalogue, for the store's own people: any item, its offers, and who may buy it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from fondaco.documents import quantity_text
from fondaco.people.models import Person
from fondaco.selling.access import Action, may, requires
from fondaco.selling.catalog import agreements, operations, staff
from fondaco.selling.catalog.forms_staff import AudienceForm, OfferForm
from fondaco.selling.catalog.models import Item, Offer


def person_of(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@never_cache
@require_GET
@requires(Action.SEE_CATALOGUE)
def catalogue(request: HttpRequest) -> HttpResponse:
    """Finding an item, whoever may buy it."""
    text = request.GET.get("q", "").strip()[:200]
    items = staff.found(text)
    context = {"q": text, "items": items, "more": len(items) == staff.MOST_FOUND}
    return render(request, "selling_catalog/staff.html", context)


def _item(part_id: str) -> Item:
    found = staff.item_by(part_id)
    if found is None:
        raise Http404(_("There is no such item."))
    return found


@never_cache
@require_GET
@requires(Action.SEE_CATALOGUE)
def item(request: HttpRequest, part_id: str) -> HttpResponse:
    return _page(request, _item(part_id))


def _page(request: HttpRequest, found: Item, sent: OfferForm | None = None, *, status: int = 200) -> HttpResponse:
    offers = list(found.offers.all())
    audience = [row.account.public_id for row in found.audience.all()]
    context = {
        "item": found,
        "offers": [(o, sent if sent is not None and sent.prefix == o.key else OfferForm.of(o)) for o in offers],
        "sent": sent,
        "contracts": staff.contracts_for(found),
        "today": timezone.localdate(),
        "may_change": may(request.user, Action.CHANGE_CATALOGUE),
        "audience_form": AudienceForm(initial={"audience": audience}),
    }
    return render(request, "selling_catalog/staff_item.html", context, status=status)


@require_POST
@requires(Action.CHANGE_CATALOGUE)
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """Set an offer's terms."""
    row = Offer.objects.select_related("item", "seller").filter(key=key).first() if "\0" not in key else None
    if row is None:
        raise Http404(_("There is no such offer."))
    form = OfferForm(request.POST, prefix=row.key)
    if not form.is_valid():
        return _page(request, _item(row.item.part_id), form, status=422)
    try:
        operations.change_offer(
            offer_id=row.pk,
            terms=form.terms(),
            seen=form.cleaned_data["seen"],
            by=person_of(request).pk,
            now=timezone.now(),
        )
    except operations.StockPromised as short:
        words = _("%(promised)s of it are promised to orders: no less can lie there. Nothing was changed.")
        form.add_error("stock", words % {"promised": quantity_text(short.promised)})
        return _page(request, _item(row.item.part_id), form, status=409)
    except operations.ChangedMeanwhile:
        messages.error(request, _("Somebody has changed this offer meanwhile. Nothing was changed: look at it again."))
    except operations.Unchanged:
        messages.info(request, _("The offer is so already. Nothing was changed."))
    else:
        messages.success(request, _("The offer of %(seller)s is changed.") % {"seller": row.seller.name})
    return redirect("selling_catalog:staff-item", row.item.part_id)


@require_POST
@requires(Action.CHANGE_CATALOGUE)
def sale(request: HttpRequest, part_id: str) -> HttpResponse:
    """Sell an item no more, or again."""
    found = _item(part_id)
    again = request.POST.get("sell") == "again"
    verb = operations.sell_item_again if again else operations.withdraw_item
    try:
        verb(item_id=found.pk, by=person_of(request).pk, now=timezone.now())
    except operations.NotPossible:
        messages.info(request, _("The item is so already. Nothing was changed."))
    else:
        words = _("The item is sold again.") if again else _("The item is withdrawn. What was promised stays promised.")
        messages.success(request, words)
    return redirect("selling_catalog:staff-item", found.part_id)


@require_POST
@requires(Action.CHANGE_CATALOGUE)
def audience(request: HttpRequest, part_id: str) -> HttpResponse:
    """Who may know of an item: these customers alone, or everybody."""
    found = _item(part_id)
    form = AudienceForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("One of these customers is not there any more. Nothing was changed: choose again."))
        return redirect("selling_catalog:staff-item", found.part_id)
    by, now = person_of(request).pk, timezone.now()
    try:
        if "everybody" in request.POST:
            agreements.open_to_all(item=found, by=by, now=now)
        else:
            agreements.make_exclusive(item=found, audience=form.chosen(), by=by, now=now)
    except agreements.AgreementRefused:
        messages.info(request, _("It is so already. Nothing was changed."))
    else:
        messages.success(request, _("Who may buy the item is changed; the search follows within seconds."))
    return redirect("selling_catalog:staff-item", found.part_id)
