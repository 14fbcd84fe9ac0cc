"""The slice as Django knows it."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "fondaco.buying.release"
    label = "buying_release"
    default_auto_field = "django.db.models.BigAutoField"
