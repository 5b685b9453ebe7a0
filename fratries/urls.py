"""Addresses of sibling groups."""

from __future__ import annotations

from django.urls import path

from fratries import views, views_groupe
from fratries.effectif import views as effectif

app_name = "fratries"

urlpatterns = [
    path("enfants/<uuid:enfant_id>/fratrie/", views.fratrie, name="fratrie"),
    # maintaining sibling groups
    path("fratries/", views_groupe.groupes, name="groupes"),
    path("fratries/nouvelle/", views_groupe.constituer, name="constituer"),
    path("fratries/<uuid:fratrie_id>/", views_groupe.groupe, name="groupe"),
    path("fratries/<uuid:fratrie_id>/membres/nouveau/", views_groupe.nouveau_membre, name="nouveau_membre"),
    path("fratries/membres/<uuid:membre_id>/", views_groupe.modifier_membre, name="modifier_membre"),
    # bringing a roster in
    path("effectif/", effectif.deposer, name="effectif"),
    path("effectif/<uuid:effectif_id>/", effectif.rapport, name="effectif_rapport"),
    path("effectif/<uuid:effectif_id>/colonnes/", effectif.colonnes, name="effectif_colonnes"),
    path("effectif/<uuid:effectif_id>/importer/", effectif.importer, name="effectif_importer"),
    path("effectif/<uuid:effectif_id>/effacer/", effectif.effacer, name="effectif_effacer"),
]
