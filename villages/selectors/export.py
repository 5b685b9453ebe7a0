"""Rows of the list of professionals, as a spreadsheet takes them."""

from __future__ import annotations

from collections.abc import Iterator

from socle.comptes.models import Utilisateur
from socle.exports.registre import Demande, LigneExport
from villages.models import Professionnel
from villages.selectors.ecrans import professionnels_vus
from villages.selectors.liste import liste_professionnels


def lire_professionnels(user: Utilisateur, demande: Demande) -> Iterator[LigneExport]:
    """Yield the people of the villages one exports from, with what they do today."""
    people = professionnels_vus(list(Professionnel.objects.visible_to(user, "exporter")))
    for vu in liste_professionnels(people, demande.filtres).lignes:
        yield LigneExport(
            objet=vu.professionnel.pk,
            valeurs={
                "nom": str(vu.professionnel.nom),
                "prenom": str(vu.professionnel.prenom),
                "roles": " ; ".join(vu.roles),
            },
        )
