"""Addresses of what waits to be released."""

from django.urls import path

from fondaco.buying.release import views, views_renewal

app_name = "release"

urlpatterns = [
    path("to-source", views.to_source, name="to-source"),
    path("to-source/<str:public_id>/<int:number>", views.source, name="source"),
    path("renew/<str:public_id>/<str:supplier_id>", views_renewal.renew, name="renew"),
]
