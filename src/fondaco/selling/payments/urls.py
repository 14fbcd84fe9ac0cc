from django.urls import path

from fondaco.selling.payments import views, views_demo, views_staff

app_name = "selling_payments"

urlpatterns = [
    path("business/payments", views.methods, name="methods"),
    path("business/payments/invoice", views.invoice, name="invoice"),
    path("business/payments/card", views.card, name="card"),
    path("business/payments/card/back", views.card_back, name="card-back"),
    path("business/payments/requests/<str:public_id>/withdraw", views.withdraw, name="withdraw"),
    path("business/payments/<str:public_id>/default", views.default, name="default"),
    path("business/payments/<str:public_id>/remove", views.remove, name="remove"),
    path("limit-requests/", views_staff.requests, name="requests"),
    path("limit-requests/<str:public_id>", views_staff.request_page, name="request"),
    path("payment-provider/demo", views_demo.page, name="demo"),
]
