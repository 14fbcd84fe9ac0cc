"""The purchasing system of a group, for the customer's own people: chosen, connected, checked; its secrets replaced."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.bridge import connections, systems
from fondaco.bridge.models import Partner
from fondaco.bridge.site import this_site
from fondaco.lifecycle import IllegalStep
from fondaco.selling.access import Action
from fondaco.selling.accounts.models import Connection, Group, Member
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.own import of_own_account
from fondaco.selling.accounts.states import GroupStatus
from fondaco.selling.integration import credentials, groups, operations, queries
from fondaco.selling.integration.forms_own import OwnSecretForm, SystemForm, buyers, title_of, ways_of
from fondaco.selling.integration.operations import OUR_DOMAIN, OUR_IDENTITY
from fondaco.selling.integration.views_groups import group_or_404


def _connection_or_404(member: Member, public_id: str) -> Connection:
    """The same answer to another account's connection as to none."""
    found = queries.connection_of(member.account, public_id) if public_id else None
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_INTEGRATION)
def integrate(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """Which purchasing system it is, and then how that one is connected; its secrets are shown in the answer."""
    group = group_or_404(member, public_id)
    known = next((one for one in queries.connections_of(member.account) if one.group_id == group.pk), None)
    if group.status == GroupStatus.PLAIN:
        messages.error(request, _("Add PunchOut to this group first. Nothing was changed."))
        return redirect("selling_integration:group", public_id)
    dialect = next((one for one in buyers() if one.name == request.GET.get("system")), None)
    if dialect is None:
        return render(request, "selling_integration/choose_system.html", _choice(group, known))
    form = SystemForm(
        dialect, request.POST or None, initial=SystemForm.initial_of(dialect, known.partner if known else None)
    )
    if form.is_bound and form.is_valid():
        done = _change(request, known, form, member) if known else _connect(request, group, form, member)
        if done is not None:
            return done
    context = {"group": group, "dialect": dialect, "title": title_of(dialect), "form": form, "known": known}
    return render(request, "selling_integration/integrate.html", context, status=422 if form.is_bound else 200)


def _choice(group: Group, known: Connection | None) -> dict[str, object]:
    shown = [
        {"name": one.name, "title": title_of(one), "ways": [label for _way, label in ways_of(one)]} for one in buyers()
    ]
    return {"group": group, "known": known, "systems": shown, "chosen": group.purchasing_system}


def _connect(request: HttpRequest, group: Group, form: SystemForm, member: Member) -> HttpResponse | None:
    secret_in, secret_out, password = (secrets.token_urlsafe(24) for _each in range(3))
    identity = queries.ISSUED + secrets.token_hex(5)
    languages = form.languages(oci_login=identity)
    by_oci = languages.punchout == Partner.PunchOut.OCI
    try:
        made = operations.integrate_group(
            group=group,
            new=operations.NewConnection(
                public_id=secrets.token_urlsafe(16),
                name=member.account.name,
                our_domain=OUR_DOMAIN,
                our_identity=OUR_IDENTITY,
                their_domain=OUR_DOMAIN,
                their_identity=identity,
                secret_in=secret_in,
                secret_out=secret_out,
                order_url=form.cleaned_data["order_url"],
                return_origins=tuple(form.cleaned_data["return_origins"]),
                mode="",
                languages=languages,
                oci_password=password if by_oci else "",
            ),
            by=member.person,
            now=timezone.now(),
        )
    except groups.NotVerified:
        form.add_error(None, _("Only a verified company connects a system. Nothing was changed."))
        return None
    except (AlreadyThere, IllegalStep):
        messages.error(request, _("This group has its purchasing system already. Nothing was changed."))
        return redirect("selling_integration:group", group.public_id)
    shown = {"secret_in": secret_in, "secret_out": secret_out, "oci_password": password if by_oci else ""}
    return _issued(request, made, **shown)


def _change(request: HttpRequest, known: Connection, form: SystemForm, member: Member) -> HttpResponse | None:
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
            by=member.person,
            now=timezone.now(),
        )
    except AlreadyThere:
        form.add_error("way", _("Another connection takes OAGIS under this identity. Nothing was changed."))
        return None
    if password:
        known.partner.refresh_from_db()
        return _issued(request, known, oci_password=password)
    messages.success(request, _("The connection is changed. It holds for the next message."))
    return redirect("selling_integration:own-connection", partner.public_id)


