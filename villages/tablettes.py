"""What house tablets ask of the organisation: who is there tonight, who manages the devices."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from socle.comptes.models import Utilisateur
from socle.comptes.tablettes import MaisonAdministree, Present
from socle.habilitations.contexte import acting_as_system
from villages.models import Affectation, Maison, Professionnel, Relais


class MaisonsDesVillages:
    """Answers for every house of the association.

    « Qui est là ? » is shown before anyone has signed in: the names are opened by a named system
    act, for the one house the device is enrolled to.
    """

    def presents(self, maison_id: UUID) -> list[Present]:
        with acting_as_system(raison="qui est là sur la tablette"):
            people = Professionnel.objects.filter(
                Q(pk__in=Affectation.objects.current().filter(maison_id=maison_id).values("professionnel_id"))
                | Q(pk__in=Relais.objects.current().filter(maison_id=maison_id).values("professionnel_id")),
                compte__is_active=True,
            )
            presents = [
                Present(person.compte.pk, f"{person.prenom} {person.nom}")
                for person in people.select_related("compte")
                if person.compte is not None
            ]
        return sorted(presents, key=lambda present: present.libelle.casefold())

    def libelle(self, maison_id: UUID) -> str:
        return Maison.objects.filter(pk=maison_id).values_list("nom", flat=True).first() or ""

    def administrees(self, utilisateur: Utilisateur) -> list[MaisonAdministree]:
        houses = Maison.objects.visible_to(utilisateur, "enroler_tablette").filter(fermee_le__isnull=True)
        return [MaisonAdministree(house.pk, house.nom) for house in houses.order_by("nom")]
