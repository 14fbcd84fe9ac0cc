from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "fondaco.selling.catalog"
    label = "selling_catalog"
    verbose_name = "Catalogue"
