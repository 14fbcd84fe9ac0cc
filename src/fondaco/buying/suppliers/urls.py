"""Addresses of the suppliers' pages."""

from django.urls import path

from fondaco.buying.suppliers import views, views_agreements

app_name = "suppliers"

urlpatterns = [
    path("", views.shop_at, name="shop-at"),
    path("all", views.all_suppliers, name="list"),
    path("new", views.add, name="add"),
    path("new-by-mail", views.add_by_mail, name="add-by-mail"),
    path("unmapped", views_agreements.unmapped, name="unmapped"),
    path("unmapped/<int:pk>", views_agreements.explain_unmapped, name="explain"),
    path("mappings", views_agreements.mappings, name="mappings"),
    path("mappings/<int:pk>/forget", views_agreements.forget_mapping, name="forget-mapping"),
    path("<str:public_id>", views.supplier, name="supplier"),
    path("<str:public_id>/change", views.change, name="change"),
    path("<str:public_id>/connect", views.connect, name="connect"),
    path("<str:public_id>/try", views.try_connection, name="try"),
    path("<str:public_id>/try-visit", views.try_visit, name="try-visit"),
    path("<str:public_id>/switch", views.switch, name="switch"),
    path("<str:public_id>/secret", views.renew_secret, name="renew-secret"),
    path("<str:public_id>/categories", views_agreements.say_of_category, name="say-of-category"),
    path("<str:public_id>/categories/<str:category>/forget", views_agreements.forget_category, name="forget-category"),
    path("<str:public_id>/safeguards", views_agreements.safeguards, name="safeguards"),
    path("<str:public_id>/mappings", views_agreements.mappings, name="mappings-of"),
]
