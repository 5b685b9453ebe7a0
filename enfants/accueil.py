"""What the organisation's screens ask of the children's files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count

from enfants.mentions import noms_distincts
from enfants.models import Enfant, Sejour
from socle.comptes.models import Utilisateur
from socle.habilitations.contexte import acting_as_system
from socle.outils.texte import plier


class AccueilDesEnfants:
    """Answers from stays and files."""

    def occupation(self, maisons: Collection[UUID]) -> Mapping[UUID, int]:
        """Counts only leave the named system act: places are seen by everybody who works in a village."""
        with acting_as_system(raison="places occupées ce soir"):
            stays = Sejour.objects.current().filter(maison_id__in=maisons).order_by()
            return dict(stays.values_list("maison_id").annotate(Count("id")))

    def dormeurs(self, chambres: Collection[UUID]) -> Mapping[UUID, int]:
        with acting_as_system(raison="lits pris dans les chambres"):
            stays = Sejour.objects.not_over().filter(chambre_id__in=chambres).order_by()
            return dict(stays.values_list("chambre_id").annotate(Count("id")))

    def enfants_du_village(self, acteur: Utilisateur, village_id: UUID) -> Mapping[UUID, str]:
        enfants = Enfant.objects.visible_to(acteur, "lire_identite").filter(village_id=village_id)
        noms = noms_distincts(list(enfants))
        return dict(sorted(noms.items(), key=lambda paire: (plier(paire[1]), paire[0])))

    def prenoms(self, acteur: Utilisateur, enfants: Collection[UUID]) -> Mapping[UUID, str]:
        if not enfants:
            return {}
        vus = Enfant.objects.visible_to(acteur, "lire_identite").filter(pk__in=enfants)
        return {enfant.pk: str(enfant.prenom) for enfant in vus}
