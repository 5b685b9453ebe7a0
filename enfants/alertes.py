"""Alerts of a child's page: what must never be given."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from enfants.enums import GraviteAllergie
from enfants.models import Allergie, Enfant
from enfants.selectors.traitements import allergies_de
from socle.audit.services import record
from socle.comptes.requetes import personne
from socle.ui.alertes import Alerte, SourceAlertes, register


def allergies(request: HttpRequest, enfant: Enfant) -> Iterable[Alerte]:
    """Name the allergies and what to do; showing them is journalled."""
    found = allergies_de(personne(request), [enfant.pk]).get(enfant.pk, [])
    if not found:
        return
    ids = [allergie.pk for allergie in found]
    record("soins.lecture", objets=ids, enfants=[enfant.pk], type_objet="enfants.Allergie")
    yield Alerte(
        titre="Allergies" if len(found) > 1 else "Allergie",
        lignes=tuple(_ligne(allergie) for allergie in found),
        icone="triangle-alert",
    )


def _ligne(allergie: Allergie) -> str:
    grave = " (grave)" if allergie.gravite == GraviteAllergie.GRAVE else ""
    conduite = f" : {allergie.conduite}" if allergie.conduite else ""
    return f"{allergie.substance}{grave}{conduite}"


register(
    SourceAlertes(
        code="allergies",
        ordre=20,
        permission="lire_soin_quotidien",
        lire=allergies,
        url="enfants:soins",
        libelle="Voir les soins",
    )
)
