"""Pages under ``account/``."""

from django.urls import path

from fondaco.people import views

app_name = "people"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password_reset, name="password-reset"),
    path("password/sent", views.password_sent, name="password-sent"),
    path("password/new", views.password_new, name="password-new"),
    path("password/<str:public_id>/<str:token>", views.password_link, name="password-link"),
    path("language", views.language, name="language"),
    path("demo/switch", views.demo_switch, name="demo-switch"),
]
