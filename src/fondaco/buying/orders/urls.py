"""Addresses of orders."""

from django.urls import path

from fondaco.buying.orders import views, views_answers, views_numbers, views_remedies

app_name = "orders"

urlpatterns = [
    path("", views.order_list, name="list"),
    path("numbers", views_numbers.register, name="numbers"),
    path("numbers.csv", views_numbers.register_file, name="numbers-file"),
    path("<str:public_id>", views.order_page, name="order"),
    path("<str:public_id>/pdf", views_answers.paper, name="paper"),
    path("<str:public_id>/answer", views_answers.record, name="record"),
    path("<str:public_id>/vouch", views_answers.vouch, name="vouch"),
    path("<str:public_id>/remind", views_answers.remind, name="remind"),
    path("<str:public_id>/send-again", views.send_again, name="send-again"),
    path("<str:public_id>/remedy/<str:kind>", views_remedies.remedy, name="remedy"),
    path("<str:public_id>/cancel", views.cancel, name="cancel"),
    path("<str:public_id>/close", views.close, name="close"),
]
