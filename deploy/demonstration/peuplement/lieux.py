"""Villages, houses and their adults, by the dozen or by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from deploy.demonstration.comptes import phrase_de_passe
from deploy.demonstration.familles import ASSOCIATION
from deploy.demonstration.peuplement.copie import copier, sceller, verser_versions
from deploy.demonstration.peuplement.noms import NOMS, PRENOMS
from enfants.enums import Sexe
from socle.chiffrement.keys import creer_cles
from socle.chiffrement.models import NatureSujet
from socle.comptes.models import Utilisateur
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from villages.enums import Dispositif
from villages.models import Affectation, Association, CapaciteMaison, Maison, Professionnel, Village

ENFANTS_PAR_MAISON = 5


@dataclass(frozen=True)
class MaisonPeuplee:
    """A house and its two adults, who write in turn."""

    id: UUID
    village: UUID
    educateur: UUID
    aide: UUID


@dataclass
class Lieux:
    villages: list[UUID]
    maisons: list[MaisonPeuplee]
    #: (login, passphrase) of the first village’s director and the first house’s éducateur
    acces: list[tuple[str, str]]


class _Equipe:
    """Accumulates accounts, professionals and assignments until they are written together."""

    def __init__(self, rng: Random, debut: date) -> None:
        self.rng = rng
        self.debut = debut
        self.maintenant: datetime = timezone.now()
        self.comptes: list[dict[str, Any]] = []
        self.affectations: list[dict[str, Any]] = []
        self.personnes: list[UUID] = []
        self._marque = nouvel_id().hex[-8:]

    def engager(
        self, titre: str, role: Role, village: UUID, maison: UUID | None = None, phrase: str | None = None
    ) -> tuple[UUID, str]:
        """Add one professional with an account; without passphrase nobody signs in with it."""
        compte, professionnel, affectation = nouvel_id(), nouvel_id(), nouvel_id()
        identifiant = f"{titre}.{self._marque}.{len(self.comptes) + 1}"
        self.comptes.append(
            {
                "id": compte, "identifiant": identifiant, "email": "", "password": make_password(phrase),
                "nature": Utilisateur.Nature.PROFESSIONNEL, "last_login": None, "is_superuser": False,
                "is_active": True, "cree_le": self.maintenant, "cree_par_id": None,
                "mot_de_passe_provisoire": False, "compte_id": compte, "professionnel": professionnel,
            }
        )  # fmt: skip
        self.affectations.append(
            {
                "id": affectation, "professionnel_id": professionnel, "role": role, "village_id": village,
                "maison_id": maison, "enfant_id": None, "debut": self.debut, "fin": None,
                "attribuee_par_id": None,
            }
        )  # fmt: skip
        return compte, identifiant

    def ecrire(self) -> None:
        """Write the accounts, the keys, the sealed names and the assignments."""
        copier(Utilisateur, self.comptes)
        creer_cles((ligne["professionnel"], NatureSujet.PROFESSIONNEL) for ligne in self.comptes)
        copier(Professionnel, (self._professionnel(ligne) for ligne in self.comptes))
        copier(
            Affectation,
            (
                ligne | sceller(Affectation, ligne["id"], ligne["professionnel_id"])
                for ligne in self.affectations
            ),
        )
        for model in (Professionnel, Affectation):
            verser_versions(model)

    def _professionnel(self, ligne: dict[str, Any]) -> dict[str, Any]:
        ident = ligne["professionnel"]
        prenom = self.rng.choice(PRENOMS[self.rng.choice((Sexe.FILLE, Sexe.GARCON))])
        noms = sceller(Professionnel, ident, ident, prenom=prenom, nom=self.rng.choice(NOMS))
        return {"id": ident, "compte_id": ligne["compte_id"], **noms}


def creer_lieux(*, villages: int, enfants: int, rng: Random, debut: date) -> Lieux:
    """Write villages, enough houses for the children, and two adults per house."""
    association = Association.objects.filter(nom=ASSOCIATION).first()
    if association is None:
        association = Association(nom=ASSOCIATION)
        association.save()
    par_village = max(1, -(-enfants // (villages * ENFANTS_PAR_MAISON)))
    equipe = _Equipe(rng, debut - timedelta(days=1))
    lieux = Lieux([nouvel_id() for _ in range(villages)], [], [])
    copier(
        Village,
        (
            {
                "id": ident, "association_id": association.pk, "nom": f"Village {rang}", "finess": "",
                "telephone_astreinte": "",
                "zone_scolaire": "",
            }
            for rang, ident in enumerate(lieux.villages, start=1)
        ),
    )  # fmt: skip
    for village in lieux.villages:
        _diriger(lieux, equipe, village)
        for _ in range(par_village):
            _ouvrir(lieux, equipe, village)
    copier(
        Maison,
        (
            {
                "id": maison.id, "village_id": maison.village, "nom": f"Maison {rang}",
                "dispositif": Dispositif.FAMILIALE, "ouverte_le": None, "fermee_le": None,
            }
            for rang, maison in enumerate(lieux.maisons, start=1)
        ),
    )  # fmt: skip
    copier(
        CapaciteMaison,
        (
            {
                "id": nouvel_id(), "maison_id": maison.id, "places": ENFANTS_PAR_MAISON + 1,
                "a_partir_du": debut,
            }
            for maison in lieux.maisons
        ),
    )  # fmt: skip
    equipe.ecrire()
    for model in (Village, Maison, CapaciteMaison):
        verser_versions(model)
    return lieux


def _diriger(lieux: Lieux, equipe: _Equipe, village: UUID) -> None:
    phrase = None if lieux.acces else phrase_de_passe()
    _, identifiant = equipe.engager("direction", Role.DIRECTEUR, village, phrase=phrase)
    if phrase is not None:
        lieux.acces.append((identifiant, phrase))


def _ouvrir(lieux: Lieux, equipe: _Equipe, village: UUID) -> None:
    phrase = None if lieux.maisons else phrase_de_passe()
    maison = nouvel_id()
    educateur, identifiant = equipe.engager(
        "educateur", Role.EDUCATEUR_FAMILIAL, village, maison, phrase=phrase
    )
    aide, _ = equipe.engager("aide", Role.AIDE_FAMILIAL, village, maison)
    lieux.maisons.append(MaisonPeuplee(maison, village, educateur, aide))
    if phrase is not None:
        lieux.acces.append((identifiant, phrase))
