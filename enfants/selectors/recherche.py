"""Children found by name, inside the perimeter."""

from __future__ import annotations

from django.urls import reverse

from enfants.models import Enfant
from enfants.selectors.dossier import children_seen
from socle.comptes.models import Utilisateur
from socle.outils.rapprochement import Recherche, meilleurs
from socle.ui.recherche import Trouvaille

LIT = "lire_identite"


def chercher_enfants(user: Utilisateur, recherche: Recherche, limite: int) -> list[Trouvaille]:
    """Open the names of the children one may see and keep the closest.

    One query for the rows, one for all their keys; where they live and who their siblings are is read
    of the hits only, and a place kept secret from this reader is not told.
    """
    rows = Enfant.objects.visible_to(user, LIT).only("id", "prenom", "nom").order_by()
    candidats = ((e, [("prénom", e.prenom), ("nom", e.nom)]) for e in rows)
    found = meilleurs(candidats, recherche, limite)
    if not found:
        return []
    # The head of a child's page needs the whole row.
    whole = Enfant.objects.visible_to(user, LIT).in_bulk([enfant.pk for enfant, _ in found])
    seen = {vu.enfant.pk: vu for vu in children_seen(user, list(whole.values()))}
    hits = []
    for enfant, accord in found:
        vu = seen[enfant.pk]
        hits.append(
            Trouvaille(
                titre=f"{enfant.prenom} {enfant.nom}",
                detail=" · ".join(part for part in (vu.age, vu.accueil, vu.freres_et_soeurs) if part),
                adresse=reverse("enfants:fiche", args=[enfant.pk]),
                raison=accord.raison,
                objet=enfant.pk,
                enfants=(enfant.pk,),
            )
        )
    return hits
