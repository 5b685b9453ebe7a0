"""What the screens of a roster show: one's own, their jobs, their reports."""

from __future__ import annotations

from django.db.models import QuerySet

from fratries.effectif.colonnes import TABLES
from fratries.effectif.droits import LIT, brings_rosters
from fratries.effectif.fautes import NomTable, Rapport
from fratries.effectif.models import EffectifDepose
from fratries.effectif.services import CODE_IMPORTER, CODE_LIRE
from socle.comptes.models import Utilisateur
from socle.taches.models import Tache


def own_rosters(user: Utilisateur) -> QuerySet[EffectifDepose]:
    """Return the rosters one sent and that are not erased yet."""
    rows = EffectifDepose.objects.visible_to(user, LIT).current()
    return rows if brings_rosters(user) else rows.none()


def last_job(user: Utilisateur, depot: EffectifDepose) -> Tache | None:
    """Return the latest job asked about a roster: what is going on."""
    rows = Tache.objects.filter(
        code__in=[CODE_LIRE, CODE_IMPORTER],
        acteur_id=user.pk,
        parametres__effectif={"uuid": str(depot.pk)},
    )
    return rows.order_by("-cree_le", "-id").first()


def kept_aside(rapport: Rapport) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return, by sheet, the headings that are kept nowhere, each with why; nothing for one left aside."""
    found = []
    for feuille in rapport.feuilles:
        if not feuille.table:
            continue
        table = TABLES[NomTable(feuille.table)]
        why = [(titre, table.champ(code).non_repris if code else None) for titre, code in feuille.colonnes]
        aside = [(titre, raison or "") for titre, raison in why if raison != ""]
        if aside:
            found.append((feuille.nom, aside))
    return found
