"""The slice as Django knows it."""

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "fondaco.buying.budgets"
    label = "buying_budgets"
    default_auto_field = "django.db.models.BigAutoField"
