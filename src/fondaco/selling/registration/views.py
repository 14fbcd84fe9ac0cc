"""A company registers, follows the mailed link, and sees where it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from fondaco.people import limits
from fondaco.people.addresses import client_address
from fondaco.people.forms import NewPasswordForm
from fondaco.people.links import new_token
from fondaco.people.models import Person, new_public_id
from fondaco.people.operations import TooManyTries, check_sign_in
from fondaco.people.views import let_in
from fondaco.selling.access import Action, member_of, requires, staff_of
from fondaco.selling.accounts.models import BusinessAccount
from fondaco.selling.accounts.states import AccountState
from fondaco.selling.registration import operations, queries
from fondaco.selling.registration.forms import KnownPasswordForm, RegistrationForm
from fondaco.selling.registration.models import Registration, Review
from fondaco.web.countries import country_name
from fondaco.web.formatting import exact_day

_LINK = "fondaco_registration_link"


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The page after it is the same whether the company or the person is known here or not."""
    member = member_of(request.user)
    if staff_of(request.user) or (member and member.account.state != AccountState.REFUSED):
        return render(request, "selling_registration/belongs.html", {"member": member}, status=409)
    form = RegistrationForm(request.POST or None, initial=_known_of(request))
    if request.method != "POST" or not form.is_valid():
        return _register_page(request, form, 422 if request.method == "POST" else 200)
    now, said = timezone.now(), form.said()
    if not limits.allow(purpose="register", email=said.admin_email, address=client_address(request), now=now):
        form.add_error(None, _("Too many tries from here. Nothing was sent; wait a quarter of an hour and try again."))
        return _register_page(request, form, 429)
    operations.begin_registration(said=said, public_id=new_public_id(), token=new_token(), now=now)
    return redirect("selling_registration:sent")


def _register_page(request: HttpRequest, form: RegistrationForm, status: int) -> HttpResponse:
    return render(request, "selling_registration/register.html", {"form": form}, status=status)


