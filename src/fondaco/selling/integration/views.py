"""Customers and their connections, for the store's own people."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.bridge.models import Partner
from fondaco.bridge.site import this_site
from fondaco.lifecycle import IllegalStep
from fondaco.people.models import Person
from fondaco.selling.access import Action, may, requires
from fondaco.selling.accounts.models import BusinessAccount, Connection, Safeguards
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.queries import account_by, members_of
from fondaco.selling.accounts.standing import lift_suspension, suspend_account
from fondaco.selling.integration import asking, operations, queries
from fondaco.selling.integration.forms import ConnectionForm, CustomerForm, SafeguardsForm


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@require_GET
@requires(Action.SEE_CUSTOMERS)
def customer_list(request: HttpRequest) -> HttpResponse:
    context = {
        "customers": queries.customers(),
        "waiting": len(queries.open_requests()),
        "unconnected": queries.accounts_without_connection(),
        "may_change": may(request.user, Action.CHANGE_CUSTOMERS),
    }
    return render(request, "selling_integration/customers.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Action.CHANGE_CUSTOMERS)
def add_customer(request: HttpRequest) -> HttpResponse:
    """A company and its connection. The secrets are shown in the answer, and nowhere again."""
    form = CustomerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        secret_in, secret_out, password = (secrets.token_urlsafe(24) for _each in range(3))
        try:
            made = _connect(form, secret_in, secret_out, password, _person(request))
        except AlreadyThere:
            form.add_error("their_identity", _("Another customer has this name or this identity. Nothing was created."))
        else:
            return _connected(request, made, secret_in=secret_in, secret_out=secret_out, oci_password=password)
    status = 422 if form.is_bound else 200
    return render(request, "selling_integration/add_customer.html", {"form": form}, status=status)


def _connected(request: HttpRequest, connection: Connection, **shown_once: str) -> HttpResponse:
    """What the customer's administrator enters on the other side; secrets are in this answer and nowhere else."""
    partner, site = connection.partner, this_site()
    context = {
        "connection": connection,
        "setup_url": site.cxml_url,
        "order_url": site.url_for(partner),
        "call_url": site.base_url + reverse("selling_shopping:oci", args=[partner.public_id]),
        **shown_once,
    }
    return render(request, "selling_integration/connected.html", context)


def _connect(form: CustomerForm, secret_in: str, secret_out: str, password: str, by: Person) -> Connection:
    data, now = form.cleaned_data, timezone.now()
    languages = form.languages(oci_login=data["their_identity"])
    return operations.take_customer(
        account_public_id=secrets.token_urlsafe(16),
        vat_number=data["vat_number"],
        new=operations.NewConnection(
            public_id=secrets.token_urlsafe(16),
            name=data["name"],
            our_domain=data["our_domain"],
            our_identity=data["our_identity"],
            their_domain=data["their_domain"],
            their_identity=data["their_identity"],
            secret_in=secret_in,
            secret_out=secret_out,
            order_url=data["order_url"],
            return_origins=tuple(data["return_origins"]),
            mode="",
            languages=languages,
            oci_password=password if languages.punchout == Partner.PunchOut.OCI else "",
        ),
        by=by,
        now=now,
    )


def _account_or_404(public_id: str) -> BusinessAccount:
    account = account_by(public_id)
    if account is None:
        raise Http404
    return account


def _page(request: HttpRequest, account: BusinessAccount, status: int = 200, **forms: object) -> HttpResponse:
    connection = queries.connection_of(account, request.GET.get("connection", ""))
    guards = _guards(account, request.GET.get("group", ""))
    partner = connection.partner if connection else None
    context = {
        "account": account,
        "groups": queries.groups_of(account),
        "connection": connection,
        "connections": queries.connections_of(account),
        "members": members_of(account),
        "guards": guards,
        "may_change": may(request.user, Action.CHANGE_CUSTOMERS),
        "safeguards_form": SafeguardsForm(initial=SafeguardsForm.initial_of(guards)),
        "call_url": partner and this_site().base_url + reverse("selling_shopping:oci", args=[partner.public_id]),
        "connection_form": partner and ConnectionForm(initial=ConnectionForm.initial_of(partner)),
        **forms,
    }
    return render(request, "selling_integration/customer.html", context, status=status)


