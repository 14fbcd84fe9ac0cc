"""Addresses of approvals."""

from django.urls import path

from fondaco.buying.approvals import views, views_delegation, views_mail

app_name = "approvals"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("several", views.approve_several, name="approve-several"),
    path("rounds/<str:public_id>/anew", views.anew, name="anew"),
    path("delegations", views_delegation.delegations, name="delegations"),
    path("delegations/<str:public_id>/take-back", views_delegation.take_back, name="take-back"),
    path("away", views_delegation.absences, name="absences"),
    path("away/<str:public_id>/end", views_delegation.end_absence, name="end-absence"),
    path("by-mail/<str:token>", views_mail.by_mail, name="by-mail"),
    path("<str:public_id>", views.decide, name="decide"),
    path("<str:public_id>/approve", views.approve, name="approve"),
    path("<str:public_id>/reject", views.reject, name="reject"),
    path("<str:public_id>/send-back", views.send_back, name="send-back"),
    path("<str:public_id>/ask", views.ask, name="ask"),
    path("<str:public_id>/forward", views.forward, name="forward"),
    path("<str:public_id>/as-well", views.as_well, name="as-well"),
]
