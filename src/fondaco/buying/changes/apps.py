"""The slice as Django knows it."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "fondaco.buying.changes"
    label = "buying_changes"
    default_auto_field = "django.db.models.BigAutoField"
