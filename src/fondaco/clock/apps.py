from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "fondaco.clock"
    label = "clock"
    verbose_name = "What is due"
    default_auto_field = "django.db.models.BigAutoField"
