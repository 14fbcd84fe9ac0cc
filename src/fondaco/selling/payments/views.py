"""How one's own account pays: what there is, another way, which one is used."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from fondaco.selling.access import Action
from fondaco.selling.accounts.models import Member
from fondaco.selling.accounts.own import of_own_account
from fondaco.selling.payments import limits, operations, queries
from fondaco.selling.payments.forms import InvoiceForm
from fondaco.selling.payments.models import LimitRequest, PaymentMethod
from fondaco.selling.payments.numbers import holds_card_number
from fondaco.selling.payments.provider import TokenRefused, Unreachable, provider
from fondaco.web.formatting import format_money

_STATE = "card_state"  # in the session: which return from the provider is awaited
_LONGEST = 4096  # characters of a token


@never_cache
@require_GET
@of_own_account(Action.MANAGE_PAYMENTS)
def methods(request: HttpRequest, member: Member) -> HttpResponse:
    return _page(request, member)


def _in_cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal("0.01"))


def _page(request: HttpRequest, member: Member, form: InvoiceForm | None = None, *, status: int = 200) -> HttpResponse:
    account, store = member.account, queries.store()
    known = list(queries.methods_of(account))
    today = timezone.localdate()
    invoice = next((one for one in known if one.kind == PaymentMethod.Kind.INVOICE), None)
    context = {
        "account": account,
        "methods": [{"row": one, "good": one.good_on(today)} for one in known],
        "invoice": invoice,
        "form": form
        or InvoiceForm(initial={"limit": _in_cents(invoice.credit_limit if invoice else store.invoice_limit)}),
        "store_rules": store,
        "asked": queries.latest_request(account),
        "takes_cards": provider() is not None,
        "blocked": not queries.default_method(account.pk, today),
    }
    return render(request, "selling_payments/methods.html", context, status=status)


@require_POST
@of_own_account(Action.MANAGE_PAYMENTS)
def invoice(request: HttpRequest, member: Member) -> HttpResponse:
    form = InvoiceForm(request.POST)
    if not form.is_valid():
        return _page(request, member, form, status=422)
    account, limit, words = member.account, form.cleaned_data["limit"], form.cleaned_data["words"]
    if not words and limit > queries.grantable(account):
        form.add_error("words", _("This is more than the store grants by itself: say what it is for."))
        return _page(request, member, form, status=422)
    try:
        made = limits.ask_invoice(account=account, limit=limit, words=words, by=member.person, now=timezone.now())
    except limits.OpenAlready:
        form.add_error("limit", _("Customer service has not decided on your last request. Withdraw it to ask anew."))
        return _page(request, member, form, status=409)
    amount = format_money(limit, account.currency, request.LANGUAGE_CODE)
    if isinstance(made, LimitRequest):
        words = _("Customer service decides on %(amount)s; you get a letter. Until then your present limit holds.")
        messages.info(request, words % {"amount": amount})
    else:
        messages.success(request, _("You pay by invoice, with up to %(amount)s open at a time.") % {"amount": amount})
    return redirect("selling_payments:methods")


@require_POST
@of_own_account(Action.MANAGE_PAYMENTS)
def card(request: HttpRequest, member: Member) -> HttpResponse:
    """Off to the provider's page; nothing about the card passes through here."""
    known = provider()
    if known is None:
        raise Http404
    if any(holds_card_number(value) for values in request.POST.lists() for value in values[1]):
        messages.error(request, _("A card number was sent here. It was not kept: type it on the provider's page only."))
        return redirect("selling_payments:methods")
    state = secrets.token_urlsafe(24)
    back = settings.FONDACO_BASE_URL + reverse("selling_payments:card-back")
    try:
        address = known.begin(state=state, return_url=back)
    except Unreachable:
        messages.error(request, _("The payment provider does not answer just now. Nothing was changed; try again."))
        return redirect("selling_payments:methods")
    request.session[_STATE] = state
    return redirect(address)


@never_cache
@sensitive_variables()
@require_GET
@of_own_account(Action.MANAGE_PAYMENTS)
def card_back(request: HttpRequest, member: Member) -> HttpResponse:
    """Back from the provider's page. What it says counts once, in the browser that left for it."""
    known, awaited = provider(), str(request.session.pop(_STATE, ""))
    given, token = request.GET.get("state", ""), request.GET.get("token", "")
    if known is None or not awaited or not constant_time_compare(given, awaited):
        messages.error(request, _("This is not the way back that was awaited. Nothing was added; begin again."))
    elif not token:
        messages.info(request, _("You turned back at the provider. Nothing was added."))
    elif len(token) > _LONGEST or holds_card_number(token):
        messages.error(request, _("The payment provider does not know this card. Nothing was added."))
    else:
        try:
            made = operations.add_card(
                account=member.account,
                provider=known.key,
                token=token,
                card=known.card(token=token, state=awaited),
                by=member.person,
                now=timezone.now(),
            )
        except TokenRefused:
            messages.error(request, _("The payment provider does not know this card. Nothing was added."))
        except Unreachable:
            messages.error(request, _("The payment provider does not answer just now. Nothing was added; try again."))
        except operations.NotGood:
            messages.error(request, _("This card has run out. Nothing was added; use another one."))
        else:
            messages.success(request, _("%(card)s is among the ways to pay.") % {"card": made.words})
    return redirect("selling_payments:methods")


def _method(member: Member, public_id: str) -> PaymentMethod:
    found = queries.methods_of(member.account).select_related("account").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _done(request: HttpRequest, act: Callable[[], None], words: str) -> HttpResponse:
    try:
        act()
    except operations.StillNeeded:
        trouble = _(
            "It stays: it is the default while there are others (make another one the default first), or the last "
            "one while a group is Active (add another one first)."
        )
        messages.error(request, trouble)
    except operations.NotGood:
        messages.error(request, _("This card has run out, so nothing can be paid with it. Add it anew or use another."))
    except (operations.Gone, operations.NoChange):
        messages.warning(request, _("Somebody else was faster. This is how it stands now."))
    else:
        messages.success(request, words)
    return redirect("selling_payments:methods")


@require_POST
@of_own_account(Action.MANAGE_PAYMENTS)
def default(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    method = _method(member, public_id)

    def act() -> None:
        operations.make_default(method=method, today=timezone.localdate(), by=member.person, now=timezone.now())

    return _done(request, act, _("Orders are paid by this from now on: %(words)s.") % {"words": method.words})


@require_POST
@of_own_account(Action.MANAGE_PAYMENTS)
def remove(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    method = _method(member, public_id)

    def act() -> None:
        operations.remove(method=method, by=member.person, now=timezone.now())

    return _done(request, act, _("Nothing is paid by this any more: %(words)s.") % {"words": method.words})


@require_POST
@of_own_account(Action.MANAGE_PAYMENTS)
def withdraw(request: HttpRequest, member: Member, public_id: str) -> HttpResponse:
    found = LimitRequest.objects.filter(account=member.account, public_id=public_id).first()
    if found is None:
        raise Http404
    try:
        limits.withdraw(request=found, by=member.person, now=timezone.now())
    except limits.Decided:
        messages.warning(request, _("Customer service was faster: it is decided."))
    else:
        messages.success(request, _("Your request is withdrawn."))
    return redirect("selling_payments:methods")
