"""The address that a purchasing system's browsers call by OCI. A person sees the answer, so it is said in words."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from fondaco.documents import Cart, CatalogFunction
from fondaco.people.addresses import client_address
from fondaco.people.links import new_token
from fondaco.selling.accounts.invitations import offer_membership
from fondaco.selling.accounts.operations import NotAdmitted, Visitor, admit_person
from fondaco.selling.accounts.operations import WhyNot as NotAdmittedBecause
from fondaco.selling.accounts.words import admission_words
from fondaco.selling.catalog import queries as catalog
from fondaco.selling.catalog.search.port import IndexMissing
from fondaco.selling.catalog.views import searcher
from fondaco.selling.shopping import calls, homeward, operations
from fondaco.selling.shopping.calls import Call, CallRefused, WhyNot
from fondaco.selling.shopping.forms import WhoForm
from fondaco.selling.shopping.views_return import posting_page
from fondaco.selling.shopping.views_start import enter
from fondaco.wire import oci

LARGEST = 64 * 1024
WAITING = "oci_call"  # in the session: a call whose person is not known yet
_STATUS = {WhyNot.LOGIN: 403, WhyNot.LOCKED: 429, WhyNot.SWITCHED_OFF: 403, WhyNot.NO_PRODUCT: 404}


@csrf_exempt  # the purchasing system's page posts here; what is trusted is the login, and the registered origin
@never_cache
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a call, by GET or POST alike."""
    connection = calls.connection_called(public_id)
    if connection is None:
        raise Http404
    try:
        fields = _fields(request)
        taken = calls.taken_call(connection, fields, source=client_address(request), now=timezone.now())
        response = _answer(request, taken)
    except CallRefused as refusal:
        response = _refused(request, refusal)
    # The address may carry the login, and no server's log need know it. With no-referrer browsers would post the
    # forms of these pages with "Origin: null", and they would be taken for forged.
    response["Referrer-Policy"] = "strict-origin"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's log of 4xx would keep it
    return response


def _fields(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """Those of the address and those of the body: systems put the login into either."""
    body = request.read(LARGEST + 1) if request.method == "POST" else b""
    query = request.META.get("QUERY_STRING", "").encode("ascii", "replace")
    if len(body) + len(query) > LARGEST:
        raise CallRefused(WhyNot.UNREADABLE)
    return (*oci.fields_of(query), *oci.fields_of(body))


def _answer(request: HttpRequest, taken: Call) -> HttpResponse:
    function = taken.setup.function
    if function is CatalogFunction.DETAIL:
        return _product(request, taken)
    origin = calls.return_origin(taken)
    if function is CatalogFunction.VALIDATE:
        return _form(request, taken, calls.validated(taken, now=timezone.now()), origin=origin, by_itself=True)
    if function is CatalogFunction.BACKGROUND_SEARCH:
        try:
            cart = calls.found(taken, searcher())
        except IndexMissing:
            return render(request, "selling_catalog/preparing.html", status=503)
        return _form(request, taken, cart, origin=origin, by_itself=False)
    visitor = calls.visitor_of(taken)
    if not visitor.email and not visitor.external_name:
        request.session.flush()
        request.session[WAITING] = {
            "connection": taken.partner.public_id,
            "fields": [list(one) for one in taken.fields],
        }
        request.session.set_expiry(operations.TOKEN_LASTS)
        return _who(request, taken, WhoForm())
    return _let_in(request, taken, visitor)


def _let_in(request: HttpRequest, taken: Call, visitor: Visitor) -> HttpResponse:
    now = timezone.now()
    origin = calls.return_origin(taken)
    try:
        member = admit_person(connection=taken.connection, visitor=visitor, now=now)
    except NotAdmitted as refusal:
        account, group = taken.connection.account, taken.connection.group
        if refusal.why is NotAdmittedBecause.PERSONAL:
            offer_membership(account=account, group=group, email=visitor.email, token=new_token(), now=now)
        words = admission_words(refusal.why, who=visitor.email or visitor.external_name, account=account.name)
        context = {"why": refusal.why.value, "words": words, "call": taken}
        return render(request, "selling_shopping/not_admitted.html", context, status=403)
    new = calls.new_visit(taken, public_id=secrets.token_urlsafe(16), origin=origin)
    visit = operations.open_visit(connection=taken.connection, member=member, new=new, now=now)
    return enter(request, visit, to=_shop(taken))


def _shop(taken: Call) -> str:
    shop = reverse("selling_catalog:search")
    text = taken.setup.search_text.strip()[:200]
    return f"{shop}?{urlencode({'q': text})}" if taken.setup.function is CatalogFunction.SOURCING and text else shop


@never_cache
@require_POST
def who(request: HttpRequest, public_id: str) -> HttpResponse:
    """The person says who they are, where the call did not."""
    kept = request.session.get(WAITING)
    connection = calls.connection_called(public_id)
    if not kept or connection is None or kept["connection"] != public_id:
        return render(request, "selling/no_visit.html", status=403)
    form = WhoForm(request.POST)
    try:
        taken = calls.resumed_call(connection, [(name, value) for name, value in kept["fields"]])
        if not form.is_valid():
            return _who(request, taken, form)
        given = form.cleaned_data
        return _let_in(request, taken, calls.named(given["email"], name=given["name"], language=taken.language))
    except CallRefused as refusal:
        return _refused(request, refusal)


def _who(request: HttpRequest, taken: Call, form: WhoForm) -> HttpResponse:
    context = {"call": taken, "form": form, "here": "/"}
    return render(request, "selling_shopping/who.html", context, status=422 if form.is_bound else 200)


def _product(request: HttpRequest, taken: Call) -> HttpResponse:
    """DETAIL: the product's page, with nothing to put into a cart."""
    offer = calls.offer_named(taken.setup, account=taken.connection.account)
    if offer is None:
        raise CallRefused(WhyNot.NO_PRODUCT, taken.setup.selected_part_auxiliary_id or taken.setup.selected_part_id)
    context = {"offer": offer, "item": offer.item, "steps": catalog.price_steps(offer), "here": "/"}
    return render(request, "selling_shopping/product.html", context)


def _form(request: HttpRequest, taken: Call, cart: Cart, *, origin: str, by_itself: bool) -> HttpResponse:
    """VALIDATE and BACKGROUND_SEARCH: a form for a machine, which a browser sends; only the first goes by itself."""
    form = homeward.oci_form(
        cart, partner=taken.partner, hook_url=taken.setup.return_url.strip(), call=[list(one) for one in taken.fields]
    )
    context = {"form": form, "count": len(cart.lines), "by_itself": by_itself, "origin": origin}
    return posting_page(request, "selling_shopping/machine.html", context, origin=origin)


def _refused(request: HttpRequest, refusal: CallRefused) -> HttpResponse:
    context = {"why": refusal.why.value, "detail": refusal.detail, "here": "/"}
    status = _STATUS.get(refusal.why, 400)
    return render(request, "selling_shopping/call_refused.html", context, status=status)
