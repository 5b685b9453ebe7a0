"""The child's space."""

from django.urls import path

from participation.views import espace, histoire

app_name = "participation"

urlpatterns = [
    path("mon-espace/", espace.mon_espace, name="mon_espace"),
    path("mon-espace/histoire/", histoire.mon_histoire, name="mon_histoire"),
    path("mon-espace/histoire/<uuid:moment_id>/photo/", histoire.photo, name="photo"),
    path("mon-espace/histoire/proposer/", histoire.proposer, name="proposer"),
    path("mon-espace/histoire/garder/", histoire.garder, name="garder"),
    path("mon-espace/histoire/proposer/<uuid:proposition_id>/", histoire.continuer, name="continuer"),
    path(
        "mon-espace/histoire/proposer/<uuid:proposition_id>/reprendre/", histoire.reprendre, name="reprendre"
    ),
]
