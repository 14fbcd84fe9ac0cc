"""Addresses of the approval policy."""

from django.urls import path

from fondaco.buying.policy import views, views_sheets, views_trials

app_name = "policy"

urlpatterns = [
    path("", views.rules, name="rules"),
    path("begin", views.begin, name="begin"),
    path("draft", views.draft, name="draft"),
    path("draft/trial", views_trials.trial, name="trial"),
    path("draft/trial/long", views_trials.begin_long, name="begin-long-trial"),
    path("trials/<str:public_id>", views_trials.long_trial, name="long-trial"),
    path("trials/<str:public_id>/stop", views_trials.stop_long, name="stop-long-trial"),
    path("draft/discard", views.discard, name="discard"),
    path("draft/import", views_sheets.take, name="import"),
    path("draft/rules/new", views.add, name="add"),
    path("draft/rules/<str:public_id>", views.change, name="change"),
    path("draft/rules/<str:public_id>/remove", views.remove, name="remove"),
    path("draft/rules/<str:public_id>/move", views.move, name="move"),
    path("limits/<str:public_id>", views.limit, name="limit"),
    path("versions/<str:public_id>/rules.csv", views_sheets.export, name="export"),
    path("versions/<str:public_id>", views.version, name="version"),
]
