from django.urls import path

from fondaco.selling.registration import views, views_staff

app_name = "selling_registration"

urlpatterns = [
    path("register", views.register, name="register"),
    path("register/sent", views.sent, name="sent"),
    path("register/confirm", views.confirm, name="confirm"),
    path("register/link/<str:token>", views.link, name="link"),
    path("business/registration", views.standing, name="standing"),
    path("reviews/", views_staff.reviews, name="reviews"),
    path("reviews/rules", views_staff.rules, name="rules"),
    path("reviews/<str:public_id>", views_staff.review, name="review"),
    path("reviews/<str:public_id>/approve", views_staff.approve, name="approve"),
    path("reviews/<str:public_id>/refuse", views_staff.refuse, name="refuse"),
]
