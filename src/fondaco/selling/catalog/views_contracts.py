"""Prices agreed with customers, for the store's own people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.selling.access import Action, may, requires
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.accounts.queries import account_by
from fondaco.selling.catalog import agreements, contract_file, staff
from fondaco.selling.catalog.agreements import Problem
from fondaco.selling.catalog.contract_file import FileLine, Flaw
from fondaco.selling.catalog.forms_staff import EndForm, FileForm, PriceForm
from fondaco.selling.catalog.models import ContractPrice
from fondaco.selling.catalog.queries import list_price
from fondaco.selling.catalog.views_staff import person_of

_FIELD_OF = {
    Problem.PRICE: "unit_price",
    Problem.QUANTITY: "from_quantity",
    Problem.DAYS: "ends_on",
    Problem.OVERLAP: "starts_on",
}


@never_cache
@require_GET
@requires(Action.SEE_CATALOGUE)
def customers(request: HttpRequest) -> HttpResponse:
    context = {"customers": staff.customers_with_counts(timezone.localdate())}
    return render(request, "selling_catalog/contracts.html", context)


def _account(public_id: str) -> BusinessAccount:
    account = account_by(public_id) if "\0" not in public_id else None
    if account is None:
        raise Http404(_("There is no such customer."))
    return account


@never_cache
@require_GET
@requires(Action.SEE_CATALOGUE)
def contracts(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _account(public_id))


def _page(
    request: HttpRequest, account: BusinessAccount, form: PriceForm | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "account": account,
        "contracts": [(row, list_price(row.offer, row.from_quantity)) for row in staff.contracts_of(account)],
        "today": today,
        "may_change": may(request.user, Action.CHANGE_CATALOGUE),
        "form": form or PriceForm(initial={"from_quantity": 1, "starts_on": today}),
        "end_form": EndForm(initial={"last_day": today}),
    }
    return render(request, "selling_catalog/contracts_of.html", context, status=status)


@require_POST
@requires(Action.CHANGE_CATALOGUE)
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    account, form = _account(public_id), PriceForm(request.POST)
    offer = form.offer() if form.is_valid() else None
    if offer is None:
        if form.is_valid():
            form.add_error("part_id", _("This seller offers nothing under this part number."))
        return _page(request, account, form, status=422)
    data = form.cleaned_data
    try:
        agreements.agree_price(
            account=account,
            offer=offer,
            unit_price=data["unit_price"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            from_quantity=form.quantity(),
            by=person_of(request).pk,
            now=timezone.now(),
        )
    except agreements.AgreementRefused as refusal:
        form.add_error(_FIELD_OF.get(refusal.why, "part_id"), problem_words(refusal.why))
        return _page(request, account, form, status=409)
    messages.success(request, _("The price of %(part)s is agreed.") % {"part": offer.item.part_id})
    return redirect("selling_catalog:contracts-of", account.public_id)


@require_POST
@requires(Action.CHANGE_CATALOGUE)
def end(request: HttpRequest, public_id: str, contract_id: str) -> HttpResponse:
    account = _account(public_id)
    row = (
        ContractPrice.objects.filter(account=account, public_id=contract_id).first()
        if "\0" not in contract_id
        else None
    )
    if row is None:
        raise Http404(_("There is no such agreed price."))
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say the last day on which the price holds. Nothing was changed."))
        return redirect("selling_catalog:contracts-of", account.public_id)
    try:
        kept = agreements.end_price(
            contract=row, last_day=form.cleaned_data["last_day"], by=person_of(request).pk, now=timezone.now()
        )
    except agreements.AgreementRefused as refusal:
        messages.error(request, problem_words(refusal.why))
    except ContractPrice.DoesNotExist:
        messages.error(request, _("Somebody has taken this price back meanwhile."))
    else:
        words = _("The price ends on the day you said.") if kept else _("The price had not begun, and is taken back.")
        messages.success(request, words)
    return redirect("selling_catalog:contracts-of", account.public_id)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Action.CHANGE_CATALOGUE)
def take_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A table of prices: first tried, line by line; agreed on only when it is sent again with the word to do so."""
    account = _account(public_id)
    if request.method == "GET":
        return _file_page(request, account, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _file_page(request, account, form, status=422)
    text = form.cleaned_data["text"]
    try:
        lines = contract_file.read(text)
    except contract_file.FileRefused as refusal:
        form.add_error("file", flaw_words(refusal.why))
        return _file_page(request, account, form, status=422)
    only_try = "agree" not in request.POST
    remarks = _tried(request, account, lines, only_try)
    if remarks or only_try:
        shown = [(line, remarks.get(line.number, "")) for line in lines]
        status = 409 if remarks and not only_try else 200
        return _file_page(request, account, form, status=status, lines=shown, wrong=len(remarks), text=text)
    words = ngettext("%(count)s price is agreed.", "%(count)s prices are agreed.", len(lines))
    messages.success(request, words % {"count": len(lines)})
    return redirect("selling_catalog:contracts-of", account.public_id)


def _tried(request: HttpRequest, account: BusinessAccount, lines: list[FileLine], only_try: bool) -> dict[int, str]:
    """What is wrong, by the number of the line; with nothing wrong they are agreed on, unless they are only tried."""
    remarks = {line.number: flaw_words(line.flaw) for line in lines if line.flaw is not None}
    good = [(line.number, line.wish) for line in lines if line.wish is not None]
    try:
        agreements.agree_many(
            account=account,
            wishes=[wish for _number, wish in good],
            by=person_of(request).pk,
            now=timezone.now(),
            only_try=only_try or bool(remarks),
        )
    except agreements.SomeRefused as refusal:
        remarks |= {good[place][0]: problem_words(why) for place, why in refusal.why.items()}
    return remarks


def _file_page(
    request: HttpRequest, account: BusinessAccount, form: FileForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context: Mapping[str, Any] = {"account": account, "form": form, **more}
    return render(request, "selling_catalog/contracts_file.html", context, status=status)


def problem_words(why: Problem) -> str:
    """Why a price was not agreed or ended, and what to do."""
    return {
        Problem.PRICE: _("A price is nought or more, with at most four decimals."),
        Problem.QUANTITY: _("A quantity is one or more, with at most four decimals."),
        Problem.DAYS: _("The last day comes before the first."),
        Problem.CURRENCY: _("The offer is in another currency than the customer’s account."),
        Problem.OVERLAP: _("Another price holds for this quantity on one of these days. End that one first."),
        Problem.OVER: _("That day is over: what held then stays as it was."),
        Problem.NOT_FOR_THEM: _("The item is only for other customers. Let this one buy it first."),
        Problem.NO_CHANGE: _("The price ends by then already. Nothing was changed."),
    }[why]


def flaw_words(why: Flaw) -> str:
    """Why a file or a line of it cannot be read, and what to do."""
    return {
        Flaw.NO_HEAD: _("The first line does not name the columns part_number, seller, unit_price and starts_on."),
        Flaw.TOO_LONG: _("That is more than is taken at once: 2,000 lines. Send it in parts."),
        Flaw.EMPTY: _("There are no lines under the head."),
        Flaw.UNREADABLE: _("This cannot be read as a table. Save it as CSV and send it again."),
        Flaw.OFFER: _("This seller offers nothing under this part number."),
        Flaw.NUMBER: _("Price or quantity is no number."),
        Flaw.DATE: _("A day is not written as 2027-01-31."),
    }[why]
