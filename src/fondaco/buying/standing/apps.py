"""The slice as Django knows it."""

from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "fondaco.buying.standing"
    label = "buying_standing"
    default_auto_field = "django.db.models.BigAutoField"
