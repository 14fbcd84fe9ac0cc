from django.urls import path

from fondaco.selling.orders import views

app_name = "selling_orders"

urlpatterns = [
    path("", views.order_list, name="list"),
    path("<str:public_id>", views.order_page, name="order"),
]
