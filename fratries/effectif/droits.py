"""What the acting person may bring in, and where: asked once for a file of thousands of rows."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied

from socle.comptes.models import Utilisateur
from socle.habilitations.guards import ensure
from socle.habilitations.perimetre import PerimetreUtilisateur, perimetre_de
from socle.habilitations.permissions import parse_permission
from socle.habilitations.roles import PERIMETRES, ROLES_DU_SIEGE, Capacite, Perimetre, Role

#: What the page asks, and one of what who opens it holds in a whole village.
LIT = "lire_identite"
APPORTE = ("ecrire_identite", "ecrire_soin_quotidien")


@dataclass(frozen=True)
class Droits:
    """Nobody (``acteur`` is None) means the installation itself: whoever has a shell on its machine.

    The matrix decides sheet by sheet: the same file may be brought in by one person after another,
    each adding what is theirs to add.
    """

    acteur: Utilisateur | None

    @property
    def _reach(self) -> PerimetreUtilisateur | None:
        return None if self.acteur is None else perimetre_de(self.acteur.pk)

    def ouvre_un_village(self) -> bool:
        """A village is opened by the siège, on its own screen."""
        return self.acteur is None

    def _capacite(self, capacite: Capacite, village: UUID | None) -> bool:
        reach = self._reach
        if reach is None:
            return True
        villages = reach.villages(capacite)
        return reach.a_capacite(capacite) and (villages is None or village in villages)

    def _dossiers(self, permission: str, village: UUID | None) -> bool:
        reach = self._reach
        return reach is None or village in reach.villages_de_dossier(parse_permission(permission))

    def maisons(self, village: UUID | None) -> bool:
        return self._capacite(Capacite.ECRIRE_ORGANISATION, village)

    def affecte(self, role: str, village: UUID | None) -> bool:
        capacite = Capacite.AFFECTER_DIRECTION if role in ROLES_DU_SIEGE else Capacite.AFFECTER
        return self._capacite(capacite, village)

    def enfants(self, village: UUID | None) -> bool:
        return self._dossiers("ecrire_identite", village)

    def mesures(self, village: UUID | None) -> bool:
        return self._dossiers("ecrire_justice_pieces", village)

    def scolarite(self, village: UUID | None) -> bool:
        return self._dossiers("ecrire_scolarite", village)

    def interlocuteurs(self, village: UUID | None) -> bool:
        return self._dossiers("ecrire_justice_pieces_classement", village)

    def soins(self, village: UUID | None) -> bool:
        return self._dossiers("ecrire_soin_quotidien", village)

    def famille(self, village: UUID | None) -> bool:
        return self._dossiers("ecrire_famille", village)


def brings_rosters(acteur: Utilisateur) -> bool:
    """Whether somebody keeps the files, or the daily care, of a whole village."""
    reach = perimetre_de(acteur.pk)
    return any(reach.villages_de_dossier(parse_permission(permission)) for permission in APPORTE)


def keeps_care_only(acteur: Utilisateur) -> bool:
    """Whether somebody brings allergies alone: they keep the daily care of a village, and no file."""
    return not perimetre_de(acteur.pk).villages_de_dossier(parse_permission("ecrire_identite"))


def ensure_brings_rosters(acteur: Utilisateur) -> None:
    """Refuse a roster from anybody else. Raises PermissionDenied."""
    ensure(acteur, LIT)
    if not brings_rosters(acteur):
        raise PermissionDenied


def needs_child(role: str) -> bool:
    """A role exercised with named children: a roster does not say which."""
    return PERIMETRES[Role(role)] is Perimetre.REFERENCE


def needs_house(role: str) -> bool:
    return PERIMETRES[Role(role)] is Perimetre.MAISON


def is_of_association(role: str) -> bool:
    return PERIMETRES[Role(role)] is Perimetre.ASSOCIATION
