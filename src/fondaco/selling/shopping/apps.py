from django.apps import AppConfig


class SellingShoppingConfig(AppConfig):
    name = "fondaco.selling.shopping"
    label = "selling_shopping"
    default_auto_field = "django.db.models.BigAutoField"
