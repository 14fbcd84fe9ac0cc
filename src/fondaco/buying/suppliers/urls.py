"""Addresses of the suppliers' pages."""

from django.urls import path

from fondaco.buying.suppliers import views

app_name = "suppliers"

urlpatterns = [
    path("", views.shop_at, name="shop-at"),
    path("new", views.add, name="add"),
    path("<str:public_id>", views.supplier, name="supplier"),
    path("<str:public_id>/change", views.change, name="change"),
    path("<str:public_id>/try", views.try_connection, name="try"),
    path("<str:public_id>/secret", views.renew_secret, name="renew-secret"),
]
