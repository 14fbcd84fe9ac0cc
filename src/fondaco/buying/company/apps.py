"""The slice as Django knows it."""

from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "fondaco.buying.company"
    label = "buying_company"
    default_auto_field = "django.db.models.BigAutoField"
