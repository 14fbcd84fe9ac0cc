from django.urls import path

from fondaco.selling.orders import views

app_name = "selling_orders"

urlpatterns = [
    path("orders/", views.order_list, name="list"),
    path("orders/export.csv", views.order_file, name="export"),
    path("orders/<str:public_id>", views.order_page, name="order"),
    path("shop/bought", views.recently_bought, name="bought"),
]