def _guards(account: BusinessAccount, group: str) -> Safeguards:
    """Those of the named group; the account's first where none is named."""
    known = queries.safeguards_of(account)
    found = next((one for one in known if group in ("", one.group.public_id)), None)
    if found is None:
        raise Http404
    return found


@require_GET
@requires(Action.SEE_CUSTOMERS)
def customer(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _account_or_404(public_id))


@require_POST
@requires(Action.CHANGE_CUSTOMERS)
def safeguards(request: HttpRequest, public_id: str) -> HttpResponse:
    account = _account_or_404(public_id)
    guards = _guards(account, request.GET.get("group", ""))
    form = SafeguardsForm(request.POST)
    if not form.is_valid():
        return _page(request, account, status=422, safeguards_form=form)
    try:
        asking.set_safeguards(group=guards.group, values=form.cleaned_data, by=_person(request), now=timezone.now())
    except asking.Unchanged:
        messages.info(request, _("The safeguards stand so already. Nothing was changed."))
    else:
        messages.success(request, _("The safeguards are set. They hold for the next order."))
    return redirect("selling_integration:customer", public_id)


@require_POST
@requires(Action.CHANGE_CUSTOMERS)
def connection(request: HttpRequest, public_id: str) -> HttpResponse:
    account = _account_or_404(public_id)
    known = queries.connection_of(account, request.GET.get("connection", ""))
    if known is None:
        raise Http404
    form = ConnectionForm(request.POST)
    if not form.is_valid():
        return _page(request, account, status=422, connection_form=form)
    partner = known.partner
    languages = form.languages(oci_login=partner.oci_login or partner.their_identity)
    first_by_oci = languages.punchout == Partner.PunchOut.OCI and not partner.oci_password_sealed
    password = secrets.token_urlsafe(24) if first_by_oci else ""
    try:
        operations.change_connection(
            connection=known,
            order_url=form.cleaned_data["order_url"],
            return_origins=form.cleaned_data["return_origins"],
            languages=languages,
            oci_password=password,
            by=_person(request),
            now=timezone.now(),
        )
    except AlreadyThere:
        form.add_error("protocol", _("Another connection takes OAGIS under this identity. Nothing was changed."))
        return _page(request, account, status=422, connection_form=form)
    messages.success(request, _("The connection is changed. It holds for the next message."))
    if password:
        known.refresh_from_db()
        return _connected(request, known, oci_password=password)
    return redirect("selling_integration:customer", public_id)


@require_POST
@requires(Action.CHANGE_CUSTOMERS)
def suspend(request: HttpRequest, public_id: str) -> HttpResponse:
    """Nobody shops or orders for the company until that is lifted."""
    account, reason = _account_or_404(public_id), request.POST.get("reason", "").strip()[:2000]
    if not reason:
        messages.error(request, _("Say why: the company's administrators read these words. Nothing was changed."))
        return redirect("selling_integration:customer", public_id)
    try:
        suspend_account(account=account, by=_person(request), reason=reason, now=timezone.now())
    except IllegalStep:
        messages.error(request, _("The company is not one that can be suspended now. Nothing was changed."))
    else:
        messages.success(request, _("The company is suspended, and its administrators get a mail."))
    return redirect("selling_integration:customer", public_id)


@require_POST
@requires(Action.CHANGE_CUSTOMERS)
def lift(request: HttpRequest, public_id: str) -> HttpResponse:
    account = _account_or_404(public_id)
    try:
        lift_suspension(account=account, by=_person(request), now=timezone.now())
    except IllegalStep:
        messages.error(request, _("The company is not suspended. Nothing was changed."))
    else:
        messages.success(request, _("The company can order again, and its administrators get a mail."))
    return redirect("selling_integration:customer", public_id)
