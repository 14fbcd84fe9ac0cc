from django.urls import path

from fondaco.selling.shopping import views, views_oci, views_return, views_start

app_name = "selling_shopping"

urlpatterns = [
    path("start/<str:token>", views_start.start, name="start"),
    path("oci/<str:public_id>", views_oci.call, name="oci"),
    path("oci/<str:public_id>/who", views_oci.who, name="oci-who"),
    path("visit", views.visit_page, name="visit"),
    path("visit/again", views_return.again, name="again"),
    path("visits/<str:public_id>/again", views_return.again_earlier, name="again-earlier"),
    path("cart", views.cart, name="cart"),
    path("cart/add", views.add, name="add"),
    path("cart/address", views.address, name="address"),
    path("cart/lines/<int:line_id>", views.change, name="change"),
    path("cart/lines/<int:line_id>/remove", views.remove, name="remove"),
    path("cart/submit", views_return.submit, name="submit"),
    path("cart/remove-all", views_return.remove_all, name="remove-all"),
    path("cart/leave", views_return.leave, name="leave"),
]
