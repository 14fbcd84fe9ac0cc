"""The slice as Django knows it."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "fondaco.buying.orders"
    label = "buying_orders"
    default_auto_field = "django.db.models.BigAutoField"
