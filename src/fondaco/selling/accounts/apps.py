from django.apps import AppConfig


class SellingAccountsConfig(AppConfig):
    name = "fondaco.selling.accounts"
    label = "selling_accounts"
    default_auto_field = "django.db.models.BigAutoField"
