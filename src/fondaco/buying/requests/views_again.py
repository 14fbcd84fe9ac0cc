"""Files beside a request, asking for something again, and favourites."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fondaco.buying.access import may, needs, require, signed_in
from fondaco.buying.answers import employee, person
from fondaco.buying.ids import new_public_id
from fondaco.buying.lifecycle import Refused
from fondaco.buying.requests import again, attachments
from fondaco.buying.requests.models import Favourite
from fondaco.buying.requests.views import seen
from fondaco.buying.shopping.views import go
from fondaco.buying.suppliers.doors import opens_stores

PAGE_SIZE = 50


@signed_in
@require_POST
def add_file(request: HttpRequest, public_id: str) -> HttpResponse:
    found = seen(request, public_id)
    require(request.user, "change_request", found)
    sent = request.FILES.get("file")
    if sent is None:
        messages.warning(request, _("Choose a file first."))
        return redirect(found)
    try:
        attachments.add_attachment(
            request=found,
            version=_version(request),
            name=sent.name or "",
            # One byte more than may be: enough to know that it is too big, whatever its header says.
            data=sent.read(attachments.MOST_BYTES + 1),
            by=person(request),
            now=timezone.now(),
            public_id=new_public_id(),
        )
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("The file is with the request."))
    return redirect(found)


@signed_in
@never_cache
@require_safe
def file(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    """To whoever may see the request. Always saved, never shown: it came from outside."""
    attachment = get_object_or_404(seen(request, public_id).attachments, public_id=file_id)
    response = HttpResponse(attachments.body_of(attachment), content_type=attachment.content_type)
    response["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@signed_in
@require_POST
def remove_file(request: HttpRequest, public_id: str, file_id: str) -> HttpResponse:
    found = seen(request, public_id)
    require(request.user, "change_request", found)
    attachment = get_object_or_404(found.attachments.select_related("request"), public_id=file_id)
    try:
        attachments.remove_attachment(
            attachment=attachment, version=_version(request), by=person(request), now=timezone.now()
        )
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
    else:
        messages.success(request, _("The file is removed."))
    return redirect(found)


@needs("request")
@require_POST
def ask_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """A new draft of what was asked for before; the stores quote it anew."""
    try:
        made = again.ask_again(
            earlier=seen(request, public_id),
            employee=employee(request),
            now=timezone.now(),
            public_id=new_public_id(),
        )
    except Refused as refused:
        messages.warning(request, f"{refused.words} {refused.remedy}".strip())
        return redirect("requests:request", public_id)
    messages.success(request, _("A new draft. Fetch new prices where it says so, then submit it."))
    return redirect(made)


@needs("request")
@require_POST
def keep_favourite(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    found = seen(request, public_id)
    line = get_object_or_404(found.lines.select_related("supplier"), line_number=number)
    try:
        again.keep_favourite(line=line, by=person(request), now=timezone.now(), public_id=new_public_id())
    except Refused as refused:
        messages.warning(request, refused.words)
        return redirect(found)
    messages.success(request, _("It is among your favourites."))
    return redirect("requests:favourites")


@needs("request")
@never_cache
@require_safe
@opens_stores
def favourites(request: HttpRequest) -> HttpResponse:
    rows = Favourite.objects.filter(person=person(request)).select_related("supplier__partner")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": page.object_list, "may_shop": may(request.user, "shop")}
    return render(request, "buying_requests/favourites.html", context)


@needs("shop")
@require_POST
@opens_stores
def shop_favourite(request: HttpRequest, favourite_id: str) -> HttpResponse:
    """Into the store, to this article where the store can show one."""
    one = get_object_or_404(
        Favourite.objects.select_related("supplier__partner"), person=person(request), public_id=favourite_id
    )
    chosen = (one.supplier_part_id, one.supplier_part_auxiliary_id)
    return go(request, one.supplier, back="requests:favourites", selected=chosen)


@needs("request")
@require_POST
def drop_favourite(request: HttpRequest, favourite_id: str) -> HttpResponse:
    one = get_object_or_404(Favourite, person=person(request), public_id=favourite_id)
    again.drop_favourite(favourite=one, by=person(request), now=timezone.now())
    messages.success(request, _("It is no favourite any more."))
    return redirect("requests:favourites")


def _version(request: HttpRequest) -> int:
    told = request.POST.get("version", "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
