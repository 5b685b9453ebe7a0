"""The steps of an incident: from which state to which, what each asks first, in the words of the page.

Alerts and transmissions need no step: they are possible from any state. The database holds the same list
of steps (migration 0002); a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass

from protection.enums import EtatIncident as E
from protection.enums import Regime


@dataclass(frozen=True)
class Passage:
    """One step: ``attend`` says in French what is decided there."""

    de: E
    vers: E
    libelle: str
    attend: str


PASSAGES = (
    Passage(
        E.RECU,
        E.PROTEGE,
        "Décider la protection",
        "Les mesures prises pour ce soir, ou pourquoi il n’en faut pas.",
    ),
    Passage(E.PROTEGE, E.QUALIFIE, "Qualifier", "De quoi il s’agit, et sous quels régimes."),
    Passage(E.QUALIFIE, E.TRANSMIS, "Tout est transmis", "Ce que chacun a reçu, et ce qu’il en fait."),
    Passage(E.QUALIFIE, E.ENQUETE, "Évaluer", "Qui évalue, comment. Aucun régime n’oblige à transmettre."),
    Passage(
        E.TRANSMIS, E.ENQUETE, "Évaluer", "La justice d’abord ; l’enfant n’est pas interrogé de nouveau."
    ),
    Passage(E.ENQUETE, E.ACCOMPAGNE, "Accompagner", "Ce que l’évaluation établit, et les décisions."),
    Passage(E.ACCOMPAGNE, E.PLAN, "Passer au plan d’action", "Ce qui change pour que cela n’arrive plus."),
    Passage(E.PLAN, E.CLOS, "Clore", "Deux personnes signent, aucune n’est impliquée."),
    Passage(E.CLOS, E.REVU, "Terminer les bilans", "Ce que montrent les bilans à 3, 6 et 12 mois."),
    Passage(E.CLOS, E.ENQUETE, "Rouvrir", "Ce qui oblige à rouvrir."),
    Passage(E.REVU, E.ENQUETE, "Rouvrir", "Ce qui oblige à rouvrir."),
)


def passages_depuis(etat: str) -> list[Passage]:
    """Return the steps a state leaves by, in order."""
    return [passage for passage in PASSAGES if passage.de == etat]


def passage(de: str, vers: str) -> Passage | None:
    """Return the step between two states, None when there is none."""
    return next((p for p in PASSAGES if p.de == de and p.vers == vers), None)


#: Regimes that oblige to tell somebody outside before anything is evaluated here.
TRANSMIS_D_ABORD = frozenset(
    {
        Regime.EIG,
        Regime.INFORMATION_PREOCCUPANTE,
        Regime.SIGNALEMENT,
        Regime.NOTE_ASE,
        Regime.NOTE_JUGE,
        Regime.VIOLATION,
        Regime.CHANGEMENT_LIEU,
    }
)
