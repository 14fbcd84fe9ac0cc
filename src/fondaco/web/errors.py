"""Pages for what went wrong, in words: what happened, what was kept, what to do."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

LAST_RESORT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Something broke</title>
<h1>Something broke on our side</h1><p>Nothing you sent has been half saved. Please try again in a minute.</p></html>"""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return render(request, "web/errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What the view said in its ``PermissionDenied`` is shown, so it is a sentence for the reader."""
    reason = str(exception) if exception is not None and exception.args else ""
    return render(request, "web/errors/403.html", {"reason": reason}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours or is too old: ``CSRF_FAILURE_VIEW``."""
    return render(request, "web/errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/errors/404.html", status=404)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/errors/413.html", status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the database nor the session: either may be what broke."""
    given = {
        "site": "shop" if getattr(settings, "FONDACO_SITE", "") == "selling" else "desk",
        "site_name": getattr(settings, "FONDACO_SITE_NAME", "Fondaco"),
        "language": (get_language() or "en").partition("-")[0],
    }
    try:
        return HttpResponse(render_to_string("web/errors/500.html", given), status=500)
    except Exception:
        return HttpResponse(LAST_RESORT, status=500)
