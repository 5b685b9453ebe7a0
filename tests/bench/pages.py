"""Server time of the pages of every evening, in a large installation against a small one."""

from __future__ import annotations

import sys
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from enfants.models import Sejour
from socle.habilitations.contexte import acting_as
from socle.outils.progression import Progression
from tests.bench.bases import Bases
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.tailles import PETITE, Tailles
from tests.bench.visite import Visite

#: Title, name of the URL, whether it is about one child.
PAGES = (
    ("Ma maison", "enfants:ma_maison", False),
    ("fil de vie", "enfants:fil", True),
    ("Passage de relais", "enfants:relais", False),
)


def _adresse(nom: str, enfant: UUID | None) -> str | None:
    try:
        return reverse(nom, args=[enfant] if enfant else [])
    except NoReverseMatch:
        return None


def _enfant(visite: Visite) -> UUID:
    with visite.ici(), acting_as(visite.utilisateur):
        return Sejour.objects.order_by("id").values_list("enfant_id", flat=True)[0]


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Read the same pages as the éducateur of one house, in both databases in turn."""
    total = tailles.enfants_pages + tailles.entrees_pages
    grande, acces_grande = bases.creer(
        "grande",
        villages=tailles.villages_pages,
        enfants=tailles.enfants_pages,
        entrees=tailles.entrees_pages,
        avance=Progression(total, sys.stderr).advance,
    )
    villages, enfants, entrees = PETITE
    petite, acces_petite = bases.creer("petite", villages=villages, enfants=enfants, entrees=entrees)
    visites = {
        "grande": Visite(grande, acces_grande[1][0]),
        "petite": Visite(petite, acces_petite[1][0]),
    }
    figures = []
    for titre, nom, sur_un_enfant in PAGES:
        adresses = {
            taille: _adresse(nom, _enfant(visite) if sur_un_enfant else None)
            for taille, visite in visites.items()
        }
        figure = Figure(
            f"page « {titre} »",
            f"{tailles.enfants_pages} enfants et {tailles.entrees_pages} notes, contre {enfants} et "
            f"{entrees} ({tailles.repetitions} fois)",
            (Comparaison("grande", "petite", au_plus=1.3),),
        )
        if None in adresses.values():
            figure.comparaisons, figure.faits = (), {f"la page {nom} existe": False}
        else:
            figure.temps = chronometrer(
                {
                    taille: lambda visite=visite, adresse=adresses[taille]: [
                        visite.lire(adresse) for _ in range(tailles.repetitions)
                    ]
                    for taille, visite in visites.items()
                },
                tours=tailles.tours,
                chauffe=3,
            )
        figures.append(figure)
    bases.supprimer(grande)
    bases.supprimer(petite)
    return figures
