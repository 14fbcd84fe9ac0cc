from django.urls import path

from fondaco.selling.catalog import views, views_policy

app_name = "selling_catalog"

urlpatterns = [
    path("shop/", views.search, name="search"),
    path("shop/compare", views.side_by_side, name="compare"),
    path("shop/item/<str:part_id>", views.item, name="item"),
    path("shop/item/<str:part_id>/prices.svg", views.prices, name="prices"),
    path("shop/picture/<str:name>.svg", views.picture, name="picture"),
    path("business/policy", views_policy.rules, name="policy"),
    path("business/policy/<str:public_id>", views_policy.change, name="policy-change"),
    path("business/policy/<str:public_id>/remove", views_policy.remove, name="policy-remove"),
]
