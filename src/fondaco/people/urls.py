"""Pages under ``account/``."""

from django.urls import path

from fondaco.people import views, views_second_factor

app_name = "people"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password_reset, name="password-reset"),
    path("password/sent", views.password_sent, name="password-sent"),
    path("password/new", views.password_new, name="password-new"),
    path("password/<str:public_id>/<str:token>", views.password_link, name="password-link"),
    path("second-factor", views_second_factor.page, name="second-factor"),
    path("second-factor/begin", views_second_factor.begin, name="second-factor-begin"),
    path("second-factor/picture.svg", views_second_factor.picture, name="second-factor-picture"),
    path("second-factor/recovery-codes", views_second_factor.recovery_codes, name="recovery-codes"),
    path("language", views.language, name="language"),
    path("demo/switch", views.demo_switch, name="demo-switch"),
]
