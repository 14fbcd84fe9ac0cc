"""What administrators set about their company: addresses, and how it is reached and joined."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.selling.access import Action
from fondaco.selling.accounts import company as operations
from fondaco.selling.accounts.forms import AddressForm, CompanyForm
from fondaco.selling.accounts.models import Member, SharedAddress
from fondaco.selling.accounts.operations import AlreadyThere
from fondaco.selling.accounts.own import of_own_account
from fondaco.selling.accounts.people import ChangedMeanwhile, NoChange
from fondaco.selling.accounts.queries import addresses_of
from fondaco.web.countries import country_choices


@never_cache
@require_GET
@of_own_account(Action.MANAGE_ACCOUNT)
def addresses(request: HttpRequest, member: Member) -> HttpResponse:
    countries = dict(country_choices())
    rows = [{"row": one, "country": countries.get(one.address.get("country", ""), "")} for one in _all(member)]
    return render(request, "selling_accounts/addresses.html", {"account": member.account, "addresses": rows})


def _all(member: Member) -> list[SharedAddress]:
    return list(addresses_of(member.account))


def _address(member: Member, public_id: str) -> SharedAddress:
    found = addresses_of(member.account).select_related("account").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _address_page(
    request: HttpRequest, form: AddressForm, address: SharedAddress | None, *, status: int = 200
) -> HttpResponse:
    return render(request, "selling_accounts/address.html", {"form": form, "address": address}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_ACCOUNT)
def add_address(request: HttpRequest, member: Member) -> HttpResponse:
    account = member.account
    initial = {"name": account.name, "country": account.country or "IT"}
    form = AddressForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_bound or not form.is_valid():
        return _address_page(request, form, None, status=422 if form.is_bound else 200)
    label = form.cleaned_data["label"]
    try:
        operations.add_address(
            account=account, label=label, address=form.address(), by=member.person, now=timezone.now()
        )
    except AlreadyThere:
        form.add_error("label", _("Another address has this name. Choose one that tells them apart."))
    except operations.TooMany:
        form.add_error(None, _("The account has as many addresses as are kept. Remove one that nobody uses first."))
    else:
        messages.success(request, _("“%(label)s” is among the addresses now.") % {"label": label})
        return redirect("selling_accounts:addresses")
    return _address_page(request, form, None, status=409)


def _initial(address: SharedAddress) -> dict[str, Any]:
    kept = dict(address.address)
    return {
        **kept,
        "label": address.label,
        "street": "\n".join(kept.get("street", ())),
        "deliver_to": ", ".join(kept.get("deliver_to", ())),
        "seen": operations.fingerprint(address),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_ACCOUNT)
def address(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    row = _address(member, public_id)
    form = AddressForm(request.POST if request.method == "POST" else None, initial=_initial(row))
    if not form.is_bound or not form.is_valid():
        return _address_page(request, form, row, status=422 if form.is_bound else 200)
    try:
        operations.change_address(
            address=row,
            label=form.cleaned_data["label"],
            to=form.address(),
            seen=form.cleaned_data["seen"],
            by=member.person,
            now=timezone.now(),
        )
    except AlreadyThere:
        form.add_error("label", _("Another address has this name. Choose one that tells them apart."))
        return _address_page(request, form, row, status=409)
    except ChangedMeanwhile:
        messages.error(
            request, _("Somebody else changed this address meanwhile. Look at it as it is now, then decide.")
        )
        return _address_page(request, AddressForm(initial=_initial(_address(member, public_id))), row, status=409)
    except NoChange:
        pass
    else:
        messages.success(request, _("The address is changed. Orders that were placed keep the one they named."))
    return redirect("selling_accounts:addresses")


@require_POST
@of_own_account(Action.MANAGE_ACCOUNT)
def default_address(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    row = _address(member, public_id)
    try:
        operations.make_default(address=row, by=member.person, now=timezone.now())
    except NoChange:
        messages.warning(request, _("“%(label)s” is the default already.") % {"label": row.label})
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else removed this address meanwhile."))
    else:
        messages.success(request, _("Carts propose “%(label)s” from now on.") % {"label": row.label})
    return redirect("selling_accounts:addresses")


@require_POST
@of_own_account(Action.MANAGE_ACCOUNT)
def remove_address(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    row = _address(member, public_id)
    try:
        operations.remove_address(address=row, by=member.person, now=timezone.now())
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else removed this address meanwhile."))
    else:
        messages.success(request, _("“%(label)s” is no longer offered.") % {"label": row.label})
    return redirect("selling_accounts:addresses")


@never_cache
@require_http_methods(["GET", "POST"])
@of_own_account(Action.MANAGE_ACCOUNT)
def company(request: HttpRequest, member: Member) -> HttpResponse:
    """What the law knows the company by is shown; customer service alone changes it."""
    account = member.account
    form = CompanyForm(request.POST if request.method == "POST" else None, initial=CompanyForm.initial_of(account))
    if not form.is_bound or not form.is_valid():
        return _company_page(request, member, form, status=422 if form.is_bound else 200)
    try:
        operations.change_company(
            account=account,
            company=form.company(),
            seen=form.cleaned_data["seen"],
            by=member.person,
            now=timezone.now(),
        )
    except ChangedMeanwhile:
        messages.error(request, _("Somebody else changed the settings meanwhile. They are shown as they are now."))
        account.refresh_from_db()
        return _company_page(request, member, CompanyForm(initial=CompanyForm.initial_of(account)), status=409)
    except NoChange:
        messages.info(request, _("It is so already; nothing was changed."))
    else:
        messages.success(request, _("The settings are changed. They hold from now on."))
    return redirect("selling_accounts:company")


def _company_page(request: HttpRequest, member: Member, form: CompanyForm, *, status: int) -> HttpResponse:
    account = member.account
    context = {
        "account": account,
        "form": form,
        "country": dict(country_choices()).get(account.country, ""),
    }
    return render(request, "selling_accounts/company.html", context, status=status)
