from django.urls import path

from fondaco.selling.integration import views

app_name = "selling_integration"

urlpatterns = [
    path("business", views.own_account, name="own"),
    path("customers/", views.customer_list, name="customers"),
    path("customers/add", views.add_customer, name="add"),
    path("customers/<str:public_id>", views.customer, name="customer"),
    path("customers/<str:public_id>/safeguards", views.safeguards, name="safeguards"),
    path("customers/<str:public_id>/connection", views.connection, name="connection"),
]