def _known_of(request: HttpRequest) -> dict[str, Any]:
    """Somebody with an account of their own need not write who they are."""
    person = request.user
    return {"admin_name": person.name, "admin_email": person.email} if person.is_authenticated else {}


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "selling_registration/sent.html", {"hours": operations.LINK_LASTS.total_seconds() // 3600})


@never_cache
@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address at once: addresses are logged, kept and shared."""
    request.session[_LINK] = token
    return redirect("selling_registration:confirm")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Show what will be made; make it for who proves to be the one whom the link was sent to."""
    token = request.session.get(_LINK, "")
    try:
        registration = operations.open_registration(token=token, now=timezone.now())
    except operations.LinkRefused as refused:
        return _stale(request, refused)
    if request.user.is_authenticated and request.user.email.casefold() != registration.admin_email.casefold():
        return _confirm_page(request, registration, status=409, somebody_else=True)
    owner = Person.objects.with_email(registration.admin_email)
    form = _proof_form(request, registration, owner)
    if request.method != "POST":
        return _confirm_page(request, registration, form=form, owner=owner)
    if form is not None and not form.is_valid():
        return _confirm_page(request, registration, status=422, form=form, owner=owner)
    try:
        person = _proved(request, form, owner)
    except TooManyTries:
        assert form is not None
        form.add_error(None, _("Too many tries from here. Wait a quarter of an hour and try again."))
        return _confirm_page(request, registration, status=429, form=form, owner=owner)
    if owner is not None and person is None:
        assert form is not None
        form.add_error("password", _("This is not the password of your account here. Nothing was created."))
        return _confirm_page(request, registration, status=422, form=form, owner=owner)
    password = form.cleaned_data["password"] if isinstance(form, NewPasswordForm) else ""
    return _make(request, registration, token, person, password)


def _proof_form(
    request: HttpRequest, registration: Registration, owner: Person | None
) -> NewPasswordForm | KnownPasswordForm | None:
    """What shows that it is really them: nothing for who signed in, else a password, known or to be set."""
    given = request.POST if request.method == "POST" else None
    if request.user.is_authenticated:
        return None
    if owner is not None and owner.has_usable_password():
        return KnownPasswordForm(given)
    stranger = Person(name=registration.admin_name, email=registration.admin_email)
    return NewPasswordForm(given, person=owner or stranger)


def _proved(request: HttpRequest, form: NewPasswordForm | KnownPasswordForm | None, owner: Person | None) -> Any:
    """The owner of the e-mail, where they proved it; nobody for a new one and for a wrong password."""
    if form is None or owner is None:
        return owner
    if isinstance(form, NewPasswordForm):
        # They came here by PunchOut and never set a password: the mailed link proves what one for a password would.
        return owner
    return check_sign_in(
        email=owner.email,
        password=form.cleaned_data["password"],
        address=client_address(request),
        now=timezone.now(),
    )


def _make(
    request: HttpRequest, registration: Registration, token: str, person: Person | None, password: str
) -> HttpResponse:
    try:
        account = operations.confirm_registration(
            token=token, person=person, password=password, account_public_id=new_public_id(), now=timezone.now()
        )
    except operations.LinkRefused as refused:
        return _stale(request, refused)
    except operations.Taken as taken:
        return render(
            request, "selling_registration/taken.html", {"why": str(taken.why), "it": registration}, status=409
        )
    except operations.PersonThere:
        # Their account was made a moment ago: the page now asks for its password.
        return redirect("selling_registration:confirm")
    request.session.pop(_LINK, None)
    if account.state == AccountState.VERIFIED:
        messages.success(request, _("%(company)s is verified. You are its first administrator.") % {"company": account})
    owner = Person.objects.get(pk=account.first_administrator.person_id)  # type: ignore[union-attr]
    onward = reverse("business" if account.trades else "selling_registration:standing")
    return redirect(onward) if request.user.is_authenticated else let_in(request, owner, onward)


def _confirm_page(request: HttpRequest, registration: Registration, *, status: int = 200, **told: Any) -> HttpResponse:
    context = {"it": registration, "country": country_name(registration.country), **told}
    return render(request, "selling_registration/confirm.html", context, status=status)


def _stale(request: HttpRequest, refused: operations.LinkRefused) -> HttpResponse:
    return render(request, "selling_registration/stale.html", {"why": str(refused.why)}, status=410)


@require_GET
@requires(Action.SEE_OWN_ACCOUNT)
def standing(request: HttpRequest) -> HttpResponse:
    """Where the company stands, for its own people."""
    member = member_of(request.user)
    assert member is not None  # the action is a role's, and only members have roles
    account = member.account
    registration = Registration.objects.filter(account=account).first()
    review = Review.objects.filter(account=account).first()
    context = {
        "account": account,
        "country": country_name(account.country) if account.country else "",
        "registration": registration,
        "review": review,
        "day": exact_day(review.due_on, get_language() or "en") if review else "",
        "late": review is not None and review.due_on < queries.today(timezone.now()),
        "steps": _steps(account, registration, review),
    }
    return render(request, "selling_registration/standing.html", context)


def _steps(account: BusinessAccount, registration: Registration | None, review: Review | None) -> list[dict[str, Any]]:
    """The way from the form to the first order, with where the company is on it."""
    steps: list[dict[str, Any]] = []
    if registration is not None:
        steps.append({"title": _("Registered"), "tone": "good", "state": _("done"), "at": registration.begun_at})
        said = {"title": _("E-mail address confirmed, account created"), "state": _("done")}
        steps.append({**said, "tone": "good", "at": registration.confirmed_at})
    steps.append({"title": _("Company verified"), **_verified(account, review)})
    tone, words = ("going", _("yours to do")) if account.trades else ("calm", _("not yet"))
    why = _("In “Manage your business”: people, purchasing system, payment.")
    return [*steps, {"title": _("Set up for shopping"), "why": why, "tone": tone, "state": words}]


def _verified(account: BusinessAccount, review: Review | None) -> dict[str, Any]:
    if account.state == AccountState.IN_REVIEW and review is not None:
        return {
            "why": " ".join(review.why_told()),
            "tone": "going",
            "state": _("being looked at"),
            "at": review.asked_at,
        }
    if account.state == AccountState.REFUSED:
        return {"tone": "wrong", "state": pgettext("company", "refused"), "at": account.state_since}
    return {"tone": "good", "state": _("done"), "at": review.decided_at if review else account.created_at}
