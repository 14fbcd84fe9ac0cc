"""Coming in, going out, a password forgotten, a language chosen."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco import audit
from fondaco.people import gate, letters, limits, operations, second_factor, views_second_factor
from fondaco.people.addresses import client_address, next_address
from fondaco.people.forms import ForgottenForm, NewPasswordForm, SignInForm
from fondaco.people.models import Person

BACKEND = "django.contrib.auth.backends.ModelBackend"
_LINK = "fondaco_password_link"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    onward = next_address(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.method == "GET" and gate.awaited(request) is not None:
        return redirect(views_second_factor.address(onward))
    form = SignInForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            person = operations.check_sign_in(**form.cleaned_data, address=client_address(request), now=timezone.now())
        except operations.TooManyTries:
            status = 429
            form.add_error(
                None,
                _("Too many tries from here. Wait a quarter of an hour, or have a new password sent to you."),
            )
        else:
            if person is not None:
                return let_in(request, person, onward)
            form.add_error(None, _("This e-mail and password do not belong together. Check both and try again."))
    return render(request, "people/sign_in.html", {"form": form, "next": onward}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    person = gate.awaited(request) or request.user
    if person.is_authenticated:
        now = timezone.now()
        audit.write(action="person.signed_out", subject=f"person:{person.public_id}", by=person.pk, now=now)
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect("people:sign-in")


@never_cache
@require_http_methods(["GET", "POST"])
def password_reset(request: HttpRequest) -> HttpResponse:
    """The page after it is the same whether the e-mail is known or not."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        allowed = limits.allow(purpose="password", email=email, address=client_address(request), now=timezone.now())
        if not allowed:
            form.add_error(None, _("Too many tries from here. Wait a quarter of an hour and try again."))
            return render(request, "people/password_reset.html", {"form": form}, status=429)
        person = Person.objects.with_email(email)
        if person is not None and person.is_active:
            _send_link(person)
        return redirect("people:password-sent")
    return render(request, "people/password_reset.html", {"form": form})


@transaction.atomic
def _send_link(person: Person) -> None:
    address = reverse("people:password-link", args=[person.public_id, default_token_generator.make_token(person)])
    letters.send(
        person,
        subject=gettext_lazy("A new password for %(site)s"),
        template="people/password_mail.txt",
        told={"link": settings.FONDACO_BASE_URL + address},
        language=person.language or translation.get_language() or "",
    )
    audit.write(action="person.password_link_sent", subject=f"person:{person.public_id}", by=None, now=timezone.now())


@require_GET
def password_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "people/password_sent.html")


@never_cache
@require_GET
def password_link(request: HttpRequest, public_id: str, token: str) -> HttpResponse:
    """Take the token out of the address at once: addresses are logged, kept and shared."""
    request.session[_LINK] = [public_id, token]
    return redirect("people:password-new")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def password_new(request: HttpRequest) -> HttpResponse:
    public_id, token = request.session.get(_LINK, ("", ""))
    person = Person.objects.filter(public_id=public_id, is_active=True).first()
    if person is None or not default_token_generator.check_token(person, token):
        return render(request, "people/password_stale.html", status=410)
    form = NewPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        operations.set_password(person=person, password=form.cleaned_data["password"], by=person, now=now)
        del request.session[_LINK]
        messages.success(request, _("Your new password is set, and you have signed in with it."))
        return let_in(request, person, settings.LOGIN_REDIRECT_URL)
    return render(request, "people/password_new.html", {"form": form, "person": person})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    response = redirect(next_address(request, request.POST.get("next", "/")))
    if chosen not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        operations.choose_language(person=request.user, language=chosen, now=timezone.now())
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_POST
def demo_switch(request: HttpRequest) -> HttpResponse:
    """Become somebody else of the demo. Where this is no demo, there is no such page."""
    person = Person.objects.with_email(request.POST.get("email", ""))
    if not settings.FONDACO_DEMO or person is None or not person.is_active or not hasattr(person, "demo"):
        raise Http404
    logout(request)
    return let_in(request, person, next_address(request, request.POST.get("next", "/")))


def let_in(request: HttpRequest, person: Person, onward: str) -> HttpResponse:
    """Sign in and lead on, past the second factor where there must be one."""
    login(request, person, backend=BACKEND)
    operations.remember_language(person=person, language=translation.get_language() or "")
    if second_factor.must_have(person) and not gate.shown(request, person, timezone.now()):
        return redirect(views_second_factor.address(onward))
    return redirect(onward)
