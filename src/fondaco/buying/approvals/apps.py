"""The slice as Django knows it."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "fondaco.buying.approvals"
    label = "buying_approvals"
    default_auto_field = "django.db.models.BigAutoField"
