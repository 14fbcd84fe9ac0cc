from django.urls import path

from fondaco.web import views

app_name = "web"

urlpatterns = [
    path("", views.look, name="look"),
    path("theme", views.theme, name="theme"),
]
