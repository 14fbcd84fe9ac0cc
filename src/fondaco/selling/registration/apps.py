from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "fondaco.selling.registration"
    label = "selling_registration"
    default_auto_field = "django.db.models.BigAutoField"
