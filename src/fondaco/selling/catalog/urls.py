from django.urls import path

from fondaco.selling.catalog import views, views_contracts, views_policy, views_staff

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
    path("catalogue/", views_staff.catalogue, name="staff"),
    path("catalogue/item/<str:part_id>", views_staff.item, name="staff-item"),
    path("catalogue/item/<str:part_id>/sale", views_staff.sale, name="staff-sale"),
    path("catalogue/item/<str:part_id>/audience", views_staff.audience, name="staff-audience"),
    path("catalogue/offers/<str:key>", views_staff.offer, name="staff-offer"),
    path("catalogue/contracts", views_contracts.customers, name="contracts"),
    path("catalogue/contracts/<str:public_id>", views_contracts.contracts, name="contracts-of"),
    path("catalogue/contracts/<str:public_id>/add", views_contracts.add, name="contract-add"),
    path("catalogue/contracts/<str:public_id>/file", views_contracts.take_file, name="contract-file"),
    path("catalogue/contracts/<str:public_id>/<str:contract_id>/end", views_contracts.end, name="contract-end"),
]
