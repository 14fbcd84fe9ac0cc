from django.urls import path

from fondaco.selling.catalog import views

app_name = "selling_catalog"

urlpatterns = [
    path("", views.search, name="search"),
    path("item/<str:part_id>", views.item, name="item"),
    path("item/<str:part_id>/prices.svg", views.prices, name="prices"),
    path("picture/<str:name>.svg", views.picture, name="picture"),
]
