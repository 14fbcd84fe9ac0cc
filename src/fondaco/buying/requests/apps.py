"""The slice as Django knows it."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "fondaco.buying.requests"
    label = "buying_requests"
    default_auto_field = "django.db.models.BigAutoField"
