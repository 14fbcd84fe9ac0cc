from django.urls import URLPattern

app_name = "selling_accounts"

urlpatterns: list[URLPattern] = []
