"""Addresses of the approval policy."""

from django.urls import path

from fondaco.buying.policy import views

app_name = "policy"

urlpatterns = [
    path("", views.rules, name="rules"),
    path("new", views.add, name="add"),
    path("limits/<str:public_id>", views.limit, name="limit"),
    path("<str:public_id>", views.change, name="change"),
    path("<str:public_id>/switch", views.switch, name="switch"),
]
