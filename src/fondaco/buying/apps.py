"""The desk's own pages that belong to no slice."""

from django.apps import AppConfig
from django.conf import settings


class BuyingConfig(AppConfig):
    name = "fondaco.buying"
    label = "buying"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What is registered there (who judges what, who may see what) has to stand before the first page.
        from fondaco.buying import handlers  # noqa: F401
        from fondaco.buying.shopping import prices

        prices.register_installed(getattr(settings, "FONDACO_PRICERS", {}))
