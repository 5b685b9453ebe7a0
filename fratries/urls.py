"""Addresses of sibling groups."""

from __future__ import annotations

from django.urls import path

from fratries import views

app_name = "fratries"

urlpatterns = [path("enfants/<uuid:enfant_id>/fratrie/", views.fratrie, name="fratrie")]
