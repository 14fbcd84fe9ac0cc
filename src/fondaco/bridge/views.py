"""The address for partners' systems, and the pages about messages and connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from fondaco.bridge import connections, deciding, door, inbox, policy, queries, reception, viewer
from fondaco.bridge.answers import TEXT, Answer, InBriefWords, InJson
from fondaco.bridge.models import MessageIn, MessageOut, Partner, Refused
from fondaco.bridge.sending import NotRepeatable
from fondaco.bridge.site import this_site
from fondaco.bridge.states import IllegalMove
from fondaco.documents import Status
from fondaco.people.addresses import client_address
from fondaco.people.models import Person
from fondaco.wire.xml import mime

TOO_LARGE = Status(
    406, "Not Acceptable", "The document is larger than 10 MB. Send it in parts, or without attachments."
)
ENCODED = Status(406, "Not Acceptable", "Compressed bodies are not taken. Send the document as it is.")
ASK_BY_POST = "This address takes {what} by POST. It was reached with {method}, which says nothing to it.\n"


@csrf_exempt
@transaction.non_atomic_requests
def cxml(request: HttpRequest, public_id: str | None = None) -> HttpResponse:
    """Where partners post. No cookie counts here: a message proves its sender itself.

    ``public_id`` stands in the address for orders, which is each partner's own.
    """
    if request.method != "POST":
        words = ASK_BY_POST.format(method=request.method, what="cXML documents")
        return HttpResponse(words, status=405, content_type=TEXT, headers={"Allow": "POST"})
    now, source, gate = timezone.now(), client_address(request), inbox.site_gate()
    try:
        data = reception.body(request)
    except reception.TooLarge:
        door.note(Refused.Reason.TOO_LARGE, sender=None, partner=None, source=source, now=now)
        return _answered(inbox.respond(TOO_LARGE, now=now, gate=gate, http_status=413))
    except reception.Encoded:
        return _answered(inbox.respond(ENCODED, now=now, gate=gate, http_status=415))
    # What is kept can be read again by itself, though its boundary stood in the HTTP header.
    data = mime.with_header(data, request.headers.get("Content-Type", ""))
    return _answered(inbox.receive(data=data, source=source, now=now, gate=gate, orders_of=public_id))


@csrf_exempt
@transaction.non_atomic_requests
def oagis(request: HttpRequest) -> HttpResponse:
    """Where partners that speak OAGIS post. Who sends proves itself by HTTP Basic, message by message."""
    if request.method != "POST":
        words = ASK_BY_POST.format(method=request.method, what="OAGIS BODs")
        return HttpResponse(words, status=405, content_type=TEXT, headers={"Allow": "POST"})
    now, source, manner = timezone.now(), client_address(request), InBriefWords()
    try:
        data = reception.body(request)
    except reception.TooLarge:
        door.note(Refused.Reason.TOO_LARGE, sender=None, partner=None, source=source, now=now)
        return _answered(manner.say(TOO_LARGE, http_status=413))
    except reception.Encoded:
        return _answered(manner.say(ENCODED, http_status=415))
    authorization = request.headers.get("Authorization", "")
    answer = inbox.receive_oagis(data=data, authorization=authorization, source=source, now=now, gate=inbox.site_gate())
    response = _answered(answer)
    if answer.http_status == 401:
        response["WWW-Authenticate"] = 'Basic realm="OAGIS", charset="UTF-8"'
    return response


@csrf_exempt
@transaction.non_atomic_requests
def availability(request: HttpRequest) -> HttpResponse:
    """Where customers' systems ask what something costs now, and how many there are. By HTTP Basic, as OAGIS."""
    if request.method != "POST":
        words = ASK_BY_POST.format(method=request.method, what="questions for price and availability")
        return HttpResponse(words, status=405, content_type=TEXT, headers={"Allow": "POST"})
    now, source, manner = timezone.now(), client_address(request), InJson()
    try:
        data = reception.body(request)
    except reception.TooLarge:
        door.note(Refused.Reason.TOO_LARGE, sender=None, partner=None, source=source, now=now)
        return _answered(manner.say(TOO_LARGE))
    except reception.Encoded:
        return _answered(manner.say(ENCODED))
    authorization = request.headers.get("Authorization", "")
    answer = inbox.receive_availability(
        data=data, authorization=authorization, source=source, now=now, gate=inbox.site_gate()
    )
    response = _answered(answer)
    if answer.http_status == 401:
        response["WWW-Authenticate"] = 'Basic realm="availability", charset="UTF-8"'
    return response


