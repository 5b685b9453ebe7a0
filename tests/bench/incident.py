"""Declare an incident, five pages and the sending; make the paper of one. Each against its floor."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from enfants.models import Enfant, Sejour
from protection.enums import CategorieEIG, DocumentIncident, Regime
from protection.models import Incident
from protection.selectors.documents import Demande, papier
from protection.services.documents import produire_document
from socle.habilitations.contexte import acting_as
from socle.habilitations.roles import Role
from socle.outils.identifiants import nouvel_id
from socle.outils.pdf import compose
from tests import factories
from tests.bench.bases import Bases
from tests.bench.mesure import Comparaison, Figure, chronometrer
from tests.bench.soiree import sans_protection
from tests.bench.tailles import PETITE, Tailles
from tests.bench.visite import Visite
from villages.models import Affectation

_FAITS = (
    "Au retour de l’école, il a été poussé dans l’escalier par un autre enfant. Il est tombé sur le bras. "
    "Une adulte était dans la cuisine et n’a rien vu ; elle a entendu le cri et elle est venue aussitôt. "
)
_LONG = _FAITS * 6
DOCUMENT = DocumentIncident.INFORMATION_PREOCCUPANTE


class _Declaration:
    """What the five pages post, about a child of the house of one éducateur."""

    def __init__(self, visite: Visite) -> None:
        self.visite = visite
        with visite.ici(), acting_as(visite.utilisateur):
            sejour = Sejour.objects.select_related("maison").order_by("id")[0]
        hier = timezone.localtime() - timedelta(hours=25)
        self.pages: dict[str, dict[str, Any]] = {
            "qui": {
                "village": str(sejour.maison.village_id),
                "maison": str(sejour.maison_id),
                "lieu": "maison",
                "lieu_precis": "l’escalier",
                "survenu_le": hier.date().isoformat(),
                "survenu_heure": "18:30",
                "constate_le": hier.date().isoformat(),
                "constate_heure": hier.strftime("%H:%M"),
                "qui_0": f"e:{sejour.enfant_id}",
                "role_0": "victime",
            },
            "faits": {
                "faits": _LONG,
                "paroles": "« J’ai eu peur. »",
                "avis": "Je crains que cela recommence.",
            },
            "fait": {"mesures": _FAITS},
        }

    def declarer(self) -> None:
        ident = str(nouvel_id())
        self.visite.poster(reverse("protection:declarer"), {"envoi": ident, "danger": "non"})
        for page, champs in self.pages.items():
            adresse = reverse(f"protection:declarer_{page}", args=[ident])
            self.visite.poster(adresse, {"page": page} | champs)
        self.visite.poster(reverse("protection:declarer_relire", args=[ident]), {})


def _declarer(bases: Bases, tailles: Tailles) -> Figure:
    villages, enfants, entrees = PETITE
    scellee, acces = bases.creer("declaree", villages=villages, enfants=enfants, entrees=entrees)
    notre = _Declaration(Visite(scellee, acces[1][0]))
    with sans_protection():
        claire, acces = bases.creer("nue", villages=villages, enfants=enfants, entrees=entrees)
        nue = _Declaration(Visite(claire, acces[1][0]))

    def declarer_nue() -> None:
        with sans_protection():
            nue.declarer()

    figure = Figure(
        "déclaration",
        "déclarer un incident, cinq pages et l’envoi, requêtes entières",
        (Comparaison("scellée, auditée, versionnée", "mêmes pages sans rien", au_plus=3),),
    )
    figure.temps = chronometrer(
        {"scellée, auditée, versionnée": notre.declarer, "mêmes pages sans rien": declarer_nue},
        tours=tailles.tours,
        chauffe=2,
    )
    bases.supprimer(scellee)
    bases.supprimer(claire)
    return figure


def _incident_rempli() -> tuple[Incident, Affectation]:
    """An incident as long as one that lasted, and the director who prints it."""
    direction = Affectation.objects.filter(role=Role.DIRECTEUR).select_related("professionnel__compte")[0]
    compte = direction.professionnel.compte
    with acting_as(compte):
        enfant = Enfant.objects.order_by("id")[0]
    incident = factories.creer_incident(direction.village, declarant=None, victimes=[enfant], faits=_LONG)
    pros = [factories.creer_professionnel(f"temoin-{rang}@banc") for rang in range(3)]
    factories.remplir_incident(
        incident, par=compte, enfant=enfant, pros=pros, texte=_FAITS, nom="Camille Exemple"
    )
    factories.creer_qualification(incident, compte, Regime.EIG, categorie=CategorieEIG.ORGANISATION)
    return incident, direction


def _imprimer(bases: Bases, tailles: Tailles) -> Figure:
    base, _ = bases.creer("papier", villages=1, enfants=8)
    incident, direction = _incident_rempli()
    compte = direction.professionnel.compte
    demande = Demande(document=DOCUMENT, noms=False, signe=False, numero=nouvel_id())
    with acting_as(compte):
        donnees = papier(compte, incident, demande).en_donnees()
    sources = files("protection").joinpath("typst")
    source = b"\n".join(sources.joinpath(f"{nom}.typ").read_bytes() for nom in ("commun", DOCUMENT.value))

    def notre() -> None:
        with acting_as(compte), transaction.atomic():
            produire_document(acteur=compte, incident_id=incident.pk, demande=demande)

    figure = Figure(
        "papier d’un incident",
        "lire, caviarder, composer et sceller une information préoccupante",
        (Comparaison("du dossier au papier scellé", "typst seul, mêmes données", au_plus=3),),
    )
    with tempfile.TemporaryDirectory() as lieu, override_settings(DOCUMENTS_DIR=Path(lieu)):
        figure.temps = chronometrer(
            {
                "du dossier au papier scellé": notre,
                "typst seul, mêmes données": lambda: compose(source, donnees, le=timezone.now()),
            },
            tours=tailles.tours,
            chauffe=2,
        )
    bases.supprimer(base)
    return figure


def mesurer(bases: Bases, tailles: Tailles) -> list[Figure]:
    """Declare in both forms; print one incident and compose its data alone."""
    return [_declarer(bases, tailles), _imprimer(bases, tailles)]
