"""The slice as Django knows it."""

from django.apps import AppConfig


class ShoppingConfig(AppConfig):
    name = "fondaco.buying.shopping"
    label = "buying_shopping"
    default_auto_field = "django.db.models.BigAutoField"
