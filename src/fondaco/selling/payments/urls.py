from django.urls import URLPattern

app_name = "selling_payments"

urlpatterns: list[URLPattern] = []
