"""Addresses of sibling groups."""

from __future__ import annotations

from django.urls import path

from fratries import views, views_groupe

app_name = "fratries"

urlpatterns = [
    path("enfants/<uuid:enfant_id>/fratrie/", views.fratrie, name="fratrie"),
    # maintaining sibling groups
    path("fratries/", views_groupe.groupes, name="groupes"),
    path("fratries/nouvelle/", views_groupe.constituer, name="constituer"),
    path("fratries/<uuid:fratrie_id>/", views_groupe.groupe, name="groupe"),
    path("fratries/<uuid:fratrie_id>/membres/nouveau/", views_groupe.nouveau_membre, name="nouveau_membre"),
    path("fratries/membres/<uuid:membre_id>/", views_groupe.modifier_membre, name="modifier_membre"),
]
