"""Save the journal of four children, the whole request, with and without what protects it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.test import override_settings
from django.urls import reverse

from enfants.forms.journal import prefixe
from enfants.models import Sejour
from socle.audit import services as audit
from socle.chiffrement.sealing import SealedAttribute, SealedField
from socle.habilitations.contexte import acting_as
from socle.outils.dates import jour_de_soiree
from socle.outils.identifiants import nouvel_id
from tests.bench.bases import Bases
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.tailles import PETITE, Tailles
from tests.bench.visite import Visite

ENFANTS = 4
_TEXTES = (
    "Devoirs faits avant le goûter, puis une cabane au fond du jardin. Appel de sa mère, calme ensuite.",
    "« Ici on a le droit de se tromper. » Endormi en dix minutes, doudou sous le menton.",
    "Mal au ventre avant l’école, passé dans la voiture. Petit appétit ce soir, à suivre demain.",
    "A préparé le petit-déjeuner de tout le monde. Lettre à son père, trois lignes et un timbre choisi.",
)


@contextmanager
def sans_protection() -> Iterator[None]:
    """The same view with clear columns, no audit entry and no version of history."""

    def en_clair(field: SealedField, instance: Any, value: Any) -> bytes:
        return field.encode(field.to_python(value))

    def lire_en_clair(attribut: SealedAttribute, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return attribut
        data = instance.__dict__
        if attribut.opened not in data:
            octets = data[attribut.name]
            data[attribut.opened] = None if octets is None else attribut.decode(octets)
        return data[attribut.opened]

    with (
        patch.object(SealedField, "seal", en_clair),
        patch.object(SealedAttribute, "__get__", lire_en_clair),
        patch.object(audit, "_write", lambda *args, **kwargs: None),
        override_settings(SIMPLE_HISTORY_ENABLED=False),
    ):
        yield


class _Soiree:
    """What the page posts, for four children of the house of one éducateur."""

    def __init__(self, visite: Visite) -> None:
        self.visite = visite
        with visite.ici(), acting_as(visite.utilisateur):
            sejours = list(Sejour.objects.order_by("id")[:ENFANTS])
        self.enfants: list[UUID] = [sejour.enfant_id for sejour in sejours]
        self.adresse = reverse("enfants:journal", args=[sejours[0].maison_id])

    def enregistrer(self) -> None:
        donnees: dict[str, Any] = {
            "lot": str(nouvel_id()),
            "jour": jour_de_soiree().isoformat(),
            "commun": "",
            "enfant": [str(enfant) for enfant in self.enfants],
        }
        for enfant, texte in zip(self.enfants, _TEXTES, strict=True):
            donnees |= {
                f"{prefixe(enfant)}-texte": texte,
                f"{prefixe(enfant)}-humeur": "calme",
                f"{prefixe(enfant)}-themes": ["ecole", "sommeil"],
            }
        self.visite.poster(self.adresse, donnees)


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Post the same evening to the application as it is, and to itself stripped."""
    villages, enfants, entrees = PETITE
    scellee, acces = bases.creer("scellee", villages=villages, enfants=enfants, entrees=entrees)
    notre = _Soiree(Visite(scellee, acces[1][0]))
    with sans_protection():
        claire, acces = bases.creer("claire", villages=villages, enfants=enfants, entrees=entrees)
        nue = _Soiree(Visite(claire, acces[1][0]))

    def enregistrer_nue() -> None:
        with sans_protection():
            nue.enregistrer()

    figure = Figure(
        "soirée",
        f"enregistrer le journal de {ENFANTS} enfants, requête entière",
        (Comparaison("scellé, audité, versionné", "même vue sans rien", au_plus=2.5),),
    )
    figure.temps = chronometrer(
        {"scellé, audité, versionné": notre.enregistrer, "même vue sans rien": enregistrer_nue},
        tours=tailles.tours * 2,
        chauffe=3,
    )
    bases.supprimer(scellee)
    bases.supprimer(claire)
    return [figure]
