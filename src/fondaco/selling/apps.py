from django.apps import AppConfig


class SellingConfig(AppConfig):
    """The store itself, for its own templates and words; it has no rows."""

    name = "fondaco.selling"
    label = "selling"