def _answered(answer: Answer) -> HttpResponse:
    response = HttpResponse(
        answer.content,
        status=answer.http_status,
        content_type=answer.content_type,
        headers={"Cache-Control": "no-store"},
    )
    # Django would log the address of whatever is answered with 4xx, once a message: the door keeps its own book.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


@login_required
@require_GET
def messages_page(request: HttpRequest) -> HttpResponse:
    partners = _partners(request)
    wanted = queries.Wanted.from_query(request.GET)
    page = Paginator(queries.messages(partners, wanted), 50).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "now": timezone.now(),
        "entries": queries.entries(page.object_list),
        "wanted": wanted,
        "partners": partners,
        "directions": queries.directions(),
        "states": queries.states(),
    }
    return render(request, "bridge/messages.html", shown)


@login_required
@require_GET
def message_page(request: HttpRequest, public_id: str) -> HttpResponse:
    record = _found(request, lambda: queries.message_or_404(public_id))
    shown = {
        "record": record,
        "seen": viewer.look_at(record),
        "may_act": policy.may_act_on_messages(request.user, record.partner),
        "now": timezone.now(),
    }
    return render(request, "bridge/message.html", shown)


@login_required
@require_POST
def send_again(request: HttpRequest, public_id: str) -> HttpResponse:
    record = _found(request, lambda: queries.message_out_or_404(public_id))
    _may_act(request, record.partner)
    try:
        deciding.send_again(record=record, by=_person(request), now=timezone.now())
    except (IllegalMove, NotRepeatable):
        messages.error(request, _("This message is not one to send again: it was delivered, or is still being sent."))
    else:
        messages.success(request, _("It is sent again now, under the same id, so that it counts once."))
    return redirect(record)


@login_required
@require_POST
def vouch(request: HttpRequest, public_id: str) -> HttpResponse:
    """A person says that they have it."""
    record = _found(request, lambda: queries.message_out_or_404(public_id))
    _may_act(request, record.partner)
    try:
        deciding.vouch(record=record, by=_person(request), now=timezone.now())
    except (IllegalMove, NotRepeatable):
        messages.error(request, _("Somebody has decided already, or their answer came. Nothing was changed."))
    else:
        messages.success(request, _("It counts as delivered, on your word."))
    return redirect(record)


@login_required
@require_GET
def connection_page(request: HttpRequest, public_id: str) -> HttpResponse:
    partner = _found(request, lambda: get_object_or_404(Partner, public_id=public_id))
    shown = {
        "partner": partner,
        "steps": connections.handshake(partner),
        "turned_away": connections.turned_away(partner),
        "last_try": connections.last_try(partner),
        "our_url": this_site().url_for(partner),
        "our_setup_url": this_site().cxml_url if this_site().orders_at and not partner.shops_by_oci else "",
        "may_act": policy.may_act_on_messages(request.user, partner),
    }
    return render(request, "bridge/connection.html", shown)


@login_required
@require_POST
def try_connection(request: HttpRequest, public_id: str) -> HttpResponse:
    partner = _found(request, lambda: get_object_or_404(Partner, public_id=public_id))
    _may_act(request, partner)
    if not partner.can_be_asked:
        messages.error(request, _("OCI and OAGIS know no question that changes nothing: a visit or an order shows it."))
        return redirect(partner)
    answered = connections.try_out(partner=partner, by=_person(request), now=timezone.now())
    if answered.problem is None:
        messages.success(request, _("They answered, and accept who we are."))
    else:
        messages.error(request, f"{answered.problem.words} {answered.problem.remedy}")
    return redirect(partner)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)  # what login_required promises
    return request.user


def _partners(request: HttpRequest) -> list[Partner]:
    partners = policy.visible_partners(request.user)
    if not partners and not policy.may_see_messages(request.user):
        raise PermissionDenied(_("Messages are for those who look after connections. Ask your administrator."))
    return partners


Found = TypeVar("Found", bound=Partner | MessageIn | MessageOut)


def _found(request: HttpRequest, look: Callable[[], Found]) -> Found:
    """What ``look`` finds, if the person may see it. Else what is another's is answered as what there is not."""
    try:
        found = look()
    except Http404:
        _partners(request)
        raise
    if not policy.may_see_messages(request.user, found if isinstance(found, Partner) else found.partner):
        _partners(request)
        raise Http404
    return found


def _may_act(request: HttpRequest, partner: Partner) -> None:
    if not policy.may_act_on_messages(request.user, partner):
        raise PermissionDenied(_("Messages are for those who look after connections. Ask your administrator."))
