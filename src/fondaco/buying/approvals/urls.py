"""Addresses of approvals."""

from django.urls import path

from fondaco.buying.approvals import views

app_name = "approvals"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("several", views.approve_several, name="approve-several"),
    path("rounds/<str:public_id>/anew", views.anew, name="anew"),
    path("<str:public_id>", views.decide, name="decide"),
    path("<str:public_id>/approve", views.approve, name="approve"),
    path("<str:public_id>/reject", views.reject, name="reject"),
    path("<str:public_id>/send-back", views.send_back, name="send-back"),
    path("<str:public_id>/ask", views.ask, name="ask"),
]
