"""The store's addresses after two more, each with one ORM insert and commit: a bare answer, and a page of the site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from fondaco.bridge.models import Refused
from fondaco.selling import urls as store


def insert(request: HttpRequest) -> HttpResponse:
    row = Refused.objects.create(reason=Refused.Reason.UNREADABLE, source="bench", at=timezone.now())
    return HttpResponse(f"{row.pk}\n", content_type="text/plain; charset=utf-8")


def page(request: HttpRequest) -> HttpResponse:
    """The same, shown to a person who has signed in: the site's frame, its navigation, a few words."""
    Refused.objects.create(reason=Refused.Reason.UNREADABLE, source="bench", at=timezone.now())
    return render(request, "selling/welcome.html")


urlpatterns = [path("bench/insert", insert), path("bench/page", page), *store.urlpatterns]
handler400, handler403 = store.handler400, store.handler403
handler404, handler500 = store.handler404, store.handler500
