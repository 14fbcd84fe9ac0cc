"""Addresses of the company's pages."""

from django.urls import path

from fondaco.buying.company import views

app_name = "company"

urlpatterns = [
    path("", views.people, name="people"),
    path("people/new", views.add_person, name="add-person"),
    path("people/<str:public_id>", views.person, name="person"),
    path("people/<str:public_id>/invite", views.invite, name="invite"),
    path("cost-centres", views.cost_centre_list, name="cost-centres"),
    path("cost-centres/new", views.add_cost_centre, name="add-cost-centre"),
    path("cost-centres/<str:public_id>", views.cost_centre, name="cost-centre"),
    path("addresses", views.address_list, name="addresses"),
    path("addresses/new", views.add_address, name="add-address"),
    path("addresses/<str:public_id>", views.address, name="address"),
    path("legal-entity", views.legal_entity, name="legal-entity"),
]
