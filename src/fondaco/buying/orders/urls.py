"""Addresses of orders."""

from django.urls import path

from fondaco.buying.orders import views, views_numbers

app_name = "orders"

urlpatterns = [
    path("", views.order_list, name="list"),
    path("numbers", views_numbers.register, name="numbers"),
    path("numbers.csv", views_numbers.register_file, name="numbers-file"),
    path("<str:public_id>", views.order_page, name="order"),
    path("<str:public_id>/send-again", views.send_again, name="send-again"),
    path("<str:public_id>/cancel", views.cancel, name="cancel"),
    path("<str:public_id>/close", views.close, name="close"),
]
