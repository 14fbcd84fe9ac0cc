"""The theme switch, and the page that shows every component."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from fondaco.web.context import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 60 * 60


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light or dark; anything else goes back to what their system says."""
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
        onward = "/"
    response = HttpResponseRedirect(onward)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_GET
def look(request: HttpRequest) -> HttpResponse:
    """Every component with its states, where nobody does business."""
    if not (getattr(settings, "FONDACO_DEMO", False) or settings.DEBUG):
        raise Http404
    # Imported here, so that the examples cost nothing on a site that does not show them.
    from fondaco.web.examples import examples

    return render(request, "web/look.html", examples(request))
