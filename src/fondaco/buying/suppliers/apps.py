"""The slice as Django knows it."""

from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "fondaco.buying.suppliers"
    label = "buying_suppliers"
    default_auto_field = "django.db.models.BigAutoField"
