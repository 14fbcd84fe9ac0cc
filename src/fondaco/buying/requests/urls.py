"""Addresses of purchase requests."""

from django.urls import path

from fondaco.buying.requests import views

app_name = "requests"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("all", views.everybodys, name="all"),
    path("<str:public_id>", views.request_page, name="request"),
    path("<str:public_id>/route", views.route, name="route"),
    path("<str:public_id>/save", views.save, name="save"),
    path("<str:public_id>/submit", views.submit, name="submit"),
    path("<str:public_id>/withdraw", views.withdraw, name="withdraw"),
    path("<str:public_id>/answer/<str:question_id>", views.answer, name="answer"),
]
