"""Addresses of the company's pages."""

from django.urls import path

from fondaco.buying.company import views, views_structure
from fondaco.buying.company.views_imports import export, overview, template, trial, upload

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
    path("legal-entity/new", views.add_entity, name="add-entity"),
    path("legal-entity/choose", views.choose_entity, name="choose-entity"),
    path("projects", views_structure.project_list, name="projects"),
    path("projects/new", views_structure.add_project, name="add-project"),
    path("projects/<str:public_id>", views_structure.project, name="project"),
    path("categories", views_structure.category_list, name="categories"),
    path("categories/new", views_structure.add_category, name="add-category"),
    path("categories/<str:public_id>", views_structure.category, name="category"),
    path("rates", views_structure.rates, name="rates"),
    path("rates/new", views_structure.add_rate, name="add-rate"),
    path("rates/<str:currency>", views_structure.rate_history, name="rate"),
    path("import", overview, name="imports"),
    path("import/<str:kind>", upload, name="import"),
    path("import/<str:kind>/template.csv", template, name="import-template"),
    path("import/<str:kind>/export.csv", export, name="export"),
    path("import/trial/<str:public_id>", trial, name="trial"),
]
