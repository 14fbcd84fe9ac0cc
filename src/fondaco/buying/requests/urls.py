"""Addresses of purchase requests."""

from django.urls import path

from fondaco.buying.requests import views, views_lines

app_name = "requests"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("all", views.everybodys, name="all"),
    path("new", views_lines.begin, name="begin"),
    path("<str:public_id>", views.request_page, name="request"),
    path("<str:public_id>/route", views.route, name="route"),
    path("<str:public_id>/save", views.save, name="save"),
    path("<str:public_id>/submit", views.submit, name="submit"),
    path("<str:public_id>/revise", views.revise, name="revise"),
    path("<str:public_id>/stores", views_lines.other_store, name="other-store"),
    path("<str:public_id>/open-again", views_lines.open_again, name="open-again"),
    path("<str:public_id>/lines/new", views_lines.write_line, name="write-line"),
    path("<str:public_id>/lines/<int:number>", views_lines.rewrite_line, name="rewrite-line"),
    path("<str:public_id>/lines/<int:number>/delete", views_lines.delete_line, name="delete-line"),
    path("<str:public_id>/lines/<int:number>/account", views_lines.charge_line, name="charge-line"),
    path("<str:public_id>/withdraw", views.withdraw, name="withdraw"),
    path("<str:public_id>/answer/<str:question_id>", views.answer, name="answer"),
]
