"""The desk's own pages that belong to no slice."""

from django.apps import AppConfig


class BuyingConfig(AppConfig):
    name = "fondaco.buying"
    label = "buying"
    default_auto_field = "django.db.models.BigAutoField"
