"""Addresses of standing orders."""

from django.urls import path

from fondaco.buying.standing import views, views_setting_up

app_name = "standing"

urlpatterns = [
    path("", views.mine, name="list"),
    path("all", views.everybodys, name="all"),
    path("new", views_setting_up.begin, name="begin"),
    path("days", views_setting_up.days, name="days"),
    path("from/<str:request_id>", views_setting_up.from_request, name="from-request"),
    path("<str:public_id>", views.order_page, name="order"),
    path("<str:public_id>/change", views_setting_up.change, name="change"),
    path("<str:public_id>/lines", views_setting_up.change_lines, name="lines"),
    path("<str:public_id>/lines/new", views_setting_up.add_lines, name="add-lines"),
    path("<str:public_id>/skip", views.skip, name="skip"),
    path("<str:public_id>/pause", views.pause, name="pause"),
    path("<str:public_id>/resume", views.resume, name="resume"),
    path("<str:public_id>/end", views.end, name="end"),
    path("<str:public_id>/take-over", views.take_over, name="take-over"),
]
