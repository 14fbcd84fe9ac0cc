"""Addresses of approvals."""

from django.urls import path

from fondaco.buying.approvals import policy_views, views

app_name = "approvals"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("several", views.approve_several, name="approve-several"),
    path("rules", policy_views.rules, name="rules"),
    path("rules/new", policy_views.add, name="add-rule"),
    path("rules/limits/<str:public_id>", policy_views.limit, name="limit"),
    path("rules/<str:public_id>", policy_views.change, name="change-rule"),
    path("rules/<str:public_id>/switch", policy_views.switch, name="switch-rule"),
    path("rounds/<str:public_id>/anew", views.anew, name="anew"),
    path("<str:public_id>", views.decide, name="decide"),
    path("<str:public_id>/approve", views.approve, name="approve"),
    path("<str:public_id>/reject", views.reject, name="reject"),
    path("<str:public_id>/send-back", views.send_back, name="send-back"),
    path("<str:public_id>/ask", views.ask, name="ask"),
]
