"""Papers a person asked for: about one child, one house, one contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from enfants.models import ContratEducatif, Enfant
from enfants.selectors.impressions import CONSERVATION
from enfants.selectors.maison import maisons_visibles
from socle.comptes.models import Utilisateur
from socle.outils.declarations import Categorie
from socle.taches.models import Tache
from villages.models import Maison

#: Code of the job, shared by who asks, who makes and who looks.
CODE = "enfants.papier"
SEMAINE = timedelta(days=6)


class Papier(StrEnum):
    """What is printed."""

    FICHE_URGENCE = "fiche_urgence"
    FEUILLE_SEMAINE = "feuille_semaine"
    CARNET = "carnet"
    CONTRAT_EDUCATIF = "contrat_educatif"
    RITUELS = "rituels"
    RELEVE = "releve"
    HISTOIRE = "histoire"


@dataclass(frozen=True)
class Regle:
    """Who may have a paper made, of which category it is, and its words."""

    permission: str
    categorie: Categorie
    titre: str
    fichier: str
    demande: str
    famille: str
    page: str


REGLES: dict[Papier, Regle] = {
    Papier.FICHE_URGENCE: Regle(
        "lire_soin_quotidien", Categorie.SOIN_QUOTIDIEN, "Fiche d’urgence", "fiche-d-urgence",
        "soins.fiche_urgence", "soins", "enfants:fiche_urgence",
    ),
    Papier.FEUILLE_SEMAINE: Regle(
        "lire_soin_quotidien", Categorie.SOIN_QUOTIDIEN, "Feuille de soins de la semaine", "feuille-de-soins",
        "soins.feuille_semaine", "soins", "enfants:feuille_soins",
    ),
    Papier.CARNET: Regle(
        "lire_medical", Categorie.MEDICAL, "Dossier de santé", "dossier-de-sante",
        "sante.carnet", "sante", "enfants:carnet",
    ),
    Papier.CONTRAT_EDUCATIF: Regle(
        "lire_scolarite", Categorie.SCOLARITE, "Contrat éducatif", "contrat-educatif",
        "scolarite.contrat_papier", "scolarite", "enfants:papier_contrat",
    ),
    Papier.RITUELS: Regle(
        "lire_soin_quotidien", Categorie.SOIN_QUOTIDIEN, "Rituels de la maison", "rituels",
        "entourage.impression", "soins", "enfants:feuille_rituels",
    ),
    Papier.RELEVE: Regle(
        "ecrire_projet", Categorie.PROJET, "Relevé d’argent de poche", "releve",
        "argent.releve", "argent", "enfants:releve_argent",
    ),
    Papier.HISTOIRE: Regle(
        "ecrire_projet", Categorie.PROJET, "Mon histoire", "mon-histoire",
        "histoire.livre", "histoire", "enfants:livre_histoire",
    ),
}  # fmt: skip
#: Papers about a house; the others are about one child.
DE_LA_MAISON = {Papier.FEUILLE_SEMAINE, Papier.RITUELS}


#: What a paper is about: a child, a house and a week, a contract of a child.
Sujet = Enfant | Maison | ContratEducatif


def enfant_du_sujet(sujet: Sujet) -> Enfant | None:
    """Return the child a paper is about, None for a house."""
    if isinstance(sujet, ContratEducatif):
        return sujet.enfant
    return sujet if isinstance(sujet, Enfant) else None


def sujet_visible(user: Utilisateur, papier: Papier, sujet: UUID) -> Sujet | None:
    """Return what a paper is about, if this person may have it made today."""
    permission = REGLES[papier].permission
    if papier is Papier.CONTRAT_EDUCATIF:
        contracts = ContratEducatif.objects.visible_to(user, permission).select_related("enfant")
        return contracts.filter(pk=sujet).first()
    if papier in DE_LA_MAISON:
        return maisons_visibles(user, permission).select_related("village").filter(pk=sujet).first()
    found: Enfant | None = Enfant.objects.visible_to(user, permission).filter(pk=sujet).first()
    return found


def papers_asked_by(user: Utilisateur) -> QuerySet[Tache]:
    """Return the jobs of one person: nobody else's."""
    return Tache.objects.filter(code=CODE, acteur_id=user.pk)


def recent_papers(user: Utilisateur, papier: Papier, sujet: UUID) -> list[Tache]:
    """Return the papers that can still be fetched, the latest first."""
    since = timezone.now() - CONSERVATION
    rows = papers_asked_by(user).filter(
        parametres__papier=papier.value, parametres__sujet={"uuid": str(sujet)}, cree_le__gte=since
    )
    return list(rows.order_by("-cree_le")[:5])
