"""Addresses of changes."""

from django.urls import path

from fondaco.buying.changes import views

app_name = "changes"

urlpatterns = [
    path("", views.change_list, name="list"),
    path("of/<str:order_id>", views.ask, name="ask"),
    path("of/<str:order_id>/cancel", views.cancel, name="cancel"),
    path("<str:public_id>", views.change_page, name="change"),
    path("<str:public_id>/withdraw", views.withdraw, name="withdraw"),
    path("<str:public_id>/record", views.record, name="record"),
]
