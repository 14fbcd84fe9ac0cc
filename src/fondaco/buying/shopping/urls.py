"""Addresses of going to a store and coming back."""

from django.urls import path

from fondaco.buying.shopping import views

app_name = "shopping"

urlpatterns = [
    path("shop/<str:public_id>", views.shop, name="shop"),
    path("return/<str:token>", views.take_return, name="return"),
    path("session/<str:public_id>", views.session, name="session"),
    path("session/<str:public_id>/left", views.abandon, name="abandon"),
    path("visits", views.visits, name="visits"),
]
