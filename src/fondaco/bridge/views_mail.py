"""Letters, to be read on a page: everybody's in the demo, an administrator's look elsewhere."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fondaco.bridge import letters, policy, words
from fondaco.bridge.models import Enclosure, Mail
from fondaco.bridge.text import storable


@never_cache
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    if not policy.may_read_mail(request.user):
        return _away(request)
    to = storable(request.GET.get("to", ""), 254).strip()
    rows = Mail.objects.defer("text_sealed", "html_sealed").order_by("-created_at", "-pk")
    if to:
        rows = rows.filter(to__icontains=to)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    shown = [(letter, *words.sending(letter.state, letter.trouble)) for letter in page.object_list]
    return render(request, "bridge/mailbox.html", {"page": page, "letters": shown, "to": to})


@never_cache
@require_GET
def letter(request: HttpRequest, public_id: str) -> HttpResponse:
    if not policy.may_read_mail(request.user):
        return _away(request)
    found = get_object_or_404(Mail, public_id=public_id)
    said, tone = words.sending(found.state, found.trouble)
    shown = {
        "letter": found,
        "state": said,
        "tone": tone,
        "html": letters.harmless(found.html),
        "enclosures": found.enclosures.defer("body_sealed"),
    }
    return render(request, "bridge/letter.html", shown)


@never_cache
@require_GET
def enclosure(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """A file that went with a letter, as it went."""
    if not policy.may_read_mail(request.user):
        return _away(request)
    found = get_object_or_404(Enclosure, letter__public_id=public_id, number=number)
    response = HttpResponse(found.body, content_type=found.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _away(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("people:sign-in")
    raise PermissionDenied(_("Letters are for administrators. Ask yours."))
