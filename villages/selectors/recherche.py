"""Villages, houses and professionals found by name."""

from __future__ import annotations

from django.urls import reverse

from socle.comptes.models import Utilisateur
from socle.outils.rapprochement import Recherche, meilleurs
from socle.ui.recherche import Trouvaille
from villages.models import Maison, Professionnel, Village
from villages.selectors.ecrans import nom_de, professionnels_vus


def chercher_villages(user: Utilisateur, recherche: Recherche, limite: int) -> list[Trouvaille]:
    """Search the villages one knows: one query."""
    rows = Village.objects.visible_to(user, "lire_organisation").order_by()
    found = meilleurs(((v, [("nom", v.nom)]) for v in rows), recherche, limite)
    return [
        Trouvaille(
            titre=village.nom,
            adresse=reverse("villages:village", args=[village.pk]),
            raison=accord.raison,
            objet=village.pk,
        )
        for village, accord in found
    ]


def chercher_maisons(user: Utilisateur, recherche: Recherche, limite: int) -> list[Trouvaille]:
    """Search the houses of the villages one knows: one query."""
    rows = Maison.objects.visible_to(user, "lire_organisation").select_related("village").order_by()
    found = meilleurs(((m, [("nom", m.nom)]) for m in rows), recherche, limite)
    return [
        Trouvaille(
            titre=maison.nom,
            detail=f"fermée, {maison.village.nom}" if maison.fermee_le else maison.village.nom,
            adresse=reverse("villages:village", args=[maison.village_id]) + f"#maison-{maison.pk}",
            raison=accord.raison,
            objet=maison.pk,
        )
        for maison, accord in found
    ]


def chercher_professionnels(user: Utilisateur, recherche: Recherche, limite: int) -> list[Trouvaille]:
    """Search the people of one's villages: two queries and the keys."""
    rows = Professionnel.objects.visible_to(user, "lire_organisation").order_by()
    found = meilleurs(((p, [("prénom", p.prenom), ("nom", p.nom)]) for p in rows), recherche, limite)
    roles = {vu.professionnel.pk: vu.roles for vu in professionnels_vus([person for person, _ in found])}
    return [
        Trouvaille(
            titre=nom_de(person),
            detail=" ; ".join(roles[person.pk]) or "aucune affectation aujourd’hui",
            adresse=reverse("villages:professionnel", args=[person.pk]),
            raison=accord.raison,
            objet=person.pk,
        )
        for person, accord in found
    ]
