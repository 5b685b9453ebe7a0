"""Screens of the interface itself; none shows a person's data."""

from django.urls import path

from socle.ui import views, views_recherche

app_name = "ui"

urlpatterns = [
    path("preferences/", views.preferences, name="preferences"),
    path("aide/", views.aide, name="aide"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("styleguide/enfant/", views.styleguide_enfant, name="styleguide_enfant"),
    path("recherche/", views_recherche.recherche, name="recherche"),
    path("quitter/", views.quitter_vite, name="quitter_vite"),
]
