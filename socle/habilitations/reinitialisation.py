"""Who takes part in giving someone their access back: the capacity, inside its villages."""

from __future__ import annotations

from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.habilitations.perimetre import perimetre_de
from socle.habilitations.roles import Capacite


class RegleReinitialisation:
    """The two people hold ``reinitialiser`` where the person concerned works.

    Someone without a village (the association's roles, a child) is reached only by those whose
    capacity covers the whole association.
    """

    def takes_part(self, acteur: Utilisateur) -> bool:
        return perimetre_de(acteur.pk).a_capacite(Capacite.REINITIALISER)

    def allows(self, acteur: Utilisateur, compte: Utilisateur) -> bool:
        if not self.takes_part(acteur):
            return False
        villages = perimetre_de(acteur.pk).villages(Capacite.REINITIALISER)
        if villages is None:
            return True
        with acting_as_system(raison="réinitialisation d’un compte"):
            lieux = {portee.lieu for portee in perimetre_de(compte.pk).portees}
        return bool(lieux & villages)
