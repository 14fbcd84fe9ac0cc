"""Addresses of what waits to be released."""

from django.urls import path

from fondaco.buying.release import views

app_name = "release"

urlpatterns = [
    path("to-source", views.to_source, name="to-source"),
    path("to-source/<str:public_id>/<int:number>", views.source, name="source"),
]
