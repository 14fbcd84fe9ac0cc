"""Addresses of standing."""

from django.urls import URLPattern

app_name = "standing"

urlpatterns: list[URLPattern] = []
