from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "fondaco.bridge"
    label = "bridge"
    verbose_name = "Messages and connections"
    default_auto_field = "django.db.models.BigAutoField"
