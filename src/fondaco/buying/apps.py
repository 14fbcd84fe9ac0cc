"""The desk's own pages that belong to no slice."""

from django.apps import AppConfig


class BuyingConfig(AppConfig):
    name = "fondaco.buying"
    label = "buying"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # What is registered there (who judges what, who may see what) has to stand before the first page.
        from fondaco.buying import handlers  # noqa: F401
