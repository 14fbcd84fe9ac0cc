"""Only what the bridge's and the people's pages need."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from fondaco.bridge import views


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "web/page.html")


urlpatterns = [
    path("", home, name="home"),
    path("account/", include("fondaco.people.urls")),
    path("", include("fondaco.bridge.urls")),
    path("setups", views.cxml, name="setups-in"),
    path("orders/<str:public_id>", views.cxml, name="orders-in"),
    path("", include("fondaco.web.urls")),
]
