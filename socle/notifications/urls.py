"""Addresses of notices."""

from django.urls import path

from socle.notifications import views

app_name = "notifications"

urlpatterns = [
    path("avis/", views.liste, name="liste"),
    path("avis/vus/", views.tout_vu, name="tout_vu"),
    path("avis/preferences/", views.preferences, name="preferences"),
    path("avis/<uuid:avis_id>/", views.ouvrir, name="ouvrir"),
]
