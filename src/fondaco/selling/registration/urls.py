from django.urls import URLPattern

app_name = "selling_registration"

urlpatterns: list[URLPattern] = []
