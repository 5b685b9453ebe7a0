"""Children found by name, inside the perimeter."""

from __future__ import annotations

from django.urls import reverse

from enfants.models import Enfant, Sejour
from enfants.selectors.dossier import EnfantVu
from enfants.selectors.lieu import au_lieu_secret, lieux_caches
from socle.comptes.models import Utilisateur
from socle.outils.rapprochement import Recherche, meilleurs
from socle.ui.recherche import Trouvaille

LIT = "lire_identite"


def chercher_enfants(user: Utilisateur, recherche: Recherche, limite: int) -> list[Trouvaille]:
    """Open the names of the children one may see and keep the closest.

    One query for the rows, one for all their keys; three more for the hits alone, who are children this
    person reads the identity of: where each lives is not asked again of the whole perimeter. A place
    kept secret from this reader is not told.
    """
    rows = Enfant.objects.visible_to(user, LIT).only("id", "prenom", "nom").order_by()
    candidats = ((e, [("prénom", e.prenom), ("nom", e.nom)]) for e in rows)
    found = meilleurs(candidats, recherche, limite)
    if not found:
        return []
    ids = {enfant.pk for enfant, _ in found}
    whole = Enfant.objects.visible_to(user, LIT).in_bulk(ids)
    stays = Sejour.objects.current().filter(enfant_id__in=ids).select_related("maison__village").order_by()
    by_child = {stay.enfant_id: stay for stay in stays}
    secret = au_lieu_secret(ids)
    hidden = lieux_caches(user, secret) if secret else set()
    hits = []
    for enfant, accord in found:
        ident = enfant.pk
        vu = EnfantVu(
            whole[ident], None if ident in hidden else by_child.get(ident), [], lieu_cache=ident in hidden
        )
        hits.append(
            Trouvaille(
                titre=f"{enfant.prenom} {enfant.nom}",
                detail=" · ".join(part for part in (vu.age, vu.accueil) if part),
                adresse=reverse("enfants:fiche", args=[ident]),
                raison=accord.raison,
                objet=ident,
                enfants=(ident,),
            )
        )
    return hits
