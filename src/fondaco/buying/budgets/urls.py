"""Addresses of budgets."""

from django.urls import path

from fondaco.buying.budgets import views

app_name = "budgets"

urlpatterns = [
    path("", views.budget_list, name="list"),
    path("new", views.add, name="add"),
    path("<str:public_id>", views.budget_page, name="budget"),
    path("<str:public_id>/change", views.change, name="change"),
]
