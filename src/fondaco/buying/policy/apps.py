"""The slice as Django knows it."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "fondaco.buying.policy"
    label = "buying_policy"
    default_auto_field = "django.db.models.BigAutoField"
