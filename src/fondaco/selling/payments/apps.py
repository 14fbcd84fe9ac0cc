from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "fondaco.selling.payments"
    label = "selling_payments"
    default_auto_field = "django.db.models.BigAutoField"
