from django.urls import path

from fondaco.selling.shopping import views, views_oci

app_name = "selling_shopping"

urlpatterns = [
    path("start/<str:token>", views.start, name="start"),
    path("oci/<str:public_id>", views_oci.call, name="oci"),
    path("oci/<str:public_id>/who", views_oci.who, name="oci-who"),
    path("visit", views.visit_page, name="visit"),
    path("visit/again", views.again, name="again"),
    path("cart", views.cart, name="cart"),
    path("cart/add", views.add, name="add"),
    path("cart/lines/<int:line_id>", views.change, name="change"),
    path("cart/lines/<int:line_id>/remove", views.remove, name="remove"),
    path("cart/submit", views.submit, name="submit"),
    path("cart/leave", views.leave, name="leave"),
]
