"""Rows of the list of sibling groups, as a spreadsheet takes them."""

from __future__ import annotations

from collections.abc import Iterator

from fratries.models import Fratrie
from fratries.selectors.groupe import groupes_vus
from fratries.selectors.liste import liste_fratries
from socle.comptes.models import Utilisateur
from socle.exports.registre import Demande, LigneExport


def lire_fratries(user: Utilisateur, demande: Demande) -> Iterator[LigneExport]:
    """Yield the groups whose file a village one exports from holds; where a sibling lives is not told."""
    rows = Fratrie.objects.visible_to(user, "lire_identite")
    here = [fratrie for fratrie in rows if demande.dans(fratrie.village_id)]
    for groupe in liste_fratries(groupes_vus(user, here), demande.filtres).lignes:
        yield LigneExport(
            objet=groupe.fratrie.pk,
            enfants=frozenset(m.dossier for m in groupe.membres if m.dossier),
            valeurs={
                "membres": groupe.titre,
                "annees": ", ".join(m.annee or "?" for m in groupe.membres),
                "nombre": len(groupe.membres),
                "ailleurs": groupe.ailleurs,
            },
        )