def entries_of(connection: Connection) -> dict[str, object]:
    """What has to be entered on the other side, secrets apart."""
    partner, site = connection.partner, this_site()
    return {
        "connection": connection,
        "partner": partner,
        "system": systems.title(partner),
        "setup_url": site.cxml_url,
        "order_url": site.url_for(partner),
        "call_url": site.base_url + reverse("selling_shopping:oci", args=[partner.public_id]),
    }


def _issued(request: HttpRequest, connection: Connection, **shown_once: str) -> HttpResponse:
    """Secrets are in this answer and nowhere else."""
    context = {**entries_of(connection), "group": connection.group, **shown_once}
    return render(request, "selling_integration/issued.html", context)


@require_GET
@of_own_account(Action.MANAGE_INTEGRATION)
def connection_page(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """What is to be entered, how the secrets stand, and what was seen of the last attempt."""
    found, now = _connection_or_404(member, public_id), timezone.now()
    context = {
        **entries_of(found),
        "group": found.group,
        "account": member.account,
        "slots": queries.slots_of(found.partner, now),
        "seen": queries.seen_of(found.partner, now),
        "last_try": connections.last_try(found.partner),
        "keep_days": credentials.KEEP.days,
        "own_secret": OwnSecretForm(auto_id="theirs-%s"),
    }
    return render(request, "selling_integration/own_connection.html", context)


@never_cache
@require_POST
@of_own_account(Action.MANAGE_INTEGRATION)
def issue_secret(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    found, secret = _connection_or_404(member, public_id), secrets.token_urlsafe(24)
    seen = found.partner.secret_in_issued_at
    if request.POST.get("issued", "") != (seen.isoformat() if seen else ""):
        return _issued_meanwhile(request, public_id)
    try:
        credentials.rotate_secret(
            connection=found, secret=secret, seen_issued_at=seen, by=member.person, now=timezone.now()
        )
    except credentials.IssuedMeanwhile:
        return _issued_meanwhile(request, public_id)
    return _issued(request, found, secret_in=secret)


def _issued_meanwhile(request: HttpRequest, public_id: str) -> HttpResponse:
    messages.error(
        request,
        _("A secret was issued since this page was made, and shown once. Nothing was changed; look before you issue."),
    )
    return redirect("selling_integration:own-connection", public_id)


@require_POST
@of_own_account(Action.MANAGE_INTEGRATION)
def end_secret(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    found = _connection_or_404(member, public_id)
    try:
        credentials.end_previous(connection=found, by=member.person, now=timezone.now())
    except credentials.NothingToEnd:
        messages.error(request, _("There is no old secret any more. Nothing was changed."))
    else:
        messages.success(request, _("The old secret is refused from now on."))
    return redirect("selling_integration:own-connection", public_id)


@never_cache
@require_POST
@of_own_account(Action.MANAGE_INTEGRATION)
def replace(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """The OCI password, or the secret that the store's own messages carry: made here, or the one their system made."""
    found, secret, now = _connection_or_404(member, public_id), secrets.token_urlsafe(24), timezone.now()
    which = request.POST.get("which", "")
    if which == "oci" and found.partner.shops_by_oci:
        credentials.replace_oci_password(connection=found, password=secret, by=member.person, now=now)
        return _issued(request, found, oci_password=secret)
    if which == "ours":
        credentials.replace_own_secret(connection=found, secret=secret, by=member.person, now=now)
        return _issued(request, found, secret_out=secret)
    if which == "theirs":
        return _enter_secret(request, found, member)
    raise Http404


@sensitive_variables()
def _enter_secret(request: HttpRequest, found: Connection, member: Member) -> HttpResponse:
    """Some systems make the secret themselves by which they know their supplier. It is kept sealed, and not shown."""
    form = OwnSecretForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data["secret"]
        credentials.replace_own_secret(connection=found, secret=given, by=member.person, now=timezone.now())
        messages.success(request, _("Our messages carry the secret that your system made, from the next one on."))
    else:
        messages.error(request, str(form.errors["secret"][0]))
    return redirect("selling_integration:own-connection", found.partner.public_id)


@require_POST
@of_own_account(Action.MANAGE_INTEGRATION)
def try_connection(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    """Ask their system what it takes, where there is one to ask."""
    found = _connection_or_404(member, public_id)
    if not found.partner.can_be_asked:
        messages.error(request, _("There is nothing to ask: a visit or an order from your side shows the connection."))
        return redirect("selling_integration:own-connection", public_id)
    answered = connections.try_out(partner=found.partner, by=member.person, now=timezone.now())
    if answered.problem is None:
        messages.success(request, _("Your system answered, and accepts who we are."))
    else:
        messages.error(request, f"{answered.problem.words} {answered.problem.remedy}")
    return redirect("selling_integration:own-connection", public_id)
