from django.apps import AppConfig


class IntegrationConfig(AppConfig):
    name = "fondaco.selling.integration"
    label = "selling_integration"
    default_auto_field = "django.db.models.BigAutoField"
