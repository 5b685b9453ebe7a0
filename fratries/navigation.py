"""Menu entries of this app."""

from __future__ import annotations

from django.http import HttpRequest

from fratries.effectif.droits import brings_rosters
from socle.ui.navigation import Entree, Zone, register


def _brings_rosters(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and brings_rosters(request.user))


def _keeps_files(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("ecrire_identite"))


register(
    Entree(
        libelle="Fratries",
        icone="heart-handshake",
        url="fratries:groupes",
        ordre=46,
        visible=_keeps_files,
        zone=Zone.COMPTE,
    )
)


register(
    Entree(
        libelle="Où accueillir une fratrie ?",
        court="Où accueillir",
        icone="map-pin-house",
        url="fratries:ou_accueillir",
        ordre=47,
        visible=_keeps_files,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Demandes d’accueil",
        icone="inbox",
        url="fratries:demandes",
        ordre=44,
        visible=_keeps_files,
        zone=Zone.COMPTE,
    )
)
register(
    Entree(
        libelle="Reprendre un effectif",
        icone="file-spreadsheet",
        url="fratries:effectif",
        ordre=49,
        visible=_brings_rosters,
        zone=Zone.COMPTE,
    )
)


def _answers_for_a_village(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.user.has_perm("ecrire_organisation"))


register(
    Entree(
        libelle="Frères et sœurs réunis",
        icone="users-round",
        url="fratries:vie_commune",
        ordre=48,
        visible=_answers_for_a_village,
        zone=Zone.COMPTE,
    )
)


def _answers_for_families(request: HttpRequest) -> bool:
    return bool(
        request.user.is_authenticated
        and request.user.has_perm("ecrire_organisation")
        and request.user.has_perm("lire_famille")
    )


register(
    Entree(
        libelle="Autorisations en attente",
        icone="signature",
        url="fratries:autorisations_en_attente",
        ordre=45,
        visible=_answers_for_families,
        zone=Zone.COMPTE,
    )
)
