"""Setting up a second factor, showing it, and new recovery codes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fondaco.people import gate, second_factor
from fondaco.people.addresses import next_address
from fondaco.people.demo import present_code
from fondaco.people.forms import CodeForm, RecoveryCodeForm
from fondaco.people.models import Person, SecondFactor
from fondaco.people.operations import TooManyTries

View = Callable[[HttpRequest, Person], HttpResponse]


def of_who_must(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """For people whom this site asks for a second factor, whether they showed it or are about to."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        person = gate.awaited(request)
        if person is None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            person = request.user
            if not second_factor.must_have(person):
                raise Http404
        return view(request, person)

    return guarded


def address(onward: str = "/") -> str:
    """Where a second factor is shown; from there it goes on to ``onward``."""
    plain = reverse("people:second-factor")
    return plain if onward == "/" else f"{plain}?{urlencode({'next': onward})}"


@never_cache
@sensitive_post_parameters("code", "recovery_code")
@require_http_methods(["GET", "POST"])
@of_who_must
def page(request: HttpRequest, person: Person) -> HttpResponse:
    """One address for all of it: what it shows depends on how far the person is."""
    factor = second_factor.factor_of(person)
    if factor is None:
        return _setting_up(request, person)
    if gate.awaited(request) is None:
        return _standing(request, factor, CodeForm())
    return _asked(request, person, factor)


def _setting_up(request: HttpRequest, person: Person) -> HttpResponse:
    started = second_factor.unfinished(person)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        codes = second_factor.new_recovery_codes()
        try:
            done = second_factor.confirm(
                person=person, code=form.cleaned_data["code"], recovery_codes=codes, now=timezone.now()
            )
        except TooManyTries:
            form.add_error(None, _too_many())
            status = 429
        except (second_factor.NotThere, second_factor.AlreadyThere):
            return redirect(address(_onward(request)))
        else:
            if done:
                gate.let_through(request, person, timezone.now())
                return _codes(request, codes, first=True)
            form.add_error("code", _wrong())
    given = {"form": form, "next": _onward(request), "started": started, **_demo(person)}
    return render(request, "people/second_factor_new.html", given, status=status)


def _asked(request: HttpRequest, person: Person, factor: SecondFactor) -> HttpResponse:
    lost = "recovery_code" in request.POST
    form = CodeForm(None if lost else request.POST or None)
    recovery_form = RecoveryCodeForm(request.POST if lost else None)
    said = recovery_form if lost else form
    status = 200
    if request.method == "POST" and said.is_valid():
        (words,) = said.cleaned_data.values()
        try:
            how = second_factor.check(person=person, said=words, now=timezone.now())
        except TooManyTries:
            said.add_error(None, _too_many())
            status = 429
        except second_factor.NotThere:  # it was reset a moment ago
            return redirect(address(_onward(request)))
        else:
            if how is not None:
                gate.let_through(request, person, timezone.now())
                return redirect(_onward(request))
            said.add_error(None if lost else "code", _wrong_recovery_code() if lost else _wrong())
    given = {"form": form, "recovery_form": recovery_form, "lost": lost, "next": _onward(request), **_demo(person)}
    return render(request, "people/second_factor.html", given, status=status)


@require_POST
@of_who_must
def begin(request: HttpRequest, person: Person) -> HttpResponse:
    # Another window may have been quicker: the page then says how it stands.
    with suppress(second_factor.AlreadyThere):
        second_factor.begin(person=person, secret=second_factor.new_secret(), now=timezone.now())
    return redirect(address(_onward(request)))


@never_cache
@require_GET
@of_who_must
def picture(request: HttpRequest, person: Person) -> HttpResponse:
    """The code that an app photographs; only while it is being set up, and to nobody else."""
    factor = second_factor.unfinished(person)
    if factor is None:
        raise Http404
    code = segno.make(second_factor.address_for_app(factor, site_name=settings.FONDACO_SITE_NAME), error="m")
    drawn = BytesIO()
    code.save(drawn, kind="svg", scale=6, border=4, light="white")
    return HttpResponse(drawn.getvalue(), "image/svg+xml")


@never_cache
@sensitive_post_parameters("code")
@require_POST
@of_who_must
def recovery_codes(request: HttpRequest, person: Person) -> HttpResponse:
    """New ones for who has come in already, against a code of the app."""
    factor = second_factor.factor_of(person)
    if gate.awaited(request) is not None or factor is None:
        return redirect(address())
    form = CodeForm(request.POST)
    status = 422
    if form.is_valid():
        codes = second_factor.new_recovery_codes()
        try:
            done = second_factor.renew_recovery_codes(
                person=person, code=form.cleaned_data["code"], recovery_codes=codes, now=timezone.now()
            )
        except TooManyTries:
            form.add_error(None, _too_many())
            status = 429
        except second_factor.NotThere:
            return redirect(address())
        else:
            if done:
                return _codes(request, codes, first=False)
            form.add_error("code", _wrong())
    return _standing(request, factor, form, status=status)


def _standing(request: HttpRequest, factor: SecondFactor, form: CodeForm, *, status: int = 200) -> HttpResponse:
    form.fields["code"].widget.attrs["autofocus"] = False  # there is more to read here than to do
    given = {
        "factor": factor,
        "left": second_factor.recovery_codes_left(factor),
        "of": second_factor.RECOVERY_CODES,
        "form": form,
        **_demo(factor.person),
    }
    return render(request, "people/second_factor_standing.html", given, status=status)


def _codes(request: HttpRequest, codes: list[str], *, first: bool) -> HttpResponse:
    """Shown once, in the answer itself: they are kept nowhere."""
    given = {"codes": codes, "first": first, "next": _onward(request)}
    return render(request, "people/recovery_codes.html", given)


def _onward(request: HttpRequest) -> str:
    return next_address(request, request.POST.get("next") or request.GET.get("next") or "/")


def _demo(person: Person) -> dict[str, Any]:
    return {"demo_code": present_code(person, timezone.now())} if settings.FONDACO_DEMO else {}


def _wrong() -> str:
    return _("This is not the code of this moment, or it was used already. Wait for the next one and type that.")


def _wrong_recovery_code() -> str:
    return _("This is none of your recovery codes, or it was used already. Each works once.")


def _too_many() -> str:
    return _("Too many tries. Wait a quarter of an hour; nothing else is lost.")
