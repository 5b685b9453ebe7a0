"""Addresses of sibling groups."""

from __future__ import annotations

from django.urls import path

from fratries.views import accueil, fratrie, groupe, separation, vie_commune

app_name = "fratries"

urlpatterns = [
    path("enfants/<uuid:enfant_id>/fratrie/", fratrie.fratrie, name="fratrie"),
    # maintaining sibling groups
    path("fratries/", groupe.groupes, name="groupes"),
    path("fratries/nouvelle/", groupe.constituer, name="constituer"),
    path("fratries/<uuid:fratrie_id>/", groupe.groupe, name="groupe"),
    path("fratries/<uuid:fratrie_id>/membres/nouveau/", groupe.nouveau_membre, name="nouveau_membre"),
    path("fratries/membres/<uuid:membre_id>/", groupe.modifier_membre, name="modifier_membre"),
    path("fratries/ou-accueillir/", accueil.ou_accueillir, name="ou_accueillir"),
    path("fratries/vie-commune/", vie_commune.vie_commune, name="vie_commune"),
    # siblings who live apart by decision
    path("fratries/<uuid:fratrie_id>/separations/", separation.separations, name="separations"),
    path("fratries/<uuid:fratrie_id>/separations/nouvelle/", separation.nouvelle, name="nouvelle_separation"),
    path("separations/<uuid:separation_id>/ase/", separation.prevenir, name="ase_prevenue"),
    path("separations/<uuid:separation_id>/juge/", separation.informer, name="juge_informe"),
    path("separations/<uuid:separation_id>/revue/", separation.revoir, name="revue_separation"),
    path("separations/<uuid:separation_id>/fin/", separation.terminer, name="fin_separation"),
]
