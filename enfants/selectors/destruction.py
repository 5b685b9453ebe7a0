"""Requests to destroy the key of a file: whose, and who may take part.

The direction acts in its village and reads names; the data-protection officer acts for the whole
association and reads identifiers only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from enfants.models import Enfant
from enfants.selectors.acces import enfants_administres
from socle.chiffrement.enums import EtatDestruction, NatureSujet
from socle.chiffrement.models import DemandeDestruction
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite
from villages.selectors import noms_des_comptes

SujetsProvider = Callable[[Utilisateur], set[UUID]]

_sujets: dict[NatureSujet, SujetsProvider] = {}


def register_sujets(nature: NatureSujet, provider: SujetsProvider) -> None:
    """Say which subjects of a nature a direction may have destroyed; upper apps register theirs."""
    _sujets[nature] = provider


def enfants_destructibles(user: Utilisateur) -> set[UUID]:
    """Return the children whose files the person's villages hold."""
    return set(enfants_administres(user, Capacite.DETRUIRE_DOSSIER).order_by().values_list("pk", flat=True))


def natures() -> list[NatureSujet]:
    """Return the natures one may ask about, in the order of the list of choices."""
    return [nature for nature in NatureSujet if nature in _sujets]


def est_delegue(user: Utilisateur) -> bool:
    """Whether the capacity covers the whole association: the officer, by identifiers only."""
    return perimetre_de(user.pk).villages(Capacite.DETRUIRE_DOSSIER) is None


def etait_delegue(compte_id: UUID) -> bool:
    """Say the same of somebody who is not acting: read as a named system act."""
    with acting_as_system(raison="destruction à deux : rôle de la première personne"):
        return perimetre_de(compte_id).villages(Capacite.DETRUIRE_DOSSIER) is None


def atteint(user: Utilisateur, nature: NatureSujet, sujet_id: UUID) -> bool:
    """Whether the person may ask or decide about this subject."""
    if nature not in _sujets:
        return False
    return est_delegue(user) or sujet_id in _sujets[nature](user)


@dataclass(frozen=True)
class LigneDemande:
    """One request as the page shows it; ``nom`` is empty for whoever reads identifiers only."""

    demande: DemandeDestruction
    nom: str
    demandeur: str
    valideur: str

    @property
    def ouverte(self) -> bool:
        return self.demande.etat in {EtatDestruction.DEMANDEE, EtatDestruction.VALIDEE}

    @property
    def a_valider(self) -> bool:
        return self.demande.etat == EtatDestruction.DEMANDEE

    @property
    def genre(self) -> str:
        return {
            EtatDestruction.DEMANDEE: "attention",
            EtatDestruction.VALIDEE: "danger",
            EtatDestruction.EXECUTEE: "neutre",
            EtatDestruction.ANNULEE: "neutre",
        }[EtatDestruction(self.demande.etat)]


def demandes_visibles(user: Utilisateur) -> list[LigneDemande]:
    """Return the requests the person may know, the latest first."""
    demandes = DemandeDestruction.objects.filter(nature__in=list(_sujets)).order_by("-demandee_le", "-id")
    if est_delegue(user):
        return [LigneDemande(d, "", f"compte {d.demandeur_id}", f"compte {d.valideur_id}") for d in demandes]
    reached = set().union(*(provider(user) for provider in _sujets.values()))
    shown = list(demandes.filter(cible_id__in=reached))
    children = {
        e.pk: f"{e.prenom} {e.nom}" for e in Enfant.objects.filter(pk__in=[d.cible_id for d in shown])
    }
    accounts = {a for d in shown for a in (d.demandeur_id, d.valideur_id) if a}
    logins = dict(Utilisateur.objects.filter(pk__in=accounts).values_list("id", "identifiant"))
    names = logins | noms_des_comptes(accounts)
    return [
        LigneDemande(
            d,
            children.get(d.cible_id, ""),
            names.get(d.demandeur_id, ""),
            names.get(d.valideur_id, "") if d.valideur_id else "",
        )
        for d in shown
    ]
