from django.apps import AppConfig


class SellingOrdersConfig(AppConfig):
    name = "fondaco.selling.orders"
    label = "selling_orders"
    default_auto_field = "django.db.models.BigAutoField"
